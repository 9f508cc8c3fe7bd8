"""Write a schema as one that stands alone, in forms that the algebra of jsonschema-rs can compare.

References are written out where they do not lead to themselves, and what the algebra does not see through is
said otherwise: patterns that match everything, fractions that integers are multiples of, listed arrays and objects.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from pipeline.json_values import is_array, is_object
from pipeline.openapi.grammar import APPLICATORS, IN_PLACE, map_subschemas
from pipeline.openapi.resolution import contains_itself, target_of

if TYPE_CHECKING:
    from pipeline.openapi.grammar import JsonObject, Path, Schema

_ASSERTIONS = frozenset(
    {
        *("type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum"),
        *("exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"),
        *("uniqueItems", "minContains", "maxContains", "minProperties", "maxProperties"),
        *("required", "dependentRequired", *APPLICATORS),
    }
) - {"$defs", "contentSchema"}
_MATCHING_ALL = frozenset({"", "^", "$", ".*", "^.*", ".*$"})
_MOST_COMBINATIONS = 24
_MOST_SCHEMAS = 20_000
_MOST_VALUES = 2000


class Inlining:
    """Writes out the schemas of one document, whose references it keeps in mind."""

    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self._recursive: dict[str, bool] = {}
        self._whole: dict[str, bool] = {}

    def of(self, schema: Schema) -> Schema:
        """Inline a schema; numbers stand for names, so that renaming makes no difference.

        Raises:
            ValueError: A reference does not resolve, or it would be too large to compare.
        """
        return _Inlined(self).all_of(schema)

    def is_recursive(self, reference: str) -> bool:
        """Tell whether following a reference can lead to it again."""
        if reference not in self._recursive:
            self._recursive[reference] = contains_itself(self.document, reference)
        return self._recursive[reference]

    def is_whole(self, schema: Schema) -> bool:
        """Tell whether a schema, by types that it states, accepts no fractions."""
        if isinstance(schema, bool):
            return not schema
        stated = schema.get("type", "number")
        unions = (schema[word] for word in ("anyOf", "oneOf") if word in schema)
        return (
            "number" not in ([stated] if isinstance(stated, str) else stated)
            or any(map(self.is_whole, schema.get("allOf", ())))
            or any(all(map(self.is_whole, branches)) for branches in unions)
            or ("$ref" in schema and self._leads_to_whole(schema["$ref"]))
        )

    def _leads_to_whole(self, reference: str) -> bool:
        if reference not in self._whole:
            self._whole[reference] = False  # while it is looked at
            self._whole[reference] = self.is_whole(target_of(self.document, reference))
        return self._whole[reference]


class _Inlined:
    """One schema with all that it refers to written in it, but what refers to itself."""

    def __init__(self, inlining: Inlining) -> None:
        self._inlining = inlining
        self._names: dict[str, str] = {}
        self._left = _MOST_SCHEMAS

    def all_of(self, schema: Schema) -> Schema:
        """Inline a schema, and beside it what is recursive in it."""
        whole, _ = self._inline(schema)
        definitions: dict[str, Schema] = {}
        while len(definitions) < len(self._names):
            reference, name = list(self._names.items())[len(definitions)]
            definitions[name], _ = self._inline(target_of(self._inlining.document, reference))
        return {"allOf": [whole], "$defs": definitions} if definitions else whole

    def _inline(self, schema: Schema, *, is_whole: bool = False) -> tuple[Schema, int]:
        """Inline a schema, and count the ways in which a value can meet its unions.

        Args:
            schema: The schema.
            is_whole: Whether what holds it accepts no fractions of the same value.
        """
        self._left -= 1
        if self._left < 0:
            raise ValueError("too many schemas to compare")
        if isinstance(schema, bool):
            return schema, 1
        if "$dynamicRef" in schema or len(schema.get("enum", ())) > _MOST_VALUES:
            raise ValueError("not decided")
        is_whole = is_whole or self._inlining.is_whole(schema)
        ways: dict[Path, int] = {}

        def visit(inner: Schema, path: Path) -> Schema:
            made, ways[path] = self._inline(inner, is_whole=is_whole and path[0] in IN_PLACE)
            return made

        known = {k: schema[k] for k in schema.keys() & _ASSERTIONS}
        known = _without_idle_patterns(_with_parts_of_values(known))
        if is_whole and isinstance(known.get("multipleOf"), float):
            # The least whole multiple of a step is the step of integers.
            known["multipleOf"] = Fraction(repr(known["multipleOf"])).numerator
        made = map_subschemas(known, (), visit)
        count = _combinations(ways)
        if "$ref" in schema:
            target, more = self._referenced(schema["$ref"], is_whole=is_whole)
            # Beside, not around: `unevaluatedProperties` counts what the target evaluates.
            made, count = {**made, "allOf": [target, *made.get("allOf", ())]}, count * more
        if count > _MOST_COMBINATIONS and count > max(ways.values(), default=0) + len(ways):
            raise ValueError("too many combinations to compare")
        return made, count

    def _referenced(self, reference: str, *, is_whole: bool) -> tuple[Schema, int]:
        if self._inlining.is_recursive(reference):
            name = self._names.setdefault(reference, str(len(self._names)))
            return {"$ref": f"#/$defs/{name}"}, 1
        return self._inline(target_of(self._inlining.document, reference), is_whole=is_whole)


def _with_parts_of_values(schema: JsonObject) -> JsonObject:
    """Say of listed arrays and objects what their parts are."""
    word = "enum" if "enum" in schema else "const"
    values: list[Any] = schema.get("enum", [schema.get("const")])
    if not any((is_array(value) or is_object(value)) and value for value in values):
        return schema
    if len(values) > _MOST_COMBINATIONS:
        return schema
    rest = {key: value for key, value in schema.items() if key != word}
    return {**rest, "allOf": [*rest.get("allOf", ()), {"anyOf": [*map(_only, values)]}]}


def _only(value: object) -> JsonObject:
    """Give a schema that accepts one value."""
    if is_array(value) and value:
        items = [*map(_only, value)]
        return {
            "type": "array",
            "prefixItems": items,
            "minItems": len(items),
            "maxItems": len(items),
        }
    if is_object(value) and value:
        fields = {name: _only(each) for name, each in value.items()}
        return {
            "type": "object",
            "properties": fields,
            "required": [*fields],
            "additionalProperties": False,
        }
    return {"const": value}


def _without_idle_patterns(schema: JsonObject) -> JsonObject:
    """Drop patterns that match everything, or forbid what a closed object lacks; the library keeps them."""
    if schema.get("pattern") in _MATCHING_ALL:
        schema = {word: value for word, value in schema.items() if word != "pattern"}
    patterns: JsonObject = schema.get("patternProperties", {})
    if every := [inner for pattern, inner in patterns.items() if pattern in _MATCHING_ALL]:
        patterns = {key: patterns[key] for key in patterns.keys() - _MATCHING_ALL}
        of_all = ({"additionalProperties": inner} for inner in every)
        schema = {**schema, "allOf": [*schema.get("allOf", ()), *of_all]}
        schema |= {"additionalProperties": True, "patternProperties": patterns}
    if schema.get("additionalProperties") is not False or not patterns:
        return schema
    names = schema.get("properties", {})
    idle = {
        pattern
        for pattern, inner in patterns.items()
        if inner is False
        and not any(jsonschema_rs.is_valid({"pattern": pattern}, name) for name in names)
    }
    kept = {pattern: inner for pattern, inner in patterns.items() if pattern not in idle}
    return {**schema, "patternProperties": kept}


def _combinations(ways: dict[Path, int]) -> int:
    """Multiply what applies together, add what applies instead of each other."""
    product = 1
    unions: dict[str, int] = dict.fromkeys(("anyOf", "oneOf", "if"), 0)
    for (keyword, *_), count in ways.items():
        if keyword in {"allOf", "not"}:
            product *= count
        elif keyword == "dependentSchemas":
            product *= 1 + count
        elif keyword in {"anyOf", "oneOf"}:
            unions[keyword] += count
        elif keyword in {"if", "then", "else"}:
            unions["if"] += count
    for count in unions.values():
        product *= max(count, 1)
    return product
