"""`openrouter-models changes`: what changed from one listing to another."""

from __future__ import annotations

import click
from attrs import evolve

from openrouter_models._catalog.changeset import Changes
from openrouter_models._text import count
from openrouter_models.cli import output_files
from openrouter_models.cli.formats.change_rows import summary, to_markdown, to_parts
from openrouter_models.cli.listing_summary import warn_if_incomplete
from openrouter_models.cli.page.result_pages import to_changes_page
from openrouter_models.cli.presentation import Formats, Presentation, format_options
from openrouter_models.cli.sources import Source, fetch, source_options

FORMATS = Formats[Changes](to_parts, {"markdown": to_markdown, "html": to_changes_page})


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
        if source != Source():
            raise click.UsageError("Give NEW, or one of --demo, --file, --region and --base-url.")
        source = evolve(source, file=new)
    if old == source.file == "-":
        raise click.UsageError("Only one of the listings can come from stdin.")
    output_files.refuse_clashes(presentation.files, [old, source.file])
    before = fetch(Source(file=old))
    after = fetch(source)
    changes = before.changes(after)
    presentation.emit(changes)
    warn_if_incomplete(before, after)
    sizes = f"{count(len(before), 'model')} before, {len(after):,} after"
    click.echo(f"{sizes}: {summary(changes)}", err=True)
    return int(exit_code and bool(changes))
