"""Decide whether null conforms to a schema.

Null is one value, so its verdict can be read off the document: only `type`, `enum`, `const`, `$ref`
and the keywords that apply other schemas in place have a say about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.openapi.grammar import SCHEMAS, JsonObject, Path, Schema, unusable

if TYPE_CHECKING:
    from collections.abc import Callable


def only_null(schema: Schema) -> bool:
    """Tell whether a schema, by its own keywords, accepts nothing but null.

    Returns:
        True for `type: 'null'`, `const: null` and an enum of nothing else. Null itself may still be
        rejected by the keywords beside.
    """
    if isinstance(schema, bool):
        return False
    values: list[Any] = schema.get("enum", [schema.get("const", False)])
    types: Any = schema.get("type")
    return types in ("null", ["null"]) or all(value is None for value in values)


def kept_branches(branches: list[Schema]) -> list[Schema]:
    """Leave the branches that only say null out of a union, unless there are no others."""
    return [branch for branch in branches if not only_null(branch)] or branches


class NullVerdict:
    """The verdict on null of every schema of one document, before and after the rewriting."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self._schemas = schemas
        self._following: list[str] = []
        self._known: dict[tuple[str, str], bool] = {}

    def target(self, ref: str, path: Path = ()) -> Schema:
        """Find the component that a reference names.

        Raises:
            PipelineError: There is no such component schema.
        """
        name = ref.removeprefix(SCHEMAS)
        if not ref.startswith(SCHEMAS) or name not in self._schemas:
            raise unusable(path, f"{ref} names no schema under {SCHEMAS}")
        return self._schemas[name]

    def accepts(self, schema: Schema) -> bool:
        """Tell whether null conforms to a schema with `nullable` honoured.

        Returns:
            The verdict; `nullable: true` reads "this schema, or null", as OpenAPI 3.0 tools do.

        Raises:
            PipelineError: References lead in a circle or to nowhere.
        """
        if isinstance(schema, bool):
            return schema
        if schema.get("nullable"):
            return True
        types: Any = schema.get("type", "null")
        return (
            (types == "null" or "null" in types)
            and any(value is None for value in schema.get("enum", [None]))
            and schema.get("const") is None
            and self._combined(schema, self.accepts)
        )

    def core_accepts(self, schema: Schema) -> bool:
        """Tell whether null conforms to the core of a schema, which never gains null."""
        if isinstance(schema, bool) or only_null(schema):
            return self.accepts(schema)
        return self.accepts(schema) and self.stripped_accepts(schema)

    def stripped_accepts(self, schema: JsonObject) -> bool:
        """Tell whether null conforms to a schema once every mention of null is taken out of it.

        Args:
            schema: A schema of the document as it came that does not stand for null alone.

        Returns:
            The verdict. Under `not`, `oneOf` and `if` it may be true where the schema rejects null.
        """
        if {"type", "enum", "const"} & schema.keys():
            return False
        unions = {key: kept_branches(schema[key]) for key in ("anyOf", "oneOf") if key in schema}
        return self._combined(schema | unions, self.core_accepts)

    def _combined(self, schema: JsonObject, verdict: Callable[[Schema], bool]) -> bool:
        votes = {
            key: [verdict(branch) for branch in schema.get(key, ())]
            for key in ("allOf", "anyOf", "oneOf")
        }
        consequence = "then" if verdict(schema.get("if", True)) else "else"
        return (
            ("$ref" not in schema or self._followed(schema["$ref"], verdict))
            and all(votes["allOf"])
            and (not votes["anyOf"] or any(votes["anyOf"]))
            and (not votes["oneOf"] or sum(votes["oneOf"]) == 1)
            and not verdict(schema.get("not", False))
            and ("if" not in schema or verdict(schema.get(consequence, True)))
        )

    def _followed(self, ref: str, verdict: Callable[[Schema], bool]) -> bool:
        key = (ref, verdict.__name__)
        if key not in self._known:
            if ref in self._following:
                circle = " → ".join([*self._following[self._following.index(ref) :], ref])
                raise unusable(
                    ("components", "schemas", ref.removeprefix(SCHEMAS)),
                    f"the references {circle} form a cycle without a value in it",
                )
            self._following.append(ref)
            self._known[key] = verdict(self.target(ref))
            self._following.pop()
        return self._known[key]
