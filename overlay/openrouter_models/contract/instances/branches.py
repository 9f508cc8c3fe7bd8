"""Take a schema apart into branches: flat schemas of one JSON type each.

References, `allOf`, unions and conditions are multiplied out, so that whoever makes values sees at one
glance which types are allowed at a place and what each must be like. What cannot be merged into a flat
schema (`not`, and that exactly one of a `oneOf` may hold) is left to the verdict on the whole schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models._text import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from openrouter_models._validation.schemas import Schema, Schemas

Branch: TypeAlias = dict[str, Any]

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
# Keywords of a branch that restrict nothing beyond its type.
ANNOTATIONS = frozenset(
    {"type", "title", "description", "examples", "default", "format", "deprecated"}
)
_APPLIED = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_LOWER = frozenset(
    {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
)
_UPPER = frozenset(
    {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
)
_SCHEMAS = frozenset({"items", "additionalProperties", "propertyNames", "contains"})
_MOST = 2000


class Branches:
    """The branches of the schemas of one contract, each schema taken apart once."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._found: dict[int, tuple[Schema, list[Branch]]] = {}

    def of(self, schema: Schema) -> list[Branch]:
        """Take a schema apart.

        Returns:
            Flat schemas, each with one `type`, in the order null, boolean, numbers, string, array,
            object; among equals in the order of the schema. `enum` holds only values of that
            type, `examples` gathers what the document gives as `example`, `examples`, `default`.

        Raises:
            ValueError: A reference does not resolve or is circular, or there are too many branches.
        """
        if id(schema) not in self._found:
            typed = [flat for part in self._parts(schema, ()) for flat in _by_type(part)]
            typed.sort(key=lambda flat: TYPES.index(flat["type"]))
            self._found[id(schema)] = (schema, typed)
        return self._found[id(schema)][1]

    def _parts(self, schema: Schema, within: tuple[int, ...]) -> list[Branch]:
        if isinstance(schema, bool):
            return [{}] if schema else []
        if id(schema) in within:
            raise ValueError(f"the schema {show(dict(schema))} refers to itself")
        inside = (*within, id(schema))
        found: list[Branch] = [_own(schema)]
        for choices in self._choices(schema):
            parts = [flat for choice in choices for flat in self._parts(choice, inside)]
            if len(found) * len(parts) > _MOST:
                raise ValueError(
                    f"the schema {show(dict(schema))} combines more than {_MOST:,} branches"
                )
            found = [_merge(one, other) for one in found for other in parts]
        return found

    def _choices(self, schema: Mapping[str, Any]) -> Iterator[list[Schema]]:
        """Give what applies to the same value: of each list, one schema or the other."""
        if "$ref" in schema:
            yield [self._schemas.resolve(schema["$ref"])]
        for part in schema.get("allOf", ()):
            yield [part]
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                yield schema[keyword]
        if "if" in schema:
            yield [{"allOf": [schema["if"], schema.get("then", True)]}, schema.get("else", True)]
        for name, dependent in schema.get("dependentSchemas", {}).items():
            yield [True, {"required": [name], "allOf": [dependent]}]


def is_alone(branch: Branch, branches: list[Branch]) -> bool:
    """Tell whether no other branch is for values of the same type; an integer is a number."""
    same = {"integer", "number"} if branch["type"] in {"integer", "number"} else {branch["type"]}
    return sum(each["type"] in same for each in branches) == 1


def json_type(value: object) -> str:
    """Name the JSON type of a value, `integer` for a number without a fraction (JSON Schema Validation, section 6.1.1)."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _own(schema: Mapping[str, Any]) -> Branch:
    """Give what a schema says by itself, its examples gathered."""
    said = [schema[word] for word in ("example", "default") if word in schema]
    said += schema.get("examples", ())
    own = {word: schema[word] for word in schema.keys() - _APPLIED - {"example"}}
    if "const" in own:
        own["enum"] = [own["const"]]
    return own | ({"examples": said} if said else {})


def _by_type(branch: Branch) -> Iterable[Branch]:
    """Split a branch by type; an integer is a number, and a number without `type` any."""
    stated = branch.get("type", TYPES)
    names: set[str] = {stated} if isinstance(stated, str) else set(stated)
    if "number" in names:
        names.discard("integer")
    for name in names:
        if "enum" not in branch:
            yield branch | {"type": name}
        elif values := [v for v in branch["enum"] if is_of_type(v, name)]:
            yield branch | {"type": name, "enum": values}


def is_of_type(value: object, name: str) -> bool:
    """Tell whether a value is of a JSON type; an integer is a number."""
    found = json_type(value)
    return found == name or (name == "number" and found == "integer")


def _merge(one: Branch, other: Branch) -> Branch:
    """Make one flat schema that requires what two require."""
    merged = one | other
    for word in one.keys() & other.keys():
        merged[word] = _both(word, one[word], other[word])
    return merged


def _both(word: str, one: Any, other: Any) -> Any:
    """Say with one value of a keyword what two values of it say."""
    if word in _SCHEMAS:
        return {"allOf": [one, other]}
    return _RULES.get(word, lambda _, last: last)(one, other)


def _fields_of_both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    shared = {name: {"allOf": [one[name], other[name]]} for name in one.keys() & other.keys()}
    return one | other | shared


def _types(stated: str | list[str]) -> set[str]:
    names = {stated} if isinstance(stated, str) else set(stated)
    return names | {"integer"} if "number" in names else names


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "type": lambda one, other: sorted(_types(one) & _types(other)),
    "properties": _fields_of_both,
    "patternProperties": _fields_of_both,
    "dependentRequired": lambda one, other: {
        name: [*one.get(name, ()), *other.get(name, ())] for name in {**one, **other}
    },
    "multipleOf": lambda one, other: one if one == other else one * other,
    "enum": lambda one, other: [value for value in one if value in other],
    "examples": lambda one, other: [*one, *other],
    "required": lambda one, other: list(dict.fromkeys([*one, *other])),
    **dict.fromkeys(_LOWER, max),
    **dict.fromkeys(_UPPER, min),
}
