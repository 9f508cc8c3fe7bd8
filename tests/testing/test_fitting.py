"""Supplying what a grown contract requires."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.catalogue import built_in
from openrouter_models.testing.fitting import (
    core,
    fit,
    nullable,
    resolve,
    sample,
)

NULL = {"type": "null"}
MODEL = built_in(packaged_contract())["data"][0]


def test_resolve_follows_references_through_escaped_names() -> None:
    """A pointer's `~1` and `~0` stand for a slash and a tilde."""
    document = {"a": {"x/y~z": {"type": "string"}}, "b": {"$ref": "#/a/x~1y~0z"}}
    assert {"type": "string"} == resolve({"$ref": "#/b"}, document)


def test_core_is_what_stands_beside_null() -> None:
    """The null branch says nothing about other values."""
    assert {"type": "integer"} == core({"anyOf": [NULL, {"type": "integer"}]}, {})


@pytest.mark.parametrize(
    ("expected", "schema"),
    [
        (True, NULL),
        (True, {"anyOf": [{"type": "string"}, NULL]}),
        (True, {"oneOf": [{"anyOf": [NULL]}, {"type": "string"}]}),
        (False, {"type": "string"}),
        (False, {}),
    ],
)
def test_nullable(expected: bool, schema: dict[str, Any]) -> None:  # noqa: FBT001 - a parameter
    """Null is allowed where a branch says so."""
    assert expected is nullable(schema, {})


@pytest.mark.parametrize(
    ("expected", "schema"),
    [
        (None, {"anyOf": [{"type": "string"}, NULL], "example": "x"}),
        ("x", {"type": "string", "example": "x"}),
        ("x", {"type": "string", "examples": ["x", "y"]}),
        ("a", {"type": "string", "enum": ["a", "b"]}),
        (7, {"const": 7}),
        (3, {"type": "integer", "minimum": 3}),
        ("0", {"type": "string"}),
        ([], {"type": "array", "items": {"type": "string"}}),
        (False, {"type": "boolean"}),
        (None, {}),
        (
            {"next": None},
            {
                "type": "object",
                "properties": {"next": {"anyOf": [{"type": "string"}, NULL]}},
                "required": ["next"],
                "example": {"next": "/page"},
            },
        ),
    ],
)
def test_sample(expected: Any, schema: dict[str, Any]) -> None:
    """The plainest value is null, else an example, else a plain one; objects are composed."""
    assert expected == sample(schema, {})


def test_fit_supplies_what_is_missing_at_every_depth() -> None:
    """Objects in arrays in objects get their required fields; the rest stays as it is."""
    schema = {
        "type": "object",
        "properties": {
            "items": {
                "type": "array",
                "items": {"properties": {"n": {"type": "integer"}}, "required": ["n", "any"]},
            }
        },
        "required": ["items"],
    }
    value = {"items": [{"n": 1, "any": 2}, {"other": 3}, "text"], "more": True}
    expected = {
        "items": [{"n": 1, "any": 2}, {"other": 3, "n": 0, "any": None}, "text"],
        "more": True,
    }
    assert expected == fit(value, schema, {})
    assert {"items": []} == fit({}, schema, {})


@given(st.sets(st.sampled_from(["id", "name", "links", "pricing", "architecture", "created"])))
def test_fit_makes_a_model_conform_whatever_it_lacks(lost: set[str]) -> None:
    """A built-in model without some of its fields conforms again once it is fitted."""
    contract = packaged_contract()
    model = {name: value for name, value in MODEL.items() if name not in lost}
    schema = {"$ref": "#/components/schemas/Model", "components": contract["components"]}
    validator: Any = jsonschema.Draft202012Validator(schema)
    validator.validate(fit(model, schema, contract))
