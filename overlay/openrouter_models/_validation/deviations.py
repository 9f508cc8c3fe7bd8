"""How some values of a batch deviate."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from attrs import define, field
from msgspec import Struct

from openrouter_models._text import PRIVATE, WITHHELD, shorten, written
from openrouter_models._validation.batches import paths, zipped
from openrouter_models.findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openrouter_models._validation.batches import Batch, Place, Way

_LONGEST_PATH = 4000
OF_TYPE = (Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED)


class _Absent:
    """The type of `ABSENT`, by which checks know it."""


ABSENT: Any = _Absent()
"""Stands for a value that is missing."""
SOUND: Any = object()
"""Stands for a value that is known to have no finding."""


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
        parts = zip(zipped(size, levels), paths(size, levels), seen, strict=True)
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
