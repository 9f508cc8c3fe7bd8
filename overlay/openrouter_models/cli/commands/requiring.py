"""`openrouter-models require`: whether the models that an application depends on still meet its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from openrouter_models._policy.requirements import Requirements
from openrouter_models._text import printable
from openrouter_models.cli import output_files
from openrouter_models.cli.formats import requirement_outcomes
from openrouter_models.cli.listing_summary import is_complete, warn_if_incomplete
from openrouter_models.cli.page.result_pages import to_requirements_page
from openrouter_models.cli.presentation import Formats, Presentation, format_options
from openrouter_models.cli.sources import Source, fetch, read_bytes, source_options

if TYPE_CHECKING:
    from datetime import datetime

FORMATS = Formats[requirement_outcomes.Judged](
    requirement_outcomes.to_parts,
    {
        "junit": requirement_outcomes.to_junit,
        "sarif": requirement_outcomes.to_sarif,
        "github": requirement_outcomes.to_annotations,
        "markdown": requirement_outcomes.to_markdown,
        "html": to_requirements_page,
    },
)


@click.command("require")
@click.argument("requirements", metavar="REQUIREMENTS")
@source_options
@click.option("--since", metavar="FILE", help="An earlier capture, to tell what broke since.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day from which expiry is counted; today (UTC) by default.",
)
@format_options(FORMATS)
def command(
    *,
    source: Source,
    requirements: str,
    since: str | None,
    day: datetime | None,
    presentation: Presentation[requirement_outcomes.Judged],
) -> int:
    """Check whether the models that you depend on still meet your terms.

    REQUIREMENTS is a TOML file, such as models.toml, with a [[model]] table per model: its id, and terms such as
    max_prompt_price, min_context, input, supports and no_expiry_within. Of a model that is gone, the nearest that
    meet the terms are named.
    """
    if [requirements, source.file, since].count("-") > 1:
        raise click.UsageError("Only one of the files can come from stdin.")
    output_files.refuse_clashes(presentation.files, [requirements, source.file, since])
    content = read_bytes(requirements)
    required = Requirements.parse(content, name=printable(requirements))
    before = None if since is None else fetch(Source(file=since))
    catalog = fetch(source)
    judged = requirement_outcomes.Judged(
        requirements,
        content.decode(errors="replace"),
        required.judge(catalog, since=before, today=None if day is None else day.date()),
        is_complete(catalog),
    )
    presentation.emit(judged)
    warn_if_incomplete(before, catalog)
    click.echo(judged.summary, err=True)
    return judged.exit_code
