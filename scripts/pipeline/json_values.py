"""Ask what a decoded value is, name it and its place in messages, and change it in one place."""

from __future__ import annotations

import json
from typing import Any, TypeGuard, cast

from openrouter_models._pointers import keys_of
from openrouter_models._pointers import pointer as to_pointer
from pipeline.failure import PipelineError

_KINDS: dict[type, str] = {
    dict: "a mapping",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    type(None): "null",
}
_MAX_SHOWN = 200
NOTHING = object()
"""What to `put` where a field or an item is to be left out."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a JSON value is an array."""
    return isinstance(value, list)


def kind_of(value: object) -> str:
    """Name the kind of a JSON value, such as "a list" or "null"."""
    return _KINDS.get(type(value), "a number")


def mapping_at(value: object, at: str) -> dict[str, Any]:
    """Insist that a value is a mapping; `at` is its JSON Pointer, for the message.

    Raises:
        PipelineError: It is something else.
    """
    if is_object(value):
        return value
    raise PipelineError(f"{shown(f'#{at}')}: must be a mapping, not {kind_of(value)}")


def list_at(value: object, at: str) -> list[Any]:
    """Insist that a value is a list, as `mapping_at` does for mappings."""
    if is_array(value):
        return value
    raise PipelineError(f"{shown(f'#{at}')}: must be a list, not {kind_of(value)}")


def string_at(value: object, at: str) -> str:
    """Insist that a value is a string, as `mapping_at` does for mappings."""
    if isinstance(value, str):
        return value
    raise PipelineError(f"{shown(f'#{at}')}: must be a string, not {kind_of(value)}")


def pointer(*keys: str | int) -> str:
    """Write keys as a JSON Pointer (RFC 6901), such as `/paths/~1models~1user`."""
    return to_pointer(keys)


def child(at: str, *keys: str | int) -> str:
    """Extend a JSON Pointer by keys and indices."""
    return at + pointer(*keys)


def keys_in(path: str, body: Any) -> tuple[str | int, ...]:
    """Read a JSON Pointer into a body."""
    keys: list[str | int] = []
    for key in keys_of(path):
        keys.append(int(key) if is_array(body) else key)
        body = body[int(key)] if is_array(body) else body.get(key) if is_object(body) else None
    return tuple(keys)


def put(value: Any, keys: tuple[str | int, ...], instead: Any) -> Any:
    """Copy a value with something else at a place, or without what is there; what is not on the way is shared."""
    if not keys:
        return instead
    key, *rest = keys
    if is_array(value) and isinstance(key, int):
        here = [] if instead is NOTHING and not rest else [put(value[key], tuple(rest), instead)]
        return [*value[:key], *here, *value[key + 1 :]]
    members = cast("dict[Any, Any]", value)
    if rest or instead is not NOTHING:
        return {**members, key: put(members.get(key), tuple(rest), instead)}
    return {name: one for name, one in members.items() if name != key}


def shown(text: str) -> str:
    """Make a text of the document fit for a message: short, on one line, unable to move a cursor."""
    return repr(text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…")[1:-1]


def canonical(value: object) -> str:
    """Write a JSON value such that equal values are equal texts: 1 and 1.0 are, 1 and true are not."""
    return json.dumps(_with_integers(value), sort_keys=True, ensure_ascii=False)


def _with_integers(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if is_object(value):
        return {key: _with_integers(each) for key, each in value.items()}
    return [_with_integers(each) for each in value] if is_array(value) else value
