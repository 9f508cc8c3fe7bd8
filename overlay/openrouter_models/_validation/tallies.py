"""Bound what is kept of the findings in a body: the first in its order are listed, the rest counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from attrs import define, field

from openrouter_models._validation.batches import place
from openrouter_models._validation.deviations import Alike, Deviation, Found
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models._validation.batches import Place, Way

_MOST_PLACES = 1000


@define(eq=False)
class Tally:
    """Counts deviations by kind and place.

    Attributes:
        counts: How many there are of each kind at each place. Names that a server made up cannot blow it up:
            beyond a thousand places, `*` stands for the last name as well.
    """

    counts: dict[tuple[Kind, Place], int] = field(factory=dict[tuple[Kind, "Place"], int])

    def add(self, kind: Kind, place: Place, number: int = 1) -> None:
        """Count some deviations at corresponding places."""
        counts = self.counts
        key = kind, place
        if key not in counts and len(counts) >= _MOST_PLACES:
            key = kind, (*place[:-1], "*")
            if key not in counts and len(counts) >= 2 * _MOST_PLACES:
                key = kind, ("*",)
        counts[key] = counts.get(key, 0) + number

    def add_alike(self, alike: Alike, start: int = 0) -> None:
        """Count those that deviate alike, from one of them on."""
        for where, number in alike.places(start).items():
            self.add(alike.kind, where, number)


@define(eq=False)
class Kept(Found):
    """Keeps the first deviations in the order of the body and counts the rest.

    Attributes:
        body: The body.
        most: How many to keep.
        rest: Counts those that are not kept.
    """

    body: Any = field(kw_only=True)
    most: int = field(kw_only=True)
    rest: Tally = field(factory=Tally, init=False)
    _first: list[Deviation] | None = field(default=None, init=False)
    _settled: list[Alike] = field(factory=list[Alike], init=False)
    _counted: int = field(default=0, init=False)
    _count: int = field(default=0, init=False)
    _is_inside: bool = field(default=False, init=False)

    def enter(self) -> bool:
        """Let the outermost array be checked in stretches, none inside it."""
        is_outermost = not self._is_inside
        self._is_inside = True
        return is_outermost

    def settle(self) -> None:
        """Count what comes after the deviations that are kept, and let go of it."""
        self._count += sum(len(one.rows) for one in self.alike[self._counted :])
        self._counted = len(self.alike)
        if self._count <= self.most:
            return
        if self._first is None:
            self._first = self._choose()
        else:
            for one in self.alike:
                self.rest.add_alike(one)
        self._settled += [one for one in self.alike if one.kind is not Kind.MISSING_REQUIRED]
        self.alike.clear()
        self._counted = 0

    def finish(self) -> list[Deviation]:
        """Give the deviations that are kept, in the order of the body."""
        self.settle()
        if self._first is None:
            return in_order([each for one in self.alike for each in one.first()], self.body)
        return self._first

    def ways(self) -> set[Way]:
        """Give the ways to all values that deviate, kept or not."""
        alike = [one for one in self.alike if one.kind is not Kind.MISSING_REQUIRED]
        return {way for one in (*self._settled, *alike) for way in one.batch.ways(one.rows)}

    def _choose(self) -> list[Deviation]:
        candidates: list[Deviation] = []
        for one in self.alike:
            # Those that deviate alike are in the order of the body, so no more can be among the first.
            candidates += one.first(self.most)
            self.rest.add_alike(one, self.most)
        ordered = in_order(candidates, self.body)
        for deviation in ordered[self.most :]:
            self.rest.add(deviation.kind, place(deviation.way))
        return ordered[: self.most]


def in_order(deviations: list[Deviation], body: Any, depth: int = 0) -> list[Deviation]:
    """Bring deviations into the order of the body; missing fields come after those that are there.

    Args:
        deviations: Deviations at or below a value.
        body: The value.
        depth: How far the value is from the root.
    """
    if len(deviations) < 2:
        return deviations
    ordered: list[Deviation] = []
    inside: dict[Any, list[Deviation]] = {}
    for deviation in deviations:
        if len(deviation.way) == depth:
            ordered.append(deviation)
        else:
            inside.setdefault(deviation.way[depth], []).append(deviation)
    steps: Iterable[Any] = sorted(inside) if isinstance(body, list) else inside
    if isinstance(body, dict) and len(inside) > 1:
        names = cast("dict[str, Any]", body)
        steps = [name for name in names if name in inside]
        steps += [name for name in inside if name not in names]
    for step in steps:
        below = inside[step]
        ordered += below if len(below) == 1 else in_order(below, _at(body, step), depth + 1)
    return ordered


def _at(body: Any, step: Any) -> Any:
    return cast("dict[object, Any]", body).get(step) if isinstance(body, dict) else body[step]
