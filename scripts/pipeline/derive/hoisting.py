"""Make components of inline objects and enums, so that every generated class has a name.

A name is made from the place: the owner's name and the property's (`ModelArchitectureInstructType`),
`Item` for items, `Value` for the values of an open map, the branch's title or `Option1` in a union.
A title is never a name by itself: two places may share one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.openapi.grammar import SCHEMAS, JsonObject, Path, Schema, map_schemas, map_subschemas

if TYPE_CHECKING:
    from collections.abc import Iterator

# What an annotation says about a place, not about the type that stands there.
_OF_THE_PLACE = {"default", "deprecated", "readOnly", "writeOnly"}
# Below these a generator makes no classes.
_UNTYPED = {
    *("not", "if", "then", "else", "dependentSchemas", "propertyNames", "contains"),
    *("unevaluatedItems", "unevaluatedProperties", "contentSchema", "$defs"),
}


def hoist(document: JsonObject) -> JsonObject:
    """Move every inline object and enum to the components.

    Returns:
        The document with references in their places, and the new components behind the old ones in
        the order of their names. Identical schemas at two places become two components.
    """
    hoister = _Hoister(document)
    hoisted = map_schemas(document, hoister.outermost)
    if not hoister.made:
        return hoisted
    components = hoisted.get("components", {})
    made = dict(sorted(hoister.made.items()))
    schemas = components.get("schemas", {}) | made
    return hoisted | {"components": components | {"schemas": schemas}}


class _Hoister:
    def __init__(self, document: JsonObject) -> None:
        self._document = document
        names: JsonObject = document.get("components", {}).get("schemas", {})
        self._taken = {class_key(name) for name in names}
        self.made: JsonObject = {}

    def outermost(self, schema: Schema, path: Path) -> Schema:
        if path[:2] == ("components", "schemas"):
            return self._component(schema, path[-1])
        return self._at(schema, "".join(_place_words(self._document, path)) or "Schema")

    def _component(self, schema: Schema, name: str) -> Schema:
        return _named(self._inside(schema, name), name)

    def _at(self, schema: Schema, name: str) -> Schema:
        if isinstance(schema, bool) or not _makes_class(schema):
            return self._inside(schema, name)
        name = self._unique(name)
        of_place = {key: value for key, value in schema.items() if key in _OF_THE_PLACE}
        body = {key: value for key, value in schema.items() if key not in _OF_THE_PLACE}
        self.made[name] = self._component(body, name)
        return {"$ref": f"{SCHEMAS}{name}"} | of_place

    def _inside(self, schema: Schema, name: str) -> Schema:
        if isinstance(schema, bool):
            return schema
        single = sum(branch != {"type": "null"} for branch in schema.get("anyOf", ())) == 1

        def visit(sub: Schema, path: Path) -> Schema:
            keyword = path[0]
            if keyword in _UNTYPED:
                return sub
            if keyword == "allOf":
                # Parts add to the class of the whole; only what is below them has classes of its own.
                return self._inside(sub, name)
            return self._at(sub, name if single and keyword == "anyOf" else name + _word(sub, path))

        return map_subschemas(schema, (), visit)

    def _unique(self, name: str) -> str:
        candidate, number = name, 1
        while class_key(candidate) in self._taken:
            number += 1
            candidate = f"{name}{number}"
        self._taken.add(class_key(candidate))
        return candidate


def class_key(name: str) -> str:
    """Reduce a name to what tells its class and its module from others on any file system."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _pascal(text: str) -> str:
    words = re.findall("[A-Za-z0-9]+", text)
    return "".join(word[0].upper() + word[1:] for word in words)


def _makes_class(schema: JsonObject) -> bool:
    if "$ref" in schema:
        return False
    if "enum" in schema:
        return schema.get("type") != "boolean"
    return (
        schema.get("type") == "object"
        or "allOf" in schema
        or ("properties" in schema and "type" not in schema)
    )


def _named(schema: Schema, name: str) -> Schema:
    """Turn a title that would rename the component's class into a description."""
    if isinstance(schema, bool) or not _makes_class(schema):
        return schema
    title = schema.get("title")
    if not isinstance(title, str) or _pascal(title) == name:
        return schema
    body = {key: value for key, value in schema.items() if key != "title"}
    return {"description": title} | body


def _word(schema: Schema, path: Path) -> str:
    match path:
        case ("properties", key):
            return _pascal(key)
        case ("anyOf" | "oneOf", index):
            title = schema.get("title") if isinstance(schema, dict) else None
            return (_pascal(title) if isinstance(title, str) else "") or f"Option{int(index) + 1}"
        case ("prefixItems", index):
            return f"Item{int(index) + 1}"
        case ("items",):
            return "Item"
        case _:
            return "Value"


def _place_words(document: JsonObject, path: Path) -> Iterator[str]:
    """Name the place of an outermost schema: `ListModelsUserResponse200`."""
    value: Any = document
    holder = ""
    for depth, key in enumerate(path[:-1]):
        container, value = value, value[int(key) if isinstance(value, list) else key]
        match holder:
            case "paths" | "webhooks" | "pathItems":
                below: Any = value[path[depth + 1]]
                if "operationId" not in below:
                    yield _pascal(key)
            case "responses":
                yield ("" if path[0] == "components" else "Response") + _pascal(key)
            case "parameters" if path[0] != "components" or depth > 2:
                yield _pascal(str(value.get("name", key)))
            case "content":
                yield _pascal(key) if len(container) > 1 else ""
            case "parameters" | "headers" | "callbacks" | "requestBodies" | "encoding":
                yield _pascal(key)
            case _:
                if "responses" in value and depth > 1:
                    yield _pascal(str(value.get("operationId", key)))
                elif key == "requestBody":
                    yield "Body"
        holder = key
