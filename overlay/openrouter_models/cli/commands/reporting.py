"""`openrouter-models report`: all that is known of a listing, as one page that needs nothing beside itself."""

from __future__ import annotations

import click

from openrouter_models._policy.baseline import Baseline
from openrouter_models.cli import output_files
from openrouter_models.cli.console import working
from openrouter_models.cli.listing_summary import warn_if_incomplete
from openrouter_models.cli.page.listing_page import to_listing_page
from openrouter_models.cli.sources import Source, fetch, source_options


@click.command("report")
@source_options
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="The HTML file to write; - is stdout."
)
@click.option("--since", metavar="FILE", help="An earlier capture, to tell what changed since.")
@click.option("--baseline", metavar="FILE", help="Findings listed in this file are shown as known.")
def command(*, source: Source, output: str, since: str | None, baseline: str | None) -> None:
    """Write a page about a listing: table, plots, findings, coverage, and what changed.

    The page is one HTML file, which loads nothing from anywhere.
    """
    if since == source.file == "-":
        raise click.UsageError("Only one of the listings can come from stdin.")
    output_files.refuse_clashes([output], [source.file, since, baseline])
    known = Baseline.of(baseline)
    with working("Writing the report"):
        before = None if since is None else fetch(Source(file=since))
        catalog = fetch(source)
        changed = None if before is None else before.changes(catalog)
        page = to_listing_page(catalog, known.apply(catalog.report), source.name, changed)
    output_files.replace(output, page)
    if before is not None:
        warn_if_incomplete(before, catalog)
