"""Show pages in the Chromium that the variable CHROMIUM names, as `nox -s browser` does; else nothing here is run."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from openrouter_models.cli.app import main
from openrouter_models.testing import MockOpenRouter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

collect_ignore_glob = [] if "CHROMIUM" in os.environ else ["test_*.py"]

HOSTILE = "x/<img src=x onerror=alert(1)></script><b>"

Show: TypeAlias = "Callable[..., Any]"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report about made-up models, one with a hostile name, and since fewer of them."""
    folder = tmp_path_factory.mktemp("report")
    with MockOpenRouter(120, seed=7, allow_deviations=True) as mock:
        listing: dict[str, Any] = mock.listing
    before, now = folder / "before.json", folder / "now.json"
    before.write_text(json.dumps({"data": listing["data"][:100]}))
    listing["data"][0] |= {"name": HOSTILE, "id": HOSTILE, "supported_parameters": [HOSTILE]}
    now.write_text(json.dumps(listing))
    page = folder / "report.html"
    assert 0 == main(["report", "--file", str(now), "--since", str(before), "-o", str(page)])
    checked = f"html={folder / 'check.html'}"
    assert 1 == main(["check", str(now), "--coverage", "--output", checked])
    return page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the browser once."""
    playwright: Any = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=os.environ["CHROMIUM"])
        yield browser
        browser.close()


@pytest.fixture
def show(chromium: Any) -> Iterator[Show]:
    """Open files; what the page complains of, or asks the network for, fails the test."""
    problems: list[str] = []

    def told(event: Any) -> None:
        problems.append(str(event))

    def opened(file: Path, **options: Any) -> Any:
        page = chromium.new_context(**options).new_page()
        for event in ("console", "dialog", "pageerror"):
            page.on(event, told)
        page.goto(file.as_uri())
        page.on("request", told)
        return page

    yield opened
    for context in chromium.contexts:
        context.close()
    assert [] == problems
