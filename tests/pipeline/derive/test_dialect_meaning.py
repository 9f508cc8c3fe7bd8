"""The plain document accepts what the original accepts, by an independent reading of `nullable`."""

from __future__ import annotations

import copy
import json
from typing import Any, cast

import jsonschema_rs
import tests.documents
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.documents import answer as answered
from tests.documents import ref

from pipeline.derive.dialect import to_plain_31

Json = Any

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
_NAMES = ["a", "nullable", "type", "enum", "allOf", "example", "$ref"]
_COMPONENTS = ["Alpha", "beta_1", "Gamma"]
_SCALARS = st.sampled_from([None, True, 0, 1, 5, "", "x", "none"])
VALUES: st.SearchStrategy[Json] = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)
_TYPES = ["null", "string", "integer", "number", "object", "array", "boolean"]


_ABOUT_NULL = {"nullable", "type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "$ref"}


@st.composite
def schemas(
    draw: st.DrawFn, in_place: tuple[str, ...], depth: int = 2, *, about_null: bool = False
) -> Json:
    """Draw a schema that refers, for the value itself, only to the components named."""
    if depth == 0:
        leaf: list[Json] = [{}, True, {"type": "string"}, {"type": "null"}, {"nullable": True}]
        return draw(st.sampled_from([*leaf, *map(ref, in_place)]))
    here = schemas(in_place, depth - 1, about_null=about_null)
    below = schemas(tuple(_COMPONENTS), depth - 1, about_null=about_null)
    branches = st.lists(here, min_size=1, max_size=3)
    keywords: dict[str, st.SearchStrategy[Json]] = {
        "nullable": st.sampled_from([True, True, False]),
        "type": st.one_of(
            st.sampled_from(_TYPES),
            st.lists(st.sampled_from(_TYPES), min_size=1, max_size=3, unique=True),
        ),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "allOf": branches,
        "anyOf": branches,
        "oneOf": branches,
        "not": here,
        "if": here,
        "then": here,
        "else": here,
        "dependentSchemas": st.dictionaries(st.sampled_from(_NAMES), here, max_size=1),
        "properties": st.dictionaries(st.sampled_from(_NAMES), below, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "e$"]), below, max_size=1),
        "additionalProperties": below,
        "unevaluatedProperties": st.just({"type": ["string", "null"]}),
        "propertyNames": st.just({"enum": ["a", "type"]}),
        "required": st.lists(st.sampled_from(_NAMES), max_size=2, unique=True),
        "items": below,
        "prefixItems": st.lists(below, min_size=1, max_size=2),
        "contains": below,
        "minLength": st.just(1),
        "minimum": st.just(1),
        "exclusiveMinimum": st.one_of(st.booleans(), st.just(1)),
        "maximum": st.just(1),
        "exclusiveMaximum": st.booleans(),
        "title": st.sampled_from(["Nice", "other title"]),
        "description": st.just("words"),
        "example": VALUES,
        "default": VALUES,
    }
    if in_place:
        keywords["$ref"] = st.sampled_from(in_place).map(lambda name: ref(name)["$ref"])
    names = sorted(_ABOUT_NULL & keywords.keys() if about_null else keywords)
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    return {key: draw(keywords[key]) for key in chosen}


def document(schema: Json, components: dict[str, Json] | None = None) -> Json:
    """Write an OpenAPI document whose one operation answers 200 with a schema."""
    return tests.documents.document({"responses": {"200": answered(schema)}}, schemas=components)


@st.composite
def documents(draw: st.DrawFn, *, about_null: bool = False) -> Json:
    """Draw a document; a component refers in place only to later ones, elsewhere to any."""
    components = {
        name: draw(schemas(tuple(_COMPONENTS[index + 1 :]), about_null=about_null))
        for index, name in enumerate(_COMPONENTS)
    }
    return document(draw(schemas(tuple(_COMPONENTS), about_null=about_null)), components)


def answer(plain: Json) -> Json:
    """Take the schema of the one answer out of a document."""
    response = plain["paths"]["/models/user"]["get"]["responses"]["200"]
    return response["content"]["application/json"]["schema"]


_ONE = {
    *("not", "if", "then", "else", "additionalProperties", "unevaluatedProperties"),
    *("propertyNames", "items", "contains"),
}
_MANY = {"allOf", "anyOf", "oneOf", "prefixItems"}
_NAMED = {"properties", "patternProperties", "dependentSchemas"}


def read(schema: Json) -> Json:
    """Translate to the letter: `nullable` is this schema or null; 3.0's flags are exclusive bounds."""
    if isinstance(schema, bool):
        return schema
    new: dict[str, Json] = {}
    for key, value in schema.items():
        if key in _ONE:
            new[key] = read(value)
        elif key in _MANY:
            new[key] = [read(part) for part in value]
        elif key in _NAMED:
            new[key] = {name: read(part) for name, part in value.items()}
        elif key != "nullable":
            new[key] = value
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(new.get(flag), bool):
            exclusive = new.pop(flag)
            if exclusive and bound in new:
                new[flag] = new[bound]
    return {"anyOf": [new, {"type": "null"}]} if schema.get("nullable") else new


def verdict_before(original: Json, value: Json) -> bool:
    """Judge a value by the letter of the original document."""
    components = {k: read(v) for k, v in original["components"]["schemas"].items()}
    whole = {"components": {"schemas": components}, "allOf": [read(answer(original))]}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(value)


def verdict_after(plain: Json, value: Json) -> bool:
    """Judge a value by the plain document."""
    whole = {"components": plain["components"], "allOf": [answer(plain)]}
    validator: Json = Draft202012Validator(whole)
    return bool(validator.is_valid(value))


_NULLABLE_ENUM = {"type": "string", "nullable": True, "enum": ["x", None]}


@settings(max_examples=2 * settings().max_examples, deadline=None, suppress_health_check=_SLOW)
@given(documents(), st.lists(VALUES, max_size=6))
@example(document({"oneOf": [_NULLABLE_ENUM, {"type": "integer", "nullable": True}]}), ["x", 1])
@example(document({"not": {"type": "string", "nullable": True}}), ["x", 1])
@example(document({"allOf": [ref("E"), {"nullable": True}]}, {"E": _NULLABLE_ENUM}), ["x"])
@example(document({"type": "string", "enum": ["x", None]}), ["x"])
@example(document({"type": ["string", "null"], "enum": ["x"]}), ["x"])
@example(document({"type": "string", "enum": [None]}), [""])
@example(document({"nullable": True, "enum": ["x"]}), ["x"])
@example(document({"oneOf": [{"type": "null"}, {"type": ["null", "string"]}]}), ["x"])
def test_meaning_is_kept(original: Json, values: list[Json]) -> None:
    """Every value, null above all, gets the verdict that it got."""
    plain = to_plain_31(original)
    always: list[Json] = [None, {}, []]
    for value in always + values:
        assert verdict_before(original, value) == verdict_after(plain, value)


@settings(max_examples=2 * settings().max_examples, deadline=None, suppress_health_check=_SLOW)
@given(documents(about_null=True))
def test_verdict_on_null_is_kept(original: Json) -> None:
    """Null is accepted exactly where it was, whatever combines the keywords that speak of it."""
    plain = to_plain_31(original)
    for value in (None, "x"):
        assert verdict_before(original, value) == verdict_after(plain, value)


@settings(deadline=None, suppress_health_check=_SLOW)
@given(documents())
@example(  # a null appears when an `allOf` of one part goes, where a reference accepts null as well
    document(
        {"anyOf": [ref("A"), {"allOf": [{"type": "null"}]}]},
        {"A": {"additionalProperties": ref("A")}},
    )
)
def test_plain_stays_plain(original: Json) -> None:
    """A second application changes no byte, the first does not touch its input."""
    before = copy.deepcopy(original)
    plain = to_plain_31(original)
    assert json.dumps(plain) == json.dumps(to_plain_31(plain))
    assert json.dumps(before) == json.dumps(original)


def _nullable_left(schema: Json) -> bool:
    if isinstance(schema, bool):
        return False
    children = [schema[key] for key in _ONE & schema.keys()]
    children += [part for key in _MANY & schema.keys() for part in schema[key]]
    children += [part for key in _NAMED & schema.keys() for part in schema[key].values()]
    types = schema.get("type")
    return (
        "nullable" in schema
        or (isinstance(types, list) and "null" in types)
        or any(value is None for value in schema.get("enum", []))
        or any(map(_nullable_left, children))
    )


@settings(deadline=None, suppress_health_check=_SLOW)
@given(documents())
def test_null_is_said_in_one_way(original: Json) -> None:
    """No `nullable`, no type array with null and no null in an enum is left in a schema."""
    plain = to_plain_31(original)
    found = [answer(plain), *plain["components"]["schemas"].values()]
    assert not any(map(_nullable_left, found))


def _reversed(tree: Json) -> Json:
    if isinstance(tree, dict):
        mapping = cast("dict[str, Json]", tree)
        return {key: _reversed(mapping[key]) for key in reversed(mapping)}
    items: Json = tree
    return [_reversed(item) for item in items] if isinstance(tree, list) else tree


@settings(deadline=None, suppress_health_check=_SLOW)
@given(documents())
def test_order_of_keys_means_nothing(original: Json) -> None:
    """A document with every mapping reversed gives the same components under the same names."""
    assert to_plain_31(original) == to_plain_31(_reversed(original))
