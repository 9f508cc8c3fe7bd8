"""Write what changed between listings as rows of a table: for terminals, Markdown and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models.cli.console import bare_table, safe
from openrouter_models.cli.formats.markdown import rows_of, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from openrouter_models._catalog.changeset import Changes

COLUMNS = ("what", "model", "field", "old", "new", "change")
_STYLES = {"added": "green", "removed": "red", "renamed": "cyan", "changed": ""}
_MOST_ROWS = 300  # of a Markdown table, which fits a comment on GitHub


def to_rows(changes: Changes) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Write changes as rows in the order of `COLUMNS`, one per value that changed, its text as it came."""
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


def to_parts(changes: Changes) -> Sequence[Table]:
    """Write changes for people, each model named once."""
    table = bare_table(*COLUMNS)
    table.columns[-1].justify = "right"
    shown = ""
    for what, model, *cells in to_rows(changes):
        head = ("", "") if model == shown else (what, model)
        table.add_row(safe(head[0], _STYLES[what]), safe(head[1]), *map(safe, cells))
        shown = model
    return [table] if table.rows else []


def to_markdown(changes: Changes) -> str:
    """Write changes as Markdown."""
    heading = f"## Changes between listings: {summary(changes)}"
    rows = [[text(cell) for cell in row] for row in to_rows(changes)]
    return "\n".join([heading, "", *(rows_of(COLUMNS, rows, _MOST_ROWS) if rows else ())])
