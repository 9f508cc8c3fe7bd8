"""Give the generator the part of the contract that types are made of.

The generator turns some annotations into behaviour that a tolerant client must not have (a `format` into a parser that
raises, a `default` into a value that nobody sent) and stops at what it does not know. So it gets types and names only;
the contract itself keeps everything, and the checks use that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.places import JsonObject, Path, Schema, map_schemas, map_subschemas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.settings import Operation

_KEPT = {
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "description",
    "enum",
    "items",
    "oneOf",
    "properties",
    "required",
    "type",
}


def project(contract: JsonObject, operations: Iterable[Operation]) -> JsonObject:
    """Reduce the contract to what the generator needs.

    Args:
        contract: The derived contract; not changed.
        operations: The operations of the settings, which the contract has.

    Returns:
        A document of the same types, in which each operation has its settled place.
    """
    document = map_schemas(contract, _project)
    paths: dict[str, Any] = dict(document["paths"])
    for settled in operations:
        method, path = settled.operation.split(" ", 1)
        operation = paths[path][method.lower()]
        named = operation | {"operationId": settled.name, "tags": [settled.tag]}
        paths[path] = paths[path] | {method.lower(): named}
    return document | {"paths": paths}


def _project(schema: Schema, path: Path) -> Schema:
    if isinstance(schema, bool):
        return schema if path[-1] == "additionalProperties" else {}
    types: JsonObject = {key: value for key, value in schema.items() if key in _KEPT}
    projected = map_subschemas(types, path, _project)
    if "allOf" in projected:
        projected = _without_untyped_parts(projected)
    if "enum" in projected:
        projected |= _named_values(projected.pop("enum"))
    if projected.get("type") == "array":
        projected.setdefault("items", {})
    return projected


def _without_untyped_parts(schema: JsonObject) -> JsonObject:
    """Drop the parts of an `allOf` that say nothing of types: bounds, patterns, notes."""
    parts = [part for part in schema["allOf"] if part.keys() - {"description", "required"}]
    rest = {key: value for key, value in schema.items() if key != "allOf"}
    return rest | ({"allOf": parts} if parts else {})


def _named_values(values: list[Any]) -> JsonObject:
    """Keep an enum of strings or of integers, with a name for each value that no other has."""
    if not values or {type(value) for value in values} not in ({str}, {int}):
        return {}
    names: list[str] = []
    for index, value in enumerate(values):
        words = "_".join(re.findall(r"[A-Z0-9]+", str(value).upper()))
        name = words if words[:1].isalpha() else f"VALUE_{words or index}"
        names.append(name if name not in names else f"{name}_{index}")
    return {"enum": values, "x-enum-varnames": names}
