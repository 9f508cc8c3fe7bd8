"""Values that one schema is about, taken together.

A listing is checked column by column: all values at one place of the schema are one `Batch`, whatever
objects they stand in. What conforms so costs a few calls per column instead of several per value, and
paths are written only for what deviates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate, chain, repeat
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import define

from openrouter_models._pointers import pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Way: TypeAlias = "tuple[str | int, ...]"
Place: TypeAlias = "tuple[str, ...]"
Places: TypeAlias = "Mapping[Place, Mapping[str | None, int]]"
"""Numbers by the names of the last steps (None for the root), by the steps before."""
Steps: TypeAlias = "str | Sequence[str] | Sequence[int]"
Up: TypeAlias = "Callable[[Sequence[int]], tuple[Sequence[int], Steps | None]]"

_LONGEST_PATH = 4000


class _Absent:
    """The type of `ABSENT`, by which checks know it."""


ABSENT: Any = _Absent()
"""Stands for a value that is missing."""
SOUND: Any = object()
"""Stands for a value that is known to have no finding."""


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
            if isinstance(chosen, range) and len(chosen) == len(rows):
                return rows, names
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
        return zipped(len(rows), self.levels(rows))

    def places(self, rows: Sequence[int]) -> Places:
        """Count some values by the ways to them, whatever the indices in arrays."""
        size, levels, batch = len(rows), list[Steps](), self
        while batch.parent is not None and not batch.is_uniform:
            rows, steps = batch.up(rows)
            levels += () if steps is None else (steps,)
            batch = batch.parent
        levels += batch.levels(rows[:1])[::-1]
        if not levels:
            return {(): {None: size}}
        last, *around = ["*" if are_indices(steps) else steps for steps in levels]
        if all(isinstance(steps, str) for steps in around):
            names: Mapping[str | None, int] = (
                {last: size} if isinstance(last, str) else Counter(cast("list[str | None]", last))
            )
            return {tuple(cast("list[str]", around[::-1])): names}
        places: dict[Place, Counter[str | None]] = {}
        for (*way, name), number in Counter(zipped(size, [*around[::-1], last])).items():
            within = places.setdefault(place(way), Counter[str | None]())
            within[cast("str", name)] += number
        return places

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


def are_indices(steps: Steps) -> bool:
    """Tell whether steps are indices of arrays."""
    return not isinstance(steps, str) and isinstance(steps[0], int)


def zipped(size: int, levels: Iterable[Steps]) -> list[Way]:
    """Give the way to each of some values, by its steps."""
    columns = [repeat(steps, size) if isinstance(steps, str) else steps for steps in levels]
    return [*zip(*columns, strict=True)] if columns else [()] * size


def paths(size: int, levels: Iterable[Steps]) -> list[str]:
    """Write a JSON Pointer for each of some ways, which differ in few of their steps; a long one is cut."""
    if size == 1:
        path = pointer(steps if isinstance(steps, str) else steps[0] for steps in levels)
        return [path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}…"]
    columns: list[Sequence[Any]] = []
    template = ""
    for steps in levels:
        if isinstance(steps, str):
            template += pointer((steps,)).replace("%", "%%")
        elif are_indices(steps):
            template += "/%s"
            columns.append(steps)
        else:
            template += "%s"
            names = cast("Sequence[str]", steps)
            tokens = {name: pointer((name,)) for name in set(names)}
            columns.append([tokens[name] for name in names])
    written = [*map(template.__mod__, zip(*columns, strict=True) if columns else repeat((), size))]
    if max(map(len, written)) > _LONGEST_PATH:
        return [
            path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}…" for path in written
        ]
    return written


def place(way: Iterable[str | int]) -> Place:
    """Write `*` for the indices in a way."""
    return tuple(["*" if isinstance(step, int) else step for step in way])
