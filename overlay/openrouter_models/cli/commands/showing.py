"""`openrouter-models show`: one model, with all its fields and what was off about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import click
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openrouter_models._catalog.changeset import shown
from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.pricing import Prices, plain
from openrouter_models._text import printable
from openrouter_models.cli.console import console_on, safe, write, write_json
from openrouter_models.cli.formats.cells import UNKNOWN, name, released
from openrouter_models.cli.sources import Source, complete_id, fetch, source_options
from openrouter_models.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from rich.console import RenderableType

    from openrouter_models._catalog.generated_classes import Model
    from openrouter_models.catalog import Catalog
    from openrouter_models.findings import Finding

_LABEL = 24
_CENTS = 2
_ELSEWHERE = ("id", "name", "description", "created", "pricing")
_UNITS = {
    "image": "per image",
    "image_output": "per image",
    "request": "per request",
    "web_search": "per search",
}
_PER_MILLION = "per million tokens"


@click.command("show")
@click.argument("model_id", metavar="ID", shell_complete=complete_id)
@source_options
@click.option("--json", "as_json", is_flag=True, help="Print the model as it came, as JSON.")
def command(*, source: Source, model_id: str, as_json: bool) -> None:
    """Show all that is known about one model.

    ID is the model's id, such as openai/gpt-4, or its canonical slug.
    """
    catalog = fetch(source)
    model = catalog[model_id]
    if as_json:
        write_json(model.to_dict())
        return
    console = console_on()
    write(console, _details(model, _findings(catalog, model)))


def _findings(catalog: Catalog, model: Model) -> Iterator[Finding]:
    """Give the findings inside a model."""
    items: list[Any] = catalog.to_dict()["data"]
    # Items that are not objects are not models; paths count them all the same.
    places = (place for place, item in enumerate(items) if isinstance(item, dict))
    place = next(place for place, each in zip(places, catalog, strict=True) if each is model)
    inside = f"/data/{place}"
    for finding in catalog.report.findings:
        if finding.path == inside or finding.path.startswith(f"{inside}/"):
            yield finding


def _details(model: Model, findings: Iterable[Finding]) -> Group:
    """Lay out a model."""
    body, info = model.to_dict(), ModelInfo.of(model)
    rest = {label: value for label, value in body.items() if label not in _ELSEWHERE}
    general = {label: value for label, value in rest.items() if not isinstance(value, dict)}
    sections = {label: value for label, value in rest.items() if label not in general}
    parts: list[RenderableType] = [
        Group(safe(name(info).plain, "bold"), safe(_in_words(body.get("id", UNKNOWN)), "cyan")),
        *_paragraphs(body.get("description")),
        _rows({"released": released(info)} | _values(general)),
        _section("pricing in USD", dict(_prices(model))),
        *(_section(label, _values(value)) for label, value in sections.items()),
        _deviations(findings),
    ]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts[:-1]), parts[-1])


def _paragraphs(description: object) -> Iterator[Text]:
    """Keep the lines of a description; nothing else in it may move the cursor."""
    if isinstance(description, str) and description.strip():
        yield Text("\n".join(map(printable, description.strip().splitlines())))


def _section(title: str, rows: Mapping[str, Text]) -> Group:
    return Group(safe(_spaced(title), "bold"), _rows(rows))


def _rows(rows: Mapping[str, Text]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True, min_width=_LABEL)
    table.add_column(overflow="fold")
    for label, value in rows.items():
        table.add_row(safe(f"  {_spaced(label)}"), value)
    return table


def _spaced(label: str) -> str:
    return label.replace("_", " ")


def _values(body: Mapping[str, Any]) -> dict[str, Text]:
    return {label: _value(value) for label, value in body.items()}


def _value(value: object) -> Text:
    """Write a JSON value, the objects of a list each on a line."""
    lines = _objects(value) or [value]
    return Text("\n").join(safe(_in_words(line)) for line in lines)


def _objects(value: object) -> list[object]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return items if any(isinstance(item, dict) for item in items) else []


def _in_words(value: object) -> str:
    """Write a JSON value for people on one line; nothing of it is left out."""
    if value is None or isinstance(value, int):
        return shown(value)
    if isinstance(value, list):
        return ", ".join(map(_in_words, cast("list[object]", value))) or "none"
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value).items()
        return ", ".join(f"{_spaced(label)} {_in_words(item)}" for label, item in fields) or "none"
    return value if isinstance(value, str) and value else json.dumps(value)


def _prices(model: Model) -> Iterator[tuple[str, Text]]:
    """Write the prices per unit that people compare, discount applied, and what else pricing has."""
    prices = Prices.of(model)
    for label, amount in prices.per_unit.items():
        unit = _UNITS.get(label, _PER_MILLION)
        shown = prices.per_million(label) if unit == _PER_MILLION else amount
        yield label, Text(_amount(shown, unit, is_fixed=prices.is_fixed))
    if prices.discount is None or prices.discount > 0:
        off = UNKNOWN if prices.discount is None else f"{plain(prices.discount * 100)} %"
        yield "discount", Text(f"{off}, applied above")
    for number, override in enumerate(prices.overrides, 1):
        yield f"override {number} per token", safe(_in_words(override))


def _amount(amount: Decimal | None, unit: str, *, is_fixed: bool) -> str:
    """Write a price exactly, with two decimal places at least."""
    if amount is None:
        return UNKNOWN if is_fixed else "varies"
    exact = plain(amount)
    decimals = max(_CENTS, -int(exact.as_tuple().exponent))
    return f"{exact:,.{decimals}f} {unit}"


def _deviations(findings: Iterable[Finding]) -> RenderableType:
    found = list(findings)
    if not found:
        return Text("It conforms to the contract.", style="green")
    return Group(Text("deviations from the contract", style="bold"), *map(_deviation, found))


def _deviation(finding: Finding) -> Text:
    is_error = finding.severity is Severity.ERROR
    return safe(f"  {finding}", "red" if is_error else "yellow")
