"""Take `allOf`, `anyOf` and `oneOf` away where they combine nothing.

Upstream writes `allOf: [{$ref}, {description}]` to say "this schema, described so". Generators see an
intersection of two schemas in it and lose the class, or the whole response.
"""

from __future__ import annotations

import json
from typing import Any, cast

from pipeline.openapi.grammar import IN_PLACE, JsonObject, Schema

_ANNOTATIONS = {
    *("title", "description", "example", "examples", "default", "deprecated", "readOnly"),
    *("writeOnly", "externalDocs", "$comment"),
}
# Of two texts the outer one speaks about the place; of two examples neither may go.
_OVERRIDABLE = {"title", "description", "externalDocs", "$comment"}
_FIELDS = {"properties", "required"}
_OBJECT_KEYWORDS = {
    *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties"),
    *("propertyNames", "required", "minProperties", "maxProperties", "dependentRequired"),
}


def is_annotation(keyword: str) -> bool:
    """Tell whether a keyword says nothing about which values conform.

    Returns:
        Whether it is an annotation (JSON Schema validation, section 9), OpenAPI's `example` and
        `externalDocs`, or an extension.
    """
    return keyword in _ANNOTATIONS or keyword.startswith("x-")


def annotations_of(schema: JsonObject) -> JsonObject:
    """Take the annotations out of a schema."""
    return {key: value for key, value in schema.items() if is_annotation(key)}


def constraints_of(schema: JsonObject) -> JsonObject:
    """Take everything but the annotations out of a schema."""
    return {key: value for key, value in schema.items() if not is_annotation(key)}


def simplify(schema: JsonObject) -> JsonObject:
    """Dissolve combinations that can go without a change of meaning; the subschemas are simple already."""
    for rule in (_dissolve_notes, _merge_objects, _unwrap, _split_types):
        schema = rule(schema)
    return schema


def _join(outer: JsonObject, inner: JsonObject) -> JsonObject | None:
    """Put the keywords of two schemas side by side, or give None where two cannot both stay."""
    for key in outer.keys() & inner.keys():
        if outer[key] != inner[key] and key not in _OVERRIDABLE:
            return None
    return inner | outer


def _dissolve_notes(schema: JsonObject) -> JsonObject:
    if "allOf" not in schema:
        return schema
    rest = {key: value for key, value in schema.items() if key != "allOf"}
    parts: list[Schema] = []
    for part in cast("list[Schema]", schema["allOf"]):
        notes: JsonObject = {} if isinstance(part, bool) else part
        joined = None if part is False or constraints_of(notes) else _join(rest, notes)
        if joined is None:
            parts.append(part)
        else:
            rest = joined
    if parts == schema["allOf"]:
        return schema
    return rest | {"allOf": parts} if parts else rest


def _merge_objects(schema: JsonObject) -> JsonObject:
    """Merge inline object parts, which no `$ref` shares; what several declare must be all they say."""
    parts: list[Any] = [
        {key: value for key, value in schema.items() if key != "allOf"},
        *schema.get("allOf", ()),
    ]
    if len(parts) < 3 or not all(_is_plain_object(part) for part in parts[1:]):
        return schema
    if constraints_of(parts[0]) and not _is_plain_object(parts[0]):
        return schema
    merged: JsonObject = {}
    declared: dict[str, dict[str, Schema]] = {}
    required: dict[str, None] = {}
    for part in parts:
        joined = _join(merged, {k: v for k, v in part.items() if k not in _FIELDS})
        if joined is None:
            return schema
        merged = joined
        required |= dict.fromkeys(part.get("required", ()))
        for name, field in part.get("properties", {}).items():
            declared.setdefault(name, {})[json.dumps(field, sort_keys=True)] = field
    merged["properties"] = {
        name: field if len(said) == 1 else simplify({"allOf": [*said.values()]})
        for name, said in declared.items()
        for field in [*said.values()][:1]
    }
    return merged | ({"required": [*required]} if required else {})


def _is_plain_object(part: Schema) -> bool:
    if isinstance(part, bool) or part.get("type", "object") != "object":
        return False
    return set() < constraints_of(part).keys() <= {"type", *_FIELDS}


def _unwrap(schema: JsonObject) -> JsonObject:
    """Replace a combination of one schema, with nothing but annotations beside, by that schema."""
    keys = list(constraints_of(schema))
    if len(keys) != 1 or keys[0] not in {"allOf", "anyOf", "oneOf"}:
        return schema
    branches: list[Schema] = schema[keys[0]]
    if len(branches) != 1 or isinstance(branches[0], bool):
        return schema
    joined = _join(annotations_of(schema), branches[0])
    return schema if joined is None else joined


def _split_types(schema: JsonObject) -> JsonObject:
    """Write an object-or-something as a union, so that the object can have a name."""
    types = schema.get("type")
    entangled = {"enum", "const", "$ref", "discriminator", *IN_PLACE} & schema.keys()
    if not isinstance(types, list) or "object" not in types or entangled:
        return schema
    others = [name for name in cast("list[str]", types) if name != "object"]
    body = constraints_of(schema)
    as_object = {key: value for key, value in body.items() if key in _OBJECT_KEYWORDS}
    as_other = {key: value for key, value in body.items() if key not in _OBJECT_KEYWORDS}
    as_other["type"] = others[0] if len(others) == 1 else others
    branches = [{"type": "object"} | as_object, as_other]
    return {"anyOf": branches} | annotations_of(schema)
