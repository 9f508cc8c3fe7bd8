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
from openrouter_models._validation.batches import ABSENT, SOUND
from openrouter_models._validation.gates import is_name, refused, without_absence
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from openrouter_models.findings import Finding

    Read = Callable[[Any], Any]

_MOST_SUSPECTS = 8
_MOST_MADE = 32  # types are dear to make, and msgspec keeps some of what it knows of each
_MOST_READ = 1000
_FEW = 16
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
    """A relaxed gate.

    Attributes:
        names: The fields that it leaves raw or lets be absent.
        raw: What reads those that it leaves raw.
        lacking: What reads those that an object must have all the same, in the order in which they are told.
        struct: The gate.
        decode: Decodes a listing of what passes it.
    """

    names: frozenset[str]
    raw: Mapping[str, Read]
    lacking: Mapping[str, Read]
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
        self._passes = {
            name: (_decoder(without_absence(hint)), _decoder(list[without_absence(hint)]))  # type: ignore[misc] # made at run time
            for name, hint in self._fields.items()
        }
        self._required, self._within = required, within
        self._relaxed = self._relax(frozenset(), frozenset())
        self._made = {(frozenset[str](), frozenset[str]()): self._relaxed}

    def learn(self, findings: Iterable[Finding]) -> None:
        """Relax from now on the fields that the findings of a listing are about, if they are few."""
        ways = [(keys_of(one.path), one.kind) for one in islice(findings, _MOST_READ)]
        inside = [(way, kind) for way, kind in ways if len(way) > 2 and way[0] == self._within]
        names = frozenset(way[2] for way, _ in inside)
        raw = frozenset(
            way[2] for way, kind in inside if len(way) > 3 or kind is not Kind.MISSING_REQUIRED
        )
        if len(names) > _MOST_SUSPECTS or not all(map(is_name, names)):
            return
        made = self._made.get((raw, names))
        if made is None and len(self._made) < _MOST_MADE:
            made = self._made[raw, names] = self._relax(raw, names)
        self._relaxed = made or self._relaxed

    def _relax(self, raw: frozenset[str], names: frozenset[str]) -> _Relaxed:
        hints = self._fields | dict.fromkeys(raw, Raw | UnsetType)
        places = {f"field_{number}": name for number, name in enumerate(hints)}
        needed = {*self._required} - names
        struct = msgspec.defstruct(
            "Relaxed",
            [
                (at, hints[name]) if name in needed else (at, hints[name], UNSET)
                for at, name in places.items()
            ],
            rename=places,
            forbid_unknown_fields=True,
            kw_only=True,
            gc=False,
        )
        items: Any = list[Union[struct, list[Any], _SCALAR]]  # type: ignore[valid-type]  # noqa: UP007  # made at run time
        listing: Any = dict[str, Union[items, dict[str, Any], _SCALAR]]  # noqa: UP007  # the same
        readers = {name: attrgetter(at) for at, name in places.items()}
        return _Relaxed(
            names,
            {name: read for name, read in readers.items() if name in raw},
            {name: readers[name] for name in self._required if name in names},
            struct,
            msgspec.json.Decoder(listing).decode,
        )

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
        kinds = {*map(type, items)}
        rows: Sequence[int] = range(len(items) if relaxed.struct in kinds else 0)
        if len(kinds) > 1:
            rows = [row for row in rows if type(items[row]) is relaxed.struct]
        partials = self._partials(
            {row: items[row] for row in rows} if relaxed.names else {}, relaxed, body
        )
        for row in rows:
            items[row] = SOUND
        for row, partial in partials.items():
            items[row] = partial
        return listing

    def _partials(
        self, objects: Mapping[int, Struct], relaxed: _Relaxed, body: bytes
    ) -> dict[int, Partial]:
        partials: dict[int, Partial] = {}

        def note(row: int, name: str, value: object) -> None:
            if row not in partials:
                partials[row] = Partial(objects[row])
            partials[row][name] = value

        for name, read in relaxed.raw.items():
            came = {row: raw for row, one in objects.items() if (raw := read(one)) is not UNSET}
            rows = self._refused(name, came)
            values = msgspec.json.decode(_array(map(came.__getitem__, rows)))
            for row, value in zip(rows, values, strict=True):
                note(row, name, value)
        self._order(partials, body)
        for name, read in relaxed.lacking.items():
            for row in [row for row, one in objects.items() if read(one) is UNSET]:
                note(row, name, ABSENT)
        return partials

    def _refused(self, name: str, came: Mapping[int, Raw]) -> Sequence[int]:
        if name not in self._passes:
            return [*came]
        pass_one, pass_all = self._passes[name]
        # All in one call first, since often nothing is refused.
        if len(came) > _FEW and not refused(pass_all, [_array(came.values())]):
            return ()
        rows = [*came]
        return [rows[at] for at in refused(pass_one, [*came.values()])]

    def _order(self, partials: Mapping[int, Partial], body: bytes) -> None:
        """Bring the fields into the order of the body."""
        crowded = [row for row, one in partials.items() if len(one) > 1]
        items: Any = _RAW_ITEMS.decode(body)[self._within] if crowded else ()
        for row in crowded:
            members = {**partials[row]}
            partials[row].clear()
            names = _RAW_FIELDS.decode(items[row])
            partials[row].update((name, members[name]) for name in names if name in members)


def _decoder(gate: Any) -> Read:
    return msgspec.json.Decoder(gate).decode


def _array(raws: Iterable[Raw]) -> bytes:
    return b"[%b]" % b",".join(raws)
