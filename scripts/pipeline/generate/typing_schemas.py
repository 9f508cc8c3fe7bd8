"""Reduce schemas to the types that Python annotations can say.

What a type cannot say (bounds, patterns, conditions, a list that contains itself) is left out, so that a type accepts
all that its schema does. What is called something in the document is masked, since the generator would change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.failure import PipelineError
from pipeline.generate.attribute_names import is_class_name, masked, member_names
from pipeline.json_values import pointer
from pipeline.openapi.announcements import announced
from pipeline.openapi.grammar import SCHEMAS, JsonObject, Path, Schema, map_subschemas
from pipeline.openapi.resolution import reach
from pipeline.openapi.visiting import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = {
    *("$ref", "additionalProperties", "allOf", "anyOf", "description", "enum", "items", "oneOf"),
    *("properties", "required", "type"),
}


def project_schemas(contract: JsonObject) -> JsonObject:
    """Give the types of a contract's components.

    Raises:
        PipelineError: A component cannot be the name of a class.
    """
    schemas: JsonObject = contract.get("components", {}).get("schemas", {})
    for name in schemas:
        if not is_class_name(name):
            raise PipelineError(
                f"the schema {name!r} cannot name a class: a name needs ASCII letters and digits, at "
                "most 100 of them; rename it in openapi/repairs.overlay.yaml"
            )
    types = {name: type_of(schema) for name, schema in schemas.items()}
    return _without_circles({name: _merged(schema, types) for name, schema in types.items()})


def type_of(schema: Schema) -> JsonObject:
    """Give the type of a schema: it accepts what the schema accepts, and more."""
    return _type(schema, ())


def _type(schema: Schema, path: Path) -> JsonObject:
    if isinstance(schema, bool):
        return {}
    words = announced(schema)
    if "$ref" in schema:
        reference = {"$ref": schema["$ref"]}
        return noted(reference, words) if "properties" in path[-2:-1] else reference
    kept: JsonObject = {key: value for key, value in schema.items() if key in _KEPT}
    kept = noted(kept, words)
    closed = kept.get("additionalProperties") is False
    types = map_subschemas(kept, path, _type)
    types |= _members(types.pop("enum", []))
    if isinstance(types.get("type"), list) and "object" in types["type"]:
        del types["type"]
    if types.get("type") == "array":
        types.setdefault("items", {})
    if "properties" in types or types.get("type") == "object":
        types |= _fields(types)
    if closed:
        types["additionalProperties"] = False
    return _one_way(types)


def noted(types: JsonObject, words: str) -> JsonObject:
    """Put what is announced of a field or a parameter before its description."""
    if not words:
        return types
    text = ". ".join(filter(None, (words.capitalize(), types.get("description"))))
    # Beside a reference the generator drops the description; with a union of the same twice it does not.
    return (
        {"anyOf": [types, types], "description": text}
        if "$ref" in types
        else types | {"description": text}
    )


def _members(values: list[Any]) -> JsonObject:
    """Keep an enum of strings or of integers, with a name for each value that no other has."""
    kinds: set[type] = {type(value) for value in values}
    # The codec cannot look up what takes more than 64 bits.
    if kinds not in ({str}, {int}) or any(
        kinds == {int} and abs(value) >= 2**63 for value in values
    ):
        return {}
    words = [masked(value) for value in values] if kinds == {str} else values
    return {"enum": words, "x-enum-varnames": member_names(values)}


def _fields(types: JsonObject) -> JsonObject:
    """Mask the fields of an object; one that is required has a type, declared or not."""
    other = types.get("additionalProperties", {})
    required = list(dict.fromkeys(types.get("required", ())))
    fields = dict.fromkeys(required, other) | types.get("properties", {})
    # In the order of the document; what is required only comes last.
    order = [*types.get("properties", {}), *required]
    return {
        "properties": {masked(name): fields[name] for name in dict.fromkeys(order)},
        "required": [masked(name) for name in required],
    }


def _one_way(types: JsonObject) -> JsonObject:
    """Leave of several ways to say a type the one that says most: the generator would take any."""
    parts = [part for part in types.pop("allOf", ()) if part.keys() - {"description", "required"}]
    if types.get("properties") or types.get("type", "object") != "object" or "enum" in types:
        unions, own = set[str](), True
    else:
        unions, own = {"anyOf", "oneOf"} & types.keys(), False
    scalars = [part for part in parts if part.get("type", "object") != "object" or "enum" in part]
    if scalars and not own:
        return dict(scalars[0])
    if unions and not parts:
        return {key: value for key, value in types.items() if key in unions | {"description"}}
    rest = {key: value for key, value in types.items() if key not in {"anyOf", "oneOf"}}
    is_object = rest.get("type", "object") == "object" and "enum" not in rest
    return rest | ({"allOf": parts} if parts and is_object else {})


def _merged(schema: JsonObject, types: JsonObject) -> JsonObject:
    """Make one object of parts that declare a field differently: the generator combines few types.

    What conforms meets all of them, so the type of the last one accepts it.
    """
    schema = map_subschemas(
        schema, (), lambda sub, _: sub if isinstance(sub, bool) else _merged(sub, types)
    )
    parts = list(_parts(schema, types, ()))
    fields: JsonObject = {}
    for part in parts:
        fields |= part.get("properties", {})
    if "allOf" not in schema or all(
        fields[name] == field
        for part in parts
        for name, field in part.get("properties", {}).items()
    ):
        return schema
    required = dict.fromkeys(name for part in parts for name in part.get("required", ()))
    rest = {key: value for part in reversed(parts) for key, value in part.items()} | schema
    del rest["allOf"]
    return rest | {"type": "object", "properties": fields, "required": list(required)}


def _parts(schema: JsonObject, types: JsonObject, on: Path) -> Iterator[JsonObject]:
    """Give a schema and what it consists of, references followed, what adds to others last."""
    name = schema.get("$ref", "").removeprefix(SCHEMAS)
    if name and name not in on:
        yield from _parts(types.get(name, {}), types, (*on, name))
    for part in schema.get("allOf", ()):
        yield from _parts(part, types, on)
    if not name:
        yield {key: value for key, value in schema.items() if key != "allOf"}


def _without_circles(schemas: JsonObject) -> JsonObject:
    """Let anything stand where a list or a union contains itself: no annotation can say that, a class can."""
    classless = {name: schema for name, schema in schemas.items() if not _makes_class(schema)}
    document = {"components": {"schemas": classless}}

    def cut(name: str, schema: JsonObject) -> JsonObject:
        if "$ref" in schema:
            reached = (node.pointer for node in reach(document, [Node("schema", "", schema)]))
            return {} if pointer("components", "schemas", name) in reached else schema
        return map_subschemas(
            schema, (), lambda sub, _: sub if isinstance(sub, bool) else cut(name, sub)
        )

    return schemas | {name: cut(name, schema) for name, schema in classless.items()}


def _makes_class(schema: JsonObject) -> bool:
    return bool({"allOf", "enum", "properties"} & schema.keys()) or schema.get("type") == "object"
