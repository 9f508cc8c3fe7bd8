"""List the mutants of bodies: every single change to conforming listings and errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import field, frozen

from mutants.mutant import Json, JsonObject, Path, find_responses, follow
from mutants.schema_changes import without
from pipeline.json_values import child, is_array, is_object, put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VALUES: tuple[Json, ...] = (None, True, 1, 0.5, "text", [], {}, [None], {"mutant": 1})
FIELDS = ("mutant", "x-new", "")
JSON = {"content-type": "application/json"}


@frozen
class Trial:
    """A response of which it is known what the checker must find.

    Attributes:
        kind: What sort of change it is, as in the table of scores.
        at: JSON Pointer (RFC 6901) into the body of what was changed.
        change: What was done there.
        status: The HTTP status.
        headers: The header fields.
        body: The body.
        expected: The kinds and paths of all findings but those on plausibility; None where the
            oracle says what they are.
    """

    kind: str
    at: str
    change: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    expected: frozenset[tuple[str, str]] | None = None


def trials(contract: JsonObject) -> Iterator[Trial]:
    """List every single-point change to conforming bodies, the bodies themselves first; some conform as well."""
    for status, body in bases(contract):
        yield _trial("unchanged", (), "nothing changed", status, body)
        for path, value in _places(body, ()):
            for kind, change, instead in _changes(value):
                yield _trial(kind, path, change, status, put(body, path, instead))


def bases(contract: JsonObject) -> Iterator[tuple[int, Json]]:
    """Give conforming bodies of every status: the example, one with every field, one with null wherever it may be."""
    for status, response in find_responses(contract).items():
        for media in response.get("content", {}).values():
            if "example" in media:
                yield int(status), media["example"]
            for nulls in (False, True):
                yield int(status), _filled(contract, media["schema"], nulls=nulls)


def _filled(contract: JsonObject, schema: JsonObject, *, nulls: bool) -> Json:
    """Make a value with every declared field."""
    if "$ref" in schema:
        return _filled(contract, follow(contract, schema["$ref"])[1], nulls=nulls)
    if "anyOf" in schema:
        branches: list[JsonObject] = schema["anyOf"]
        choice = [one for one in branches if (one == {"type": "null"}) == nulls] or branches
        return _filled(contract, choice[0], nulls=nulls)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        fields: JsonObject = schema.get("properties", {})
        return {name: _filled(contract, each, nulls=nulls) for name, each in fields.items()}
    if schema.get("type") == "array":
        return [_filled(contract, schema["items"], nulls=nulls)]
    values = {"string": "a/b", "integer": 8192, "number": 0.5, "boolean": True}
    return values.get(schema.get("type", ""))


def _places(value: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    yield path, value
    if is_object(value):
        for name, inner in value.items():
            yield from _places(inner, (*path, name))
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from _places(inner, (*path, index))


def _changes(value: Json) -> Iterator[tuple[str, str, Json]]:
    """List what may become of a value: the kind of change, what it is, the value instead."""
    for other in VALUES:
        if type(other) is not type(value):
            kind = "null put" if other is None else "value retyped"
            yield kind, f"{json.dumps(other)} instead", other
    yield from _scalar_changes(value)
    if is_object(value):
        yield from _field_changes(value)
    if is_array(value):
        yield "item removed", "no items", []
        yield "item added", "the same items again", value * 2
        for other in VALUES:
            yield "item added", f"{json.dumps(other)} as well", [*value, other]


def _scalar_changes(value: Json) -> Iterator[tuple[str, str, Json]]:
    if isinstance(value, str):
        for word in (value.upper(), value.lower(), f"{value}x", f" {value}", value[:-1], ""):
            if word != value:
                yield "text changed", f"{word!r} instead", word
    if isinstance(value, int | float) and not isinstance(value, bool):
        for number in (-1, 0, value + 0.5, float(value), 10**30):
            yield "number changed", f"{number!r} instead", number


def _field_changes(value: JsonObject) -> Iterator[tuple[str, str, Json]]:
    for name in value:
        others = without(value, name)
        yield "field removed", f"no {name}", others
        for new in (f"{name}_renamed", name.upper(), name.replace("_", "")):
            if new not in value:
                yield "field renamed", f"{new} for {name}", others | {new: value[name]}
    for name in FIELDS:
        for other in VALUES:
            yield "field added", f"{name!r}: {json.dumps(other)}", {**value, name: other}


def _trial(kind: str, path: Path, change: str, status: int, body: Json) -> Trial:
    return Trial(kind, child("", *path), change, status, JSON, json.dumps(body).encode())
