"""The pages of commands that judge something: `check`, `require` and `changes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models._text import count
from openrouter_models.cli.page import sections
from openrouter_models.cli.page.elements import element, section, table
from openrouter_models.cli.page.html_document import to_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from openrouter_models._catalog.changeset import Changes
    from openrouter_models.cli.formats.requirement_outcomes import Judged
    from openrouter_models.cli.page.elements import Content
    from openrouter_models.cli.verdicts import Checked, Run


def to_changes_page(changes: Changes) -> str:
    """Write what changed between listings as a page."""
    return to_page("Changes of OpenRouter's models", "", [sections.changes(changes)], scripts=())


def to_requirements_page(judged: Judged) -> str:
    """Write what became of requirements as a page."""
    columns, rows = judged.rows()
    cells: list[Sequence[Content]] = [
        (row[0], *(element("span", word, class_=word) for word in row[1:-1]), row[-1])
        for row in rows
    ]
    told = table("Requirements", columns, cells)
    part = section("requirements", "Required models", told)
    return to_page(f"{judged.summary}", judged.file, [part], scripts=())


def to_check_page(run: Run) -> str:
    """Write what came of a check as a page."""
    parts = [*_parts(run)]
    responses = count(len(run.responses), "response")
    return to_page(f"Contract check: {run.verdict.in_words}", responses, parts, scripts=())


def _parts(run: Run) -> Iterator[Element]:
    for number, checked in enumerate(run.responses, 1):
        yield section(f"response-{number}", checked.name, *_response(checked))
    if run.stale:
        stale = (element("li", element("code", str(each))) for each in run.stale)
        yield section("stale", "Stale entries of the baseline", element("ul", *stale))
    if run.coverage is not None:
        yield sections.coverage(run.coverage)


def _response(checked: Checked) -> Sequence[Content]:
    verdict = element("span", checked.verdict.in_words, class_=checked.verdict.word)
    told: list[Content] = [element("p", verdict)]
    if checked.report is None:
        return [*told, element("p", checked.error or "")]
    return [*told, *sections.findings(checked.report, f"Deviations in {checked.name}")]
