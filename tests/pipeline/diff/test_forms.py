"""Schemas are read in a normal form, and those that have none are refused."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.diff.forms import Form, Reader
from pipeline.diff.keywords import canonical
from pipeline.diff.schema_comparison import Comparison
from pipeline.failure import PipelineError

REF = "#/components/schemas/"


def form(schema: Any, **schemas: Any) -> Form:
    """Read a schema in a contract with components."""
    return Reader({"components": {"schemas": schemas}}).form((schema,))


def differ(old: Any, new: Any, **schemas: Any) -> list[str]:
    """Compare two schemas in contracts with the same components."""
    contract = {"components": {"schemas": schemas}}
    found = Comparison(Reader(contract), Reader(contract)).compare((old,), (new,))
    return [one.kind for one in found]


def test_a_component_may_be_true_or_false() -> None:
    """One accepts everything, the other nothing."""
    assert 6 == len(form({"$ref": REF + "Any"}, Any=True))
    assert {} == form({"$ref": REF + "None"}, None_=True, **{"None": False})


@pytest.mark.parametrize("reference", [REF + "Gone", "other.yaml"])
def test_a_reference_to_nowhere_is_refused(reference: str) -> None:
    """The error names it."""
    with pytest.raises(PipelineError, match="leads to no schema"):
        form({"allOf": [{"$ref": reference}, {}]})


def test_a_schema_of_nothing_but_itself_is_refused() -> None:
    """There is no value that it describes."""
    with pytest.raises(PipelineError, match="nothing but itself"):
        form({"$ref": REF + "A"}, A={"anyOf": [{"$ref": REF + "A"}, {"type": "string"}]})


@pytest.mark.parametrize("inner", ["allOf", "anyOf"])
def test_too_many_combinations_are_refused(inner: str) -> None:
    """They would take for ever."""
    union = {"anyOf": [{"minLength": n} for n in range(7)]}
    many: dict[str, Any] = {"allOf": [union, union, union]}
    if inner == "anyOf":
        many = {"allOf": [union, union], "anyOf": union["anyOf"]}
    with pytest.raises(PipelineError, match="too many alternatives"):
        form(many)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": 5},
        {"type": "number", "minimum": "1"},
        {"type": "number", "maximum": True},
        {"type": "number", "multipleOf": []},
        {"type": "array", "uniqueItems": 1},
    ],
)
def test_a_limit_of_the_wrong_type_is_refused(schema: Any) -> None:
    """The error names the keyword."""
    with pytest.raises(PipelineError, match="mend the document there"):
        form(schema)


def test_values_of_several_lists_are_one_list() -> None:
    """Of a union all of them, of an intersection those in common."""
    union = {"anyOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}
    assert [] == differ(union, {"enum": ["c", "b", "a"]})
    both = {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}
    assert [] == differ(both, {"const": "b"})


def test_of_limits_the_narrower_counts() -> None:
    """Wherever they stand."""
    both = {"type": "number", "minimum": 1, "allOf": [{"minimum": 2, "maximum": 5}, {"maximum": 4}]}
    assert [] == differ(both, {"type": "number", "minimum": 2, "maximum": 4})


def test_a_list_of_both_booleans_is_any_boolean() -> None:
    """As the type alone says."""
    assert [] == differ({"enum": [True, False]}, {"type": "boolean"})


def test_a_field_counts_in_every_part() -> None:
    """A part that closes the object forbids the fields of the other."""
    closed = {"type": "object", "properties": {"a": True}, "additionalProperties": False}
    both = {"allOf": [closed, {"type": "object", "properties": {"b": {"type": "string"}}}]}
    assert {} == Reader({}).form(form(both)["object"][0].fields["b"])


@pytest.mark.parametrize(
    "keywords",
    [
        {"patternProperties": {"^x": {"$ref": REF + "A"}}},
        {"not": {"required": ["a"]}},
        {"dependentRequired": {"a": ["b"]}},
    ],
)
def test_a_keyword_that_is_compared_as_written_is_written_out(keywords: Any) -> None:
    """References and descriptions in it make no difference."""
    schema = {"type": "object", **keywords}
    inline = {"type": "object", "patternProperties": {"^x": {"type": "string", "description": "x"}}}
    component = {"type": "string"}
    same = inline if "patternProperties" in keywords else dict(schema)
    assert [] == differ(schema, same, A=component)
    assert ["constraint-changed"] == differ(schema, {"type": "object"}, A=component)


def test_a_tuple_is_compared_as_written() -> None:
    """Also where it contains itself."""
    nested = {"type": "array", "prefixItems": [{"$ref": REF + "A"}]}
    assert [] == differ(nested, dict(nested), A=nested)


def test_equal_numbers_are_one_value() -> None:
    """But no boolean is a number."""
    assert canonical(1.0) == canonical(1)
    assert canonical(True) != canonical(1)


def test_too_many_differences_are_refused() -> None:
    """They are of two APIs, or made to hurt."""
    old = {"type": "object", "properties": {f"a{n}": True for n in range(3000)}}
    new = {"type": "object", "properties": {f"b{n}": True for n in range(3000)}}
    with pytest.raises(PipelineError, match="more than 5000 places"):
        differ(old, new)
