"""Ask for each field only in the direction in which it travels.

`required` binds a `writeOnly` field in requests only, and a `readOnly` one in responses only (OpenAPI
3.0.3, Schema Object, Fixed Fields). OpenAPI 3.1 leaves both words to JSON Schema, where they say the same
about who sends the field (validation, section 9.4), so they are read alike in either version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.json_values import pointer
from pipeline.openapi.grammar import JsonObject, Path, Schema, map_schemas, map_subschemas
from pipeline.openapi.resolution import parts_of, reach
from pipeline.openapi.visiting import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMBINED = {"allOf", "anyOf", "oneOf"}


def require_by_direction(document: JsonObject) -> JsonObject:
    """Take the fields that do not travel in the direction of their schema out of `required`.

    Returns:
        The document, in which `required` alone says what a body must have. A schema that requests and
        responses share is read as responses mean it, for they are what is checked.
    """
    sent = _reached(document, {"parameter", "request body"}) - _reached(document, {"response"})

    def visit(schema: Schema, path: Path) -> Schema:
        foreign = "readOnly" if pointer(*path) in sent else "writeOnly"
        return _Reader(document, foreign).read(schema, path)

    return map_schemas(document, visit)


def _reached(document: JsonObject, kinds: set[str]) -> set[str]:
    """Find the objects of some kinds, and all that they hold and refer to, by their JSON Pointers."""
    starts = (node for node in walk(document) if node.kind in kinds)
    return {node.pointer for node in reach(document, starts)}


class _Reader:
    def __init__(self, document: JsonObject, foreign: str) -> None:
        self._document = document
        self._foreign = foreign

    def read(self, schema: Schema, path: Path, foreign: Iterable[str] = ()) -> Schema:
        """Read a schema in one direction.

        Args:
            schema: The schema.
            path: Where it stands.
            foreign: The fields of the same object that do not travel in this direction.
        """
        if isinstance(schema, bool):
            return schema
        names = {*foreign, *self._foreign_fields(schema)}

        def visit(sub: Schema, at: Path) -> Schema:
            return self.read(sub, at, names if at[len(path)] in _COMBINED else ())

        new = map_subschemas(schema, path, visit)
        required: list[str] = new.get("required", [])
        kept = [name for name in required if name not in names]
        if kept:
            new["required"] = kept
        elif required:
            del new["required"]
        return new

    def _foreign_fields(self, schema: Schema) -> set[str]:
        """Name the fields that an object, by all parts of its schema, has in the other direction only."""
        names: set[str] = set()
        for part in parts_of(self._document, schema):
            fields: dict[str, Schema] = part.get("properties", {})
            names |= {
                name
                for name, field in fields.items()
                if any(said.get(self._foreign) is True for said in parts_of(self._document, field))
            }
        return names
