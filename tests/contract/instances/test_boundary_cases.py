"""Boundary cases: labels that independent validators confirm, both sides of every constraint."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from tests.conforming import STATUSES, contract_of

from openrouter_models.contract import Case, Contract, ContractError, boundary_cases
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances.gaps import Gap, gaps
from openrouter_models.findings import Report, Severity
from openrouter_models.packaged import packaged_contract

Json = Any


def validators(contract: Json, schema: Json) -> list[Any]:
    """Compile a schema with two independent validators."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": contract["components"],
    }
    return [jsonschema_rs.validator_for(whole), jsonschema.Draft202012Validator(whole)]


def of(schema: Json, **components: Json) -> dict[str, bool]:
    """Compile the cases of one schema: verdict by body."""
    cases = boundary_cases(contract_of(schema, **components))
    return {case.body.decode(): case.conforms for case in cases}


def test_the_contract_reports_at_the_place_that_was_changed(
    cases: tuple[Case, ...], reports: list[Report]
) -> None:
    """A violating case has an error at or below the place it names."""
    for case, report in zip(cases, reports, strict=True):
        errors = [one.path for one in report.findings if one.severity is Severity.ERROR]
        assert case.conforms or any(path.startswith(case.at) for path in errors), case


def test_there_are_many_cases_of_both_kinds_for_every_status(cases: tuple[Case, ...]) -> None:
    """Today's contract gives more than a thousand."""
    count = Counter((case.status, case.conforms) for case in cases)
    assert {(s, c) for s in STATUSES for c in (True, False)} == set(count)
    assert min(count[200, True], count[200, False]) >= 1000
    assert all(number >= 100 for (status, _), number in count.items() if status in {401, 404, 500})
    assert min(count.values()) >= 20  # whatever a later status asks for


def test_the_stream_is_the_same_every_time_and_for_every_way_to_give_a_contract(
    cases: tuple[Case, ...],
) -> None:
    """Document, Contract and the default are one."""
    assert cases == tuple(boundary_cases(packaged_contract()))
    small = contract_of({"type": "integer"})
    assert [*boundary_cases(small)] == [*boundary_cases(Contract.load(small))]


def test_no_body_stands_twice_under_one_status(cases: tuple[Case, ...]) -> None:
    """Each case is worth its while."""
    assert len(cases) == len({(case.status, case.body) for case in cases})


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer"}, {"0": True, "8192.0": True, "8192.5": False, "null": False}),
        ({"type": "number"}, {"0.5": True, "-0.0": True, '"0"': False, "true": False}),
        ({"type": "integer", "minimum": 3}, {"2": False, "3": True, "4": True}),
        ({"type": "number", "exclusiveMaximum": 1}, {"1": False, "0.5": True, "1.5": False}),
        ({"type": "number", "multipleOf": 0.5}, {"0.5": True, "0.75": False}),
        ({"type": "string", "minLength": 2}, {'"x"': False, '"xx"': True, '"xxx"': True}),
        ({"type": "string", "maxLength": 2}, {'"xx"': True, '"xxx"': False}),
        ({"type": "string", "pattern": "^a/b$"}, {'"a/b"': True, '""': False}),
        ({"type": "string", "format": "date"}, {'"2024-01-31"': True, '"2024-13-45"': True}),
        (
            {"enum": ["text", None]},
            {'"text"': True, "null": True, '"Text"': False, '" text"': False},
        ),
        ({"const": 5}, {"5": True, "7": False}),
        (
            {"type": "array", "items": {"type": "null"}, "minItems": 1},
            {"[]": False, "[null]": True},
        ),
        (
            {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
            {"[false,true]": True, "[false,false]": False},
        ),
        (
            {"type": "array", "items": {"type": "null"}, "maxItems": 2},
            {"[null,null]": True, "[null,null,null]": False},
        ),
        (
            {"type": "array", "prefixItems": [{"type": "null"}], "items": {"type": "boolean"}},
            {"[null,false]": True, "[0]": False, "[null,0]": False},
        ),
        ({"type": "array", "contains": {"const": 7}}, {"[7]": True, "[]": False}),
        (
            {"type": "object", "properties": {"a": {"type": "null"}}, "required": ["a"]},
            {'{"a":null}': True, "{}": False, '{"a":null,"x_undeclared":null}': True},
        ),
        (
            {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
            {"{}": True, '{"x":null}': False, '{"A":null}': False},
        ),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            {'{"x_undeclared":0}': True, '{"x_undeclared":null}': False},
        ),
        ({"type": "object", "minProperties": 1}, {"{}": False}),
        (
            {"type": "object", "patternProperties": {"^x-": {"type": "null"}}},
            {'{"x-extra":null}': True, '{"x-extra":false}': False},
        ),
        (
            {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
            {'{"a":null}': False, '{"b":null}': True},
        ),
        (
            {"type": "object", "propertyNames": {"maxLength": 2}},
            {'{"x_undeclared":null}': False, '{"xx":null}': True, '{"xxx":null}': False},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "number"}]},
            {'""': True, "0": True, "null": False},
        ),
        ({"allOf": [{"minimum": 1}, {"maximum": 2, "type": "integer"}]}, {"0": False, "2": True}),
        ({"type": ["string", "null"]}, {'""': True, "null": True, "0": False}),
        ({"not": {"type": "string"}}, {'""': False, "0": True}),
        (False, {"null": False, "{}": False}),
    ],
)
def test_both_sides_of_a_constraint_are_there(schema: Json, expected: dict[str, bool]) -> None:
    """The bodies next to a constraint come up, with the right label."""
    cases = of(schema)
    assert expected == {body: cases.get(body) for body in expected}


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]},
        {
            "oneOf": [
                {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
                {"type": "object", "properties": {"a": {"type": "number"}}},
            ]
        },
        {"type": "array", "items": {"anyOf": [{"minimum": 3}, {"type": "string"}]}},
        {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "integer"}},
        {"type": "object", "properties": {"a": {"type": "integer"}}, "not": {"required": ["b"]}},
        {"type": "object", "dependentSchemas": {"x": {"required": ["test"]}}},
        {"type": "object", "properties": {"a": {}}, "unevaluatedProperties": False},
        {"allOf": [{"properties": {"a": {"minimum": 1}}}, {"properties": {"a": {"maximum": 3}}}]},
        {"type": "array", "contains": {"type": "integer"}, "minContains": 2, "maxContains": 3},
        {
            "type": "object",
            "maxProperties": 2,
            "minProperties": 1,
            "properties": {"a": {}, "b": {}},
        },
        {"const": {"a": [1, None]}},
        {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"], "example": "b"}, {"example": "c"}]},
        {"allOf": [{"required": ["a"]}, {"required": ["b"], "maxProperties": 3}]},
        {"allOf": [{"items": {"type": "number"}}, {"items": {"minimum": 1}, "minItems": 1}]},
        {"type": "object", "properties": {"a": False, "b": {"const": 1}}, "minProperties": 1},
        {"$ref": "#/components/schemas/Node"},
    ],
)
def test_labels_hold_where_one_part_does_not_decide(schema: Json) -> None:
    """Unions, conditions and the like get labels that independent validators confirm."""
    node = {
        "type": "object",
        "properties": {
            "value": {"type": "integer"},
            "next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
        },
        "required": ["value"],
    }
    contract = contract_of(schema, Node=node)
    found = {True: 0, False: 0}
    compiled = validators(contract, schema)
    for case in boundary_cases(contract):
        found[case.conforms] += 1
        for validator in compiled:
            assert case.conforms == validator.is_valid(json.loads(case.body)), case
    assert found[True]
    assert found[False]


def test_recursive_schemas_end() -> None:
    """A schema that refers to itself is entered twice on one way."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    cases = of({"$ref": "#/components/schemas/Node"}, Node=node)
    assert cases['{"next":{"next":null}}'] is False
    assert not any('"next":{"next":{"next":{"next":' in body for body in cases)


HARD = {"type": "string", "pattern": "^(?=.*zebra)(?=.*quagga).{40}$"}


def listing(model: Json) -> Json:
    """Write a contract whose models have a schema."""
    data = {"type": "array", "items": model}
    return contract_of({"type": "object", "properties": {"data": data}, "required": ["data"]})


def test_a_required_field_that_is_too_hard_to_make_is_an_error() -> None:
    """Without it there would be no model in any case; an example helps."""
    contract = listing({"type": "object", "properties": {"a": HARD}, "required": ["a"]})
    with pytest.raises(ContractError, match=r"no value at /a .*give .* example .*/data/\*/a"):
        list(boundary_cases(contract))
    text = "zebra quagga".ljust(40)
    model = {"type": "object", "properties": {"a": HARD | {"example": text}}, "required": ["a"]}
    bodies = {case.body.decode() for case in boundary_cases(listing(model)) if case.conforms}
    assert f'{{"data":[{{"a":"{text}"}}]}}' in bodies


def test_an_optional_field_that_no_value_fits_is_a_gap_and_left_out() -> None:
    """Everything around it is still verified."""
    contract = listing({"type": "object", "properties": {"a": HARD, "b": {"type": "null"}}})
    assert '{"data":[{"b":null}]}' in {case.body.decode() for case in boundary_cases(contract)}
    assert [Gap(200, "/data/*/a", is_optional=True, why="")] == gaps(contract)
    assert [] == gaps()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$"},
        {"type": "string", "pattern": r"^(?=.*\d)(?!x)[a-z\d]{8}$"},
        {"type": "string", "pattern": r"^\p{Lu}\p{Script=Greek}+$", "minLength": 5},
        {"type": "string", "pattern": r"^(\d{4})-\1|\u{1F600}$", "maxLength": 9},
        {
            "type": "object",
            "patternProperties": {"^[a-z]{2}$": {"type": "string"}},
            "minProperties": 2,
        }
        | {"additionalProperties": False},
        {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]+$", "minLength": 4},
            "minProperties": 3,
        },
        {"properties": {"k": {"enum": ["a", "b"]}}, "required": ["k"], "type": "object"}
        | {"if": {"properties": {"k": {"const": "a"}}}, "then": {"required": ["v"]}, "else": False},
        {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"], "b": ["c"]}},
        {"type": "object", "required": ["a"], "dependentSchemas": {"a": {"minProperties": 3}}},
        {"type": "object", "minProperties": 1, "not": {"required": ["x_undeclared_0"]}},
        {"type": ["integer", "string"], "not": {"type": "integer"}, "minLength": 1},
        {"type": "array", "contains": {"type": "integer", "minimum": 7}, "minContains": 3}
        | {"uniqueItems": True, "items": {"multipleOf": 5}},
        {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 40}}
        | {"uniqueItems": True, "minItems": 40},
        {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True, "minItems": 2},
        {"type": "number", "multipleOf": 0.07, "exclusiveMinimum": 3.14, "maximum": 3.22},
        {"type": "number", "exclusiveMinimum": 0.1, "exclusiveMaximum": 0.2},
        {"type": "integer", "multipleOf": 2.5, "exclusiveMaximum": -11},
        {"allOf": [{"type": "integer", "multipleOf": 6}, {"multipleOf": 10, "minimum": 1}]},
        {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}], "minimum": 4.5},
    ],
)
def test_a_field_that_is_hard_to_make_hides_nothing(schema: Json) -> None:
    """Beside it everything is tried as beside a plain one, and both labels come up for itself."""

    def count(field: Json) -> int:
        fields = {"x": field, "name": {"type": "string"}}
        model = {"type": "object", "properties": fields, "required": ["x"]}
        return sum(1 for case in boundary_cases(listing(model)) if case.at.endswith("/name"))

    assert count({"type": "string"}) <= count(schema)
    assert {True, False} <= set(of(schema).values())


def test_a_schema_that_is_its_own_part_is_refused() -> None:
    """References that lead to nothing but references mean nothing."""
    with pytest.raises(ValueError, match="refers to itself"):
        of({"$ref": "#/components/schemas/A"}, A={"anyOf": [{"$ref": "#/components/schemas/A"}]})


def test_a_document_without_the_operation_is_refused() -> None:
    """There is nothing to compile."""
    with pytest.raises(ContractError, match="describes no response"):
        list(boundary_cases({"openapi": "3.1.0", "paths": {}}))


def test_ranges_and_the_default_get_a_status_that_stands_for_them() -> None:
    """The Responses Object of OpenAPI 3.1 allows both."""
    contract = contract_of({"type": "null"})
    responses = contract["paths"]["/models/user"]["get"]["responses"]
    responses |= {"4XX": responses["200"], "400": responses["200"], "default": responses["200"]}
    responses["500"] = {"description": "without a body"}
    assert [200, 401, 400, 501] == [each.status for each in documented(contract)]


@pytest.mark.parametrize("inner", [{"minimum": "a"}, {"not": {"minimum": "a"}}])
def test_an_invalid_schema_is_refused(inner: Json) -> None:
    """Before any value is computed from it."""
    with pytest.raises(ContractError, match="cannot be checked"):
        of({"type": "number", **inner})
