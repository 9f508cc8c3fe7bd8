"""Take a schema apart into its alternatives: flat schemas of one JSON type each.

`$ref`, `allOf`, `anyOf` and `oneOf` are multiplied out, so that whoever makes values sees at one
glance which types are allowed at a place and what is asked of each. What cannot be merged into one
flat schema (`not`, `if` and the like) is left to the reader of the whole schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models.contract.instances.reading import json_type
from openrouter_models.findings import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from openrouter_models._validation.schemas import Schema, Schemas

Flat: TypeAlias = dict[str, Any]

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
# What a flat schema may say beside its type without asking for anything.
ASKING_NOTHING = frozenset({"type", "title", "description", "examples", "format", "deprecated"})
_APPLIED = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_LOWER = frozenset(
    {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
)
_UPPER = frozenset(
    {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
)
_SCHEMAS = frozenset({"items", "additionalProperties", "propertyNames", "contains"})


class Alternatives:
    """Finds the alternatives of the schemas of one contract, each once."""

    def __init__(self, schemas: Schemas) -> None:
        """Look into a contract.

        Args:
            schemas: Where references are resolved.
        """
        self._schemas = schemas
        self._found: dict[int, tuple[Schema, list[Flat]]] = {}

    def of(self, schema: Schema) -> list[Flat]:
        """Take a schema apart.

        Args:
            schema: A JSON Schema.

        Returns:
            Flat schemas, each with one `type`, in the order null, boolean, numbers, string, array,
            object; among equals in the order of the schema. `enum` holds only values of that
            type, `examples` gathers what the document gives as `example`, `examples`, `default`.

        Raises:
            ValueError: A reference leads nowhere or in a circle.
        """
        if id(schema) not in self._found:
            typed = [flat for part in self._parts(schema, ()) for flat in _by_type(part)]
            typed.sort(key=lambda flat: TYPES.index(flat["type"]))
            self._found[id(schema)] = (schema, typed)
        return self._found[id(schema)][1]

    def _parts(self, schema: Schema, within: tuple[int, ...]) -> list[Flat]:
        if isinstance(schema, bool):
            return [{}] if schema else []
        if id(schema) in within:
            raise ValueError(f"the schema {show(dict(schema))} refers to itself")
        inside = (*within, id(schema))
        found: list[Flat] = [_own(schema)]
        several = [[self._schemas.resolve(schema["$ref"])]] if "$ref" in schema else []
        several += [[part] for part in schema.get("allOf", ())]
        several += [schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema]
        for branches in several:
            parts = [flat for branch in branches for flat in self._parts(branch, inside)]
            found = [_merge(one, other) for one in found for other in parts]
        return found


def is_alone(flat: Flat, flats: list[Flat]) -> bool:
    """Tell whether no other alternative is for values of the same type.

    Args:
        flat: One of the alternatives.
        flats: All of them; an integer is a number.
    """
    same = {"integer", "number"} if flat["type"] in {"integer", "number"} else {flat["type"]}
    return sum(each["type"] in same for each in flats) == 1


def _own(schema: Mapping[str, Any]) -> Flat:
    """Give what a schema says by itself, its examples gathered."""
    said = [schema[word] for word in ("example", "default") if word in schema]
    said += schema.get("examples", ())
    own = {word: schema[word] for word in schema.keys() - _APPLIED - {"example", "default"}}
    if "const" in own:
        own["enum"] = [own["const"]]
    return own | ({"examples": said} if said else {})


def _by_type(flat: Flat) -> Iterable[Flat]:
    """Split a flat schema by type; an integer is a number, and a number without `type` any."""
    stated = flat.get("type", TYPES)
    names: set[str] = {stated} if isinstance(stated, str) else set(stated)
    if "number" in names:
        names.discard("integer")
    for name in names:
        if "enum" not in flat:
            yield flat | {"type": name}
        elif values := [v for v in flat["enum"] if _is(v, name)]:
            yield flat | {"type": name, "enum": values}


def _is(value: object, name: str) -> bool:
    found = json_type(value)
    return found == name or (name == "number" and found == "integer")


def _merge(one: Flat, other: Flat) -> Flat:
    """Make one flat schema that asks for what two ask for."""
    merged = one | other
    for word in one.keys() & other.keys():
        merged[word] = _both(word, one[word], other[word])
    return merged


def _both(word: str, one: Any, other: Any) -> Any:
    """Say with one value of a keyword what two values of it say."""
    if word in _SCHEMAS:
        return {"allOf": [one, other]}
    return _RULES.get(word, lambda _, last: last)(one, other)


def _types_in_both(one: Any, other: Any) -> list[str]:
    return sorted(_types(one) & _types(other))


def _fields_of_both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    shared = {name: {"allOf": [one[name], other[name]]} for name in one.keys() & other.keys()}
    return one | other | shared


def _types(stated: str | list[str]) -> set[str]:
    names = {stated} if isinstance(stated, str) else set(stated)
    return names | {"integer"} if "number" in names else names


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "type": _types_in_both,
    "properties": _fields_of_both,
    "patternProperties": _fields_of_both,
    "enum": lambda one, other: [value for value in one if value in other],
    "examples": lambda one, other: [*one, *other],
    "required": lambda one, other: list(dict.fromkeys([*one, *other])),
    **dict.fromkeys(_LOWER, max),
    **dict.fromkeys(_UPPER, min),
}
