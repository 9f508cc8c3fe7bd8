"""The pages in a browser: they work, for everybody, and run nothing that a server wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Show

PHONE = {"width": 390, "height": 800}
DESK = {"width": 1300, "height": 900}


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report", "check"])
def test_everybody_can_use_it(
    show: Show, report: Path, name: str, scheme: str, viewport: dict[str, int]
) -> None:
    """Nothing for axe to complain of, and nothing to scroll sideways but tables."""
    axe: Any = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = show(report.with_name(f"{name}.html"), color_scheme=scheme, viewport=viewport)
    found = axe.run(page).response["violations"]
    assert [] == [(each["id"], each["nodes"][0]["html"]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    colour = page.evaluate("getComputedStyle(document.body).color")
    assert (scheme == "dark") == (colour == "rgb(233, 234, 238)")


def test_a_name_is_shown_as_it_is(show: Show, report: Path) -> None:
    """In the table, in the filters and after it was searched for."""
    page = show(report)
    page.locator("#filters [name=search]").fill("onerror")
    assert [HOSTILE] == page.locator("#catalogue tbody strong").all_inner_texts()
    page.locator("#filters [name=supports]").select_option(HOSTILE)
    assert "1 to 1 of 1 models (out of 120)" == page.locator(".dt-info").inner_text()
    assert 0 == page.locator("img").count()


def test_filters_narrow_table_and_plots(show: Show, report: Path) -> None:
    """Together, and all of them can be taken back."""
    page = show(report)
    plotted = page.locator("output").first
    whole = plotted.inner_text()
    author = page.locator("#catalogue tbody tr").nth(1).get_attribute("data-author")
    page.locator("#filters [name=author]").select_option(author)
    page.locator("#filters [name=price]").fill("1000000")
    authors = page.locator("#catalogue tbody tr").evaluate_all(
        "rows => rows.map(r => r.dataset.author)"
    )
    assert {author} == {*authors}
    assert f"of {len(authors)} models have both values" in plotted.inner_text()
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(
        "text => document.querySelector('output').textContent === text", arg=whole
    )
    assert "of 120 models" in page.locator(".dt-info").inner_text()


def test_the_keyboard_sorts(show: Show, report: Path) -> None:
    """From the heading of a column, which says how."""
    page = show(report)
    page.locator(".dt-length select").select_option("500")
    heading = page.locator("#catalogue thead th", has_text="Context")
    heading.locator("[tabindex]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#catalogue th[aria-sort=ascending]")
    assert "ascending" == heading.get_attribute("aria-sort")
    lengths = page.locator("#catalogue tbody tr").evaluate_all(
        "rows => rows.map(r => Number(r.dataset.context ?? 0))"
    )
    assert sorted(lengths) == lengths


def test_points_tell_what_they_are(show: Show, report: Path) -> None:
    """To the mouse and to the arrow keys, in words that a screen reader reads."""
    page = show(report, viewport=DESK)
    canvas, told = page.locator("canvas").first, page.locator("output").first
    canvas.focus()
    page.keyboard.press("ArrowRight")
    first = told.inner_text()
    page.keyboard.press("ArrowRight")
    assert " USD" in first
    assert first != told.inner_text()
    page.locator("#plotted select").select_option("completion")
    point = page.evaluate(
        """() => { const chart = Chart.getChart(document.querySelector("canvas"));
        const { x, y } = chart.getDatasetMeta(0).data[0]; return { x, y }; }"""
    )
    canvas.hover(position=point)
    assert " USD" in told.inner_text()


def test_without_scripts_everything_is_there(show: Show, report: Path) -> None:
    """As text: the table whole, the filters not."""
    page = show(report, java_script_enabled=False)
    assert 120 == page.locator("#catalogue tbody tr").count()
    assert page.locator("#catalogue").is_visible()
    assert page.locator("#filters").is_hidden()
