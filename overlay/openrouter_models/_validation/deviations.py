"""Values that one schema is about, taken together, and how some of them deviate.

A listing is checked column by column: all values at one place of the schema are one `Batch`, whatever
objects they stand in. What conforms so costs a few calls per column instead of several per value, and
paths are written only for what deviates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate, chain, repeat
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
Steps: TypeAlias = "str | Sequence[str] | Sequence[int]"
Up: TypeAlias = "Callable[[Sequence[int]], tuple[Sequence[int], Steps | None]]"

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
            indices there, or the one name that all have; None where they are the same values.
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

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], str]:
            return chosen if rows is None else [rows[row] for row in chosen], name

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
        if len(self.values) == 1:
            return self.stretch(0, len(self.values[0]))
        starts = [0, *accumulate(map(len, self.values))]

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
            outer = [bisect_right(starts, item) - 1 for item in chosen]
            return outer, [item - starts[row] for item, row in zip(chosen, outer, strict=True)]

        return self._below([*chain.from_iterable(self.values)], up)

    def stretch(self, start: int, size: int) -> Batch:
        """Enter a stretch of the only array."""

        def up(chosen: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
            return [0] * len(chosen), [start + row for row in chosen] if start else chosen

        return self._below(self.values[0][start : start + size], up)

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
        return _zipped(len(rows), self.levels(rows))

    def places(self, rows: Sequence[int]) -> dict[Place, int]:
        """Count some values by the ways to them, whatever the indices in arrays."""
        if not rows:
            return {}
        if self.is_uniform:
            return {place(self.ways(rows[:1])[0]): len(rows)}
        levels = ["*" if isinstance(steps[0], int) else steps for steps in self.levels(rows)]
        return Counter(cast("list[Place]", _zipped(len(rows), levels)))

    def levels(self, rows: Sequence[int]) -> list[Steps]:
        """Give the steps to some values, the first ones first."""
        found: list[Steps] = []
        batch = self
        while batch.parent is not None:
            rows, steps = batch.up(rows)
            if steps is not None:
                found.append(steps)
            batch = batch.parent
        return found[::-1]


def _zipped(size: int, levels: Iterable[Steps]) -> list[Way]:
    columns = [repeat(steps, size) if isinstance(steps, str) else steps for steps in levels]
    return [*zip(*columns, strict=True)] if columns else [()] * size


def _paths(size: int, levels: Iterable[Steps]) -> Iterator[str]:
    """Write a JSON Pointer for each of some ways, which differ in few of their steps."""
    columns: list[Sequence[Any]] = []
    template = ""
    for steps in levels:
        if isinstance(steps, str):
            template += pointer((steps,)).replace("%", "%%")
        elif isinstance(steps[0], int):
            template += "/%s"
            columns.append(steps)
        else:
            template += "%s"
            names = cast("Sequence[str]", steps)
            tokens = {name: pointer((name,)) for name in set(names)}
            columns.append([tokens[name] for name in names])
    return map(template.__mod__, zip(*columns, strict=True) if columns else repeat((), size))


def place(way: Way) -> Place:
    """Write `*` for the indices in a way."""
    return tuple(["*" if isinstance(step, int) else step for step in way])


class Deviation(Struct):
    """How one value deviates.

    Attributes:
        kind: In which way.
        asks: What the contract asks for.
        way: The way to the value from the root.
        path: The same as a JSON Pointer.
        value: The value, `ABSENT` where it is missing.
    """

    kind: Kind
    asks: str
    way: Way
    path: str
    value: Any = ABSENT

    def finding(self, model: str | None = None) -> Finding:
        """Write it out for people; the values of private fields are withheld.

        Args:
            model: The model that it is about.
        """
        path = self.path
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
        rows, values = self.rows[:most], self.batch.values
        if not (size := len(rows)):
            return []
        levels = self.batch.levels(rows)
        seen: Iterable[Any] = (values[row] for row in rows)
        if self.name is not None:
            levels.append(self.name)
            seen = repeat(ABSENT, size)
        parts = zip(_zipped(size, levels), _paths(size, levels), seen, strict=True)
        kind, asks = self.kind, self.asks
        return [Deviation(kind, asks, way, path, value) for way, path, value in parts]

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
