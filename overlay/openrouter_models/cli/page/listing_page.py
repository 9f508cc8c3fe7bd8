"""The page about a listing: its models as a table and as plots, and what was off about it."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from openrouter_models._text import count
from openrouter_models.cli.formats import cells
from openrouter_models.cli.page import sections
from openrouter_models.cli.page.elements import element, scrolling, section
from openrouter_models.cli.page.html_document import to_page
from openrouter_models.contract.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from openrouter_models._catalog.changeset import Changes
    from openrouter_models._catalog.info import ModelInfo
    from openrouter_models.catalog import Catalog
    from openrouter_models.cli.page.elements import Content
    from openrouter_models.findings import Report

_MOST_AUTHORS = 12
_MOST_WORDS = 10
_NUMBER = "num"
_COLUMNS = {
    "Model": "string",
    "Context": _NUMBER,
    "Max output": _NUMBER,
    "$/M in": _NUMBER,
    "$/M out": _NUMBER,
    "Intelligence": _NUMBER,
    "Input": "string",
    "Output": "string",
    "Features": "string",
    "Released": "string",
    "Expires": "string",
    "Findings": _NUMBER,
}
_PLOTS = (
    ("context", "Price and context length", "log"),
    ("intelligence", "Price and intelligence index", "linear"),
)


def to_listing_page(
    catalog: Catalog, report: Report, source: str, changed: Changes | None = None
) -> str:
    """Write all that is known of a listing as a page."""
    infos = catalog.infos
    covered = Coverage.of()
    covered.add(200, catalog.to_dict())
    found = Counter(each.model for each in report.findings if each.model)
    parts = [
        _overview(infos, sum(report.counts.values())),
        _models(infos, found),
        _plots(),
        section("findings", "Findings", *sections.findings(report, "Deviations from the contract")),
        sections.coverage(covered),
        *([] if changed is None else [sections.changes(changed)]),
    ]
    return to_page("OpenRouter models", f"{count(len(catalog), 'model')} · {source}", parts)


def _overview(infos: Sequence[ModelInfo], found: int) -> Element:
    authors = Counter(info.author or "none" for info in infos)
    total = len(infos)
    numbers = [
        ("Models", f"{total:,}"),
        ("Authors", f"{len(authors):,}"),
        ("Free", f"{sum(info.is_free for info in infos):,}"),
        ("Reasoning", f"{sum(info.reasoning.supported for info in infos):,}"),
        ("With tools", f"{sum('tools' in info.supports for info in infos):,}"),
        ("Findings", f"{found:,}"),
    ]
    takes, gives = (
        Counter(chain.from_iterable(getattr(info, side) for info in infos))
        for side in ("input", "output")
    )
    glance = element(
        "div",
        sections.counts(
            "Author of models", authors, max(authors.values(), default=1), _MOST_AUTHORS
        ),
        sections.counts("Input that models accept", takes, total, _MOST_WORDS),
        sections.counts("Output that models produce", gives, total, _MOST_WORDS),
        class_="glance",
    )
    return section("overview", "Overview", sections.tiles(numbers), glance)


def _models(infos: Sequence[ModelInfo], found: Mapping[str, int]) -> Element:
    empty = {
        "Intelligence": all(info.intelligence is None for info in infos),
        "Expires": all(info.expires is None for info in infos),
        "Findings": not found,
    }
    shown = [name for name in _COLUMNS if not empty.get(name)]
    head = (element("th", name, scope="col", data_type=_COLUMNS[name]) for name in shown)
    models = element(
        "table",
        element("caption", "Models"),
        element("thead", element("tr", *head)),
        element("tbody", *(_row(info, shown, found[info.id]) for info in infos)),
        id="catalogue",
    )
    return section("models", "Models", _filters(infos), scrolling("Table of models", models))


def _row(info: ModelInfo, shown: Iterable[str], found: int) -> Element:
    written = {
        "Context": (cells.tokens(info.context_length), info.context_length),
        "Max output": (cells.tokens(info.max_output), info.max_output),
        "$/M in": (cells.prompt_price(info).plain.strip(), info.prompt_price),
        "$/M out": (cells.completion_price(info).plain.strip(), info.completion_price),
        "Intelligence": _or_nothing(info.intelligence),
        "Input": (" ".join(cells.text_first(info.input)), None),
        "Output": (" ".join(cells.text_first(info.output)), None),
        "Features": (cells.abilities(info).plain, None),
        "Released": (cells.released(info).plain, None),
        "Expires": (_or_nothing(info.expires)[0], None),
        "Findings": (f"{found:,}", found),
    }
    name = element(
        "th", element("strong", info.name or info.id), element("code", info.id), scope="row"
    )
    others = (
        element("td", text, data_order=("" if order is None else order) if is_number else None)
        for column in shown
        if column in written
        for (text, order), is_number in [(written[column], _COLUMNS[column] == _NUMBER)]
    )
    return element(
        "tr",
        name,
        *others,
        data_id=info.id,
        data_author=info.author,
        data_input=" ".join(sorted(info.input)),
        data_output=" ".join(sorted(info.output)),
        data_supports=" ".join(sorted(info.supports)),
        data_free="yes" if info.is_free else None,
        data_reasoning="yes" if info.reasoning else None,
        data_context=info.context_length,
        data_intelligence=info.intelligence,
        data_prompt=info.prompt_price,
        data_completion=info.completion_price,
    )


def _or_nothing(value: object) -> tuple[str, object]:
    return ("" if value is None else f"{value}", value)


def _filters(infos: Sequence[ModelInfo]) -> Element:
    words = {
        "author": ("Author", {info.author for info in infos if info.author}),
        "input": ("Input", {word for info in infos for word in info.input}),
        "output": ("Output", {word for info in infos for word in info.output}),
        "supports": ("Supports", {word for info in infos for word in info.supports}),
    }
    return element(
        "form",
        _control("Search", element("input", type="search", name="search", autocomplete="off")),
        *(
            _control(label, _select(name, ["", *sorted(some)]))
            for name, (label, some) in words.items()
        ),
        _control("Max $/M in", element("input", type="number", name="price", min=0, step="any")),
        _control("Min context", element("input", type="number", name="context", min=0, step=1)),
        element("label", element("input", type="checkbox", name="free"), "Free", class_="check"),
        element(
            "label",
            element("input", type="checkbox", name="reasoning"),
            "Reasoning",
            class_="check",
        ),
        element("button", "Show all", type="reset"),
        id="filters",
        hidden="hidden",
        aria_label="Filters",
    )


def _control(label: str, control: Element) -> Element:
    return element("label", element("span", label), control)


def _select(name: str, words: Iterable[str]) -> Element:
    options = (element("option", word or "any", value=word) for word in words)
    return element("select", *options, name=name)


def _plots() -> Element:
    choices = (("prompt", "prompt"), ("completion", "completion"))
    options = (
        element("option", f"USD per million {word} tokens", value=value) for value, word in choices
    )
    figures = (_figure(axis, title, scale) for axis, title, scale in _PLOTS)
    contents: list[Content] = [
        element(
            "p",
            "The plots show the models that the table shows, and need JavaScript.",
            class_="hint",
        ),
        element(
            "form",
            _control("Price", element("select", *options, name="price")),
            id="plotted",
            hidden="hidden",
        ),
        element("div", *figures, class_="figures"),
    ]
    return section("prices", "Prices", *contents)


def _figure(axis: str, title: str, scale: str) -> Element:
    label = f"{title}: a point per model. Arrow keys go from point to point; the table has the same values."
    canvas = element(
        "canvas",
        id=f"plot-{axis}",
        role="img",
        aria_label=label,
        tabindex=0,
        data_axis=axis,
        data_scale=scale,
    )
    return element(
        "figure",
        element("figcaption", title),
        element("div", canvas, class_="plot"),
        element("output", for_=f"plot-{axis}"),
    )
