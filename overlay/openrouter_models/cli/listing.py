"""`openrouter-models list`: models as a table for people, or as the body again for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from openrouter_models._catalog.ordering import Order
from openrouter_models.cli.output import console_on, write, write_json
from openrouter_models.cli.sources import Source, fetch, source_options
from openrouter_models.cli.summary import summarize
from openrouter_models.cli.table import models_table

if TYPE_CHECKING:
    from openrouter_models.catalog import Catalog


@click.command("list")
@source_options
@click.option("--input", "input", multiple=True, metavar="WORD", help="Takes this as input: image.")
@click.option("--output", multiple=True, metavar="WORD", help="Gives this as output: text.")
@click.option("--supports", multiple=True, metavar="WORD", help="Has this parameter: tools.")
@click.option(
    "--author", multiple=True, metavar="NAME", help="Is by this author, or one of several."
)
@click.option("--text", metavar="TEXT", help="Has this in its id, name or description.")
@click.option("--free/--not-free", default=None, help="Costs nothing, or something.")
@click.option("--reasoning/--no-reasoning", default=None, help="Reasons, or does not.")
@click.option("--min-context", type=int, metavar="TOKENS", help="Has at least this context length.")
@click.option("--max-prompt-price", metavar="USD", help="Costs at most this per million tokens in.")
@click.option("--max-completion-price", metavar="USD", help="The same for tokens out.")
@click.option("--sort", type=click.Choice(get_args(Order)), help="Sort by this.")
@click.option("--descending", is_flag=True, help="Sort the greatest first.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show the first N only.")
@click.option("--json", "as_json", is_flag=True, help="Print the response's body, as JSON.")
def command(
    *,
    source: Source,
    sort: Order | None,
    descending: bool,
    limit: int | None,
    as_json: bool,
    **criteria: Any,
) -> None:
    """List models, by default those that the key in OPENROUTER_API_KEY may use.

    The filters narrow the list down: a model is shown if it meets all of them.
    """
    whole = fetch(source)
    catalog = _select(whole, criteria, sort, limit, descending=descending)
    if as_json:
        write_json(catalog.to_dict())
        return
    if catalog:
        console = console_on()
        write(console, models_table(catalog, console.width))
    summarize(len(catalog), whole)


def _select(
    catalog: Catalog,
    criteria: dict[str, Any],
    sort: Order | None,
    limit: int | None,
    *,
    descending: bool,
) -> Catalog:
    asked = {name: value for name, value in criteria.items() if value not in (None, ())}
    if asked:
        try:
            catalog = catalog.where(**asked)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    if sort is not None:
        catalog = catalog.sorted_by(sort, descending=descending)
    return catalog if limit is None else catalog[:limit]
