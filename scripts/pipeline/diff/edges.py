"""Give small scalars, and those at the edges of what a schema states."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from pipeline.diff.forms import Alternative, Form

_LEAF_KEYWORDS = {
    *("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern"),
}
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
            return [*listed, "", "a", *texts, *(match for p in patterns for match in _matches(p))]
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


def _matches(pattern: str) -> list[str]:
    """Give a small text that matches a pattern; none if that is hard."""
    # Imported here: few documents have a pattern, and the library is large.
    from hypothesis import HealthCheck, Phase, find, settings  # noqa: PLC0415
    from hypothesis.errors import HypothesisException  # noqa: PLC0415
    from hypothesis.strategies import from_regex  # noqa: PLC0415

    quick = settings(
        database=None,
        derandomize=True,
        max_examples=20,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=HealthCheck.all(),
    )
    try:
        return [find(from_regex(pattern), lambda _: True, settings=quick)]
    except (HypothesisException, ValueError, RecursionError):
        return []
