"""Check that the keywords which the dialect rules read have the types that JSON Schema gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.openapi.grammar import JsonObject, Path, Schema, map_schemas, map_subschemas, unusable

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPES = {"null", "boolean", "object", "array", "number", "integer", "string"}


def _is_names(value: Any) -> bool:
    names: Any = value
    return isinstance(value, list) and all(isinstance(name, str) for name in names)


def _is_type(value: Any) -> bool:
    names: Any = [value] if isinstance(value, str) else value
    return _is_filled(names) and _is_names(names) and set(names) <= _TYPES


def _is_filled(value: Any) -> bool:
    return isinstance(value, list) and value != []


def _is_bound(value: Any) -> bool:
    return isinstance(value, bool | int | float)


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "type": (_is_type, "must be one of JSON Schema's seven types or a list of them"),
    "enum": (_is_filled, "must be a list with values"),
    "nullable": (lambda value: isinstance(value, bool), "must be true or false"),
    "$ref": (lambda value: isinstance(value, str), "must be a string"),
    "required": (_is_names, "must be a list of names"),
    "allOf": (_is_filled, "must be a list with schemas"),
    "anyOf": (_is_filled, "must be a list with schemas"),
    "oneOf": (_is_filled, "must be a list with schemas"),
    "exclusiveMinimum": (_is_bound, "must be a number or, in OpenAPI 3.0, a boolean"),
    "exclusiveMaximum": (_is_bound, "must be a number or, in OpenAPI 3.0, a boolean"),
}


def check_shapes(document: JsonObject) -> None:
    """Refuse a document whose schemas are not made as JSON Schema says.

    Raises:
        PipelineError: A keyword has the wrong type, or is one that the rules cannot follow; names the
            JSON Pointer.
    """
    map_schemas(document, _check)


def _check(schema: Schema, path: Path) -> Schema:
    if isinstance(schema, bool):
        return schema
    for key, value in schema.items():
        is_right, wanted = _RULES.get(key, (None, ""))
        if is_right and not is_right(value):
            raise unusable((*path, key), wanted)
        if key in {"$dynamicRef", "$recursiveRef", "$id"}:
            raise unusable((*path, key), "references are followed by JSON Pointer only")
    return map_subschemas(schema, path, _check)
