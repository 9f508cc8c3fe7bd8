"""Mending: whatever comes, what goes out conforms and keeps what it can."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conforming import json_values

from openrouter_models.contract.instances import Instances, UnmakeableError, mended, plainest

Json = Any
INSTANCES = Instances({})
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=4)
VALUES = json_values(["a", "b", "c", "xx"], SCALARS, most=8)
FIELDS = {"a": {"type": "integer", "minimum": 1}, "b": {"enum": ["x", "y"]}, "c": {}}
SCHEMAS: list[Json] = [
    {"type": "object", "properties": FIELDS, "required": ["a"], "additionalProperties": False},
    {"type": "object", "properties": FIELDS, "dependentRequired": {"a": ["c"]}, "minProperties": 1},
    {"type": "object", "propertyNames": {"minLength": 2}, "maxProperties": 1},
    {"type": "object", "not": {"required": ["b"]}, "patternProperties": {"^x": {"const": 1}}},
    {"type": "array", "items": {"type": "string", "maxLength": 2}, "minItems": 1, "maxItems": 2},
    {"type": "array", "uniqueItems": True, "minItems": 2, "items": {"type": ["integer", "null"]}},
    {"type": "array", "prefixItems": [{"const": 1}], "items": False},
    {"anyOf": [{"type": "string", "pattern": "^[a-z]{3}$"}, {"type": "number", "multipleOf": 0.5}]},
    {"type": "integer", "exclusiveMinimum": 2, "maximum": 5},
    {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]},
]


@settings(deadline=None)
@given(st.sampled_from(SCHEMAS), VALUES)
def test_what_is_mended_conforms_and_what_conforms_is_left_alone(schema: Json, value: Json) -> None:
    """By a validator that is not ours."""
    is_valid = jsonschema_rs.Draft202012Validator(schema).is_valid
    found = mended(INSTANCES, schema, value)
    assert is_valid(found)
    assert found is value if is_valid(value) else found is not value


@pytest.mark.parametrize(
    ("expected", "schema", "value"),
    [
        ({"a": 1, "b": "x"}, SCHEMAS[0], {"a": 0, "b": "z", "d": 1}),
        (5, {"type": "integer", "maximum": 5}, 8192),
        ("abc", {"type": "string", "maxLength": 3}, "abcdef"),
        (["a"], {"type": "array", "items": {"enum": ["a"]}, "uniqueItems": True}, ["a", "a"]),
        (["b", "a"], {"type": "array", "items": {"enum": ["a", "b"]}}, ["c", "b", "d", "a"]),
        (["a"], {"type": "array", "items": {"enum": ["a", "b"]}}, ["c", "d"]),
        (["b", "b"], {"type": "array", "items": {"enum": ["a", "b"]}}, ["b", "b", "c"][:2]),
        ({"k": 1}, {"type": "object", "properties": {"gone": False}}, {"k": 1, "gone": 2}),
        ({"k": 1}, {"type": "object", "maxProperties": 1}, {"k": 1, "l": 2}),
    ],
)
def test_as_much_as_possible_is_kept(expected: Json, schema: Json, value: Json) -> None:
    """The nearest number, the beginning of a text, the items and fields that may stay."""
    assert expected == mended(INSTANCES, schema, value)


@pytest.mark.parametrize(
    ("expected", "schema"),
    [
        (None, {"anyOf": [{"type": "string"}, {"type": "null"}], "example": "x"}),
        ("x", {"type": "string", "examples": ["x", "y"]}),
        ("a", {"enum": ["a", "b"]}),
        (3, {"type": "integer", "minimum": 3}),
        ("0", {"type": "string"}),
        ([], {"type": "array", "items": {"type": "string"}}),
        ({"n": 0}, {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}),
    ],
)
def test_the_plainest_value(expected: Json, schema: Json) -> None:
    """Null, else an example, else a plain value; of an object the required fields."""
    assert expected == plainest(INSTANCES, schema)


def test_what_nothing_fits_cannot_be_mended() -> None:
    """The error names the place."""
    schema = {"type": "object", "properties": {"a": False}, "required": ["a"]}
    with pytest.raises(UnmakeableError, match="no value at /a was found"):
        mended(INSTANCES, schema, {})


def test_around_a_value_nothing_is_made_where_a_field_beside_it_cannot_be() -> None:
    """Other branches may still hold it."""
    impossible: Json = {"type": "object", "required": ["b"], "properties": {"a": {}, "b": False}}
    other: Json = {"type": "object", "properties": {"a": {}}}
    assert [] == [*INSTANCES.around(impossible, ("a",), 1)]
    assert [{"a": 1}] == [*INSTANCES.around({"anyOf": [impossible, other]}, ("a",), 1)]


def test_a_reference_asserts_no_less_than_what_stands_beside_it() -> None:
    """Keywords that the walker does not know included: the verdict is the library's."""
    listed = {"List": {"type": "array", "prefixItems": [{"type": "string"}]}}
    instances = Instances({"components": {"schemas": listed}})
    schema: Json = {"$ref": "#/components/schemas/List", "unevaluatedItems": False}
    assert (True, False) == tuple(instances.accepts(schema, value) for value in (["a"], ["a", "b"]))
