"""Check that the keywords which the dialect rules read have the types that JSON Schema gives them."""

from __future__ import annotations

import jsonschema_rs

from pipeline.openapi.grammar import JsonObject, Path, Schema, map_schemas, map_subschemas, unusable

_TYPE = {"enum": ["null", "boolean", "object", "array", "number", "integer", "string"]}
_FILLED = {"type": "array", "minItems": 1}
_SCHEMAS = _FILLED, "must be a list with schemas"
_BOUND = {"type": ["boolean", "number"]}, "must be a number or, in OpenAPI 3.0, a boolean"
_RULES: dict[str, tuple[JsonObject, str]] = {
    "type": (
        {"anyOf": [_TYPE, _FILLED | {"items": _TYPE}]},
        "must be one of JSON Schema's seven types or a list of them",
    ),
    "enum": (_FILLED, "must be a list with values"),
    "nullable": ({"type": "boolean"}, "must be true or false"),
    "$ref": ({"type": "string"}, "must be a string"),
    "required": ({"type": "array", "items": {"type": "string"}}, "must be a list of names"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _SCHEMAS),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _BOUND),
    **dict.fromkeys(
        ("$dynamicRef", "$recursiveRef", "$id"),
        ({"not": {}}, "references are followed by JSON Pointer only"),
    ),
}
_FITS = {
    key: jsonschema_rs.Draft202012Validator(rule).is_valid for key, (rule, _) in _RULES.items()
}


def check_keyword_types(document: JsonObject) -> None:
    """Refuse a document whose schemas are not made as JSON Schema says.

    Raises:
        PipelineError: A keyword has the wrong type, or is one that the rules cannot follow; names the
            JSON Pointer.
    """
    map_schemas(document, _check)


def _check(schema: Schema, path: Path) -> Schema:
    if isinstance(schema, bool):
        return schema
    for key in schema.keys() & _RULES.keys():
        if not _FITS[key](schema[key]):
            raise unusable((*path, key), _RULES[key][1])
    return map_subschemas(schema, path, _check)
