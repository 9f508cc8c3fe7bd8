"""Give small scalars, and those at the edges of what a schema states."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from pipeline.openapi.visiting import is_array

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diff.forms import Alternative, Form

_LEAF_KEYWORDS = {
    *("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern"),
}
# What patterns ask for most often; else the document's own examples have to fit.
_LIKELY = (
    "0",
    "A",
    "a1",
    "0.0",
    "-1",
    "a-a",
    "a_a",
    "a/a",
    "2025-01-01",
    "00:00",
    "https://a.a",
    "a@a.a",
)
_LONGEST = 10_000


def size(value: Any) -> int:
    """Measure a JSON value by the length of its text."""
    return len(json.dumps(value))


def probes(form: Form, other: Form) -> list[Any]:
    """Give scalar and empty values at the edges of two forms, smallest first and each once."""
    found: list[Any] = [None, True, False, 0, 1, -1, 0.5, "", "a", [], {}]
    for one in (form, other):
        for json_type, alternatives in one.items():
            for alternative in alternatives:
                found += leaves(json_type, alternative, None)
    unique = {json.dumps(value): value for value in found}
    return sorted(unique.values(), key=size)


def leaves(json_type: str, one: Alternative, other: Alternative | None) -> list[Any]:
    """Give small values of a scalar type, among them those at the edges of what is stated."""
    stated = [a for a in (one, other) if a is not None]
    listed = [v for a in stated if a.values is not None for v in a.values.values()]
    limits = [(key, value) for a in stated for key, value in a.limits.items()]
    match json_type:
        case "null":
            return [None]
        case "boolean":
            return listed or [True, False]
        case "number":
            edges = [n for key, value in limits for n in _numbers(key, value)]
            return [*listed, 0, 1, -1, *edges, *([] if "whole" in one.limits else [0.5])]
        case "string":
            lengths = [n for key, n in limits if key != "pattern" for n in (n - 1, n, n + 1)]
            texts = ["a" * length for length in lengths if 0 <= length <= _LONGEST]
            patterns = [p for key, value in limits if key == "pattern" for p in value]
            likely = [*_LIKELY, *map(_literal, patterns), *_examples(stated)] if patterns else []
            return [*listed, "", "a", *texts, *likely]
        case _:
            return []


def fits(value: Any, one: Alternative) -> bool:
    """Tell whether a scalar meets what an alternative states about its own level."""
    stated = [{k: v for k, v in s.items() if k in _LEAF_KEYWORDS} for s in one.schemas]
    try:
        return jsonschema_rs.is_valid({"allOf": stated} if stated else {}, value)
    except ValueError:
        return False


def _numbers(keyword: str, value: Any) -> list[Any]:
    """Give the numbers around a limit."""
    if keyword == "multipleOf":
        return [*value]
    return [] if keyword == "whole" else [value, value - 1, value + 1, value - 0.5, value + 0.5]


def _literal(pattern: str) -> str:
    """Give the text that a pattern without any operator but its anchors asks for."""
    return pattern.removeprefix("^").removesuffix("$").replace("\\", "")


def _examples(alternatives: Iterable[Alternative]) -> list[str]:
    schemas = [schema for one in alternatives for schema in one.schemas]
    found = [one for schema in schemas for one in (schema.get("example"), schema.get("default"))]
    found += [one for schema in schemas for one in _listed(schema.get("examples"))]
    return [one for one in found if isinstance(one, str)]


def _listed(value: object) -> list[Any]:
    return value if is_array(value) else []
