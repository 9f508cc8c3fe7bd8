"""Parse a listing, but of its models only the fields that may deviate.

Drift is the same in model after model, and from one listing to the next. A relaxed gate leaves raw the fields that have
deviated before. Where nothing else deviates they alone are looked at, in half the time that plain objects take.
"""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Union

import msgspec
from attrs import frozen
from msgspec import UNSET, Raw, Struct, UnsetType, structs

from openrouter_models._pointers import keys_of
from openrouter_models._validation.deviations import ABSENT, SOUND
from openrouter_models._validation.gates import is_name, refused, without_absence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from openrouter_models.findings import Finding

    Read = Callable[[Any], Any]

_MOST_SUSPECTS = 8
_MOST_MADE = 32  # types are dear to make, and msgspec keeps some of what it knows of each
_MOST_READ = 1000
_SCALAR = str | int | float | bool | None
_RAW_ITEMS = msgspec.json.Decoder(dict[str, list[Raw] | dict[str, Any] | _SCALAR])
_RAW_FIELDS = msgspec.json.Decoder(dict[str, Raw])


class Partial(dict[str, Any]):
    """The fields of an object that may deviate, in its order; those that it lacks are `ABSENT` and last.

    Attributes:
        rest: The object as a relaxed gate decoded it.
    """

    __slots__ = ("rest",)

    def __init__(self, rest: Struct) -> None:
        super().__init__()
        self.rest = rest


@frozen
class _Relaxed:
    """A relaxed gate: what reads each field that it leaves raw, its type, and what decodes a listing."""

    suspects: Mapping[str, Read]
    struct: type[Struct]
    decode: Callable[[bytes], dict[str, Any]]


class Sieve:
    """Parses listings of objects that have a gate. Threads may share it.

    Args:
        gate: The gate.
        required: The fields that an object must have, in the order in which they are told.
        within: The field of a listing that the objects are in.
    """

    def __init__(self, gate: type[Struct], required: Sequence[str], within: str) -> None:
        self._fields: dict[str, Any] = {one.encode_name: one.type for one in structs.fields(gate)}
        self._pass = {
            name: msgspec.json.Decoder(without_absence(hint)).decode
            for name, hint in self._fields.items()
        }
        self._required, self._within = required, within
        self._relaxed = self._relax(frozenset())
        self._made = {frozenset[str](): self._relaxed}

    def learn(self, findings: Iterable[Finding]) -> None:
        """Leave raw from now on the fields that the findings of a listing are about, if they are few."""
        ways = (keys_of(one.path) for one in islice(findings, _MOST_READ))
        names = frozenset(way[2] for way in ways if len(way) > 2 and way[0] == self._within)
        if len(names) > _MOST_SUSPECTS or not all(map(is_name, names)):
            return
        made = self._made.get(names)
        if made is None and len(self._made) < _MOST_MADE:
            made = self._made[names] = self._relax(names)
        self._relaxed = made or self._relaxed

    def _relax(self, suspects: frozenset[str]) -> _Relaxed:
        hints = self._fields | dict.fromkeys(suspects, Raw | UnsetType)
        names = {f"field_{number}": name for number, name in enumerate(hints)}
        needed = {*self._required}.difference(suspects)
        struct = msgspec.defstruct(
            "Relaxed",
            [
                (at, hints[name]) if name in needed else (at, hints[name], UNSET)
                for at, name in names.items()
            ],
            rename=names,
            forbid_unknown_fields=True,
            kw_only=True,
            gc=False,
        )
        items: Any = list[Union[struct, list[Any], _SCALAR]]  # type: ignore[valid-type]  # noqa: UP007  # made at run time
        listing: Any = dict[str, Union[items, dict[str, Any], _SCALAR]]  # noqa: UP007  # the same
        readers = {name: attrgetter(at) for at, name in names.items() if name in suspects}
        return _Relaxed(readers, struct, msgspec.json.Decoder(listing).decode)

    def parse(self, body: bytes) -> dict[str, Any] | None:
        """Parse a listing, if its objects deviate in nothing but the fields that are left raw.

        Returns:
            The listing, with `SOUND` or a `Partial` in the place of each object; or None.
        """
        try:
            return self._sift(body, self._relaxed)
        except (msgspec.DecodeError, RecursionError):
            return None

    def _sift(self, body: bytes, relaxed: _Relaxed) -> dict[str, Any] | None:
        listing = relaxed.decode(body)
        if [name for name, one in listing.items() if isinstance(one, list)] != [self._within]:
            return None
        items: list[Any] = listing[self._within]
        objects = {row: one for row, one in enumerate(items) if type(one) is relaxed.struct}
        partials = self._partials(objects, relaxed.suspects, body)
        for row in objects:
            items[row] = partials.get(row, SOUND)
        return listing

    def _partials(
        self, objects: Mapping[int, Struct], suspects: Mapping[str, Read], body: bytes
    ) -> Mapping[int, Partial]:
        partials: dict[int, Partial] = {}

        def note(row: int, name: str, value: object) -> None:
            if row not in partials:
                partials[row] = Partial(objects[row])
            partials[row][name] = value

        lacking: dict[str, list[int]] = {}
        for name, read in suspects.items():
            column = {row: read(one) for row, one in objects.items()}
            lacking[name] = [row for row, raw in column.items() if raw is UNSET]
            came = [row for row, raw in column.items() if raw is not UNSET]
            for at in self._refused(name, [column[row] for row in came]):
                note(came[at], name, msgspec.json.decode(column[came[at]]))
        self._order(partials, body)
        for name in self._required:
            for row in lacking.get(name, ()):
                note(row, name, ABSENT)
        return partials

    def _refused(self, name: str, raws: Sequence[Raw]) -> Iterable[int]:
        passes = self._pass.get(name)
        return refused(passes, raws) if passes else range(len(raws))

    def _order(self, partials: Mapping[int, Partial], body: bytes) -> None:
        """Bring the fields into the order of the body."""
        crowded = [row for row, one in partials.items() if len(one) > 1]
        items: Any = _RAW_ITEMS.decode(body)[self._within] if crowded else ()
        for row in crowded:
            members = {**partials[row]}
            partials[row].clear()
            names = _RAW_FIELDS.decode(items[row])
            partials[row].update((name, members[name]) for name in names if name in members)
