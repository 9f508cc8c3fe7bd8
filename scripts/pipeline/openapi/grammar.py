"""Say where in an OpenAPI document schemas stand, so that no data is mistaken for one.

A property may be called `nullable` and an example may look like a schema; so rewriting goes by the
grammar of OpenAPI 3.1 (section 4.8) and JSON Schema 2020-12 (core, section 10), never by key alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pipeline.failure import PipelineError
from pipeline.read import values
from pipeline.read.values import kind_of

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
        **{key: (container, "schema") for key, container in APPLICATORS.items()},
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


def pointer(path: Path) -> str:
    """Write a path as a JSON Pointer (RFC 6901); `/` for the root, which reads better in a message than nothing."""
    return values.pointer(*path) or "/"


def unusable(path: Path, why: str) -> PipelineError:
    """Make the error for a document that breaks its own grammar."""
    return PipelineError(f"{pointer(path)}: {why}; fix the document there or use another revision")


def map_schemas(document: JsonObject, visit: Visit) -> JsonObject:
    """Replace every outermost schema of a document, whose keys stay in their order.

    Args:
        document: The OpenAPI document; not changed.
        visit: Gets a schema and its path, gives its replacement. Called in the order of sorted keys,
            so that what it numbers does not depend on the order of a mapping.

    Raises:
        PipelineError: Something on the way to a schema has the wrong type.
    """
    mapped: JsonObject = _map_object("document", document, (), visit)
    return mapped


def map_subschemas(schema: JsonObject, path: Path, visit: Visit) -> JsonObject:
    """Replace the schemas directly inside a schema, as `map_schemas` does with the outermost ones.

    Raises:
        PipelineError: An applicator or a subschema has the wrong type.
    """
    new = {
        key: _map_container(APPLICATORS[key], schema[key], (*path, key), _checked(visit))
        for key in sorted(APPLICATORS.keys() & schema.keys())
    }
    return {key: new.get(key, value) for key, value in schema.items()}


def _checked(visit: Visit) -> Callable[[Any, Path], Schema]:
    def visit_checked(schema: Any, path: Path) -> Schema:
        if not isinstance(schema, bool):
            _require(schema, dict, path)
        checked: Schema = schema
        return visit(checked, path)

    return visit_checked


def _map_object(kind: str, value: Any, path: Path, visit: Visit) -> Any:
    holder: JsonObject = _require(value, dict, path)
    fields = fields_of(kind, holder)
    new: JsonObject = {}
    for key in sorted(fields.keys() & holder.keys()):
        container, inner = fields[key]
        at, below = (*path, key), _visitor(inner, visit)
        if container == "map":
            objects: JsonObject = _require(holder[key], dict, at)
            new[key] = objects | _map_container(
                "map", {n: objects[n] for n in named(kind, key, objects)}, at, below
            )
        else:
            new[key] = _map_container(container, holder[key], at, below)
    return {key: new.get(key, old) for key, old in holder.items()}


def _visitor(kind: str, visit: Visit) -> Callable[[Any, Path], Any]:
    if kind == "schema":
        return _checked(visit)
    return lambda value, path: _map_object(kind, value, path, visit)


def _map_container(
    container: str, value: Any, path: Path, visit: Callable[[Any, Path], Any]
) -> Any:
    if container == "one":
        return visit(value, path)
    if container == "list":
        items: list[Any] = _require(value, list, path)
        return [visit(item, (*path, str(index))) for index, item in enumerate(items)]
    mapping: Mapping[str, Any] = _require(value, dict, path)
    new = {key: visit(mapping[key], (*path, key)) for key in sorted(mapping)}
    return {key: new[key] for key in mapping}


def _require(value: Any, kind: type, path: Path) -> Any:
    if not isinstance(value, kind):
        wanted = "a mapping" if kind is dict else "a list"
        raise unusable(path, f"expected {wanted}, found {kind_of(value)}")
    return value
