"""Values that one schema is about, taken together, and how some of them deviate.

A listing is checked column by column: all values at one place of the schema are one `Batch`, whatever
objects they stand in. What conforms so costs a few calls per column instead of several per value, and
paths are written only for what deviates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import define, field
from msgspec import Struct

from openrouter_models._pointers import pointer
from openrouter_models._text import PRIVATE, WITHHELD, shorten, written
from openrouter_models.findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Way: TypeAlias = "tuple[str | int, ...]"
Place: TypeAlias = "tuple[str, ...]"
Up: TypeAlias = "Callable[[Sequence[int]], tuple[Sequence[int], Sequence[str | int] | None]]"

ABSENT: Any = object()
SOUND: Any = object()
"""Stands for a value that is known to have no finding; no check takes it."""
_LONGEST_PATH = 4000
OF_TYPE = (Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED)


@define(eq=False)
class Batch:
    """Values that one schema is about, in the order of the body.

    Attributes:
        values: The values.
        parent: The values that they stand in.
        up: Leads from rows of values to those of the values they stand in, and gives the names or
            indices there; None where they are the same values.
        is_uniform: Whether the ways to all of them differ in array indices only.
        depth: How many steps they are from the root.
    """

    values: Sequence[Any]
    parent: Batch | None = None
    up: Up = lambda rows: (rows, None)
    is_uniform: bool = True
    depth: int = 0

    def only(self, rows: Sequence[int]) -> Batch:
        """Choose some of the values."""
        if len(rows) == len(self.values):
            return self
        values = [self.values[row] for row in rows]

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], None]:
            return [rows[row] for row in chosen], None

        return Batch(values, self, up, self.is_uniform, self.depth)

    def of_type(self, kind: type) -> Batch:
        """Choose the values of a type."""
        return self.only([row for row, value in enumerate(self.values) if type(value) is kind])

    def column(self, name: str, values: Sequence[Any], rows: Sequence[int] | None = None) -> Batch:
        """Enter a field, of the objects in some rows."""

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], Sequence[str]]:
            outer = chosen if rows is None else [rows[row] for row in chosen]
            return outer, [name] * len(chosen)

        return self._below(values, up)

    def members(self, rows: Sequence[int], names: Sequence[str]) -> Batch:
        """Enter fields of any names, each given by the row of its object and its name."""
        objects = self.values
        values = [objects[row][name] for row, name in zip(rows, names, strict=True)]

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], Sequence[str]]:
            return [rows[row] for row in chosen], [names[row] for row in chosen]

        below = self._below(values, up)
        below.is_uniform = False
        return below

    def items(self) -> Batch:
        """Enter the arrays."""
        starts = [0, *accumulate(map(len, self.values))]

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
            outer = [bisect_right(starts, item) - 1 for item in chosen]
            return outer, [item - starts[row] for item, row in zip(chosen, outer, strict=True)]

        return self._below([*chain.from_iterable(self.values)], up)

    def stretch(self, start: int, size: int) -> Batch:
        """Enter a stretch of the only array."""
        values = self.values[0][start : start + size]
        return self._below(
            values, lambda chosen: ([0] * len(chosen), [start + row for row in chosen])
        )

    def _below(self, values: Sequence[Any], up: Up) -> Batch:
        return Batch(values, self, up, self.is_uniform, self.depth + 1)

    def rows_in(self, ancestor: Batch, rows: Sequence[int]) -> Sequence[int]:
        """Give the rows, among the values of an ancestor, of what some values stand in."""
        batch = self
        while batch is not ancestor and batch.parent is not None:
            rows, _ = batch.up(rows)
            batch = batch.parent
        return rows

    def outer(self) -> Sequence[int]:
        """Give for each value the row of the array that it is in."""
        rows: Sequence[int] = range(len(self.values))
        batch, steps = self, None
        while batch.parent is not None and steps is None:
            rows, steps = batch.up(rows)
            batch = batch.parent
        return rows

    def ways(self, rows: Sequence[int]) -> list[Way]:
        """Give the ways from the root to some values."""
        levels = [*self._levels(rows)]
        return [*zip(*reversed(levels), strict=True)] if levels else [()] * len(rows)

    def places(self, rows: Sequence[int]) -> dict[Place, int]:
        """Count some values by the ways to them, whatever the indices in arrays."""
        if not rows:
            return {}
        if self.is_uniform:
            return {place(self.ways(rows[:1])[0]): len(rows)}
        stars = ["*"] * len(rows)
        levels = [stars if isinstance(steps[0], int) else steps for steps in self._levels(rows)]
        return Counter(cast("Iterator[Place]", zip(*reversed(levels), strict=True)))

    def _levels(self, rows: Sequence[int]) -> Iterator[Sequence[str | int]]:
        """Give the steps to some values, the last ones first."""
        batch = self
        while batch.parent is not None:
            rows, steps = batch.up(rows)
            if steps is not None:
                yield steps
            batch = batch.parent


def place(way: Way) -> Place:
    """Write `*` for the indices in a way."""
    return tuple(["*" if isinstance(step, int) else step for step in way])


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

    def first(self, most: int | None = None) -> list[Deviation]:
        """Single out each of the first ones, or all."""
        kind, asks, name, values = self.kind, self.asks, self.name, self.batch.values
        rows = self.rows[:most]
        ways = self.batch.ways(rows)
        if name is not None:
            return [Deviation(kind, asks, (*way, name)) for way in ways]
        pairs = zip(ways, rows, strict=True)
        return [Deviation(kind, asks, way, values[row]) for way, row in pairs]

    def places(self, start: int = 0) -> dict[Place, int]:
        """Count them by place, from one of them on."""
        counts = self.batch.places(self.rows[start:])
        if self.name is None:
            return counts
        return {(*place, self.name): number for place, number in counts.items()}

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
            rows = one.batch.rows_in(batch, one.rows)
            for row, single in zip(rows, one.singles(), strict=True):
                grouped.setdefault(row, []).append(single)
        return grouped


def fails(alike: Iterable[Alike]) -> bool:
    """Tell whether there is more than warnings among what was found."""
    return any(one.kind is not Kind.UNDECLARED_FIELD for one in alike)
