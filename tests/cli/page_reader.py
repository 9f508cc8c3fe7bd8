"""Read HTML as a browser would: what is an element, and what is text."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """Reads a page as a browser would.

    Attributes:
        tags: All tags with their attributes.
        texts: What stands in elements, by tag, scripts included.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        """Take note of text."""
        self.texts.setdefault(self._open, []).append(data)

    def policy(self) -> str:
        """Give the Content Security Policy."""
        metas = [each for tag, each in self.tags if tag == "meta"]
        (found,) = (one["content"] for one in metas if one.get("http-equiv"))
        return found or ""
