"""What can be read off a schema without a value: references, types, the fields it declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import unquote

from attrs import frozen

from openrouter_models._text import brief, show

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema: TypeAlias = "Mapping[str, Any] | bool"

# "integer" stands for whole numbers, 8192.0 among them, and "fraction" for all other numbers.
_TYPES = {
    "null": ["null"],
    "boolean": ["boolean"],
    "integer": ["integer"],
    "number": ["integer", "fraction"],
    "string": ["string"],
    "array": ["array"],
    "object": ["object"],
}
_BRANCHES = frozenset({"anyOf", "oneOf", "if", "then", "else", "dependentSchemas"})
_UNSUPPORTED = frozenset({"$dynamicRef", "$recursiveRef", "unevaluatedItems"})
_KEYWORDS = frozenset(
    {
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "type",
        "enum",
        "const",
        "properties",
        "patternProperties",
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "required",
        "dependentRequired",
        "minProperties",
        "maxProperties",
        "items",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    }
)


def relevant(schema: Mapping[str, Any]) -> frozenset[str]:
    """Give the keywords of a schema that assert something.

    Args:
        schema: A JSON Schema.

    Returns:
        Its keywords without annotations.

    Raises:
        ValueError: One of them is not supported.
    """
    if unsupported := schema.keys() & _UNSUPPORTED:
        raise ValueError(
            f"{', '.join(sorted(unsupported))} cannot be checked; rewrite {_at(schema)}"
        )
    return _KEYWORDS & schema.keys()


def is_reference(schema: Mapping[str, Any]) -> bool:
    """Tell whether a schema asserts nothing but what another one does.

    Args:
        schema: A JSON Schema; keywords that are not supported assert something, too.
    """
    return (_KEYWORDS | _UNSUPPORTED) & schema.keys() == frozenset({"$ref"})


def is_trivial(schema: Schema) -> bool:
    """Tell whether a schema visibly accepts everything."""
    return schema is True or (schema is not False and not relevant(schema))


def json_types(schema: Mapping[str, Any]) -> frozenset[str]:
    """Give the types that `type` and `enum` of a schema allow.

    Args:
        schema: A JSON Schema.

    Returns:
        Names of JSON types, numbers being split into `integer` and `fraction`.

    Raises:
        ValueError: `type` names none of JSON's types.
    """
    stated = schema.get("type", list(_TYPES))
    names = cast("list[str]", [stated] if isinstance(stated, str) else stated)
    if unknown := [name for name in names if name not in _TYPES]:
        raise ValueError(f"{show(unknown)} is not a JSON type; correct {_at(schema)}")
    allowed = frozenset(name for stated in names for name in _TYPES[stated])
    implied = frozenset(
        name for value in schema.get("enum", ()) for name in _TYPES[_type_of(value)]
    )
    return allowed & implied or allowed


@frozen
class Schemas:
    """The schemas of a contract.

    Attributes:
        contract: The OpenAPI document in which references are resolved.
    """

    contract: Mapping[str, Any]

    def __attrs_post_init__(self) -> None:
        if not isinstance(cast("object", self.contract), Mapping):
            raise TypeError(f"A contract must be a mapping, got {brief(self.contract)}.")

    def resolve(self, reference: str) -> Schema:
        """Follow a reference within the contract (RFC 6901 section 6).

        Args:
            reference: A JSON Pointer in a fragment, such as `#/components/schemas/Model`.

        Returns:
            The schema there.

        Raises:
            ValueError: There is none.
        """
        place: Any = self.contract if reference.startswith("#") else None
        try:
            for token in reference.split("/")[1:]:
                name = unquote(token).replace("~1", "/").replace("~0", "~")
                place = place[int(name) if isinstance(place, list) else name]
        except (LookupError, TypeError, ValueError):
            place = None
        if isinstance(place, dict | bool):
            return cast("Schema", place)
        raise ValueError(
            f"the reference {show(reference)} does not resolve to a schema in the contract"
        )

    def declared(self, schema: Mapping[str, Any]) -> tuple[frozenset[str], tuple[str, ...], bool]:
        """Give the fields that a schema knows, those of its branches included.

        Args:
            schema: A JSON Schema.

        Returns:
            The names, the patterns of names, and whether other fields are allowed unchecked.
        """
        names: set[str] = set()
        patterns: list[str] = []
        is_open = True
        for part in self._parts(schema, set()):
            names |= part.get("properties", {}).keys()
            patterns += part.get("patternProperties", ())
            is_open &= all(
                is_trivial(part.get(keyword, True))
                for keyword in ("additionalProperties", "unevaluatedProperties")
            )
        return frozenset(names), tuple(patterns), is_open

    def evaluates_all(self, schema: Mapping[str, Any]) -> bool:
        """Tell whether `unevaluatedProperties` of a schema finds every field evaluated already.

        Args:
            schema: A JSON Schema that has the keyword.

        Returns:
            Whether a part of it states `additionalProperties`.

        Raises:
            ValueError: That depends on the value.
        """
        parts = list(self._parts(schema, set()))
        if any(part.keys() & _BRANCHES for part in parts):
            raise ValueError(f"unevaluatedProperties beside branches; rewrite {_at(schema)}")
        return any("additionalProperties" in part for part in parts) or any(
            "unevaluatedProperties" in part for part in parts[1:]
        )

    def _parts(self, schema: Schema, seen: set[int]) -> Iterator[Mapping[str, Any]]:
        """Give a schema and all that it applies to the same value."""
        if isinstance(schema, bool) or id(schema) in seen:
            return
        seen.add(id(schema))
        yield schema
        inner: list[Schema] = [*schema.get("dependentSchemas", {}).values()]
        inner += [self.resolve(schema["$ref"])] if "$ref" in schema else []
        inner += [one for keyword in ("allOf", "anyOf", "oneOf") for one in schema.get(keyword, ())]
        inner += [schema[keyword] for keyword in ("if", "then", "else") if keyword in schema]
        for one in inner:
            yield from self._parts(one, seen)


def _type_of(value: Any) -> str:
    """Name the JSON type of a value, numbers being one type."""
    if value is None:
        return "null"
    names = {"bool": "boolean", "str": "string", "list": "array", "dict": "object"}
    return names.get(type(value).__name__, "number")


def _at(schema: Mapping[str, Any]) -> str:
    """Show a schema in an error."""
    return f"the schema {show(dict(schema))}"
