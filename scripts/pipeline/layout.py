"""Lay a report out in printable lines, as plain text and as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_NAMES = 5


@attrs.frozen
class Line:
    """One line of a report.

    Attributes:
        depth: How far it is indented.
        ours: Our own words.
        theirs: What follows them and is, or holds, a text of the documents.
    """

    depth: int
    ours: str
    theirs: str = ""


def text_of(lines: Iterable[Line]) -> str:
    """Write lines as plain text."""
    return "".join(f"{'  ' * one.depth}{one.ours}{one.theirs}\n" for one in lines)


def markdown_of(lines: Iterable[Line], depth: int = 0) -> Iterator[str]:
    """Write lines as a list in Markdown, the texts of the documents in code spans."""
    for one in lines:
        theirs = _span(one.theirs) if one.theirs else ""
        yield f"{'  ' * (one.depth - depth)}- {one.ours}{theirs}"


def one_line(text: str) -> str:
    """Take from a text what could break the line or move the cursor of a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def few(names: Iterable[str]) -> str:
    """List the first of some names, each once, and count the rest."""
    unique = [*dict.fromkeys(names)]
    more = len(unique) - _MOST_NAMES
    return ", ".join(unique[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _span(text: str) -> str:
    """Write a code span; its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1)."""
    runs: Iterable[str] = re.findall("`+", text)
    fence = "`" * (max(map(len, runs), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
