"""Say what a run did, for people, for a pull request and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from openrouter_models._text import count
from pipeline.diff import machine_formats, report
from pipeline.layout import Line, markdown_of, one_line, text_of
from pipeline.publish.project import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diff.changes import Diff
    from pipeline.publish.project import Files


@attrs.frozen(kw_only=True)
class Outcome:
    """Carry what a run did, or would do.

    Attributes:
        before: The vendored document, the outputs and the lock as they were, by name.
        after: The same as they are now, or would be.
        classes: The generated classes.
        examples: How many examples of the contract were validated.
        ready_to_retire: The reasons of the repairs that upstream has made unnecessary.
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


def to_text(outcome: Outcome, *, witnesses: bool = False) -> str:
    """Say it in printable lines for a terminal: first what it means, last which files differ."""
    lines = [
        *(report.head(outcome.diff, outcome.version) if outcome.diff else ()),
        *_actions(outcome),
    ]
    sections = [*(report.sections(outcome.diff, witnesses=witnesses) if outcome.diff else ())]
    for section in sections:
        lines += [Line(0, ""), *section]
    files = [Line(0, f"{what} ", name) for name, what in outcome.changes.items()]
    if sections and files:
        lines.append(Line(0, ""))
    return text_of([*lines, *files, Line(0, _summary(outcome))])


def _actions(outcome: Outcome) -> Iterator[Line]:
    """Say what asks for something to be done besides what the changes do."""
    for warning in outcome.warnings:
        yield Line(0, "warning: ", one_line(warning))
    if outcome.retired is not None:
        told = f"{_counted(outcome.retired, 'repair')} retired" if outcome.retired else None
        yield Line(0, told or "no repair is ready to retire")
    if outcome.ready_to_retire:
        number = len(outcome.ready_to_retire)
        yield Line(
            0,
            f"{_counted(number, 'repair')} {'is' if number == 1 else 'are'} ready to retire; "
            "delete with `python scripts/regenerate.py --retire`:",
        )
        yield from (Line(1, "", one_line(one)) for one in outcome.ready_to_retire)


def to_json(outcome: Outcome) -> str:
    """Say it as JSON, which docs/regeneration.schema.json describes."""
    fields = {
        "changes": outcome.changes,
        "classes": outcome.classes,
        "examples": outcome.examples,
        "ready_to_retire": outcome.ready_to_retire,
        "warnings": outcome.warnings,
        "diff": outcome.diff and machine_formats.to_data(outcome.diff, outcome.version),
    }
    return f"{json.dumps(fields, indent=2)}\n"


def to_markdown(outcome: Outcome) -> str:
    """Say it as Markdown for a pull request, the text of the document kept from becoming markup."""
    lines = ["# Regeneration", "", f"{_summary(outcome)}."]
    if actions := [*_actions(outcome)]:
        lines += ["", *markdown_of(actions)]
    if outcome.diff:
        told = report.to_markdown(outcome.diff, outcome.version)
        lines += ["", told.rstrip("\n")]
    if changes := outcome.changes:
        lines += ["", "# Changed files", "", "<details>", f"<summary>{len(changes)}</summary>", ""]
        lines += markdown_of(Line(0, f"{what} ", name) for name, what in changes.items())
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _summary(outcome: Outcome) -> str:
    number = len(outcome.changes)
    differ = f"{_counted(number, 'file')} {'differs' if number == 1 else 'differ'}"
    return f"{differ}: {len(outcome.classes)} classes, {outcome.examples} validated examples"


def _counted(number: int, noun: str) -> str:
    return count(number, noun) if number else f"no {noun}s"
