"""The lint finds each fault that would make the contract untrue, and counts what it validated."""

from __future__ import annotations

from typing import Any

import pytest
from tests.documents import REF, answer, document

from pipeline.derive.lint import lint
from pipeline.json_values import keys_in, put
from pipeline.openapi.visiting import walk


def contract(**schema: Any) -> dict[str, Any]:
    """Write the smallest contract that has one of everything, with one schema to be varied."""
    examples = {
        "inline": {"value": {"p": "one"}},
        "kept": {"$ref": "#/components/examples/Kept"},
        "elsewhere": {"externalValue": "https://example.com/x"},
    }
    success = answer({"$ref": f"{REF}A"})
    success["content"]["application/json"]["examples"] = examples
    success["headers"] = {"X": {"schema": {"type": "string"}, "example": "x"}}
    query = {"name": "q", "in": "query", "schema": {"type": "integer"}, "example": 1}
    operation: dict[str, Any] = {
        "operationId": "getA",
        "security": [{"key": []}],
        "parameters": [query],
        "responses": {"200": success},
    }
    fields = {"p": {"type": "string", "examples": ["one", "two"]}}
    components = {
        "schemas": {"A": {"type": "object", "properties": fields}, "B": schema},
        "examples": {"Kept": {"value": {"p": "two"}}},
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    }
    return document(operation, path="/a", components=components)


def problem(document: dict[str, Any]) -> str:
    """Lint a document that has exactly one problem."""
    (found,) = lint(document).problems
    return found


def test_every_kind_of_example_is_validated_and_counted() -> None:
    """Of media types, parameters, headers and schemas, inline and referenced; never from afar."""
    result = lint(contract(type="string", example="x"))
    assert () == result.problems
    assert 7 == result.examples


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/components/schemas/B/example", 1),
        ("/components/schemas/A/properties/p/examples/1", None),
        ("/components/examples/Kept/value/p", 3),
        ("/paths/~1a/get/parameters/0/example", "x"),
        ("/paths/~1a/get/responses/200/headers/X/example", 1),
    ],
)
def test_an_example_that_contradicts_its_schema_is_found(pointer: str, value: Any) -> None:
    """The pointer leads to the very value in the example."""
    document = contract(type="string", example="x")
    linted = lint(put(document, keys_in(pointer, document), value))
    (found,) = linted.false_examples
    assert found.problem.startswith(f"{pointer}: the example contradicts its schema")
    assert pointer.startswith(found.pointer)
    assert 7 == linted.examples


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "string", "nullable": True}, "OpenAPI 3.1 knows no nullable"),
        ({"type": "string", "enum": ["a", None]}, "the enum contains null"),
        ({"enum": ["a", None]}, "the enum contains null"),
        ({"type": "string", "enum": ["a", "b", "a"]}, 'the enum contains "a" 2 times'),
    ],
)
def test_a_dangerous_schema_is_found(schema: dict[str, Any], message: str) -> None:
    """Faults that a generator would swallow."""
    assert problem(contract(**schema)).startswith(f"/components/schemas/B: {message}")


STRING, INTEGER = {"type": "string"}, {"type": "integer"}
APART: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (STRING, INTEGER, ""),
    ({"enum": ["a"]}, {"enum": ["b"]}, ""),
    ({"type": "string", "maxLength": 2}, {"minLength": 3}, ""),
    ({"maximum": 2}, {"type": "number", "exclusiveMinimum": 2}, ""),
    ({"items": STRING}, {"type": "array", "items": INTEGER}, "/items"),
    ({"properties": {"b": STRING}}, {"properties": {"b": INTEGER}}, "/properties/b"),
]


@pytest.mark.parametrize(("one", "other", "below"), APART)
@pytest.mark.parametrize("beside", [False, True], ids=["part and part", "part and schema"])
def test_parts_that_leave_no_value_are_found(
    one: dict[str, Any], other: dict[str, Any], below: str, *, beside: bool
) -> None:
    """Of a field or item that parts declare, however they are combined; an optional one too."""
    fields = {"properties": {"a": one}}
    document = contract(allOf=[{"$ref": "#/components/schemas/C"}])
    schemas = document["components"]["schemas"]
    schemas["B"] |= fields if beside else {"allOf": [*schemas["B"]["allOf"], fields]}
    schemas["C"] = {"allOf": [{"properties": {"a": other}}]}
    found = problem(document)
    assert (
        f"/components/schemas/B/properties/a{below}: no value satisfies all parts of the allOf"
        == found
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "number"}, INTEGER),
        ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}),
        ({"$ref": "#/components/schemas/B"}, {"type": "object"}),
    ],
)
def test_parts_that_leave_a_value_are_no_fault(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Integers are numbers, and what refers to itself ends."""
    parts = [{"properties": {"a": one}}, {"properties": {"a": other}}]
    assert () == lint(contract(allOf=parts)).problems


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"nullable": {"type": "boolean"}}},
        {"type": "object", "examples": [{"nullable": True, "$ref": "#/nowhere"}]},
        {"type": ["string", "null"], "enum": ["a", None]},
        {"enum": [1, True]},
    ],
)
def test_data_and_names_are_no_keywords(schema: dict[str, Any]) -> None:
    """What looks like a fault only to a search by key is none."""
    assert () == lint(contract(**schema)).problems


def test_an_operation_needs_an_id_of_its_own() -> None:
    """A duplicate is found, once; an operation without one goes by its method and path."""
    document = contract()
    response = {"200": {"description": "d"}}
    document["paths"]["/b"] = {"get": {"operationId": "getA", "responses": response}}
    document["paths"]["/c"] = {"get": {"responses": response}}
    problem = "/paths/~1b/get: /paths/~1a/get has the operationId 'getA' too"
    assert (problem,) == lint(document).problems


def test_security_schemes_are_defined_and_used() -> None:
    """One that nothing requires and one that nothing defines are both found."""
    document = contract()
    document["security"] = [{"other": []}]
    document["components"]["securitySchemes"]["third"] = {"type": "http", "scheme": "basic"}
    assert (
        "/security/0: the security scheme 'other' is not defined",
        "/components/securitySchemes/third: no security requirement uses this scheme",
    ) == lint(document).problems


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "text"}, "'text' is not valid under any of the given schemas (at /type of a"),
        (
            {"type": "string", "default": 1},
            "/B/default: the default contradicts its schema: 1 is not",
        ),
    ],
)
def test_what_the_openapi_validator_rejects_in_schemas_is_a_problem(
    schema: dict[str, Any], message: str
) -> None:
    """Its message is passed on, shortened to one line."""
    result = lint(contract(**schema))
    assert message in result.problems[0]


def test_a_misshapen_document_is_a_problem() -> None:
    """What the OpenAPI schema rejects is reported with its pointer."""
    document = contract()
    del document["info"]["title"]
    assert '/info: "title" is a required property' == problem(document)


@pytest.mark.parametrize(
    "reference",
    ["#/components/schemas/C", "other.yaml#/A", "https://127.0.0.1:1/x", "#/components/schemas/B"],
)
def test_a_reference_that_cannot_be_followed_is_the_only_problem(reference: str) -> None:
    """Nothing is fetched, and nothing else is judged."""
    found = problem(contract(**{"$ref": reference}))
    assert found.startswith(f"/components/schemas/B: the reference '{reference}' leads out of")


def test_the_walk_passes_over_what_is_misshapen_and_enters_callbacks() -> None:
    """A judge of bad documents does not stumble over them."""
    operation: dict[str, Any] = {"callbacks": {"on": {"{$url}": {"post": {"operationId": "c"}}}}}
    document: dict[str, Any] = {"paths": {"/a": {"get": operation, "put": 3}}, "components": []}
    kinds = ["document", "path item", "operation", "callback", "path item", "operation"]
    assert kinds == [node.kind for node in walk(document)]
