"""`openrouter-models report`, and the other pages: whole, self-contained, and nothing in them is run."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.page_reader import Page
from tests.conforming import needs

from openrouter_models.cli.page.elements import element, to_html

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

HOSTILE = "x/<img src=x onerror=alert(1)></script><!--'\"&amp;\u202e=1+1"
BODY: dict[str, Any] = {
    "data": [
        {"id": HOSTILE, "name": HOSTILE, "supported_parameters": [HOSTILE], HOSTILE: 1},
        {
            "id": "javascript:alert(1)",
            "context_length": 8192,
            "pricing": {"prompt": "0.000001", "completion": "0.000002"},
            "benchmarks": {"artificial_analysis": {"intelligence_index": 41.5}},
            "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
            "expiration_date": "2026-12-31",
        },
    ]
}


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Store a listing that attacks whoever shows it."""
    file = tmp_path / "models.json"
    file.write_text(json.dumps(BODY))
    return file


@pytest.fixture
def page(run: Run, capture: Path) -> Page:
    """Write a report about it, and since an empty one."""
    before = capture.with_name("before.json")
    before.write_text('{"data": []}')
    file = capture.with_name("page.html")
    assert (0, "", "") == _outcome(run, "report", "-o", file, "--file", capture, "--since", before)
    return Page(file.read_text("utf-8"))


def _outcome(run: Run, *arguments: object) -> tuple[int, str, str]:
    ran = run(*arguments)
    return ran.code, ran.out, ran.err


def test_it_has_its_parts(page: Page) -> None:
    """Each with a link that leads to it."""
    parts = ["overview", "models", "prices", "findings", "coverage", "changes"]
    assert parts == [each["id"] for tag, each in page.tags if tag == "section"]
    links = [each["href"] for tag, each in page.tags if tag == "a"]
    assert ["#content", *(f"#{each}" for each in parts)] == links


def test_it_loads_and_runs_nothing_but_itself(page: Page) -> None:
    """The policy allows its own scripts and styles by their hashes."""
    assert not [
        each for _, each in page.tags if {"src", "style", "onerror", "onclick"} & each.keys()
    ]
    assert not {"img", "link", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    policy = page.policy()
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for tag, count in (("script", 3), ("style", 2)):
        texts = page.texts[tag]
        assert count == sum(each == tag for each, _ in page.tags)
        assert all(_hash(each) in policy for each in texts if each.strip())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_text_is_data(page: Page) -> None:
    """Whatever it looks like; what does not print is escaped."""
    shown = HOSTILE.replace("\u202e", "\\u202e")
    ids = [each.get("data-id") for tag, each in page.tags if tag == "tr" and "data-id" in each]
    assert [shown, "javascript:alert(1)"] == ids
    assert shown in page.texts["code"]


@needs("benchmarks")
def test_rows_say_what_filters_and_plots_need(page: Page) -> None:
    """Prices per million, lengths and words."""
    row = next(each for _, each in page.tags if each.get("data-id") == "javascript:alert(1)")
    expected = {"data-context": "8192", "data-prompt": "1", "data-completion": "2"}
    expected |= {"data-intelligence": "41.5", "data-input": "text", "data-output": "text"}
    assert expected.items() <= row.items()


@pytest.mark.parametrize("body", [b'{"data": []}', b"[]"])
def test_an_empty_listing_has_a_page(run: Run, tmp_path: Path, body: bytes) -> None:
    """With all its parts."""
    file = tmp_path / "models.json"
    file.write_bytes(body)
    assert 0 == run("report", "--file", file, "-o", tmp_path / "page.html").code
    assert "0 models" in (tmp_path / "page.html").read_text("utf-8")


def test_a_terminal_sees_that_it_works(
    run: Run, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe sees nothing, and `-` gets the page."""
    assert run("report", "--file", capture, "-o", "-").out.startswith("<!DOCTYPE html>")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "Writing the report" in run("report", "--file", capture, "-o", "-").err


def test_400_models_fit_into_a_mail(run: Run, tmp_path: Path) -> None:
    """The page is far below 3 MB."""
    file = tmp_path / "models.json"
    file.write_text(json.dumps([*BODY["data"]] * 200))
    assert 0 == run("report", "--file", file, "-o", tmp_path / "page.html").code
    assert (tmp_path / "page.html").stat().st_size < 1_000_000


def test_a_page_folds_away_what_is_known(run: Run, capture: Path) -> None:
    """By the baseline; one that cannot be read costs nothing."""
    file, known = capture.with_name("page.html"), capture.with_name("known.toml")
    assert 2 == run("report", "--file", capture, "-o", file, "--baseline", known).code
    assert not file.exists()
    assert 0 == run("check", capture, "--baseline", known, "--write-baseline").code
    assert 0 == run("report", "--file", capture, "-o", file, "--baseline", known).code
    page = Page(file.read_text("utf-8"))
    assert [] == [each for each in page.texts["summary"] if not each.endswith(" known")]
    assert "Nothing else deviates from the contract." in page.texts["p"]


def test_a_check_has_a_page(run: Run, capture: Path) -> None:
    """Per response its verdict, findings with models, and coverage."""
    file = capture.with_name("page.html")
    assert 2 == run("check", capture, "gone.json", "--coverage", "--output", f"html={file}").code
    page = Page(file.read_text("utf-8"))
    assert ["could not be checked", "violates the contract"] == sorted(
        {*page.texts["span"]} - {"error", "warning"}
    )
    assert "Contract check: could not be checked" in page.texts["h1"]
    assert "default-src 'none'; script-src 'none'; style-src 'sha256-" in page.policy()
    assert "coverage" in [each.get("id") for tag, each in page.tags if tag == "section"]


def test_requirements_and_changes_have_pages(run: Run, capture: Path) -> None:
    """With nothing in them that runs."""
    terms = capture.with_name("models.toml")
    terms.write_text(f"version = 1\n[[model]]\nid = '''{HOSTILE.replace(chr(0x202E), '')}'''")
    required = Page(run("require", terms, "--file", capture, "--format=html").out)
    changed = Page(run("changes", capture, "--demo", "--format=html").out)
    assert "0 of 1 requirement met" in required.texts["h1"]
    assert "gone" in required.texts["span"]
    assert "Changes of OpenRouter's models" in changed.texts["h1"]
    for page in (required, changed):
        assert not {"script", "img"} & {tag for tag, _ in page.tags}


@given(st.text(), st.text())
def test_an_element_holds_its_text(text: str, value: str) -> None:
    """A parser reads back what printed."""
    page = Page(to_html(element("p", text, element("b"), text, title=value)))
    (_, attributes), _ = page.tags
    shown = "".join(page.texts.get("p", []) + page.texts.get("b", []))
    printed = to_html(element("i", text))
    assert attributes.keys() == {"title"}
    assert all(char.isprintable() for char in shown + (attributes["title"] or "") + printed)
    if text.isprintable():
        assert text * 2 == shown
