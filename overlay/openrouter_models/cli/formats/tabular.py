"""Write rows as CSV, JSON lines and Markdown: for spreadsheets, programs and comments."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from openrouter_models._text import printable
from openrouter_models.cli.formats.markdown import rows_of
from openrouter_models.cli.formats.markdown import text as escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Rows = Iterable[Mapping[str, Any]]

# What spreadsheets take for a formula, blanks before it and the wide forms of East Asian input included.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def to_text(value: object) -> str:
    """Write a value of a row: words beside each other, dates as in ISO 8601, nothing for None."""
    if isinstance(value, list):
        return " ".join(cast("list[str]", value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else f"{value}"


def to_csv(rows: Rows, columns: Sequence[str]) -> Iterator[str]:
    """Write rows as CSV (RFC 4180, but with plain line ends), the names of the columns first.

    Text that a spreadsheet would run as a formula has an apostrophe before it, and what does not print is escaped.
    """
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([_csv_cell(row[name]) for name in columns])


def to_jsonl(rows: Rows, columns: Sequence[str]) -> Iterator[str]:
    """Write each row as a JSON object on a line of its own, in ASCII."""
    for row in rows:
        yield json.dumps({name: row[name] for name in columns}, default=to_text) + "\n"


def to_markdown_table(rows: Rows, columns: Sequence[str]) -> Iterator[str]:
    """Write rows as a Markdown table; nothing in them is markup."""
    cells = [[escaped(to_text(row[name])) for name in columns] for row in rows]
    yield from (f"{line}\n" for line in rows_of(columns, cells, len(cells)) if line)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _csv_cell(value: object) -> str:
    text = printable(to_text(value))
    is_text = isinstance(value, str | list)
    return f"'{text}" if is_text and _FORMULA.match(text) else text


WRITERS: dict[str, Callable[[Rows, Sequence[str]], Iterator[str]]] = {
    "csv": to_csv,
    "jsonl": to_jsonl,
    "markdown": to_markdown_table,
}
"""What writes each form."""
