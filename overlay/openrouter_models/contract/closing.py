"""Close a schema: what the closed variant accepts needs no walk, because there is nothing to find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models._validation.schemas import Schema, Schemas, is_trivial, relevant

if TYPE_CHECKING:
    from collections.abc import Mapping

Closed: TypeAlias = "dict[str, Any] | bool"

# Keywords with which a schema accepts less when what it applies accepts less, and which every
# implementation reads alike. Patterns and multiples are read in too many ways.
_APPLYING_ONE = frozenset({"items", "additionalProperties"})
_APPLYING_SEVERAL = frozenset({"allOf", "anyOf", "prefixItems"})
_APPLYING_BY_NAME = frozenset({"properties", "dependentSchemas"})
_ASSERTING = frozenset(
    {
        "type",
        "enum",
        "const",
        "required",
        "dependentRequired",
        "minProperties",
        "maxProperties",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    }
)
_MONOTONE = _APPLYING_ONE | _APPLYING_SEVERAL | _APPLYING_BY_NAME | _ASSERTING | {"$ref"}


def close(schemas: Schemas, schema: Schema) -> Closed:
    """Make a schema that accepts no value of which there is anything to report.

    Objects that are open but know fields are closed. A schema in which that could turn a rejection
    into an acceptance (`not`, `oneOf`, …) becomes `false`, which rejects everything.

    Args:
        schemas: Where references are resolved.
        schema: A JSON Schema 2020-12 of the contract.

    Returns:
        A schema that stands for itself, its references leading to its own `$defs`.

    Raises:
        ValueError: A reference leads nowhere.
    """
    closing = _Closing(schemas)
    closed = closing.of(schema)
    return {"allOf": [closed], "$defs": closing.definitions}


class _Closing:
    def __init__(self, schemas: Schemas) -> None:
        self.definitions: dict[str, Closed] = {}
        self._schemas = schemas
        self._names: dict[str, str] = {}

    def of(self, schema: Schema) -> Closed:
        if isinstance(schema, bool):
            return schema
        keywords = relevant(schema)
        if keywords - _MONOTONE:
            return False
        closed = {keyword: schema[keyword] for keyword in keywords & _ASSERTING}
        if "$ref" in keywords:
            closed["$ref"] = self._reference(schema["$ref"])
        for keyword in keywords & _APPLYING_ONE:
            closed[keyword] = self.of(schema[keyword])
        for keyword in keywords & _APPLYING_SEVERAL:
            closed[keyword] = [self.of(inner) for inner in schema[keyword]]
        for keyword in keywords & _APPLYING_BY_NAME:
            closed[keyword] = {name: self.of(inner) for name, inner in schema[keyword].items()}
        return closed | self._bounds(schema, closed)

    def _bounds(self, schema: Mapping[str, Any], closed: dict[str, Any]) -> dict[str, Any]:
        """Close an object whose undeclared fields would be reported."""
        if closed.keys() in ({"$ref"}, {"anyOf"}):
            return {}  # each of the parts reports for itself, and is closed for itself
        names, _, _ = self._schemas.declared(schema)
        if not names or not is_trivial(schema.get("additionalProperties", True)):
            return {}
        known: dict[str, Closed] = dict.fromkeys(sorted(names), True)
        return {"properties": known | closed.get("properties", {}), "additionalProperties": False}

    def _reference(self, reference: str) -> str:
        if reference not in self._names:
            name = self._names[reference] = str(len(self._names))
            self.definitions[name] = self.of(self._schemas.resolve(reference))
        return f"#/$defs/{self._names[reference]}"
