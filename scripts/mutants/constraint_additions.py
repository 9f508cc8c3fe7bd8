"""Add constraints where none stood: every keyword of JSON Schema 2020-12 that asks for something."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from mutants.schema_changes import TYPES, Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mutants.mutant import Json, JsonObject

    Constraint = tuple[str, Json]

LENGTHS = (0, 1, 2, 3, 5, 10, 20, 32, 50, 64, 100, 255, 256, 500, 1000, 1024)
STRING_LENGTHS = (*LENGTHS, 4096, 10_000, 65_535)
BOUNDS = (-1000, -1, 0, 0.5, 1, 2, 10, 100, 1000, 100_000, 10**6, 2**31 - 1, 2**32, 2**53 - 1)
STEPS = (0.01, 0.1, 0.5, 1, 2, 3, 5, 10, 100, 1024)
PATTERNS = (
    *("^.+$", "^.*$", r"^\S+$", r"\S", r"^\S.*\S$", "^[ -~]*$", r"^[\x00-\x7F]+$", r"^[^\n]*$"),
    *("^[a-z]", "^[A-Z]", "^[a-zA-Z0-9]", "^[a-z0-9/_.:-]+$", "^[^A-Z]*$", "^[^a-z]*$"),
    *(r"^\d+$", r"^-?\d+(\.\d+)?$", r"^\d+(\.\d+)?$", r"^\d{4}-\d{2}-\d{2}$", r"^\w*$", r"^\w+$"),
    *("^https?://", "^/", "/", "^[^/]+/[^/]+$", "->", "^[^<>]*$", "^[^~]", "^(?!-)", "^$"),
    "[aeiou]",
)
DENIED = ("^-", r"\s", "[A-Z]", "^/", "->", r"[^\x00-\x7F]", "^$", r"\.")
NAMES = (
    *({"pattern": "^[a-z_]+$"}, {"pattern": "^[a-z0-9_]+$"}, {"pattern": r"^\w+$"}),
    *({"pattern": "^[^A-Z]*$"}, {"pattern": "^[^-]*$"}, {"pattern": "^[a-z]"}),
    {"pattern": r"^\S*$"},
    *({"minLength": 1}, {"minLength": 2}, {"maxLength": 8}, {"maxLength": 32}, {"maxLength": 64}),
    *({"maxLength": 100}, {"maxLength": 255}, {"not": {"const": "__proto__"}}, {"type": "string"}),
)


def additions(schema: JsonObject, types: Iterable[str], examples: list[Json]) -> Iterator[Change]:
    """List the constraints that may be added to a schema, some of which may change nothing."""
    makers = {
        "string": _on_strings,
        "integer": _on_numbers,
        "number": _on_numbers,
        "array": _on_arrays,
        "object": _on_objects,
        "boolean": _on_booleans,
    }
    made = (makers[name](schema) for name in types if name in makers)
    for keyword, value in chain(_on_all(examples), *made):
        if keyword in schema:
            continue
        yield f"{keyword} added", f"{keyword} {value!r}", schema | {keyword: value}


def _on_all(examples: list[Json]) -> Iterator[Constraint]:
    for example in examples:
        yield "const", example
        yield "enum", [example]
        yield "not", {"const": example}
    for name in TYPES:
        yield "not", {"type": name}


def _on_strings(_: JsonObject) -> Iterator[Constraint]:
    yield from (("minLength", length) for length in LENGTHS)
    yield from (("maxLength", length) for length in STRING_LENGTHS)
    yield from (("pattern", pattern) for pattern in PATTERNS)
    yield from (("const", text) for text in ("", "0", "text", "a/b"))
    yield from (("enum", words) for words in (["a", "b"], ["", "x"], ["text", "image"]))
    yield from (("not", {"const": text}) for text in ("", " ", "0", "null"))
    yield from (("not", {"pattern": pattern}) for pattern in DENIED)
    yield "not", {"maxLength": 0}
    yield from (("format", name) for name in ("date", "uri", "uuid", "decimal"))


def _on_numbers(_: JsonObject) -> Iterator[Constraint]:
    for bound in BOUNDS:
        yield "minimum", bound
        yield "maximum", bound
        yield "exclusiveMinimum", bound
        yield "exclusiveMaximum", bound
        yield "minimum", -bound
    yield from (("multipleOf", step) for step in STEPS)
    yield from (("const", number) for number in (0, 1, -1))
    yield from (("enum", numbers) for numbers in ([0, 1], [0.5], [8192]))
    yield from (("not", {"const": number}) for number in (0, 1, -1))
    yield from (("not", limit) for limit in ({"minimum": 0}, {"maximum": 0}, {"multipleOf": 2}))
    yield "format", "int32"


def _on_arrays(_: JsonObject) -> Iterator[Constraint]:
    yield from (("minItems", count) for count in LENGTHS)
    yield from (("maxItems", count) for count in LENGTHS)
    yield from (("uniqueItems", flag) for flag in (True, False))
    yield "const", []
    for name in TYPES:
        yield "contains", {"type": name}
        yield "not", {"contains": {"type": name}}
        yield "prefixItems", [{"type": name}]
        yield "prefixItems", [True, {"type": name}]
    yield from (("prefixItems", first) for first in ([True], [False], [True, False]))
    yield from (("not", each) for each in ({"minItems": 1}, {"maxItems": 0}, {"minItems": 2}))
    yield "contains", True


def _on_objects(schema: JsonObject) -> Iterator[Constraint]:
    fields: list[str] = list(schema.get("properties", {}))
    required: list[str] = schema.get("required", [])
    optional = [name for name in fields if name not in required]
    near = {len(required), len(required) + 1, len(fields) - 1, len(fields), len(fields) + 1}
    for count in sorted({0, 1, 2, 5, 10, 20, 50, 100, 1000} | near - {-1}):
        yield "minProperties", count
        yield "maxProperties", count
    yield from (("propertyNames", names) for names in (*NAMES, {"enum": fields}, {"enum": ["a"]}))
    for one in optional:
        for other in [*fields, "mutant"]:
            if other != one:
                yield "dependentRequired", {one: [other]}
                yield "not", {"required": [one, other]}
        yield "not", {"required": [one]}
        yield "dependentSchemas", {one: {"maxProperties": len(required) + 1}}
    yield from (("dependentRequired", {name: ["mutant"]}) for name in required)
    yield "not", {"required": ["mutant"]}
    yield "const", {}
    for name in TYPES:
        yield "additionalProperties", {"type": name}
        yield "additionalProperties", {"not": {"type": name}}
        yield "additionalProperties", {"type": [name, "null"]} if name != "null" else True
        yield from (("patternProperties", {p: {"type": name}}) for p in ("^x", "_"))
    yield from (("patternProperties", {p: False}) for p in ("^x-", "^_", "[A-Z]", r"\s", "^$"))
    yield "additionalProperties", {"maxLength": 100}
    yield "unevaluatedProperties", False


def _on_booleans(_: JsonObject) -> Iterator[Constraint]:
    for flag in (True, False):
        yield "const", flag
        yield "enum", [flag]
        yield "not", {"const": flag}
