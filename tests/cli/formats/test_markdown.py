"""Markdown, as a renderer reads it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from attrs import evolve
from markdown_it import MarkdownIt

from openrouter_models.cli.formats.markdown import to_markdown

if TYPE_CHECKING:
    from openrouter_models.cli.verdicts import Run


class Page(HTMLParser):
    """Collects the elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note an element."""
        del attrs
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def test_findings_are_a_table_and_what_is_known_is_folded(run: Run) -> None:
    """Errors first, each response under its verdict."""
    page = Page(to_markdown(run))
    assert ["h2", *["h3"] * 4] == [each for each in page.elements if each in {"h2", "h3"}]
    assert page.elements.count("table") == 2
    assert "could not be checked" in page.text.splitlines()[0]
    assert "/data/*/supported_parameters/*" in page.text
    assert "1 known" in page.text
    whole = evolve(run, responses=run.responses[:2])
    assert "wrong-type at /gone" in Page(to_markdown(whole)).text


def test_text_is_data(hostile: Run) -> None:
    """No image, no link, no mention, no row of its own."""
    page = Page(to_markdown(hostile))
    assert not {"img", "a", "code", "script"} & {*page.elements}
    assert "<img src=x onerror=y>" in page.text
    assert "@" not in to_markdown(hostile)
