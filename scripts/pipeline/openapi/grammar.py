"""Say where in an OpenAPI document schemas stand, so that no data is mistaken for one.

A property may be called `nullable` and an example may look like a schema; so rewriting goes by the
grammar of OpenAPI 3.1 (section 4.8) and JSON Schema 2020-12 (core, section 10), never by key alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pipeline.failure import PipelineError
from pipeline.json_values import list_at, mapping_at, pointer

JsonObject = dict[str, Any]
Schema = JsonObject | bool
Path = tuple[str, ...]
Visit = Callable[[Schema, Path], Schema]

Container = Literal["one", "list", "map"]

# Keywords whose schemas see the same value as the schema that holds them …
IN_PLACE: dict[str, Container] = {
    "allOf": "list",
    "anyOf": "list",
    "oneOf": "list",
    "not": "one",
    "if": "one",
    "then": "one",
    "else": "one",
    "dependentSchemas": "map",
}
# … and those whose schemas see a part of it, or nothing at all.
BELOW: dict[str, Container] = {
    "properties": "map",
    "patternProperties": "map",
    "additionalProperties": "one",
    "unevaluatedProperties": "one",
    "propertyNames": "one",
    "items": "one",
    "prefixItems": "list",
    "unevaluatedItems": "one",
    "contains": "one",
    "contentSchema": "one",
    "$defs": "map",
}
APPLICATORS = IN_PLACE | BELOW

SCHEMAS = "#/components/schemas/"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

IGNORED_HEADERS = {"accept", "authorization", "content-type"}
"""A header of these names is not a parameter (OpenAPI 3.1.1, section 4.8.12.1)."""

Fields = dict[str, tuple[Container, str]]
COMPONENTS: Fields = {
    "schemas": ("map", "schema"),
    "responses": ("map", "response"),
    "parameters": ("map", "parameter"),
    "requestBodies": ("map", "request body"),
    "headers": ("map", "parameter"),
    "callbacks": ("map", "callback"),
    "pathItems": ("map", "path item"),
    "examples": ("map", "example"),
    "links": ("map", "link"),
    "securitySchemes": ("map", "security scheme"),
}
_SUBSCHEMAS: Fields = {key: (container, "schema") for key, container in APPLICATORS.items()}
_FIELDS: dict[str, Fields] = {
    "document": {
        "paths": ("map", "path item"),
        "webhooks": ("map", "path item"),
        "components": ("one", "components"),
        "security": ("list", "security requirement"),
    },
    "components": COMPONENTS,
    "path item": {
        "parameters": ("list", "parameter"),
        **dict.fromkeys(METHODS, ("one", "operation")),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("map", "response"),
        "callbacks": ("map", "callback"),
        "security": ("list", "security requirement"),
    },
    "parameter": {
        "schema": ("one", "schema"),
        "content": ("map", "media type"),
        "examples": ("map", "example"),
    },
    "request body": {"content": ("map", "media type")},
    "response": {
        "headers": ("map", "parameter"),
        "content": ("map", "media type"),
        "links": ("map", "link"),
    },
    "media type": {
        "schema": ("one", "schema"),
        "encoding": ("map", "encoding"),
        "examples": ("map", "example"),
    },
    "encoding": {"headers": ("map", "parameter")},
    "schema": {
        **_SUBSCHEMAS,
        "definitions": ("map", "schema"),
        "discriminator": ("one", "discriminator"),
    },
}


def fields_of(kind: str, holder: Mapping[str, Any]) -> Fields:
    """Tell in which fields of an object further objects stand.

    Returns:
        By name of a field: whether it holds one object, a list or a map of them, and their kind.
    """
    if kind == "callback":  # it has no fields of its own, only path items under expressions
        names = (key for key in holder if not key.startswith("x-") and key != "$ref")
        return dict.fromkeys(names, ("one", "path item"))
    return _FIELDS.get(kind, {})


def named(kind: str, field: str, objects: Mapping[str, Any]) -> list[str]:
    """List the names in a map of objects.

    Returns:
        Its keys but for extensions. Only `paths` and the responses of an operation have room for
        those; elsewhere `x-…` is a name, of a header above all.
    """
    extensible = field in {"paths", "responses"} and kind != "components"
    return [name for name in objects if not (extensible and name.startswith("x-"))]


def unusable(path: Path, why: str) -> PipelineError:
    """Make the error for a document that breaks its own grammar."""
    return PipelineError(f"{pointer(*path)}: {why}; fix the document there or use another revision")


def map_schemas(document: JsonObject, visit: Visit) -> JsonObject:
    """Replace every outermost schema of a document, whose keys stay in their order.

    Args:
        document: The OpenAPI document; not changed.
        visit: Gets a schema and its path, gives its replacement. Called in the order of sorted keys,
            so that what it numbers does not depend on the order of a mapping.

    Raises:
        PipelineError: Something on the way to a schema has the wrong type.
    """
    mapped: JsonObject = _visited("document", visit, document, ())
    return mapped


def map_subschemas(schema: JsonObject, path: Path, visit: Visit) -> JsonObject:
    """Replace the schemas directly inside a schema, as `map_schemas` does with the outermost ones.

    Raises:
        PipelineError: An applicator or a subschema has the wrong type.
    """
    return _map_fields("schema", schema, _SUBSCHEMAS, path, visit)


def _map_fields(
    kind: str, holder: JsonObject, fields: Fields, path: Path, visit: Visit
) -> JsonObject:
    new: JsonObject = {}
    for key in sorted(fields.keys() & holder.keys()):
        container, inner = fields[key]
        value, at = holder[key], (*path, key)
        if container == "one":
            new[key] = _visited(inner, visit, value, at)
        elif container == "list":
            items = list_at(value, pointer(*at))
            new[key] = [_visited(inner, visit, one, (*at, str(n))) for n, one in enumerate(items)]
        else:
            objects = mapping_at(value, pointer(*at))
            names = sorted(named(kind, key, objects))
            made = {name: _visited(inner, visit, objects[name], (*at, name)) for name in names}
            new[key] = {name: made.get(name, old) for name, old in objects.items()}
    return {key: new.get(key, old) for key, old in holder.items()}


def _visited(kind: str, visit: Visit, value: Any, path: Path) -> Any:
    """Replace a schema, or the schemas in another object."""
    if kind == "schema" and isinstance(value, bool):
        return visit(value, path)
    holder = mapping_at(value, pointer(*path))
    if kind == "schema":
        return visit(holder, path)
    return _map_fields(kind, holder, fields_of(kind, holder), path, visit)
