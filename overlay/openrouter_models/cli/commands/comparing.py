"""`openrouter-models compare`: in what models differ, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click
from attrs import asdict

from openrouter_models._catalog.changeset import shown, to_json
from openrouter_models._catalog.info import Reasoning
from openrouter_models.cli.console import bare_table, console_on, safe, write, write_json
from openrouter_models.cli.formats.cells import text_first
from openrouter_models.cli.sources import Source, complete_id, fetch, source_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table


@click.command("compare")
@click.argument(
    "model_ids", metavar="ID ID...", nargs=-1, required=True, shell_complete=complete_id
)
@source_options
@click.option("--json", "as_json", is_flag=True, help="Print what differs as JSON.")
def command(*, source: Source, model_ids: tuple[str, ...], as_json: bool) -> None:
    """Show in what models differ: two or more, by id or canonical slug.

    Of modalities and parameters only those are shown that not all of the models have.
    """
    try:
        found = fetch(source).compare(*model_ids)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        write_json(
            {
                name: {
                    key: to_json(asdict(value) if isinstance(value, Reasoning) else value)
                    for key, value in column.items()
                }
                for name, column in found.items()
            }
        )
    elif found:
        write(console_on(), _table(list(dict.fromkeys(model_ids)), found))
    else:
        click.echo("They do not differ.", err=True)


def _table(ids: list[str], differences: dict[str, dict[str, Any]]) -> Table:
    table = bare_table("", *ids)
    table.columns[0].style, table.columns[0].no_wrap = "dim", True
    for name, column in differences.items():
        values = [column[each] for each in ids]
        if name == "id" and values == ids:
            continue
        if all(isinstance(value, frozenset) for value in values):
            shared = frozenset[str].intersection(*values)
            values = [value - shared for value in values]
        table.add_row(name.replace("_", " "), *(safe(_in_words(value)) for value in values))
    return table


def _in_words(value: object) -> str:
    if isinstance(value, frozenset | tuple):
        words = cast("Iterable[str]", value)
        value = " ".join(text_first(words) if isinstance(value, frozenset) else words)
    elif isinstance(value, Reasoning):
        parts = asdict(value).items()
        value = ", ".join(
            f"{name.replace('_', ' ')} {_in_words(part)}" for name, part in parts if part
        )
    return shown(value, "-") or "-"
