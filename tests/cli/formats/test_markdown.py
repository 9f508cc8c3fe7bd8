"""Markdown, as a renderer reads it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from attrs import evolve
from markdown_it import MarkdownIt
from tests.cli.page_reader import Page

from openrouter_models.cli.formats.markdown import to_markdown

if TYPE_CHECKING:
    from openrouter_models.cli.verdicts import Run


def rendered(text: str) -> tuple[list[str], str]:
    """Give the elements and the text of what a renderer makes of Markdown, HTML in it included."""
    page = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    return [tag for tag, _ in page.tags], "".join(chain(*page.texts.values()))


def test_findings_are_a_table_and_what_is_known_is_folded(run: Run) -> None:
    """Errors first, each response under its verdict."""
    elements, text = rendered(to_markdown(run))
    assert ["h2", *["h3"] * 4] == [each for each in elements if each in {"h2", "h3"}]
    assert (2, 1) == (elements.count("table"), elements.count("details"))
    assert text.startswith("Contract check: ⚠️ could not be checked")
    assert "/data/*/supported_parameters/*" in text
    assert "1 known" in text
    whole = evolve(run, responses=run.responses[:2])
    assert "wrong-type at /gone" in rendered(to_markdown(whole))[1]


def test_text_is_data(hostile: Run) -> None:
    """No image, no link, no mention, no row of its own."""
    elements, text = rendered(to_markdown(hostile))
    assert not {"img", "a", "code", "script"} & {*elements}
    assert "<img src=x onerror=y>" in text
    assert "@" not in to_markdown(hostile)
