"""How some values of a batch deviate."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field
from msgspec import Struct

from openrouter_models._text import PRIVATE, WITHHELD, shorten, written
from openrouter_models._validation.batches import ABSENT, paths, zipped
from openrouter_models.findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openrouter_models._validation.batches import Batch, Places, Steps, Way
    from openrouter_models._validation.model_names import ModelNames

_HAVE_EQUALS = (str, int, bool, type(None))
OF_TYPE = (Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED)

Told: TypeAlias = "tuple[Way, Finding]"
"""A finding, and the way to its value."""


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

    def told(self, most: int | None = None, models: ModelNames | None = None) -> list[Told]:
        """Write each of the first ones out for people, or all; the values of private fields are withheld.

        Args:
            most: How many at most.
            models: Names the models that they are in.
        """
        if not (rows := self.rows[:most]):
            return []
        size, values, levels = len(rows), self.batch.values, self._levels(rows)
        ways = zipped(size, levels)
        shown: Iterable[Any]
        messages: Iterable[str]
        if self.name is not None or values[rows[0]] is ABSENT:
            shown, messages = repeat(None), repeat(self.asks)
        else:
            shown = [values[row] for row in rows]
            if not all(map(PRIVATE.isdisjoint, ways)):
                pairs = zip(shown, ways, strict=True)
                shown = [one if PRIVATE.isdisjoint(way) else WITHHELD for one, way in pairs]
            shown, messages = zip(*self._shown(shown), strict=True)
        names = models(levels) if models else None
        told = map(
            Finding, repeat(self.kind), paths(size, levels), messages, shown, names or repeat(None)
        )
        return [*zip(ways, told, strict=False)]

    def ways(self) -> list[Way]:
        """Give the ways to them."""
        return zipped(len(self.rows), self._levels(self.rows))

    def _levels(self, rows: Sequence[int]) -> list[Steps]:
        levels = self.batch.levels(rows)
        return levels if self.name is None else [*levels, self.name]

    def _shown(self, values: Sequence[Any]) -> Iterable[tuple[Any, str]]:
        """Shorten some values and say what was got in the place of what, once where they are equal."""
        kinds = {*map(type, values)}
        if len(values) == 1 or len(kinds) > 1 or kinds.isdisjoint(_HAVE_EQUALS):
            return map(self._show, values)
        distinct = {value: self._show(value) for value in {*values}}
        return map(distinct.__getitem__, values)

    def _show(self, value: Any) -> tuple[Any, str]:
        short = shorten(value)
        return short, f"got {written(short)}, {self.asks}"

    def places(self, start: int = 0) -> Places:
        """Count them by place, from one of them on."""
        rows = self.rows[start:]
        places: Places = self.batch.places(rows) if rows else {}
        if self.name is None:
            return places
        return {
            (around if last is None else (*around, last)): {self.name: number}
            for around, names in places.items()
            for last, number in names.items()
        }

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

    def settle(self) -> bool:
        """Finish with a stretch of the outermost array; tell whether more is kept, and not just counted."""
        return True

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
