"""Read what the keywords of several schemas, which apply together, say of values of one JSON type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.failure import PipelineError
from pipeline.read.values import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipeline.openapi.grammar import JsonObject

TYPES = ("null", "boolean", "number", "string", "array", "object")
_LARGEST = {
    "string": ("minLength",),
    "number": ("minimum", "exclusiveMinimum"),
    "array": ("minItems",),
    "object": ("minProperties",),
}
_LEAST = {
    "string": ("maxLength",),
    "number": ("maximum", "exclusiveMaximum"),
    "array": ("maxItems",),
    "object": ("maxProperties",),
}
_JOINED: dict[str, dict[str, tuple[type, ...]]] = {
    "string": {"pattern": (str,)},
    "number": {"multipleOf": (int, float)},
    "array": {"uniqueItems": (bool,)},
}
_NO_LIMIT_IF_ZERO = frozenset({"minLength", "minItems", "minProperties"})
# Booleans first, because they are integers to Python.
_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
}


def canonical(value: Any) -> str:
    """Write a JSON value such that equal values are equal texts: 1 and 1.0 are, 1 and true are not."""
    return json.dumps(_whole(value), sort_keys=True, ensure_ascii=False)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def stated(schemas: Iterable[JsonObject], keyword: str) -> list[Any]:
    """Give what schemas state under a keyword."""
    return [schema[keyword] for schema in schemas if keyword in schema]


def _names(schema: JsonObject) -> list[str]:
    stated = schema.get("type", list(TYPES))
    return [stated] if isinstance(stated, str) else stated


def allows(schema: JsonObject, kind: str) -> bool:
    """Tell whether the `type` of a schema allows a JSON type."""
    names = _names(schema)
    return kind in names or (kind == "number" and "integer" in names)


def _kind(value: object) -> str:
    for kind, name in _KINDS.items():
        if isinstance(value, kind):
            return name
    return "object"


def values(kind: str, schemas: Iterable[JsonObject]) -> dict[str, Any] | None:
    """Read the values of a JSON type that schemas list, by their canonical JSON; None if they list none."""
    listed = [*stated(schemas, "enum"), *([value] for value in stated(schemas, "const"))]
    if not listed or kind == "null":
        return None if kind != "null" or all(None in one for one in listed) else {}
    lists = [{canonical(v): v for v in one if _kind(v) == kind} for one in listed]
    common = {key: value for key, value in lists[0].items() if all(key in one for one in lists)}
    return None if kind == "boolean" and len(common) == 2 else common


def limits(kind: str, schemas: Collection[JsonObject]) -> dict[str, Any]:
    """Read the limits that schemas set to values of a JSON type, those that limit nothing left out.

    Raises:
        PipelineError: A limit has the wrong type.
    """
    found: dict[str, Any] = {}
    for keywords, choose in ((_LARGEST, max), (_LEAST, min)):
        for keyword in keywords.get(kind, ()):
            if bounds := [_checked(keyword, one, (int, float)) for one in stated(schemas, keyword)]:
                found[keyword] = choose(bounds)
    for keyword, types in _JOINED.get(kind, {}).items():
        every = {_checked(keyword, one, types) for one in stated(schemas, keyword)} - {False}
        if every:
            found[keyword] = tuple(sorted(every))
    if kind == "number" and any("number" not in _names(schema) for schema in schemas):
        found["whole"] = True
    return {key: one for key, one in found.items() if one or key not in _NO_LIMIT_IF_ZERO}


def _checked(keyword: str, value: Any, types: tuple[type, ...]) -> Any:
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise PipelineError(f"{keyword} is {shown(repr(value))}; mend the document there")
    return value
