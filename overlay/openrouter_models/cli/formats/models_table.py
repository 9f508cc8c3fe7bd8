"""Lay models out as a table that fits the terminal: the columns that matter most come first."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from attrs import frozen

from openrouter_models._catalog.rows import to_row
from openrouter_models.cli.console import bare_table, safe
from openrouter_models.cli.formats import cells
from openrouter_models.cli.formats.tabular import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.table import Table
    from rich.text import Text

    from openrouter_models._catalog.info import ModelInfo

_GAP = 2  # blanks between columns
_MOST = 0.95  # the share of a column's values for which it must be wide enough
_ID = "id"


@frozen
class _Column:
    """A column of the table.

    Attributes:
        heading: What stands above it.
        cell: Writes its value of a model.
        is_number: Whether its values stand on the right.
        most: How wide it must be at most, in characters, to be shown; longer values are cut.
    """

    heading: str
    cell: Callable[[ModelInfo], Text]
    is_number: bool = False
    most: int = 100


_COLUMNS = (
    _Column(_ID, cells.model_id),
    _Column("name", cells.name, most=32),
    _Column("context", cells.context, is_number=True),
    _Column("$/M in", cells.prompt_price, is_number=True),
    _Column("$/M out", cells.completion_price, is_number=True),
    _Column("modalities", cells.modalities),
    _Column("features", cells.abilities),
    _Column("released", cells.released),
)
_NAMED = {
    "id": _COLUMNS[0],
    "name": _COLUMNS[1],
    "context_length": _COLUMNS[2],
    "prompt_price": _COLUMNS[3],
    "completion_price": _COLUMNS[4],
    "created": _COLUMNS[7],
}
_RANKS = (_ID, "$/M in", "$/M out", "context", "released", "modalities", "name", "features")
"""The order in which columns are taken in until the terminal is full."""


@frozen
class _Filled:
    """A column with its values."""

    column: _Column
    values: Sequence[Text]

    def __len__(self) -> int:
        """Give the width in characters of the longest value."""
        return self._lengths()[-1]

    @property
    def least(self) -> int:
        """The width in characters that the column must have to be shown."""
        lengths = self._lengths()
        return min(lengths[ceil(_MOST * (len(lengths) - 1))], self.column.most)

    def _lengths(self) -> list[int]:
        return sorted(max(each.cell_len, len(self.column.heading)) for each in self.values)


def models_table(infos: Sequence[ModelInfo], width: int, names: Sequence[str] = ()) -> Table:
    """Make the table of models for a console of some width, by default with the columns that matter most and fit.

    An id that is longer than its column goes on in the next line; nothing of it is ever left out.
    """
    columns = [_NAMED.get(name) or _Column(name, partial(_cell, name=name)) for name in names]
    filled = {column.heading: _fill(column, infos) for column in columns or _COLUMNS}
    # Columns that were asked for are all shown: rich makes them fit by going on in the next line.
    widths = dict.fromkeys(filled) if columns else _fit([filled[each] for each in _RANKS], width)
    shown = [each for heading, each in filled.items() if heading in widths]
    table = bare_table()
    for each in shown:
        heading = each.column.heading
        is_folded = bool(columns) or heading == _ID
        table.add_column(
            heading.rjust(len(each)) if each.column.is_number else heading,
            width=widths[heading],
            no_wrap=not is_folded,
            overflow="fold" if is_folded else "ellipsis",
        )
    for row in zip(*(each.values for each in shown), strict=True):
        table.add_row(*row)
    return table


def _cell(info: ModelInfo, name: str) -> Text:
    return safe(to_text(to_row(info)[name]))  # type: ignore[literal-required]  # one of its keys


def _fill(column: _Column, infos: Sequence[ModelInfo]) -> _Filled:
    """Write the values of a column, numbers with their decimal points below each other."""
    values = [column.cell(info) for info in infos]
    if column.is_number:
        # Aligned here, because rich would take off the blanks that stand for missing decimals.
        spare = min(each.cell_len - len(each.plain.rstrip()) for each in values)
        width = max(len(column.heading), *(each.cell_len - spare for each in values))
        for each in values:
            each.pad_left(width + spare - each.cell_len)
            each.truncate(width)
    return _Filled(column, values)


def _fit(ranked: Sequence[_Filled], width: int) -> dict[str, int]:
    """Take in columns while there is room, the first always, then share what is left among those that need more."""
    widths: dict[str, int] = {}
    left = width + _GAP
    for each in ranked:
        if widths and each.least + _GAP > left:
            break
        widths[each.column.heading] = min(each.least, width)
        left -= widths[each.column.heading] + _GAP
    for each in ranked[: len(widths)]:
        more = max(0, min(left, len(each) - widths[each.column.heading]))
        widths[each.column.heading] += more
        left -= more
    return widths
