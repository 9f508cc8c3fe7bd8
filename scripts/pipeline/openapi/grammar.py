"""Say where in an OpenAPI document schemas stand, so that no data is mistaken for one.

A property may be called `nullable` and an example may look like a schema; so rewriting goes by the
grammar of OpenAPI 3.1 (section 4.8) and JSON Schema 2020-12 (core, section 10), never by key alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pipeline.failure import PipelineError

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

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OBJECTS: dict[str, dict[str, tuple[Container, str]]] = {
    "document": {
        "paths": ("map", "path item"),
        "webhooks": ("map", "path item"),
        "components": ("one", "components"),
    },
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "parameters": ("map", "parameter"),
        "requestBodies": ("map", "request body"),
        "headers": ("map", "parameter"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "path item"),
    },
    "path item": {
        "parameters": ("list", "parameter"),
        **dict.fromkeys(_METHODS, ("one", "operation")),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("map", "response"),
        "callbacks": ("map", "callback"),
    },
    "parameter": {"schema": ("one", "schema"), "content": ("map", "media type")},
    "request body": {"content": ("map", "media type")},
    "response": {"headers": ("map", "parameter"), "content": ("map", "media type")},
    "media type": {"schema": ("one", "schema"), "encoding": ("map", "encoding")},
    "encoding": {"headers": ("map", "parameter")},
}


_PATH_ITEM: tuple[Container, str] = ("one", "path item")


def pointer(path: Path) -> str:
    """Write a path as a JSON Pointer (RFC 6901).

    Args:
        path: The keys and indices from the root of the document.

    Returns:
        The pointer; `/` for the root, which reads better in a message than nothing.
    """
    escaped = (token.replace("~", "~0").replace("/", "~1") for token in path)
    return "/" + "/".join(escaped)


def unusable(path: Path, why: str) -> PipelineError:
    """Make the error for a document that breaks its own grammar.

    Args:
        path: Where in the document.
        why: What is wrong there.

    Returns:
        The error, to be raised.
    """
    return PipelineError(
        f"{pointer(path)}: {why}; mend the document there or take another revision"
    )


def map_schemas(document: JsonObject, visit: Visit) -> JsonObject:
    """Replace every outermost schema of a document.

    Args:
        document: The OpenAPI document; not changed.
        visit: Gets a schema and its path, gives its replacement. Called in the order of sorted keys,
            so that what it numbers does not depend on the order of a mapping.

    Returns:
        A new document with its keys in their old order.

    Raises:
        PipelineError: Something on the way to a schema has the wrong type.
    """
    mapped: JsonObject = _map_object("document", document, (), visit)
    return mapped


def map_subschemas(schema: JsonObject, path: Path, visit: Visit) -> JsonObject:
    """Replace the schemas directly inside a schema.

    Args:
        schema: The schema; not changed.
        path: Where it stands.
        visit: Gets a subschema and its path, gives its replacement; called in the order of sorted keys.

    Returns:
        A new schema with its keys in their old order.

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
    _require(value, dict, path)
    if kind == "callback":
        names = [key for key in value if not key.startswith("x-")]
        fields = dict.fromkeys(names, _PATH_ITEM)
    else:
        fields = OBJECTS[kind]
    new: JsonObject = {}
    for key in sorted(fields.keys() & value.keys()):
        container, inner = fields[key]
        new[key] = _map_container(container, value[key], (*path, key), _visitor(inner, visit))
    return {key: new.get(key, old) for key, old in value.items()}


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
    # Only these maps have room for extensions; elsewhere `x-…` is a name, of a header above all.
    extensible = path[-1] in {"paths", "responses"} and path != ("components", "responses")
    new = {
        key: visit(mapping[key], (*path, key))
        for key in sorted(mapping)
        if not (extensible and key.startswith("x-"))
    }
    return {key: new.get(key, old) for key, old in mapping.items()}


def _require(value: Any, kind: type, path: Path) -> Any:
    if not isinstance(value, kind):
        wanted = "a mapping" if kind is dict else "a list"
        raise unusable(path, f"expected {wanted}, found {_kind(value)}")
    names: Any = value if kind is dict else ()
    for name in names:
        if not isinstance(name, str):
            raise unusable(path, f"the key {name!r} is no string; put it in quotes")
    return value


def _kind(value: Any) -> str:
    for kind, word in ((list, "a list"), (dict, "a mapping"), (str, "a string")):
        if isinstance(value, kind):
            return word
    return "null" if value is None else f"the value {value!r}"
