"""`openrouter-models show`: one model, with all its fields and what was off about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from openrouter_models.cli.console import console_on, write, write_json
from openrouter_models.cli.formats.model_details import model_details
from openrouter_models.cli.sources import Source, complete_id, fetch, source_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._catalog.generated_classes import Model
    from openrouter_models.catalog import Catalog
    from openrouter_models.findings import Finding


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
    write(console, model_details(model, _findings(catalog, model)))


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
