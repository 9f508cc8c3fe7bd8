"""The closed variant of a schema accepts only what leaves the walker nothing to find."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openrouter_models._validation.schemas import Schemas
from openrouter_models._validation.walker import compile_walker
from openrouter_models.contract.closing import close

NODE: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]}},
}
DOCUMENT: dict[str, Any] = {"components": {"schemas": {"Node": NODE}}}
NAMES = st.sampled_from(["a", "b", "c"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from([0.5, 1.0, "", "a", "bc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["object", "array", "string", "number", "integer", "null"])


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make schemas of schemas, with the keywords that close and those that cannot be closed."""
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES,
            "properties": named,
            "required": st.lists(NAMES, max_size=2, unique=True),
            "additionalProperties": inner,
            "items": inner,
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": inner,
            "dependentSchemas": named,
            "prefixItems": several,
            "$ref": st.just("#/components/schemas/Node"),
        },
    )


SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.fixed_dictionaries({}, optional={"type": TYPES, "minimum": st.just(1)}),
    combined,
    max_leaves=6,
)


def accepts(schema: Any, value: object) -> bool:
    """Ask the closed variant."""
    validator = jsonschema_rs.Draft202012Validator(close(Schemas(DOCUMENT), schema))
    return validator.is_valid(value)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(schema=SCHEMAS, value=VALUES)
def test_what_it_accepts_has_no_findings(schema: Any, value: object) -> None:
    """Whatever the schema: it may reject too much, and then the walker decides."""
    if accepts(schema, value):
        assert [] == compile_walker(DOCUMENT, schema)(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (NODE, {"a": {"a": None}}),
        ({"type": "object"}, {"x": 1}),
        ({"allOf": [NODE, {"properties": {"b": {"minimum": 1}}}]}, {}),
        ({"additionalProperties": {"type": "integer"}, "properties": {"a": True}}, {"b": 1}),
        ({"anyOf": [NODE, {"type": "string"}]}, "x"),
    ],
)
def test_it_accepts_what_conforms_and_is_declared(schema: Any, value: object) -> None:
    """Otherwise it would spare nothing."""
    assert accepts(schema, value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (NODE, {"b": 1}),
        (NODE, {"a": {"b": 1}}),
        ({"$ref": "#/components/schemas/Node", "type": "object"}, {"b": 1}),
        ({"type": "object", "anyOf": [NODE, {"required": ["b"]}]}, {"b": 1}),
        ({"not": {"type": "string"}}, 1),
        ({"oneOf": [True]}, 1),
        ({"pattern": "x"}, "x"),
    ],
)
def test_it_rejects_undeclared_fields_and_what_it_cannot_judge(schema: Any, value: object) -> None:
    """Those are for the walker."""
    assert not accepts(schema, value)
