"""Write out the parts of an `allOf` that declare the same object field, so that its fields can be joined.

Two components may each declare a field `links` with fields of its own. Together they declare both, which
neither a type nor a report can tell while each stays behind its `$ref`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, cast

from pipeline.derive.composition import constraints_of
from pipeline.json_values import is_object
from pipeline.openapi.grammar import JsonObject, Path, Schema, map_schemas, map_subschemas
from pipeline.openapi.resolution import contains_itself, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_out_shared(document: JsonObject) -> JsonObject:
    """Replace references under `allOf` by their targets where two parts declare one object field differently.

    Returns:
        The document, which means the same. A component that contains itself stays behind its reference.
    """
    writer = _Writer(document)
    return map_schemas(document, writer.written)


class _Writer:
    def __init__(self, document: JsonObject) -> None:
        self._document = document

    def written(self, schema: Schema, path: Path) -> Schema:
        if isinstance(schema, bool):
            return schema
        if "allOf" in schema and self._shares_objects(schema):
            schema = schema | {"allOf": [*self._parts(cast("list[Schema]", schema["allOf"]))]}
        return map_subschemas(schema, path, self.written)

    def _shares_objects(self, schema: JsonObject) -> bool:
        said: defaultdict[str, set[str]] = defaultdict(set)
        for part in (schema, *self._parts(schema["allOf"])):
            fields: dict[str, Schema] = part.get("properties", {}) if is_object(part) else {}
            for name, field in fields.items():
                if self._is_record(field):
                    said[name].add(json.dumps(field, sort_keys=True))
        return any(len(texts) > 1 for texts in said.values())

    def _parts(self, parts: list[Schema]) -> Iterator[Schema]:
        for part in parts:
            target = self._target(part)
            if target is None:
                yield part
            elif constraints_of(target).keys() == {"allOf"}:
                yield from self._parts(target["allOf"])
            else:
                yield target

    def _target(self, part: Schema) -> JsonObject | None:
        """Follow a reference that has nothing but annotations beside it to a component without circles."""
        if not is_object(part) or constraints_of(part).keys() != {"$ref"}:
            return None
        found = resolve(self._document, part["$ref"])
        if found is None or contains_itself(self._document, f"#{found[0]}"):
            return None
        return found[1]

    def _is_record(self, field: Schema) -> bool:
        if not is_object(field):
            return False
        found = resolve(self._document, field["$ref"]) if "$ref" in field else ("", field)
        return found is not None and bool({"properties", "allOf"} & found[1].keys())
