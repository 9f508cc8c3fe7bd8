"""Normal forms: equal only if the schemas accept the same."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutants.contract_mutants import singles
from mutants.mutant import bare, put
from mutants.normal import Reader
from mutants.suite import Suite
from pipeline.failure import PipelineError

CLOSED: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {}, "b": {}},
    "additionalProperties": False,
}
SAME: list[tuple[Any, Any]] = [
    (True, {}),
    (False, {"not": {}}),
    ({}, {"description": "x", "format": "date", "title": "y"}),
    ({"type": "string"}, {"type": "string", "minLength": 0, "maximum": 3, "required": ["a"]}),
    ({"type": "array"}, {"type": "array", "minItems": 0, "uniqueItems": False, "items": {}}),
    ({"type": "array", "maxItems": 0}, {"type": "array", "items": False}),
    ({"type": "array", "maxItems": 1}, {"type": "array", "prefixItems": [True], "items": False}),
    ({"type": "array", "minItems": 1}, {"type": "array", "contains": True}),
    (
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "string"}, "not": {"contains": {"type": "null"}}},
    ),
    (
        {"items": {"type": "string"}},
        {"items": {"type": "string"}, "prefixItems": [{"type": "string"}]},
    ),
    ({"type": "object"}, {"type": "object", "properties": {"x": {}}, "required": []}),
    ({"required": ["a", "b"]}, {"required": ["b", "a"], "minProperties": 2}),
    ({"required": ["a", "b"]}, {"required": ["a"], "dependentRequired": {"a": ["b"]}}),
    ({"type": "integer"}, {"type": "number", "multipleOf": 1}),
    ({"type": "integer"}, {"type": "integer", "multipleOf": 0.5}),
    ({"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}),
    ({"type": "integer", "maximum": 0}, {"type": "integer", "exclusiveMaximum": 0.5}),
    ({"type": "number"}, {"type": ["integer", "number"]}),
    ({"type": "string", "enum": ["a"]}, {"enum": ["a", 1], "type": "string"}),
    ({"enum": ["a", "b"]}, {"enum": ["b", "a"], "minLength": 1}),
    ({"enum": ["a"]}, {"const": "a"}),
    ({"enum": ["a"]}, {"enum": ["a", "b"], "const": "a"}),
    ({"enum": ["a", "b"]}, {"anyOf": [{"const": "b"}, {"const": "a"}]}),
    ({"enum": ["a"]}, {"enum": ["a", "b"], "not": {"const": "b"}}),
    ({"type": "boolean"}, {"enum": [True, False]}),
    ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ({"type": ["string", "null"]}, {"oneOf": [{"type": "null"}, {"type": "string"}]}),
    (
        {"anyOf": [{"type": "string"}]},
        {"anyOf": [{"type": "string"}, {"type": "string", "maxLength": 3}]},
    ),
    ({"type": "string"}, {"type": "string", "not": {"type": "null"}}),
    ({"allOf": [{"minLength": 1}, {"minLength": 3}]}, {"minLength": 3}),
    (CLOSED, CLOSED | {"propertyNames": {"maxLength": 1}, "maxProperties": 2}),
    (CLOSED, CLOSED | {"patternProperties": {"^x": False}}),
    (CLOSED, CLOSED | {"not": {"required": ["x"]}, "dependentRequired": {"x": ["a"]}}),
    (CLOSED, CLOSED | {"unevaluatedProperties": False}),
    (CLOSED, {"allOf": [CLOSED], "patternProperties": {"^x": {"type": "string"}}}),
    (CLOSED, {"allOf": [CLOSED], "unevaluatedProperties": False}),
    ({"additionalProperties": False}, {"unevaluatedProperties": False}),
]
DIFFERENT: list[tuple[Any, Any]] = [
    (True, False),
    ({"enum": [1]}, {"enum": [True]}),
    ({"type": "integer"}, {"type": "number"}),
    ({"type": "number", "minimum": 1}, {"type": "number", "exclusiveMinimum": 0}),
    ({"type": "integer"}, {"type": "integer", "multipleOf": 0.3}),
    ({"type": "string"}, {"type": "string", "pattern": "^"}),
    ({"enum": ["a", "b"]}, {"enum": ["a", "b"], "const": "a"}),
    ({"type": "array"}, {"type": "array", "prefixItems": [False]}),
    ({"prefixItems": [{"type": "null"}, True]}, {"prefixItems": [True, {"type": "null"}]}),
    ({"type": "object"}, {"type": "object", "properties": {"x": False}}),
    (CLOSED, CLOSED | {"patternProperties": {"^x": {}}}),
    (CLOSED, CLOSED | {"maxProperties": 1}),
    (CLOSED, CLOSED | {"propertyNames": {"const": "a"}}),
    (
        {"oneOf": [{"type": "string"}, {"maxLength": 3}]},
        {"anyOf": [{"type": "string"}, {"maxLength": 3}]},
    ),
    ({"not": {"required": ["x"]}}, {}),
    ({"if": {"type": "string"}, "then": {"minLength": 1}}, {}),
    ({"contains": {"type": "string"}, "minContains": 2}, {"contains": {"type": "string"}}),
    ({"type": "array", "unevaluatedItems": False}, {"type": "array"}),
    (
        {"anyOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
        {"anyOf": [{"properties": {"b": {}}}], "unevaluatedProperties": False},
    ),
]


def _same(one: Any, other: Any) -> bool:
    """Compare two schemas in an otherwise equal contract."""
    readers = [
        Reader(
            {
                "paths": {
                    "/models/user": {
                        "get": {"responses": {"200": {"content": {"a/b": {"schema": each}}}}}
                    }
                }
            }
        )
        for each in (one, other)
    ]
    return readers[0].means_the_same(readers[1])


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_means_the_same_is_equal(one: Any, other: Any) -> None:
    """Each pair stands for a rule."""
    assert _same(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_means_something_else_is_not(one: Any, other: Any) -> None:
    """Each pair is near one of the rules."""
    assert not _same(one, other)


SCALARS = st.sampled_from([None, True, False, 0, 1, 2, 0.5, "", "a", "b", "aa"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SMALL = st.integers(0, 2)
NAMES = st.lists(st.sampled_from(["a", "b", "x"]), unique=True, max_size=2)


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
    several = st.lists(inner, min_size=1, max_size=2)
    keywords = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(SCALARS, min_size=1, max_size=3, unique_by=repr),
        "const": SCALARS,
        **dict.fromkeys(["minimum", "exclusiveMaximum", "minLength", "maxLength"], SMALL),
        **dict.fromkeys(["minItems", "maxItems", "minProperties", "maxProperties"], SMALL),
        "multipleOf": st.sampled_from([0.5, 1, 2]),
        "uniqueItems": st.booleans(),
        "required": NAMES,
        "dependentRequired": st.dictionaries(st.sampled_from(["a", "x"]), NAMES, max_size=1),
        **dict.fromkeys(["items", "contains", "additionalProperties", "not"], inner),
        **dict.fromkeys(["unevaluatedProperties", "propertyNames"], inner),
        "properties": named,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "x"]), inner, max_size=2),
        **dict.fromkeys(["anyOf", "allOf", "oneOf", "prefixItems"], several),
    }
    return st.lists(st.sampled_from(sorted(keywords)), max_size=3, unique=True).flatmap(
        lambda words: st.fixed_dictionaries({word: keywords[word] for word in words})
    )


SCHEMAS = st.recursive(st.booleans(), _schemas, max_leaves=6)


@given(SCHEMAS, VALUES)
def test_a_form_refuses_the_types_that_its_schema_refuses(schema: Any, value: Any) -> None:
    """What a schema accepts has a clause in its form."""
    accepted = jsonschema_rs.Draft202012Validator(schema).is_valid(value)
    assert not accepted or not _same(schema, False)


@given(SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=1, max_size=8))
def test_schemas_with_equal_forms_accept_the_same(one: Any, other: Any, values: list[Any]) -> None:
    """For a schema, and for it beside another one in every way that could be simplified."""
    candidates = [one, other, {"allOf": [one, other]}, {"anyOf": [one, other]}]
    candidates += [{"allOf": [one, {"not": other}]}, {"oneOf": [one, other]}]
    for left in candidates:
        for right in candidates:
            if left is not right and _same(left, right):
                mine = jsonschema_rs.Draft202012Validator(left)
                theirs = jsonschema_rs.Draft202012Validator(right)
                for value in values:
                    assert mine.is_valid(value) == theirs.is_valid(value)


def test_no_equivalent_mutant_is_noticed(contract: dict[str, Any]) -> None:
    """Every mutant of the small contract that is dismissed passes all the data, so it is right to."""
    suite = Suite(contract)
    known = Reader(suite.contract)
    assert known.means_the_same(known)
    mutants = [mutant.of(suite.contract) for mutant in singles(suite.contract)]
    dismissed = [each for each in mutants if Reader(each, known).means_the_same(known)]
    assert dismissed
    assert [] == [each for each in dismissed if suite.notices(each)]


def test_what_is_remembered_is_forgotten_behind_a_changed_reference(
    contract: dict[str, Any],
) -> None:
    """A component's change reaches those that refer to it."""
    contract = bare(contract)
    known = Reader(contract)
    assert known.means_the_same(known)
    changed = put(contract, ("components", "schemas", "Kind", "enum"), ["chat"])
    assert not Reader(changed, known).means_the_same(known)
    kind = contract["components"]["schemas"]["Kind"]
    noted = put(contract, ("components", "schemas", "Kind"), kind | {"title": "x"})
    assert Reader(noted, known).means_the_same(known)


def test_schemas_may_refer_to_themselves(contract: dict[str, Any]) -> None:
    """The form ends where the circle closes, and still shows what differs."""
    path = ("components", "schemas", "Model", "properties", "parent")
    contract["components"]["schemas"]["Model"]["properties"]["parent"] = {}
    circular = put(contract, path, {"$ref": "#/components/schemas/Model"})
    known = Reader(circular)
    assert known.means_the_same(Reader(circular))
    assert not Reader(contract).means_the_same(known)
    changed = put(circular, ("components", "schemas", "Model", "required"), ["id", "parent"])
    assert not Reader(changed, known).means_the_same(known)


def test_a_reference_that_leads_nowhere_has_no_form() -> None:
    """It cannot be dismissed as equal."""
    with pytest.raises(PipelineError):
        _same({"$ref": "#/components/schemas/None"}, True)
