"""`openrouter-models list`: models as a table for people, as rows, or as the body again for programs."""

from __future__ import annotations

import sys
from itertools import chain
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from openrouter_models._catalog.ordering import Order
from openrouter_models._catalog.rows import Row
from openrouter_models._text import did_you_mean
from openrouter_models.cli.console import console_on, write, write_json
from openrouter_models.cli.filter_options import chosen_by, filter_options
from openrouter_models.cli.formats.models_table import models_table
from openrouter_models.cli.formats.tabular import WRITERS
from openrouter_models.cli.listing_summary import summarize
from openrouter_models.cli.sources import Source, fetch, source_options

if TYPE_CHECKING:
    from collections.abc import Sequence

_ORDERS: tuple[str, ...] = get_args(Order)
_COLUMNS = tuple(Row.__annotations__)
_BRIEF = (
    *("id", "name", "context_length", "prompt_price", "completion_price"),
    *("input", "output", "created"),
)


def _names(given: str) -> list[str]:
    """Read columns, separated by commas."""
    return [_known(word.strip(), _COLUMNS, "column") for word in given.split(",")]


def _orders(given: str) -> list[tuple[Order, bool]]:
    """Read what to sort by, separated by commas, each with whether `-` says that it descends."""
    words = [word.strip() for word in given.split(",")]
    names = [_known(word.removeprefix("-"), _ORDERS, "key to sort by") for word in words]
    return [
        (cast("Order", name), word.startswith("-")) for name, word in zip(names, words, strict=True)
    ]


def _known(word: str, words: Sequence[str], what: str) -> str:
    if word in words:
        return word
    hint = did_you_mean(word, words) or f"There are {', '.join(words)}."
    raise click.UsageError(f"There is no {what} {word!r}. {hint}")


@click.command("list")
@source_options
@filter_options
@click.option(
    "--sort",
    "orders",
    multiple=True,
    metavar="KEYS",
    type=_orders,
    help=f"Sort by these, separated by commas; - before one is descending: {', '.join(_ORDERS)}.",
)
@click.option("--descending", is_flag=True, help="Sort in the opposite order.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show only the first N.")
@click.option(
    "--columns",
    metavar="NAMES",
    type=_names,
    help="Show these, separated by commas, such as id,max_output,intelligence.",
)
@click.option("--json", "form", flag_value="json", help="Print the response body as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV for spreadsheets.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Print a JSON object per model.")
@click.option("--markdown", "form", flag_value="markdown", help="Print a Markdown table.")
def command(  # noqa: PLR0913  # one parameter per option
    *,
    source: Source,
    criteria: dict[str, Any],
    orders: tuple[list[tuple[Order, bool]], ...],
    descending: bool,
    limit: int | None,
    columns: list[str] | None,
    form: str | None,
) -> None:
    """List models, by default those that the key in OPENROUTER_API_KEY may use.

    A model is shown if it matches all filters.
    """
    if columns and form == "json":
        raise click.UsageError("--json prints whole models; for --columns use --jsonl.")
    catalog = whole = fetch(source)
    if criteria:  # else the body comes again with whatever in it is no model
        catalog = chosen_by(whole.where, **criteria)
    for order, falls in reversed([*chain(*orders)]):  # sorting is stable: the first key comes last
        catalog = catalog.sorted_by(order, descending=falls is not descending)
    if limit is not None:
        catalog = catalog[:limit]
    if form == "json":
        write_json(catalog.to_dict())
    elif form is not None:
        shown = columns or (_BRIEF if form == "markdown" else _COLUMNS)
        sys.stdout.writelines(WRITERS[form](cast("Any", catalog.to_rows()), shown))
    else:
        if catalog:
            console = console_on()
            write(console, models_table(catalog.infos, console.width, columns or ()))
        summarize(len(catalog), whole)
