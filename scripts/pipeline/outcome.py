"""Say what a run did, for people, for a pull request and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from pipeline.tree import compare

if TYPE_CHECKING:
    from pipeline.project import Files


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
    """

    before: Files
    after: Files
    classes: tuple[str, ...]
    examples: int
    ready_to_retire: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def changes(self) -> dict[str, str]:
        """Tell by name which files were ``added``, ``removed`` or ``changed``."""
        return compare(self.before, self.after)


def to_text(outcome: Outcome) -> list[str]:
    """Say it in lines for a terminal, what asks for action last."""
    return [
        *(f"{what} {name}" for name, what in outcome.changes.items()),
        f"{len(outcome.changes) or 'no'} file(s) differ: {_size(outcome)}",
        *(f"warning: {warning}" for warning in outcome.warnings),
        *outcome.ready_to_retire,
    ]


def to_json(outcome: Outcome) -> str:
    """Say it as one JSON object with the keys of `Outcome`, ``changes`` in place of the contents."""
    fields = {
        "changes": outcome.changes,
        "classes": outcome.classes,
        "examples": outcome.examples,
        "ready_to_retire": outcome.ready_to_retire,
        "warnings": outcome.warnings,
    }
    return f"{json.dumps(fields, indent=2)}\n"


def to_markdown(outcome: Outcome) -> str:
    """Say it as Markdown, the text of the document kept from becoming markup."""
    sections = {
        "Changed files": [f"{what} {name}" for name, what in outcome.changes.items()],
        "Warnings": outcome.warnings,
        "Ready to retire": outcome.ready_to_retire,
    }
    lines = ["# Regeneration", "", f"{_size(outcome)}."]
    for title, items in sections.items():
        if items:
            lines += ["", f"## {title}", "", *(f"- {_code(item)}" for item in items)]
    return "\n".join(lines) + "\n"


def _size(outcome: Outcome) -> str:
    return f"{len(outcome.classes)} classes, {outcome.examples} validated examples"


def _code(text: str) -> str:
    """Quote as a code span; its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1)."""
    fence = "`" * (text.count("`") + 1)
    return f"{fence} {' '.join(text.split())} {fence}"
