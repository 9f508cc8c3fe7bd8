"""Change what a schema says: types, null, enums, fields, references and branches.

Written from the list of keywords of JSON Schema 2020-12, not from how boundary cases are made.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from mutants.mutant import Json, JsonObject
from pipeline.openapi.grammar import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Change = tuple[str, str, Json]
"""The kind of a change, what it was, and the schema instead."""

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
NULL = {"type": "null"}

# What the API has added, or might.
NEW_FIELDS = ("overrides", "alias_target", "total_count", "links", "discount", "id", "new_field")
NEW_WORDS = ("prediction", "decisions", "tts", "text", "none", "unknown", "other", "")


def changes(schema: JsonObject, components: Iterable[str]) -> Iterator[Change]:
    """List all single changes to what a schema says, some of which may change nothing."""
    yield from chain(
        _whole(schema),
        _type(schema),
        _null(schema),
        _enum(schema),
        _fields(schema),
        _required(schema),
        _openness(schema),
        _items(schema),
        _branches(schema),
        _reference(schema, components),
    )


def without(schema: JsonObject, keyword: str) -> JsonObject:
    """Copy an object without one of its fields."""
    return {word: value for word, value in schema.items() if word != keyword}


def _whole(schema: JsonObject) -> Iterator[Change]:
    yield "schema emptied", "the schema accepts everything", {}
    yield "schema forbids", "the schema accepts nothing", False
    for name in TYPES:
        yield "schema replaced", f"the schema is {name}", {"type": name}
    yield "annotation changed", "another description", schema | {"description": "mutant"}


def _type(schema: JsonObject) -> Iterator[Change]:
    stated = schema.get("type")
    if stated is None:
        return
    names = [stated] if isinstance(stated, str) else list(stated)
    yield "type dropped", f"no type instead of {stated}", without(schema, "type")
    for other in TYPES:
        if other not in names:
            yield "retyped", f"{other} instead of {stated}", schema | {"type": other}
            yield "type widened", f"{other} besides {stated}", schema | {"type": [*names, other]}
    for name in names if len(names) > 1 else ():
        rest = [other for other in names if other != name]
        yield "type narrowed", f"no {name}", schema | {"type": rest}


def _null(schema: JsonObject) -> Iterator[Change]:
    if schema != NULL:
        yield "null added", "null besides", {"anyOf": [schema, NULL]}
        yield "null removed", "not null", {"allOf": [schema, {"not": NULL}]}


def _enum(schema: JsonObject) -> Iterator[Change]:
    values: list[Json] | None = schema.get("enum")
    if values is None:
        return
    yield "enum dropped", "any value", without(schema, "enum")
    for index, value in enumerate(values):
        rest = [*values[:index], *values[index + 1 :]]
        yield "enum value removed", f"no {value!r}", schema | {"enum": rest}
        for word in _near(str(value)):
            if word not in values:
                renamed = [*values[:index], word, *values[index + 1 :]]
                yield "enum value renamed", f"{word!r} for {value!r}", schema | {"enum": renamed}
    near = (word for value in values for word in _near(str(value)))
    for word in dict.fromkeys([*NEW_WORDS, *near]):
        if word not in values:
            yield "enum value added", f"also {word!r}", schema | {"enum": [*values, word]}


def _near(word: str) -> Iterator[str]:
    """Give words that could be mistaken for one, and what it might become in the next version."""
    yield from (word.upper(), word.lower(), word.capitalize(), f"{word}s", f"{word}_2", f"{word} ")
    yield from (word[:-1], word.replace("_", "-"), word.replace("-", "_"))


def _fields(schema: JsonObject) -> Iterator[Change]:
    fields: JsonObject = schema.get("properties", {})
    required: list[str] = schema.get("required", [])
    for name, inner in fields.items():
        others = without(fields, name)
        yield "property removed", f"no {name}", schema | {"properties": others}
        yield (
            "property forbidden",
            f"never {name}",
            schema | {"properties": {**fields, name: False}},
        )
        new = f"{name}_renamed"
        renamed = schema | {"properties": {**others, new: inner}}
        yield "property renamed", f"{new} for {name}, if there", renamed
        if name in required:
            names = [new if one == name else one for one in required]
            yield "property renamed", f"{new} for {name}", renamed | {"required": names}
    if not (fields or schema.get("type") == "object"):
        return
    for name in NEW_FIELDS:
        if name not in fields:
            for other in TYPES[1:]:
                more = {"properties": {**fields, name: {"type": other}}}
                yield "property added", f"{name}, {other}", schema | more
    yield "property added", "mutant, anything", schema | {"properties": {**fields, "mutant": {}}}


def _required(schema: JsonObject) -> Iterator[Change]:
    required: list[str] = schema.get("required", [])
    for name in required:
        rest = [other for other in required if other != name]
        yield "required dropped", f"{name} is optional", schema | {"required": rest}
    if "properties" in schema or schema.get("type") == "object":
        for name in [*schema.get("properties", {}), "mutant"]:
            if name not in required:
                more = {"required": [*required, name]}
                yield "required added", f"{name} is required", schema | more


def _openness(schema: JsonObject) -> Iterator[Change]:
    if "properties" not in schema and schema.get("type") != "object":
        return
    rest = schema.get("additionalProperties", True)
    if rest is not False:
        yield "object closed", "no other fields", schema | {"additionalProperties": False}
    if rest not in (True, {}):
        yield "object opened", "any other fields", without(schema, "additionalProperties")


def _items(schema: JsonObject) -> Iterator[Change]:
    if "items" not in schema and schema.get("type") != "array":
        return
    yield "items dropped", "any items", without(schema, "items")
    yield "items changed", "no items", schema | {"items": False}
    for name in TYPES:
        yield "items changed", f"items are {name}", schema | {"items": {"type": name}}


def _branches(schema: JsonObject) -> Iterator[Change]:
    for keyword in ("anyOf", "oneOf", "allOf"):
        branches: list[Json] = schema.get(keyword, [])
        for index, branch in enumerate(branches):
            rest = [*branches[:index], *branches[index + 1 :]]
            kind = "null removed" if branch == NULL else "branch removed"
            yield kind, f"no {keyword}/{index}", schema | {keyword: rest or [True]}
        if not branches:
            continue
        for name in TYPES:
            more = [*branches, {"type": name}]
            yield "branch added", f"{keyword} {name}", schema | {keyword: more}
        for other in ("anyOf", "oneOf", "allOf"):
            if other != keyword:
                instead = without(schema, keyword) | {other: branches}
                yield "branches joined otherwise", f"{other} for {keyword}", instead


def _reference(schema: JsonObject, components: Iterable[str]) -> Iterator[Change]:
    if "$ref" not in schema:
        return
    for name in components:
        reference = f"{SCHEMAS}{name}"
        if reference != schema["$ref"]:
            yield "reference changed", f"to {name}", schema | {"$ref": reference}
