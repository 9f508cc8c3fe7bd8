"""Build HTML from elements, so that text can never be markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, tostring  # writing only

from openrouter_models._text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Content: TypeAlias = "Element | str"


def element(tag: str, *contents: Content, **attributes: object) -> Element:
    """Make an element; characters of text that do not print are escaped.

    In names of attributes `_` stands for `-`, one at the end is dropped (`class_`); None leaves an attribute out.
    """
    made = Element(
        tag,
        {
            name.rstrip("_").replace("_", "-"): printable(f"{value}")
            for name, value in attributes.items()
            if value is not None
        },
    )
    for content in contents:
        if isinstance(content, Element):
            made.append(content)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + printable(content)
        else:
            made.text = (made.text or "") + printable(content)
    return made


def raw(tag: str, text: str, **attributes: str) -> Element:
    """Make a `script` or `style`, whose text HTML takes as it stands."""
    made = Element(tag, attributes)
    made.text = text
    return made


def section(id_: str, title: str, *contents: Content) -> Element:
    """Make a part of the page that the navigation leads to."""
    heading = element("h2", title, id=f"{id_}-heading")
    return element("section", heading, *contents, id=id_, aria_labelledby=f"{id_}-heading")


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Content]]) -> Element:
    """Make a table that scrolls by itself where the window is narrow."""
    head = element("tr", *(element("th", each, scope="col") for each in columns))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
    made = element(
        "table", element("caption", caption), element("thead", head), element("tbody", *body)
    )
    return scrolling(caption, made)


def scrolling(label: str, *contents: Content) -> Element:
    """Let something scroll sideways, by keyboard too."""
    return element("div", *contents, class_="scroll", role="region", aria_label=label, tabindex=0)


def to_html(made: Element) -> str:
    """Write an element as HTML."""
    return tostring(made, encoding="unicode", method="html")
