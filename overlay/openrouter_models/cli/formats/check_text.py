"""Write for people what came of a check: equal findings once, each with its pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from openrouter_models._text import count
from openrouter_models.cli.console import safe
from openrouter_models.cli.verdicts import Verdict
from openrouter_models.findings import Severity, errors_first, in_words
from openrouter_models.findings import group as grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models.cli.verdicts import Checked, Run
    from openrouter_models.contract.coverage import Coverage
    from openrouter_models.findings import Group, Report

_MOST_PLACES = 20
_STYLES = {
    Verdict.CONFORMS: "bold green",
    Verdict.VIOLATION: "bold red",
    Verdict.NOTHING_VERIFIED: "bold yellow",
}


def to_lines(run: Run) -> list[Text]:
    """Write what came of each response, then what is stale and what was exercised."""
    parts = [to_text(each, each.report) for each in run.responses if each.report is not None]
    parts += [
        safe("stale: ", "yellow").append(f"nothing was found for {entry}") for entry in run.stale
    ]
    if run.coverage is not None:
        parts += _coverage(run.coverage)
    return parts


def _coverage(coverage: Coverage) -> Iterator[Text]:
    yield Text(f"coverage: {coverage.summary}", "" if coverage.seen else "yellow")
    if coverage.seen and (spots := coverage.blind_spots):
        yield Text("  what was not seen could change and every check would stay green:")
        yield from (safe(f"    {each}", "dim") for each in spots)


def to_text(checked: Checked, report: Report) -> Text:
    """Write a verdict and, below it, what it rests on."""
    verdict = checked.verdict
    head = safe(checked.name, "bold").append(": ").append(verdict.in_words, _STYLES[verdict])
    head.append(f" ({counts})" if (counts := in_words(report)) else "")
    return Text("\n").join([head, *_below(checked, report)])


def _below(checked: Checked, report: Report) -> Iterator[Text]:
    if checked.left_out:
        entries = "entry" if checked.left_out == 1 else "entries"
        yield safe(f"  {checked.left_out:,} {entries} of other operations left out")
    if checked.verdict is Verdict.NOTHING_VERIFIED:
        yield safe(f"  {_why_nothing(checked)}")
    for group in errors_first(report.groups):
        yield from _group(group)
    for group in grouped(report.known):
        yield safe(f"  known: {group}", "dim")
    if report.omitted:
        number = sum(one.count for one in report.omitted)
        yield safe(f"  and {count(number, 'finding')} that were counted but not kept:")
    for one in report.omitted[:_MOST_PLACES]:
        yield safe(f"    {one}")
    if len(report.omitted) > _MOST_PLACES:
        yield safe(f"    and at {count(len(report.omitted) - _MOST_PLACES, 'more place')}")


def _why_nothing(checked: Checked) -> str:
    if checked.listing_expected and checked.status != 200:
        return f"the answer was HTTP {checked.status}, which holds no listing"
    return "there was no model, or no documented body, to check against the contract"


def _group(group: Group) -> Iterator[Text]:
    style = "red" if group.severity is Severity.ERROR else "yellow"
    times = f", {group.count} times, first" if group.count > 1 else ""
    line = safe(f"  {group.severity} ", style).append(group.kind.value, "bold")
    yield line.append(times).append(" at ").append(safe(group.first.path or "the body", "cyan"))
    if group.models:
        yield safe(f"    in {group.in_models}")
    yield safe(f"    {group.first.message}")
