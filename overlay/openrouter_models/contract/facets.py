"""The places of a contract, and what can be seen at each: compiled from its schemas, whatever refers to whatever."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import field, frozen

from openrouter_models._pointers import pointer
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances import Instances

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openrouter_models._validation.schemas import Schema

_ANY = "*"
_NULL = "null"

Shown: TypeAlias = "Iterator[tuple[str, str, str]]"


@frozen
class Place:
    """What can be seen at one place.

    Attributes:
        path: The place.
        nullable: Whether null is allowed.
        words: The words of its enum as JSON, null aside.
        branches: The branches of its union, with what tells whether a value belongs to one.
        fields: The declared fields with their places, and whether each is required.
        items: The place of the items of an array.
        others: The place of fields that are not declared by name, where their schema says anything.
        may_be_empty: Whether an array there may have no items.
    """

    path: str
    nullable: bool = False
    words: tuple[str, ...] = ()
    branches: tuple[tuple[Callable[[Any], bool], Place], ...] = ()
    fields: Mapping[str, tuple[Place, bool]] = field(factory=dict[str, "tuple[Place, bool]"])
    items: Place | None = None
    others: Place | None = None
    may_be_empty: bool = True


def places_of(document: Mapping[str, Any]) -> dict[int, Place]:
    """Give the place of each documented body, by status."""
    compiler = _Compiler(Instances(document))
    return {each.status: compiler.place(each.schema) for each in documented(document)}


@frozen
class _Compiler:
    """Compiles schemas into places; a schema that comes back to itself is entered once on each way."""

    instances: Instances

    def place(
        self, schema: Schema, at: tuple[str, ...] = (), on: frozenset[str] = frozenset()
    ) -> Place:
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
        fields: dict[str, tuple[Place, bool]] = {}
        required = {name for part in parts for name in part.get("required", ())}
        for part in parts:
            for name, inner in part.get("properties", {}).items():
                fields[name] = self.place(inner, (*at, name), on), name in required
        return Place(
            path,
            nullable,
            tuple(_word(word) for word in words if word is not None),
            tuple(
                (partial(self.instances.accepts, each), self.place(each, at, on))
                for each in branches
            ),
            fields,
            self._inner(parts, "items", at, on),
            self._inner(parts, "additionalProperties", at, on),
            not any(part.get("minItems") for part in parts),
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
            inner.append(self.instances.schemas.resolve(reference))
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
    ) -> Place | None:
        stated = [
            part[keyword] for part in parts if part.get(keyword) not in (None, True, False, {})
        ]
        return self.place(stated[0], (*at, _ANY), on) if stated else None


def possible(place: Place) -> Shown:
    """Give all that can be seen at a place and below it: path, what and value, as a `Facet` has them."""
    if place.nullable:
        yield place.path, _NULL, ""
    for word in place.words:
        yield place.path, "value", word
    for number, (_, inner) in enumerate(place.branches):
        yield place.path, "branch", str(number)
        yield from possible(inner)
    for inner, required in place.fields.values():
        yield inner.path, "present", ""
        if not required:
            yield inner.path, "absent", ""
        yield from possible(inner)
    if place.items is not None:
        yield place.path, "filled", ""
        if place.may_be_empty:
            yield place.path, "empty", ""
        yield from possible(place.items)
    if place.others is not None:
        yield from possible(place.others)


def shown(place: Place, value: object) -> Shown:
    """Give what a value shows at a place and below it, as often as it does: path, what and value, as a `Facet` has them."""
    if value is None:
        yield place.path, _NULL, ""
        return
    if place.words and (word := _word(value)) in place.words:
        yield place.path, "value", word
    for number, (accepts, inner) in enumerate(place.branches):
        if accepts(value):
            yield place.path, "branch", str(number)
            yield from shown(inner, value)
    if isinstance(value, dict):
        yield from _by_fields(place, cast("dict[str, object]", value))
    if isinstance(value, list) and place.items is not None:
        if value or place.may_be_empty:
            yield place.path, "filled" if value else "empty", ""
        for item in cast("list[object]", value):
            yield from shown(place.items, item)


def _by_fields(place: Place, value: Mapping[str, object]) -> Shown:
    for name, (inner, _) in place.fields.items():
        yield inner.path, "present" if name in value else "absent", ""
        if name in value:
            yield from shown(inner, value[name])
    if place.others is not None:
        for name in value.keys() - place.fields.keys():
            yield from shown(place.others, value[name])


def _word(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
