"""Schemas reduced to types: what annotations can say, and never less than the schema accepts."""

from __future__ import annotations

from typing import Any

import pytest
from tests.documents import ref

from pipeline.generate.attribute_names import masked
from pipeline.generate.typing_schemas import project_schemas, type_of

A, B = masked("a"), masked("b")
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
REF = {"$ref": "#/components/schemas/X"}
ENUM = {"enum": [A, B], "x-enum-varnames": ["A", "B"]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, {}),
        (False, {}),
        ({"minLength": 5, "pattern": "a", "const": "a", "not": {}}, {}),
        ({**STRING, "format": "date", "default": "x", "example": "x", "title": "X"}, STRING),
        ({**STRING, "description": "d"}, {**STRING, "description": "d"}),
        ({**REF, "description": "d", "default": 5}, REF),
        ({"type": ["string", "number"]}, {"type": ["string", "number"]}),
        ({"type": ["string", "object"]}, {}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        (
            {"type": "array", "prefixItems": [STRING], "items": False},
            {"type": "array", "items": {}},
        ),
        ({"enum": ["a", "b"]}, ENUM),
        ({"enum": [1, 2]}, {"enum": [1, 2], "x-enum-varnames": ["VALUE_1", "VALUE_2"]}),
        ({"enum": ["a", 1]}, {}),
        ({"enum": [1, True]}, {}),
        ({"enum": [2**63]}, {}),
        ({"type": "boolean", "enum": [True]}, {"type": "boolean"}),
        ({"type": "number", "enum": [1.5]}, {"type": "number"}),
        ({"allOf": [STRING, {"pattern": "a"}]}, STRING),
        ({"allOf": [REF, {"description": "d"}]}, {"allOf": [REF]}),
        ({**STRING, "allOf": [{"pattern": "a"}]}, STRING),
        ({**STRING, "anyOf": [{"pattern": "a"}, {"pattern": "b"}]}, STRING),
        ({"enum": ["a", "b"], "allOf": [STRING]}, ENUM),
        ({"anyOf": [REF, STRING]}, {"anyOf": [REF, STRING]}),
        (
            {"type": "object", "oneOf": [REF, REF], "description": "d"},
            {"oneOf": [REF, REF], "description": "d"},
        ),
    ],
)
def test_type(schema: Any, expected: dict[str, Any]) -> None:
    """Types stay; bounds, formats, defaults and ways to say the same twice go."""
    assert expected == type_of(schema)


def test_parts_that_declare_a_field_differently_are_one_object() -> None:
    """The generator combines few types; what conforms to all parts conforms to the last one."""
    base = {"type": "object", "properties": {"a": {"enum": ["x"]}, "b": STRING}, "required": ["b"]}
    own = {"properties": {"a": {"anyOf": [REF, {"type": "null"}]}}, "required": ["a"]}
    both = {"allOf": [{"$ref": "#/components/schemas/Base"}, own], "description": "d"}
    schemas = {"Base": base, "X": STRING, "Both": both, "Same": {"allOf": [base, base]}}
    found = project_schemas({"components": {"schemas": schemas}})
    assert {
        "type": "object",
        "properties": {A: {"anyOf": [REF, {"type": "null"}]}, B: STRING},
        "required": [B, A],
        "description": "d",
    } == found["Both"]
    assert {"allOf"} == found["Same"].keys()


@pytest.mark.parametrize(
    ("schema", "properties", "required"),
    [
        ({"type": "object"}, {}, []),
        ({"properties": {"a": STRING}}, {A: STRING}, []),
        (
            {"type": "object", "properties": {"b": INTEGER, "a": False}, "required": ["a"]},
            {B: INTEGER, A: {}},
            [A],
        ),
        ({"type": "object", "required": ["b", "b"]}, {B: {}}, [B]),
        ({"type": "object", "required": ["b"], "additionalProperties": STRING}, {B: STRING}, [B]),
        ({"properties": {"a": STRING}, "anyOf": [{"required": ["a"]}]}, {A: STRING}, []),
    ],
)
def test_fields(schema: Any, properties: dict[str, Any], required: list[str]) -> None:
    """Fields are masked, in the order of the document; what is only required is a field too."""
    found = type_of(schema)
    assert (properties, required) == (found["properties"], found["required"])
    assert list(properties) == list(found["properties"])
    assert "anyOf" not in found


@pytest.mark.parametrize(
    ("additional", "expected"), [(False, False), (True, {}), ({}, {}), (STRING, STRING)]
)
def test_undeclared_fields(additional: Any, expected: Any) -> None:
    """Whether an object is closed, and what its undeclared fields are, is kept."""
    schema = {"type": "object", "additionalProperties": additional}
    assert expected == type_of(schema)["additionalProperties"]


def test_a_field_called_like_a_keyword() -> None:
    """What the document calls a field is never taken for a keyword."""
    schema = {"properties": {"additionalProperties": False, "enum": STRING, "$ref": STRING}}
    expected = {masked("additionalProperties"): {}, masked("enum"): STRING, masked("$ref"): STRING}
    assert expected == type_of(schema)["properties"]


def test_objects_of_several_parts() -> None:
    """Parts of an object stay parts, those that say nothing of types do not."""
    found = type_of({"allOf": [REF, {"properties": {"a": STRING}}, {"required": ["a"]}]})
    assert [REF, {"properties": {A: STRING}, "required": []}] == found["allOf"]


def test_circles_without_a_class() -> None:
    """Where a list or union contains itself anything may stand; a class may contain itself."""
    schemas: dict[str, Any] = {
        "List": {"type": "array", "items": ref("List")},
        "Union": {"anyOf": [STRING, {"type": "array", "items": ref("Other")}]},
        "Other": {"anyOf": [ref("Union"), INTEGER, ref("Class")]},
        "Class": {"type": "object", "properties": {"a": ref("Class"), "b": ref("Union")}},
        "User": {"type": "array", "items": ref("List")},
    }
    found = project_schemas({"components": {"schemas": schemas}})
    assert {"type": "array", "items": {}} == found["List"]
    assert {"type": "array", "items": {}} == found["Union"]["anyOf"][1]
    assert [{}, INTEGER, ref("Class")] == found["Other"]["anyOf"]
    assert {A: ref("Class"), B: ref("Union")} == found["Class"]["properties"]
    assert ref("List") == found["User"]["items"]


def test_contract_without_components() -> None:
    """A contract may have no components."""
    assert {} == project_schemas({})
