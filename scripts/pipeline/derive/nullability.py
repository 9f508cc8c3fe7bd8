"""Say every null in one way: `anyOf: [core, {type: 'null'}]`, where the value is used.

A *core* agrees with its schema on every value but null, and accepts null only if the schema does.
Components become cores and their null moves to the references, so that a class is called after its
component.
"""

from __future__ import annotations

from typing import Any, cast

from pipeline.derive.composition import annotations_of, constraints_of, simplify
from pipeline.derive.null_verdict import NullVerdict, kept_branches, only_null
from pipeline.openapi.grammar import IN_PLACE, JsonObject, Path, Schema, map_schemas, map_subschemas

_NULL: JsonObject = {"type": "null"}


def state_nulls(document: JsonObject) -> JsonObject:
    """Rewrite `nullable`, type arrays with null and null among enum values.

    Returns:
        The document without `nullable`. Each schema accepts what it accepted, but for component
        schemas: they have lost the null that their references now state.

    Raises:
        PipelineError: A reference leads to nowhere or in a circle.
    """
    schemas: dict[str, Schema] = document.get("components", {}).get("schemas", {})
    writer = _Writer(NullVerdict(schemas))

    def visit(schema: Schema, path: Path) -> Schema:
        if path[:2] == ("components", "schemas"):
            return writer.component(schema, path)
        return writer.plain(schema, path)

    return map_schemas(document, visit)


class _Writer:
    """Rewrite schemas by the verdicts on null of the document they come from."""

    def __init__(self, null: NullVerdict) -> None:
        self._null = null

    def component(self, schema: Schema, path: Path) -> Schema:
        core = self.core(schema, path)
        if isinstance(core, bool) or isinstance(schema, bool):
            return core
        gone = self._null_notes(schema)
        return {key: value for key, value in core.items() if key not in gone}

    def plain(self, schema: Schema, path: Path) -> Schema:
        """Give the same schema in plain form."""
        core = self.core(schema, path)
        if isinstance(core, bool) or isinstance(schema, bool) or not self._loses_null(schema):
            return core
        branches = (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
        null = next((b for b in branches if only_null(b) and self._null.accepts(b)), _NULL)
        return self._beside_null(core, _NULL | annotations_of(cast("JsonObject", null)))

    def core(self, schema: Schema, path: Path) -> Schema:
        """Give the core of a schema in plain form."""
        if isinstance(schema, bool):
            return schema
        if "$ref" in schema:
            self._null.target(schema["$ref"], (*path, "$ref"))
        accepts = self._null.accepts(schema)
        if only_null(schema):
            alone: JsonObject = _NULL if accepts else {"not": {}}
            return alone | annotations_of(schema)
        # Where `not`, `oneOf` or `if` turn a branch's lost null into a gained one, branches stay whole.
        exact = not accepts and self._null.stripped_accepts(schema)
        in_place = self.plain if exact else self.core

        def visit(sub: Schema, at: Path) -> Schema:
            return (in_place if at[len(path)] in IN_PLACE else self.plain)(sub, at)

        if not exact:
            unions = {k: kept_branches(schema[k]) for k in ("anyOf", "oneOf") if k in schema}
            schema = schema | unions
        return simplify(_without_null(map_subschemas(schema, path, visit)))

    def _loses_null(self, schema: Schema) -> bool:
        return self._null.accepts(schema) and not self._null.core_accepts(schema)

    def _null_notes(self, schema: Schema) -> JsonObject:
        """Find the annotations that hold only for the null which a component loses."""
        if isinstance(schema, bool) or not self._loses_null(schema):
            return {}
        return {key: None for key in ("example", "default") if schema.get(key, ...) is None}

    def _beside_null(self, core: JsonObject, null: JsonObject) -> JsonObject:
        body, notes = constraints_of(core), annotations_of(core)
        if "$ref" in body:
            notes = self._null_notes(self._null.target(body["$ref"])) | notes
        branches: list[Schema] = body["anyOf"] if body.keys() == {"anyOf"} else [body]
        return {"anyOf": [*branches, null]} | notes


def _without_null(schema: JsonObject) -> JsonObject:
    new = {key: value for key, value in schema.items() if key != "nullable"}
    if isinstance(new.get("type"), list):
        types = [name for name in cast("list[Any]", new["type"]) if name != "null"]
        new["type"] = types[0] if len(types) == 1 else types
    if "enum" in new:
        new["enum"] = [value for value in new["enum"] if value is not None]
    return new
