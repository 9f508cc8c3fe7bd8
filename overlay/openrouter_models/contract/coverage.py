"""What of a contract a set of responses has exercised, and what none of them ever showed.

The facets of a contract are what a reader of responses must be ready for: each documented status, each field
present, absent where it is optional and null where it may be, each word of each enum, an array with
items and without, each branch of a union. A green check says nothing of a facet that no response had.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import Factory, define, field, frozen

from openrouter_models._validation.schemas import Schemas
from openrouter_models.contract.documented import Source, document_of, documented
from openrouter_models.contract.instances import Instances
from openrouter_models.findings import pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openrouter_models._validation.schemas import Schema

_ANY = "*"
_NULL = "null"
_NEVER = {
    "status": "seen",
    "present": "present",
    "absent": "absent",
    "null": "null",
    "empty": "empty",
    "filled": "with items",
    "branch": "alternative {}",
}
_CLOSING = {"status": "", "present": "/", "filled": "/*"}
"""Of what was never seen, what hides all that is there or below."""


@frozen(order=True)
class Facet:
    """One thing that a response can show.

    Attributes:
        status: The HTTP status of the response.
        path: Where, as a JSON Pointer with `*` for any index and any name that is not declared.
        what: `status`, `present`, `absent`, `null`, `empty`, `filled`, `value` or `branch`.
        value: The word of an enum as JSON, or which branch; empty for the others.
    """

    status: int
    path: str
    what: str
    value: str = ""

    def __str__(self) -> str:
        what = f"{self.what} {self.value}".strip()
        return f"{what} at {self.path or 'the body'} of {self.status}"


@frozen
class _Place:
    """What can be seen at one place.

    Attributes:
        path: The place.
        nullable: Whether null is allowed.
        words: The words of its enum as JSON, null aside.
        branches: The branches of its union, with what tells whether a value belongs to one.
        fields: The declared fields with their places, and whether each is required.
        items: The place of the items of an array.
        others: The place of fields that are not declared by name, where their schema says anything.
    """

    path: str
    nullable: bool = False
    words: tuple[str, ...] = ()
    branches: tuple[tuple[Callable[[Any], bool], _Place], ...] = ()
    fields: Mapping[str, tuple[_Place, bool]] = field(factory=dict[str, "tuple[_Place, bool]"])
    items: _Place | None = None
    others: _Place | None = None


@define
class Coverage:
    """Which facets of a contract were seen how often.

        coverage = Coverage.of(None)
        coverage.add(200, json.loads(body))
        print(coverage.share, coverage.never)

    Attributes:
        places: The place of the body, by status.
        seen: How often each facet was seen.
    """

    places: Mapping[int, _Place]
    seen: Counter[Facet] = Factory(Counter[Facet])

    @classmethod
    def of(cls, contract: Source = None) -> Coverage:
        """Start with a contract of which nothing was seen.

        Args:
            contract: A document or the path of one, a `Contract`, or None for the packaged contract.

        Raises:
            ContractError: The document cannot be read, or does not describe the operation.
        """
        document = document_of(contract)
        compiler = _Compiler(Schemas(document), Instances(document))
        return cls({each.status: compiler.place(each.schema) for each in documented(document)})

    def add(self, status: int, body: object) -> None:
        """Count what a response shows.

        Args:
            status: Its HTTP status; one that is not documented shows nothing.
            body: Its decoded body.
        """
        place = self.places.get(status)
        if place is not None:
            self.seen[Facet(status, "", "status")] += 1
            # Counted as plain tuples, because a large listing shows each facet many times.
            for each, times in Counter(_shown(place, body)).items():
                self.seen[Facet(status, *each)] += times

    @property
    def facets(self) -> list[Facet]:
        """All facets, in the order of the contract."""
        found: dict[Facet, None] = {}
        for status, place in self.places.items():
            found[Facet(status, "", "status")] = None
            found.update((Facet(status, *each), None) for each in _possible(place))
        return list(found)

    @property
    def never(self) -> list[Facet]:
        """The facets that no response showed."""
        return [each for each in self.facets if each not in self.seen]

    @property
    def summary(self) -> str:
        """Say how much was seen."""
        if not self.seen:
            return "no documented response was seen, so nothing was covered"
        total = len(self.facets)
        seen = total - len(self.never)
        return f"{seen} of {total} facets of the contract were seen ({self.share:.1%})"

    @property
    def blind_spots(self) -> list[str]:
        """Say place by place what no response showed: whatever the contract said there, it would stay green.

        What is below a field that was never there, or of a status that never came, is not told again.
        """
        told: dict[tuple[int, str], list[str]] = {}
        closed: list[tuple[int, str]] = []
        for each in self.never:
            if any(
                each.status == status and f"{each.path}/".startswith(at) for status, at in closed
            ):
                continue
            if each.what in _CLOSING:
                closed.append((each.status, each.path + _CLOSING[each.what]))
            told.setdefault((each.status, each.path), []).append(
                each.value if each.what == "value" else _NEVER[each.what].format(each.value)
            )
        return [
            f"{path or 'any response'} of {status}: never {', '.join(what)}"
            for (status, path), what in told.items()
        ]

    @property
    def share(self) -> float:
        """The share of the facets that were seen, from 0 to 1."""
        facets = self.facets
        return sum(each in self.seen for each in facets) / len(facets) if facets else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give the coverage as JSON values."""
        facets = self.facets
        return {
            "facets": len(facets),
            "seen": sum(each in self.seen for each in facets),
            "share": round(self.share, 4),
            "blind_spots": self.blind_spots,
            "places": [
                {
                    "status": each.status,
                    "path": each.path,
                    "what": each.what,
                    "value": json.loads(each.value) if each.what == "value" else None,
                    "branch": int(each.value) if each.what == "branch" else None,
                    "count": self.seen[each],
                }
                for each in facets
            ],
        }


@frozen
class _Compiler:
    """Compiles schemas into places; a schema that comes back to itself is entered once on each way."""

    schemas: Schemas
    instances: Instances

    def place(
        self, schema: Schema, at: tuple[str, ...] = (), on: frozenset[str] = frozenset()
    ) -> _Place:
        parts: list[Mapping[str, Any]] = []
        unions: list[list[Schema]] = []
        on = self._flatten(schema, parts, unions, on)
        path = pointer(at)
        words = [word for part in parts for word in part.get("enum", ())]
        types = [part["type"] for part in parts if "type" in part]
        nullable = any(_NULL in kind for kind in types if isinstance(kind, list)) or None in words
        branches: list[Schema] = []
        for union in unions:
            rest = [one for one in union if one != {"type": _NULL}]
            nullable |= len(rest) < len(union)
            branches += rest if len(rest) > 1 else []
        fields: dict[str, tuple[_Place, bool]] = {}
        required = {name for part in parts for name in part.get("required", ())}
        for part in parts:
            for name, inner in part.get("properties", {}).items():
                fields[name] = self.place(inner, (*at, name), on), name in required
        return _Place(
            path,
            nullable,
            tuple(_word(word) for word in words if word is not None),
            tuple((self._accepts(each), self.place(each, at, on)) for each in branches),
            fields,
            self._inner(parts, "items", at, on),
            self._inner(parts, "additionalProperties", at, on),
        )

    def _flatten(
        self,
        schema: Schema,
        parts: list[Mapping[str, Any]],
        unions: list[list[Schema]],
        on: frozenset[str],
    ) -> frozenset[str]:
        """Collect a schema with all that it refers to, and the unions among that."""
        if isinstance(schema, bool):
            return on
        parts.append(schema)
        inner: list[Schema] = [*schema.get("allOf", ())]
        reference = schema.get("$ref")
        if reference is not None and reference not in on:
            on |= {reference}
            inner.append(self.schemas.resolve(reference))
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                unions.append(schema[keyword])
                rest = [one for one in schema[keyword] if one != {"type": _NULL}]
                inner += rest if len(rest) == 1 else []
        for one in inner:
            on = self._flatten(one, parts, unions, on)
        return on

    def _inner(
        self, parts: list[Mapping[str, Any]], keyword: str, at: tuple[str, ...], on: frozenset[str]
    ) -> _Place | None:
        stated = [
            part[keyword] for part in parts if part.get(keyword) not in (None, True, False, {})
        ]
        return self.place(stated[0], (*at, _ANY), on) if stated else None

    def _accepts(self, schema: Schema) -> Callable[[Any], bool]:
        return lambda value: self.instances.accepts(schema, value)


Shown: TypeAlias = "Iterator[tuple[str, str, str]]"


def _possible(place: _Place) -> Shown:
    """Give all that can be seen at a place and below it."""
    if place.nullable:
        yield place.path, _NULL, ""
    for word in place.words:
        yield place.path, "value", word
    for number, (_, inner) in enumerate(place.branches):
        yield place.path, "branch", str(number)
        yield from _possible(inner)
    for inner, required in place.fields.values():
        yield inner.path, "present", ""
        if not required:
            yield inner.path, "absent", ""
        yield from _possible(inner)
    if place.items is not None:
        yield place.path, "filled", ""
        yield place.path, "empty", ""
        yield from _possible(place.items)
    if place.others is not None:
        yield from _possible(place.others)


def _shown(place: _Place, value: object) -> Shown:
    """Give what a value shows at a place and below it."""
    if value is None:
        yield place.path, _NULL, ""
        return
    if place.words and (word := _word(value)) in place.words:
        yield place.path, "value", word
    for number, (accepts, inner) in enumerate(place.branches):
        if accepts(value):
            yield place.path, "branch", str(number)
            yield from _shown(inner, value)
    if isinstance(value, dict):
        yield from _shown_by_fields(place, cast("dict[str, object]", value))
    if isinstance(value, list) and place.items is not None:
        yield place.path, "filled" if value else "empty", ""
        for item in cast("list[object]", value):
            yield from _shown(place.items, item)


def _shown_by_fields(place: _Place, value: Mapping[str, object]) -> Shown:
    for name, (inner, _) in place.fields.items():
        yield inner.path, "present" if name in value else "absent", ""
        if name in value:
            yield from _shown(inner, value[name])
    if place.others is not None:
        for name in value.keys() - place.fields.keys():
            yield from _shown(place.others, value[name])


def _word(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
