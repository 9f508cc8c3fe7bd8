"""Put a page together: one file that loads nothing, runs only its own scripts, and says so in its policy."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from openrouter_models import __version__
from openrouter_models.cli import page
from openrouter_models.cli.page.elements import element, raw, to_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_STYLE = "page.css"
_WITHOUT_SCRIPTS = "html:not(.ready) #catalogue { display: table; }"
SCRIPTS = ("vendored/dataTables.min.js", "vendored/chart.umd.min.js", "page.js")


def to_page(
    title: str, subtitle: str, sections: Sequence[Element], scripts: Sequence[str] = SCRIPTS
) -> str:
    """Make a page."""
    style, *code = (files(page).joinpath(name).read_text("utf-8") for name in (_STYLE, *scripts))
    links = [element("a", each[0].text or "", href=f"#{each.get('id')}") for each in sections]
    whole = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=_policy(style, code)),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="referrer", content="no-referrer"),
            element("title", title),
            raw("style", style),
            element("noscript", raw("style", _WITHOUT_SCRIPTS)),
        ),
        element(
            "body",
            element("a", "Skip to the content", class_="skip", href="#content"),
            element(
                "header",
                element("h1", title),
                element("p", subtitle),
                element("nav", *links, aria_label="Parts of the page"),
            ),
            element("main", *sections, id="content"),
            element(
                "footer",
                element(
                    "p",
                    f"Made by openrouter-models {__version__}"
                    f"{', with DataTables and Chart.js (MIT licence)' if scripts else ''}. Nothing was loaded to show it.",
                ),
            ),
            *(raw("script", each) for each in code),
        ),
        lang="en",
    )
    return f"<!DOCTYPE html>\n{to_html(whole)}\n"


def _policy(style: str, code: Sequence[str]) -> str:
    """Allow what is in the page and nothing else (Content Security Policy Level 3)."""
    runs = " ".join(map(_hash, code)) or "'none'"
    return (
        f"default-src 'none'; script-src {runs}; style-src {_hash(style)} {_hash(_WITHOUT_SCRIPTS)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
