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
@click.option(
    "--input",
    "input",
    multiple=True,
    metavar="WORD",
    help="Only models that accept this input, such as image.",
)
@click.option(
    "--output",
    multiple=True,
    metavar="WORD",
    help="Only models that produce this output, such as text.",
)
@click.option(
    "--supports",
    multiple=True,
    metavar="WORD",
    help="Only models with this parameter, such as tools.",
)
@click.option(
    "--author",
    multiple=True,
    metavar="NAME",
    help="Only models by this author; repeat for several.",
)
@click.option("--text", metavar="TEXT", help="Only models with this in id, name or description.")
@click.option("--free", is_flag=True, help="Only free models; excludes --not-free.")
@click.option("--not-free", is_flag=True, help="Only models that cost something.")
@click.option("--reasoning", is_flag=True, help="Only models that reason; excludes --no-reasoning.")
@click.option("--no-reasoning", is_flag=True, help="Only models that do not reason.")
@click.option(
    "--min-context",
    type=int,
    metavar="TOKENS",
    help="Only models with at least this context length.",
)
@click.option(
    "--max-prompt-price", metavar="USD", help="At most this price per million prompt tokens."
)
@click.option(
    "--max-completion-price",
    metavar="USD",
    help="At most this price per million completion tokens.",
)
@click.option("--sort", type=click.Choice(get_args(Order)), help="Sort by this field.")
@click.option("--descending", is_flag=True, help="Sort in descending order.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show only the first N.")
@click.option("--json", "as_json", is_flag=True, help="Print the response body as JSON.")
def command(  # noqa: PLR0913  # one parameter per option
    *,
    source: Source,
    sort: Order | None,
    descending: bool,
    limit: int | None,
    as_json: bool,
    free: bool,
    not_free: bool,
    reasoning: bool,
    no_reasoning: bool,
    **criteria: Any,
) -> None:
    """List models, by default those that the key in OPENROUTER_API_KEY may use.

    A model is shown if it matches all filters.
    """
    criteria["free"] = _either("--free", free, "--not-free", not_free)
    criteria["reasoning"] = _either("--reasoning", reasoning, "--no-reasoning", no_reasoning)
    whole = fetch(source)
    catalog = _select(whole, criteria, sort, limit, descending=descending)
    if as_json:
        write_json(catalog.to_dict())
        return
    if catalog:
        console = console_on()
        write(console, models_table(catalog, console.width))
    summarize(len(catalog), whole)


def _either(yes: str, wanted: bool, no: str, unwanted: bool) -> bool | None:  # noqa: FBT001  # pairs
    """Read a pair of flags, None where neither is given."""
    if wanted and unwanted:
        raise click.UsageError(f"{yes} and {no} exclude each other.")
    return True if wanted else False if unwanted else None


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
