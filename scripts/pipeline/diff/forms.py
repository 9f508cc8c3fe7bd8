"""Read schemas in a normal form, in which only what they accept counts, not how they are written.

A form tells for each JSON type the alternatives that a value of the type may conform to. References,
`allOf`, unions, the order of keys and all annotations are gone in it, so an inlined schema, a renamed
component or a wrapper makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from pipeline.derive.composition import constraints_of
from pipeline.diff.keywords import TYPES, allows, canonical, limits, stated, values
from pipeline.failure import PipelineError
from pipeline.openapi.visiting import is_array, is_object, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.openapi.grammar import JsonObject, Schema

Parts = tuple["Schema", ...]
"""Schemas that all apply to one value; none at all accept everything."""

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
        says = self.limits or self.fields or self.required or self.opaque
        parts = (*self.others, *self.items)
        return not says and self.values is None and all(part in (True, {}) for part in parts)

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
        key = self.identity(parts)
        if key not in self._forms:
            branches = list(self._all(parts, ()))
            form = {kind: tuple(self._alternatives(kind, branches)) for kind in TYPES}
            self._forms[key] = parts, {kind: found for kind, found in form.items() if found}
        return self._forms[key][1]

    def identity(self, parts: Parts) -> tuple[int, ...]:
        """Tell schemas from others: a reference is what it leads to, as long as the reader lives."""
        return tuple(map(id, map(self._followed, parts)))

    def _followed(self, part: Schema) -> Schema:
        if isinstance(part, dict) and constraints_of(part).keys() == {"$ref"}:
            found = resolve(self.contract, part["$ref"])
            return found[1] if found else part
        return part

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
            if all(allows(schema, kind) for schema in branch.schemas):
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
            limits=limits(kind, schemas),
            values=values(kind, schemas),
            fields={n: tuple(_field_schemas(schemas, n)) for n in names} if is_object else {},
            required=frozenset(required) if is_object else frozenset(),
            others=tuple(stated(schemas, "additionalProperties")) if is_object else (),
            items=tuple(stated(schemas, "items")) if is_array else (),
            opaque=dict(self._opaque(kind, schemas, patterned=patterned)),
            schemas=schemas,
        )

    def _opaque(
        self, kind: str, schemas: Iterable[JsonObject], *, patterned: bool
    ) -> Iterator[tuple[str, str]]:
        keywords = (*_OPAQUE, *_OPAQUE_OF.get(kind, ()), *(["patternProperties"] * patterned))
        for keyword in keywords:
            if found := [self._written_out(value, ()) for value in stated(schemas, keyword)]:
                yield keyword, canonical(found)

    def _written_out(self, value: Any, within: tuple[str, ...]) -> Any:
        if is_array(value):
            return [self._written_out(item, within) for item in value]
        if not is_object(value):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str) and reference not in within and len(within) < 10:
            found = resolve(self.contract, reference)
            return self._written_out(found and found[1], (*within, reference))
        notes = {"description", "title", "example", "examples"}
        return {k: self._written_out(v, within) for k, v in value.items() if k not in notes}


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


def _field_schemas(schemas: Iterable[JsonObject], name: str) -> Iterator[Schema]:
    """Give what applies to a field: by name, or where a part does not know it, as an undeclared one."""
    for schema in schemas:
        if name in schema.get("properties", {}):
            yield schema["properties"][name]
        elif "additionalProperties" in schema and "patternProperties" not in schema:
            yield schema["additionalProperties"]


def _reduced(alternatives: list[Alternative]) -> list[Alternative]:
    """Drop what another alternative covers, and make one list of several lists of values."""
    for one in alternatives:
        if one.is_anything:
            return [one]
    if len(alternatives) > 1 and all(one.is_list_of_values for one in alternatives):
        every = {key: v for one in alternatives for key, v in (one.values or {}).items()}
        return [attrs.evolve(alternatives[0], values=every)]
    return alternatives
