"""`openrouter-models changes`: what changed from one listing to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from attrs import evolve
from rich.table import Table

from openrouter_models._catalog.comparison import Changes
from openrouter_models.cli.formats.markdown import rows_of, text
from openrouter_models.cli.output import safe
from openrouter_models.cli.presenting import Formats, Presentation, format_options
from openrouter_models.cli.sources import Source, fetch, source_options
from openrouter_models.findings import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS = ("", "model", "field", "old", "new", "change")
_STYLES = {"added": "green", "removed": "red", "renamed": "cyan", "changed": ""}
_MOST_ROWS = 300  # of a Markdown table, which fits a comment on GitHub


def to_rows(changes: Changes) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Write changes as rows of a table, one per value that changed.

    Args:
        changes: The changes.

    Yields:
        Text in the order of `COLUMNS`, as it came.
    """
    for what in ("added", "removed"):
        for each in getattr(changes, what):
            yield what, each, "", "", "", ""
    for what in ("renamed", "changed"):
        for model in getattr(changes, what):
            if what == "renamed":
                yield what, model.id, "id", model.old_id, model.id, ""
            for change in model.changes:
                yield what, model.id, change.field.replace("_", " "), *change.in_words()


def summary(changes: Changes) -> str:
    """Count what changed, such as `3 added, 2 removed, 5 changed`."""
    counted = {what: len(getattr(changes, what)) for what in _STYLES}
    return ", ".join(f"{number:,} {what}" for what, number in counted.items() if number) or (
        "nothing changed"
    )


def _to_parts(changes: Changes) -> Sequence[Table]:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name in COLUMNS:
        table.add_column(name, overflow="fold", justify="right" if name == COLUMNS[-1] else "left")
    shown = ""
    for what, model, *cells in to_rows(changes):
        head = ("", "") if model == shown else (what, model)
        table.add_row(safe(head[0], _STYLES[what]), safe(head[1]), *map(safe, cells))
        shown = model
    return [table] if table.rows else []


def _to_markdown(changes: Changes) -> str:
    heading = f"## Changes between listings: {summary(changes)}"
    rows = [[text(cell) for cell in row] for row in to_rows(changes)]
    return "\n".join([heading, "", *(rows_of(COLUMNS, rows, _MOST_ROWS) if rows else ())])


FORMATS = Formats[Changes](_to_parts, {"markdown": _to_markdown})


@click.command("changes")
@click.argument("old")
@click.argument("new", required=False)
@source_options
@format_options(FORMATS)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if something changed.")
def command(
    *,
    source: Source,
    old: str,
    new: str | None,
    presentation: Presentation[Changes],
    exit_code: bool,
) -> int:
    """Show what changed from one listing to another.

    OLD and NEW are captures: stored bodies of responses, or bare lists of models; - is stdin. Without NEW the API
    is asked, or what the options name. Prices are in USD per million tokens.
    """
    if new is not None:
        if source != Source(demo=False, file=None, region=None, base_url=None):
            raise click.UsageError("Give NEW, or one of --demo, --file, --region and --base-url.")
        source = evolve(source, file=new)
    if old == source.file == "-":
        raise click.UsageError("Only one of the listings can come from stdin.")
    before = fetch(Source(demo=False, file=old, region=None, base_url=None))
    after = fetch(source)
    changes = before.changes(after)
    presentation.emit(changes)
    sizes = f"{count(len(before), 'model')} before, {len(after):,} after"
    click.echo(f"{sizes}: {summary(changes)}", err=True)
    return int(exit_code and bool(changes))
