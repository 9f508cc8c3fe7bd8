"""Say below a table, in one line, how many models it has and what was off about the listing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from openrouter_models.cli.console import console_on, safe
from openrouter_models.findings import Kind, Severity, errors_first

if TYPE_CHECKING:
    from openrouter_models.catalog import Catalog
    from openrouter_models.findings import Group

_NAMED = 3
_OF_A_MODEL = "/data/*/"


def summarize(shown: int, catalog: Catalog) -> None:
    """Write the summary of a listing to stderr, so that a pipe gets models only."""
    sys.stdout.flush()
    console = console_on(stderr=True)
    broken = any(group.severity is Severity.ERROR for group in catalog.report.groups)
    console.print(safe(to_summary(shown, catalog), "yellow" if broken else "dim"))


def is_complete(catalog: Catalog) -> bool:
    """Tell whether a listing does not say of itself that there is more than what came."""
    return all(group.kind is not Kind.INCOMPLETE_LISTING for group in catalog.report.groups)


def warn_if_incomplete(*catalogs: Catalog | None) -> None:
    """Warn on stderr, before anybody believes that models are gone, of listings that are not whole."""
    if not all(catalog is None or is_complete(catalog) for catalog in catalogs):
        click.echo(
            "Warning: a listing is incomplete, so models that seem gone or new may only be missing from it.",
            err=True,
        )


def to_summary(shown: int, catalog: Catalog) -> str:
    """Summarize a listing in a line, such as `12 of 48 models · no deviation from the contract`."""
    total = f"{len(catalog)} model{'s' * (len(catalog) != 1)}"
    models = total if shown == len(catalog) else f"{shown} of {total}"
    return f"{models} · {_deviations(catalog.report.groups)}"


def _deviations(groups: tuple[Group, ...]) -> str:
    if not groups:
        return "no deviation from the contract"
    named = [
        f"{group.count} times {group.kind} at {group.pattern.removeprefix(_OF_A_MODEL) or 'the body'}"
        for group in errors_first(groups)[:_NAMED]
    ]
    more = [f"{len(groups) - _NAMED} more"] if len(groups) > _NAMED else []
    kinds = "1 kind" if len(groups) == 1 else f"{len(groups)} kinds"
    return f"{kinds} of deviation: {', '.join([*named, *more])}"
