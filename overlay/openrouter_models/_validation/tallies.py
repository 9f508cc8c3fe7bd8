"""Bound what is kept of the findings in a body: the first in its order are listed, the rest counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import filterfalse, islice
from typing import TYPE_CHECKING, Any, cast

from attrs import define, field

from openrouter_models._validation.batches import place
from openrouter_models._validation.deviations import Alike, Found
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models._validation.batches import Place, Places, Way
    from openrouter_models._validation.deviations import Told
    from openrouter_models._validation.model_names import ModelNames
    from openrouter_models.findings import Finding

_MOST_PLACES = 1000


@define(eq=False)
class Tally:
    """Counts deviations by kind and place.

    Names that a server made up cannot blow it up: beyond a thousand places, `*` stands for the last name as well.
    """

    _inside: dict[tuple[Kind, Place], dict[str | None, int]] = field(
        factory=dict[tuple[Kind, "Place"], dict[str | None, int]], init=False
    )
    _size: int = field(default=0, init=False)

    @property
    def counts(self) -> dict[tuple[Kind, Place], int]:
        """How many there are of each kind at each place."""
        return {
            (kind, around if name is None else (*around, name)): number
            for (kind, around), names in self._inside.items()
            for name, number in names.items()
        }

    def add(self, kind: Kind, places: Places) -> None:
        """Count some deviations."""
        for around, names in places.items():
            inside = self._inside.get((kind, around), {})
            room = max(_MOST_PLACES - self._size, 0)
            if new := [*islice(filterfalse(inside.__contains__, names), room)]:
                inside = self._inside[kind, around] = inside | dict.fromkeys(new, 0)
                self._size += len(new)
            known = names.keys() & inside.keys()
            for name in known:
                inside[name] += names[name]
            if len(known) < len(names):
                counted = sum(map(names.__getitem__, known))
                self._add_beyond(kind, around, sum(names.values()) - counted)

    def _add_beyond(self, kind: Kind, around: Place, number: int) -> None:
        if self._size >= 2 * _MOST_PLACES and "*" not in self._inside.get((kind, around), {}):
            around = ()
        inside = self._inside.setdefault((kind, around), {})
        self._size += "*" not in inside
        inside["*"] = inside.get("*", 0) + number

    def add_alike(self, alike: Alike, start: int = 0) -> None:
        """Count those that deviate alike, from one of them on."""
        self.add(alike.kind, alike.places(start))


def at(place: Place, number: int = 1) -> Places:
    """Give the number of deviations at one place."""
    return {place[:-1]: {place[-1] if place else None: number}}


@define(eq=False)
class Kept(Found):
    """Keeps the first deviations in the order of the body and counts the rest.

    Attributes:
        body: The body.
        most: How many to keep.
        models: Names the models that they are in.
        rest: Counts those that are not kept.
    """

    body: Any = field(kw_only=True)
    most: int = field(kw_only=True)
    rest: Tally = field(factory=Tally, init=False)
    models: ModelNames | None = None
    _first: list[Finding] | None = field(default=None, init=False)
    _settled: list[Alike] = field(factory=list[Alike], init=False)
    _counted: int = field(default=0, init=False)
    _count: int = field(default=0, init=False)
    _is_inside: bool = field(default=False, init=False)

    def enter(self) -> bool:
        """Let the outermost array be checked in stretches, none inside it."""
        is_outermost = not self._is_inside
        self._is_inside = True
        return is_outermost

    def settle(self) -> bool:
        """Count what comes after the deviations that are kept, and let go of it."""
        self._count += sum(len(one.rows) for one in self.alike[self._counted :])
        self._counted = len(self.alike)
        if self._count <= self.most:
            return True
        if self._first is None:
            self._first = self._choose()
        else:
            for one in self.alike:
                self.rest.add_alike(one)
        self._settled += [one for one in self.alike if one.kind is not Kind.MISSING_REQUIRED]
        self.alike.clear()
        self._counted = 0
        return False

    def finish(self) -> list[Finding]:
        """Give those that are kept, in the order of the body."""
        self.settle()
        if self._first is None:
            self._first = [finding for _, finding in self._told()]
        return self._first

    def ways(self) -> set[Way]:
        """Give the ways to all values that deviate, kept or not."""
        alike = [one for one in self.alike if one.kind is not Kind.MISSING_REQUIRED]
        return {way for one in (*self._settled, *alike) for way in one.batch.ways(one.rows)}

    def _told(self) -> list[Told]:
        # Those that deviate alike are in the order of the body, so no more can be among the first.
        told = [each for one in self.alike for each in one.told(self.most, self.models)]
        return _in_order(told, self.body) if len(self.alike) > 1 else told

    def _choose(self) -> list[Finding]:
        told = self._told()
        for one in self.alike:
            self.rest.add_alike(one, self.most)
        beyond = Counter((finding.kind, place(way)) for way, finding in told[self.most :])
        for (kind, where), number in beyond.items():
            self.rest.add(kind, at(where, number))
        return [finding for _, finding in told[: self.most]]


def _in_order(told: list[Told], body: Any, depth: int = 0) -> list[Told]:
    """Bring findings into the order of the body; missing fields come after those that are there.

    Args:
        told: Findings at or below a value.
        body: The value.
        depth: How far the value is from the root.
    """
    if len(told) < 2:
        return told
    ordered: list[Told] = []
    inside: defaultdict[Any, list[Told]] = defaultdict(list)
    for one in told:
        try:
            inside[one[0][depth]].append(one)
        except IndexError:
            ordered.append(one)
    steps: Iterable[Any] = sorted(inside) if isinstance(body, list) else inside
    if isinstance(body, dict) and len(inside) > 1:
        names = cast("dict[str, Any]", body)
        steps = [name for name in names if name in inside]
        steps += [name for name in inside if name not in names]
    if len(inside) == len(told):
        return [one for step in steps for one in inside[step]]
    for step in steps:
        below = inside[step]
        ordered += below if len(below) == 1 else _in_order(below, _at(body, step), depth + 1)
    return ordered


def _at(body: Any, step: Any) -> Any:
    return cast("dict[object, Any]", body).get(step) if isinstance(body, dict) else body[step]
