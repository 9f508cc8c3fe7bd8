"""Write a run as Markdown: for a comment, or for the summary of a step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openrouter_models.cli.verdicts import Checked, Run, Verdict
from openrouter_models.findings import Group, Severity, errors_first, group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_ROWS = 50
_NUMBERS = {"times", "change"}
_SIGNS = {Verdict.CONFORMS: "✅", Verdict.VIOLATION: "❌"}
# Everything that Markdown, HTML in it, or GitHub (mentions, issues, links) could read as more than text.
_ACTIVE = re.compile(r"[\\`*_{}\[\]()<>#+!|~@&:.\-]")


def to_markdown(run: Run) -> str:
    """Write a run as Markdown."""
    lines = [f"## Contract check: {_said(run.verdict)}", ""]
    for checked in run.responses:
        lines += _response(checked)
    if run.stale:
        lines += [
            "### Stale entries of the baseline",
            "",
            *(f"- {text(str(e))}" for e in run.stale),
            "",
        ]
    return "\n".join(lines)


def _said(verdict: Verdict) -> str:
    return f"{_SIGNS.get(verdict, '⚠️')} {verdict.in_words}"


def _response(checked: Checked) -> Iterator[str]:
    yield f"### {text(checked.name)}: {_said(checked.verdict)}"
    yield ""
    if checked.error is not None:
        yield text(checked.error)
        yield ""
    groups = errors_first(group(checked.findings))
    if groups:
        yield from table(groups)
    if checked.known:
        yield "<details>"
        yield f"<summary>{len(checked.known)} known</summary>"
        yield ""
        yield from table(group(checked.known))
        yield "</details>"
        yield ""


def table(groups: Iterable[Group]) -> Iterator[str]:
    """Write groups of findings as a table."""
    rows = [
        (
            "❌" if each.severity is Severity.ERROR else "⚠️",
            each.kind.value,
            text(each.pattern or "the body"),
            str(each.count),
            text(each.first.message),
        )
        for each in groups
    ]
    yield from rows_of(("", "what", "where", "times", "first"), rows)


def rows_of(
    columns: Sequence[str], rows: Sequence[Sequence[str]], most: int = _MOST_ROWS
) -> Iterator[str]:
    """Write rows of Markdown as a table with an empty line after it; those beyond the most are counted."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'|'.join('---:' if name in _NUMBERS else '---' for name in columns)}|"
    for row in rows[:most]:
        yield f"| {' | '.join(row)} |"
    if len(rows) > most:
        yield f"| | and {len(rows) - most:,} more{' |' * (len(columns) - 1)}"
    yield ""


def text(value: str) -> str:
    """Write text so that Markdown shows it as it is."""
    printable = value.encode(errors="backslashreplace").decode()
    printable = "".join(char if char.isprintable() else " " for char in printable)
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", printable)
