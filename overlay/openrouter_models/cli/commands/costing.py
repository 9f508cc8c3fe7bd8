"""`openrouter-models cheapest`: what a call costs with each model, cheapest first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from attrs import asdict, fields
from rich.text import Text

from openrouter_models._catalog.choosing import TYPICAL
from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.usage import Usage
from openrouter_models._text import count
from openrouter_models.cli.console import bare_table, console_on, write, write_json
from openrouter_models.cli.filter_options import chosen_by, filter_options
from openrouter_models.cli.formats import cells
from openrouter_models.cli.sources import Source, fetch, source_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.table import Table

    from openrouter_models._catalog.choosing import Quote

_DECIMALS = 8  # a token of the cheapest models costs some 0.00000001 USD
_COUNTS = tuple(each.name for each in fields(Usage))


def _usage_options(command: Callable[..., None]) -> Callable[..., None]:
    for name in reversed(_COUNTS):
        typical = getattr(TYPICAL, name)
        default = f", {typical:,} if nothing is counted" if typical else ""
        command = click.option(
            f"--{name.replace('_', '-')}",
            type=click.IntRange(min=0),
            metavar="N",
            help=f"{name.replace('_', ' ').capitalize()} of the call{default}.",
        )(command)
    return command


@click.command("cheapest")
@source_options
@_usage_options
@filter_options
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show only the first N.")
@click.option("--json", "as_json", is_flag=True, help="Print the costs as JSON.")
def command(
    *, source: Source, criteria: dict[str, Any], limit: int | None, as_json: bool, **counts: Any
) -> None:
    """Estimate what a call costs with each model, cheapest first.

    Tokens are counted as the API's `usage` counts them: cached and reasoning tokens are parts of the prompt and
    of the completion. Models without a fixed price are left out.
    """
    counted = {name: number for name, number in counts.items() if number is not None}
    try:
        usage = Usage(**counted) if counted else TYPICAL
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    quotes = chosen_by(fetch(source).cheapest, usage, **criteria)
    shown = quotes[:limit]
    if as_json:
        asked = {name: number for name, number in asdict(usage).items() if number}
        left_out = [ModelInfo.of(model).id for model in quotes.left_out]
        write_json({"usage": asked, "models": [*map(_json, shown)], "left_out": left_out})
        return
    if shown:
        write(console_on(), _table(shown))
    sys.stdout.flush()
    told = f"{len(shown)} of {count(len(quotes), 'model')}"
    if quotes.left_out:
        told += f" · {count(len(quotes.left_out), 'model')} without a fixed price left out"
    if any(not quote.estimate.is_certain for quote in shown):
        told += " · ~ depends on more than was counted"
    click.echo(told, err=True)


def _json(quote: Quote) -> dict[str, Any]:
    return {
        "id": ModelInfo.of(quote.model).id,
        "usd": f"{quote.total:f}",
        "is_certain": quote.estimate.is_certain,
        "notes": list(quote.estimate.notes),
    }


def _table(quotes: Sequence[Quote]) -> Table:
    table = bare_table("id")
    for heading in ("USD", "$/M in", "$/M out", "context"):
        table.add_column(heading, justify="right", no_wrap=True)
    for quote in quotes:
        info = ModelInfo.of(quote.model)
        about = "" if quote.estimate.is_certain else "~"
        amount = Text(about + cells.usd(quote.total, _DECIMALS))
        prices = cells.prompt_price(info), cells.completion_price(info)
        table.add_row(cells.model_id(info), amount, *prices, cells.context(info))
    return table
