"""Complete ids of models in a shell, from what is on this machine: nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models.cli.captures import read_bytes, to_catalog
from openrouter_models.cli.failing import CannotBeDoneError
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.catalogue import to_listing

if TYPE_CHECKING:
    import click


def complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Give the ids that begin as typed, of `--file` or else of the built-in catalogue.

    None where the file cannot be read, because a shell has no place for a complaint.
    """
    del param
    file: str | None = ctx.params.get("file")
    try:
        if file is None or file == "-":
            ids = [model["id"] for model in MockOpenRouter().listing["data"]]
        else:
            ids = [model.id for model in to_catalog(to_listing(read_bytes(file)), file)]
    except CannotBeDoneError:
        return []
    return [each for each in ids if isinstance(each, str) and each.startswith(incomplete)]
