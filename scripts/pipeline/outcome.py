"""Say what a run did, for people, for a pull request and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from pipeline.diff import report
from pipeline.publish.tree import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diff.revision import Diff
    from pipeline.publish.project import Files


@attrs.frozen(kw_only=True)
class Outcome:
    """Carry what a run did, or would do.

    Attributes:
        before: The vendored document, the outputs and the lock as they were, by name.
        after: The same as they are now, or would be.
        classes: The generated classes.
        examples: How many examples of the contract were validated.
        ready_to_retire: One sentence per repair that upstream has made unnecessary.
        warnings: What else the maintainer should know.
        diff: What changed against the document that was vendored before; None if another one was not
            vendored, or the two cannot be compared.
        version: The version of the project; None if it does not tell.
        retired: How many repairs were deleted; None if that was not asked for.
    """

    before: Files
    after: Files
    classes: tuple[str, ...]
    examples: int
    ready_to_retire: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    diff: Diff | None = None
    version: str | None = None
    retired: int | None = None

    @property
    def changes(self) -> dict[str, str]:
        """Tell by name which files were ``added``, ``removed`` or ``changed``."""
        return compare(self.before, self.after)


def to_text(outcome: Outcome) -> str:
    """Say it in printable lines for a terminal, what asks for action last."""
    changes = outcome.changes
    files = [
        *(f"{what} {name}" for name, what in changes.items()),
        f"{_differing(len(changes))}: {_size(outcome)}",
    ]
    if outcome.retired is not None:
        files.append(f"{outcome.retired or 'no'} {_plural('repair', outcome.retired)} retired")
    diff = report.to_text(outcome.diff, outcome.version) if outcome.diff else ""
    actions = [*(f"warning: {warning}" for warning in outcome.warnings), *outcome.ready_to_retire]
    if not diff:
        return _lines([*files, *actions])
    return "\n".join(filter(None, (_lines(files), diff, _lines(actions))))


def to_json(outcome: Outcome) -> str:
    """Say it as JSON, which docs/regeneration.schema.json describes."""
    fields = {
        "changes": outcome.changes,
        "classes": outcome.classes,
        "examples": outcome.examples,
        "ready_to_retire": outcome.ready_to_retire,
        "warnings": outcome.warnings,
        "diff": outcome.diff and report.to_data(outcome.diff, outcome.version),
    }
    return f"{json.dumps(fields, indent=2)}\n"


def to_markdown(outcome: Outcome) -> str:
    """Say it as Markdown for a pull request, the text of the document kept from becoming markup."""
    files = [f"{what} {name}" for name, what in outcome.changes.items()]
    lines = [
        "# Regeneration",
        "",
        f"{_size(outcome)}.",
        *_section("## Warnings", outcome.warnings),
        *_section("## Ready to retire", outcome.ready_to_retire),
    ]
    if outcome.diff:
        lines += ["", report.to_markdown(outcome.diff, outcome.version).rstrip("\n")]
    lines += _section("# Changed files", files)
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """Take from a text what could break the line or move the cursor of a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{one_line(text)}\n" for text in texts)


def _differing(count: int) -> str:
    return f"{count or 'no'} {_plural('file', count)} {'differs' if count == 1 else 'differ'}"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _section(title: str, items: Sequence[str]) -> list[str]:
    return ["", title, "", *(f"- {_code(item)}" for item in items)] if items else []


def _size(outcome: Outcome) -> str:
    return f"{len(outcome.classes)} classes, {outcome.examples} validated examples"


def _code(text: str) -> str:
    """Quote as a code span; its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1)."""
    fence = "`" * (text.count("`") + 1)
    return f"{fence} {' '.join(text.split())} {fence}"
