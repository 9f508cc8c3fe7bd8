"""Read schemas in a normal form, in which only what they accept counts, not how they are written.

A form tells for each JSON type the alternatives that a value of the type may conform to. References,
`allOf`, unions, the order of keys and all annotations are gone in it, so an inlined schema, a renamed
component or a wrapper makes no difference.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from pipeline.errors import PipelineError
from pipeline.walk import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.places import JsonObject, Schema

Parts = tuple["Schema", ...]
"""Schemas that all apply to one value; none at all accept everything."""

_TYPES = ("null", "boolean", "number", "string", "array", "object")
_LARGEST = {
    "string": ("minLength",),
    "number": ("minimum", "exclusiveMinimum"),
    "array": ("minItems",),
    "object": ("minProperties",),
}
_LEAST = {
    "string": ("maxLength",),
    "number": ("maximum", "exclusiveMaximum"),
    "array": ("maxItems",),
    "object": ("maxProperties",),
}
_JOINED = {"string": ("pattern",), "number": ("multipleOf",), "array": ("uniqueItems",)}
# Compared as they are written: how far they reach is not decided.
_OPAQUE_OF = {
    "array": ("prefixItems", "contains", "minContains", "maxContains", "unevaluatedItems"),
    "object": ("propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedProperties"),
}
_OPAQUE = ("not", "if", "then", "else")
_MOST_ALTERNATIVES = 200


@attrs.frozen(eq=False, kw_only=True)
class Alternative:
    """What a value of one JSON type must be like, in one of the ways in which it may.

    Attributes:
        name: The component that says so, if one does.
        limits: By keyword: a bound, a set of patterns, ``whole`` for integers.
        values: The only values allowed, by their canonical JSON; None where any is.
        fields: The declared fields of an object.
        required: The names of the required fields.
        others: What undeclared fields must be like.
        items: What the items of an array must be like.
        opaque: Other keywords, as canonical JSON.
        schemas: What the alternative was read from.
    """

    name: str | None
    limits: Mapping[str, Any]
    values: Mapping[str, Any] | None
    fields: Mapping[str, Parts]
    required: frozenset[str]
    others: Parts
    items: Parts
    opaque: Mapping[str, str]
    schemas: tuple[JsonObject, ...]

    @property
    def is_anything(self) -> bool:
        """Whether every value of the type conforms, as far as this level tells."""
        stated = self.limits or self.fields or self.required or self.opaque
        parts = (*self.others, *self.items)
        return not stated and self.values is None and all(part in (True, {}) for part in parts)

    @property
    def is_list_of_values(self) -> bool:
        """Whether the values say all."""
        return self.values is not None and not (self.limits or self.opaque or self.fields)


Form = dict[str, tuple[Alternative, ...]]
"""The alternatives by JSON type; a type that is not there is not allowed."""


@attrs.frozen
class _Branch:
    name: str | None
    schemas: tuple[JsonObject, ...]


class Reader:
    """Read the schemas of one contract."""

    def __init__(self, contract: JsonObject) -> None:
        self.contract = contract
        # With the parts themselves, so that their ids stay theirs.
        self._forms: dict[tuple[int, ...], tuple[Parts, Form]] = {}

    def form(self, parts: Parts) -> Form:
        """Give the form of schemas that all apply to one value.

        Raises:
            PipelineError: A reference leads nowhere or in a circle, or the combinations are too many.
        """
        key = tuple(map(id, parts))
        if key not in self._forms:
            branches = list(self._all(parts, ()))
            form = {kind: tuple(self._alternatives(kind, branches)) for kind in _TYPES}
            self._forms[key] = parts, {kind: found for kind, found in form.items() if found}
        return self._forms[key][1]

    def _all(self, parts: Iterable[Schema], within: tuple[int, ...]) -> list[_Branch]:
        """Distribute: schemas of alternatives become alternatives of schemas."""
        combined = [_Branch(None, ())]
        for part in parts:
            branches = self._branches(part, within)
            combined = [
                _Branch(left.name or right.name, (*left.schemas, *right.schemas))
                for left in combined
                for right in branches
            ]
            if len(combined) > _MOST_ALTERNATIVES:
                raise PipelineError(
                    "a schema combines too many alternatives to compare; write it with fewer unions"
                )
        return combined

    def _branches(self, schema: Schema, within: tuple[int, ...]) -> list[_Branch]:
        if isinstance(schema, bool):
            return [_Branch(None, ())] if schema else []
        if id(schema) in within:
            raise PipelineError("a schema is defined by nothing but itself; take another revision")
        within = (*within, id(schema))
        found = self._all(schema.get("allOf", ()), within)
        if "$ref" in schema:
            found = _joined(self._target(schema["$ref"], within), found)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                union = [b for inner in schema[keyword] for b in self._branches(inner, within)]
                found = _joined(union, found)
        return [_Branch(one.name, (schema, *one.schemas)) for one in found]

    def _target(self, reference: str, within: tuple[int, ...]) -> list[_Branch]:
        found = resolve(self.contract, reference)
        target: Schema | None = found[1] if found else _boolean(self.contract, reference)
        if target is None:
            raise PipelineError(f"the reference {reference!r} leads to no schema")
        name = found[0].rpartition("/")[2] if found else None
        union = isinstance(target, dict) and target.keys() & {"anyOf", "oneOf"}
        return [
            _Branch((one.name or name) if union else name, one.schemas)
            for one in self._branches(target, within)
        ]

    def _alternatives(self, kind: str, branches: Iterable[_Branch]) -> list[Alternative]:
        found: dict[tuple[int, ...], Alternative] = {}
        for branch in branches:
            if all(_allows(schema, kind) for schema in branch.schemas):
                made = self._alternative(kind, branch)
                if made.values is None or made.values:
                    found[tuple(map(id, branch.schemas))] = made
        return _reduced(list(found.values()))

    def _alternative(self, kind: str, branch: _Branch) -> Alternative:
        schemas = branch.schemas
        names = dict.fromkeys(n for s in schemas for n in s.get("properties", ()))
        required = (n for s in schemas for n in s.get("required", ()))
        is_object, is_array = kind == "object", kind == "array"
        patterned = is_object and any("patternProperties" in s for s in schemas)
        return Alternative(
            name=branch.name,
            limits=_limits(kind, schemas),
            values=_values(kind, schemas),
            fields={n: tuple(_field_schemas(schemas, n)) for n in names} if is_object else {},
            required=frozenset(required) if is_object else frozenset(),
            others=tuple(_keyword(schemas, "additionalProperties")) if is_object else (),
            items=tuple(_keyword(schemas, "items")) if is_array else (),
            opaque=dict(self._opaque(kind, schemas, patterned=patterned)),
            schemas=schemas,
        )

    def _opaque(
        self, kind: str, schemas: Iterable[JsonObject], *, patterned: bool
    ) -> Iterator[tuple[str, str]]:
        keywords = (*_OPAQUE, *_OPAQUE_OF.get(kind, ()), *(["patternProperties"] * patterned))
        for keyword in keywords:
            if found := [self._written_out(value, ()) for value in _keyword(schemas, keyword)]:
                yield keyword, canonical(found)

    def _written_out(self, value: Any, within: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            items: list[Any] = value
            return [self._written_out(item, within) for item in items]
        if not isinstance(value, dict):
            return value
        members: JsonObject = value
        reference = members.get("$ref")
        if isinstance(reference, str) and reference not in within and len(within) < 10:
            found = resolve(self.contract, reference)
            return self._written_out(found and found[1], (*within, reference))
        notes = {"description", "title", "example", "examples"}
        return {k: self._written_out(v, within) for k, v in members.items() if k not in notes}


def canonical(value: Any) -> str:
    """Write a JSON value such that equal values are equal texts: 1 and 1.0 are, 1 and true are not."""
    return json.dumps(_whole(value), sort_keys=True, ensure_ascii=False)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _boolean(contract: JsonObject, reference: str) -> bool | None:
    schemas: JsonObject = contract.get("components", {}).get("schemas", {})
    value = schemas.get(reference.removeprefix("#/components/schemas/"))
    return value if isinstance(value, bool) else None


def _joined(left: Iterable[_Branch], right: list[_Branch]) -> list[_Branch]:
    joined = [
        _Branch(one.name or other.name, (*one.schemas, *other.schemas))
        for one in left
        for other in right
    ]
    if len(joined) > _MOST_ALTERNATIVES:
        raise PipelineError(
            "a schema combines too many alternatives to compare; write it with fewer unions"
        )
    return joined


def _keyword(schemas: Iterable[JsonObject], keyword: str) -> list[Any]:
    return [schema[keyword] for schema in schemas if keyword in schema]


def _field_schemas(schemas: Iterable[JsonObject], name: str) -> Iterator[Schema]:
    """Give what applies to a field: by name, or where a part does not know it, as an undeclared one."""
    for schema in schemas:
        if name in schema.get("properties", {}):
            yield schema["properties"][name]
        elif "additionalProperties" in schema and "patternProperties" not in schema:
            yield schema["additionalProperties"]


def _names(schema: JsonObject) -> list[str]:
    stated = schema.get("type", list(_TYPES))
    return [stated] if isinstance(stated, str) else stated


def _allows(schema: JsonObject, kind: str) -> bool:
    names = _names(schema)
    return kind in names or (kind == "number" and "integer" in names)


def _kind(value: Any) -> str:
    kinds = {bool: "boolean", int: "number", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _values(kind: str, schemas: Iterable[JsonObject]) -> dict[str, Any] | None:
    stated = [s["enum"] for s in schemas if "enum" in s] + [
        [s["const"]] for s in schemas if "const" in s
    ]
    if not stated or kind == "null":
        return None if kind != "null" or all(None in values for values in stated) else {}
    lists = [{canonical(v): v for v in values if _kind(v) == kind} for values in stated]
    common = {key: value for key, value in lists[0].items() if all(key in one for one in lists)}
    return None if kind == "boolean" and len(common) == 2 else common


def _limits(kind: str, schemas: tuple[JsonObject, ...]) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for keywords, choose in ((_LARGEST, max), (_LEAST, min)):
        for keyword in keywords.get(kind, ()):
            if found := _keyword(schemas, keyword):
                limits[keyword] = choose(found)
    for keyword in _JOINED.get(kind, ()):
        if found := [value for value in _keyword(schemas, keyword) if value is not False]:
            limits[keyword] = tuple(sorted(set(found)))
    if kind == "number" and any("number" not in _names(schema) for schema in schemas):
        limits["whole"] = True
    return {key: value for key, value in limits.items() if not (key.startswith("min") and key != "minimum" and not value)}


def _reduced(alternatives: list[Alternative]) -> list[Alternative]:
    """Drop what another alternative covers, and make one list of several lists of values."""
    for one in alternatives:
        if one.is_anything:
            return [one]
    if len(alternatives) > 1 and all(one.is_list_of_values for one in alternatives):
        values = {key: v for one in alternatives for key, v in (one.values or {}).items()}
        return [attrs.evolve(alternatives[0], values=values)]
    return alternatives
