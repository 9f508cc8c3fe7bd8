"""Values that one schema is about, taken together, and how some of them deviate.

A listing is checked column by column: all values at one place of the schema are one `Batch`, whatever
objects they stand in. What conforms so costs a few calls per column instead of several per value, and
paths are written only for what deviates.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field
from msgspec import Struct

from openrouter_models.findings import PRIVATE, WITHHELD, Finding, Kind, pointer, shorten, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Step: TypeAlias = "str | int | None"
Way: TypeAlias = "tuple[str | int, ...]"

ABSENT: Any = object()
SOUND: Any = object()
"""Stands for a value that is known to have no finding; no check takes it."""
_LONGEST_PATH = 4000
OF_TYPE = (Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED)
_MOST_PLACES = 1000


@define(eq=False)
class Batch:
    """Values that one schema is about, in the order of the body.

    Attributes:
        values: The values.
        parent: The values that they stand in.
        up: Leads from the row of a value to that of the value it stands in, and gives the name or index
            there; None where it is the same value.
        is_uniform: Whether the ways to all of them differ in array indices only.
        depth: How many steps they are from the root.
    """

    values: Sequence[Any]
    parent: Batch | None = None
    up: Callable[[int], tuple[int, Step]] = lambda row: (row, None)
    is_uniform: bool = True
    depth: int = 0

    def only(self, rows: Sequence[int]) -> Batch:
        """Choose some of the values."""
        if len(rows) == len(self.values):
            return self
        values = [self.values[row] for row in rows]
        return Batch(values, self, lambda row: (rows[row], None), self.is_uniform, self.depth)

    def of_type(self, kind: type) -> Batch:
        """Choose the values of a type."""
        return self.only([row for row, value in enumerate(self.values) if type(value) is kind])

    def column(self, name: str, values: Sequence[Any], rows: Sequence[int] | None = None) -> Batch:
        """Enter a field, of the objects in some rows."""
        if rows is None:
            return self._below(values, lambda row: (row, name))
        return self._below(values, lambda row: (rows[row], name))

    def members(self, rows: Sequence[int], names: Sequence[str]) -> Batch:
        """Enter fields of any names, each given by the row of its object and its name."""
        values = [self.values[row][name] for row, name in zip(rows, names, strict=True)]
        below = self._below(values, lambda row: (rows[row], names[row]))
        below.is_uniform = False
        return below

    def items(self) -> Batch:
        """Enter the arrays."""
        starts = [0, *accumulate(map(len, self.values))]

        def up(item: int) -> tuple[int, int]:
            row = bisect_right(starts, item) - 1
            return row, item - starts[row]

        return self._below([*chain.from_iterable(self.values)], up)

    def stretch(self, start: int, size: int) -> Batch:
        """Enter a stretch of the only array."""
        values = self.values[0][start : start + size]
        return self._below(values, lambda row: (0, start + row))

    def _below(self, values: Sequence[Any], up: Callable[[int], tuple[int, Step]]) -> Batch:
        return Batch(values, self, up, self.is_uniform, self.depth + 1)

    def row_in(self, ancestor: Batch, row: int) -> int:
        """Give the row, among the values of an ancestor, of what a value stands in."""
        batch = self
        while batch is not ancestor and batch.parent is not None:
            row, _ = batch.up(row)
            batch = batch.parent
        return row

    def way(self, row: int) -> list[str | int]:
        """Give the way from the root to a value."""
        steps: list[str | int] = []
        batch = self
        while batch.parent is not None:
            row, step = batch.up(row)
            if step is not None:
                steps.append(step)
            batch = batch.parent
        steps.reverse()
        return steps


class Deviation(Struct):
    """How one value deviates.

    Attributes:
        kind: In which way.
        asks: What the contract asks for.
        way: The way to the value from the root.
        value: The value, `ABSENT` where it is missing.
    """

    kind: Kind
    asks: str
    way: Way
    value: Any = ABSENT

    def finding(self, model: str | None = None) -> Finding:
        """Write it out for people; the values of private fields are withheld.

        Args:
            model: The model that it is about.
        """
        path = pointer(self.way)
        if len(path) > _LONGEST_PATH:
            path = f"{path[:_LONGEST_PATH]}…"
        if self.value is ABSENT:
            return Finding(self.kind, path, self.asks, None, model)
        value = shorten(self.value) if PRIVATE.isdisjoint(self.way) else WITHHELD
        return Finding(self.kind, path, f"got {written(value)}, {self.asks}", value, model)


class Alike(Struct, eq=False):
    """Values of one batch that deviate alike.

    Attributes:
        kind: In which way.
        asks: What the contract asks for.
        batch: The batch.
        rows: Which of its values.
        name: The field that they lack, if that is it.
    """

    kind: Kind
    asks: str
    batch: Batch
    rows: Sequence[int]
    name: str | None = None

    def at(self, row: int) -> Deviation:
        """Single out one of them."""
        way = self.batch.way(row)
        if self.name is None:
            return Deviation(self.kind, self.asks, tuple(way), self.batch.values[row])
        return Deviation(self.kind, self.asks, (*way, self.name))

    def each(self) -> Iterator[Deviation]:
        """Single out each."""
        return map(self.at, self.rows)

    def singles(self) -> Iterator[Alike]:
        """Part them into one for each value."""
        return (Alike(self.kind, self.asks, self.batch, (row,), self.name) for row in self.rows)


@define(eq=False)
class Found:
    """What was found to deviate, in any order; every part of a schema adds to it."""

    alike: list[Alike] = field(factory=list[Alike])

    def add(
        self, kind: Kind, asks: str, batch: Batch, rows: Sequence[int], name: str | None = None
    ) -> None:
        """Add values that deviate alike, if there are any."""
        if rows:
            self.alike.append(Alike(kind, asks, batch, rows, name))

    def enter(self) -> bool:
        """Ask whether to check an array in stretches, settling each before the next."""
        return False

    def settle(self) -> None:
        """Finish with a stretch of the outermost array."""

    def rows_in(self, batch: Batch) -> dict[int, list[Alike]]:
        """Group what was found by the value of a batch that it is found in or at."""
        grouped: dict[int, list[Alike]] = {}
        for one in self.alike:
            for single in one.singles():
                row = one.batch.row_in(batch, single.rows[0])
                grouped.setdefault(row, []).append(single)
        return grouped


def fails(alike: Iterable[Alike]) -> bool:
    """Tell whether there is more than warnings among what was found."""
    return any(one.kind is not Kind.UNDECLARED_FIELD for one in alike)
