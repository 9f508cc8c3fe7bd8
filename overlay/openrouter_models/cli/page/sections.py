"""The parts that several pages have: findings, coverage, changes, and counts at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models._text import count
from openrouter_models.cli.formats.change_rows import COLUMNS, summary, to_rows
from openrouter_models.cli.page.elements import element, section, table
from openrouter_models.findings import errors_first, group

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from openrouter_models._catalog.changeset import Changes
    from openrouter_models.cli.page.elements import Content
    from openrouter_models.contract.coverage import Coverage
    from openrouter_models.findings import Finding, Group, Omitted, Report

_COLUMNS = ("Severity", "What", "Where", "Times", "Models", "First")
_MOST_ROWS = 5_000


def findings(report: Report, caption: str) -> list[Content]:
    """Tell what a report found, and folded away what of it is known."""
    omitted = [each for each in report.omitted if not each.known]
    told: list[Content]
    if report.findings or omitted:
        told = [_findings(report.findings, omitted, caption)]
    else:
        beside = "else " if report.known else ""
        told = [element("p", f"Nothing {beside}deviates from the contract.")]
    if report.known:
        known = _findings(report.known, (), f"{caption} that are known")
        told.append(element("details", element("summary", f"{report.known_count:,} known"), known))
    return told


def _findings(found: Sequence[Finding], omitted: Sequence[Omitted], caption: str) -> Element:
    """Tell equal findings once, errors first, with the models that they are about."""
    groups = errors_first(group(found))
    told: list[tuple[Group | Omitted, str, str]] = [
        (each, each.in_models if each.models else "", each.first.message) for each in groups
    ]
    told += [(each, "", "counted, but not kept") for each in omitted]
    rows: list[Sequence[Content]] = [
        (
            element("span", each.severity.value, class_=each.severity.value),
            each.kind.value,
            element("code", each.pattern or "the body"),
            f"{each.count:,}",
            *more,
        )
        for each, *more in told
    ]
    return table(caption, _COLUMNS, rows)


def coverage(covered: Coverage) -> Element:
    """Tell what of the contract was seen, and where it could change unnoticed."""
    told, spots = covered.summary, covered.blind_spots
    contents: list[Content] = [element("p", f"{told[:1].upper()}{told[1:]}.")]
    if spots:
        contents += [
            element("p", "What was not seen could change, and every check would stay green:"),
            element("ul", *(element("li", element("code", each)) for each in spots)),
        ]
    return section("coverage", "Coverage of the contract", *contents)


def changes(changed: Changes) -> Element:
    """Tell what changed since an earlier listing."""
    told = summary(changed)
    rows = [*to_rows(changed)]
    contents: list[Content] = [element("p", f"{told[:1].upper()}{told[1:]}.")]
    if rows:
        contents.append(table("Changes", COLUMNS, rows[:_MOST_ROWS]))
    if len(rows) > _MOST_ROWS:
        contents.append(element("p", f"And {count(len(rows) - _MOST_ROWS, 'more change')}."))
    return section("changes", "Changes since the earlier listing", *contents)


def counts(caption: str, counted: Mapping[str, int], total: int, most: int) -> Element:
    """Show how often each of some words occurs, the most frequent first; a full bar stands for the total."""
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    rows: list[Sequence[Content]] = [
        (word, f"{number:,}", element("meter", max=max(total, 1), value=number, aria_hidden="true"))
        for word, number in ordered[:most]
    ]
    if len(ordered) > most:
        rest = sum(number for _, number in ordered[most:])
        rows.append((f"{len(ordered) - most:,} more", f"{rest:,}", ""))
    return table(caption, (caption.partition(" ")[0], "Models", "Share"), rows)


def tiles(numbers: Iterable[tuple[str, str]]) -> Element:
    """Show a few numbers, each with its name."""
    pairs = (element("div", element("dt", name), element("dd", number)) for name, number in numbers)
    return element("dl", *pairs, class_="tiles")
