"""Every kind of change that the document has seen within a year is classified, with a witness."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.compare import compare
from pipeline.diff.revision import Change, Revision

VALIDATOR: Any = jsonschema.Draft202012Validator
STRING = {"type": "string"}
NUMBER = {"type": "number"}
REF = "#/components/schemas/"


def document(
    listing: dict[str, Any] | None = None, *, responses: tuple[str, ...] = (), **model: Any
) -> dict[str, Any]:
    """Write a small revision: a listing of models with the given fields; `required_` names the needed."""
    required = model.pop("required_", ["id"])
    closed = model.pop("closed_", None)
    parameters = model.pop("parameters_", [])
    schema = {
        "type": "object",
        "properties": {"id": STRING, **model},
        "required": required,
        **({} if closed is None else {"additionalProperties": not closed}),
    }
    envelope: dict[str, Any] = {
        "type": "object",
        "properties": {"data": {"type": "array", "items": {"$ref": REF + "Model"}}},
        "required": ["data"],
    }
    for name, field in (listing or {}).items():
        envelope["properties"][name] = field
        envelope["required"].append(name)
    content = {"application/json": {"schema": {"$ref": REF + "ModelsListResponse"}}}
    error = {"application/json": {"schema": {"$ref": REF + "Failure"}}}
    failure = {"type": "object", "properties": {"error": STRING}, "required": ["error"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/models/user": {
                "get": {
                    "operationId": "list",
                    "parameters": parameters,
                    "responses": {
                        "200": {"description": "", "content": content},
                        **{one: {"description": "", "content": error} for one in responses},
                    },
                }
            }
        },
        "components": {
            "schemas": {"Model": schema, "ModelsListResponse": envelope, "Failure": failure}
        },
    }


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Compare two revisions, texts aside."""
    found = compare(Revision(to_plain_31(old)), Revision(to_plain_31(new))).changes
    return [one for one in found if one.severity != "documentation"]


def enum(*values: str) -> dict[str, Any]:
    """Write a list of words."""
    return {"type": "array", "items": {"type": "string", "enum": [*values]}}


def query(name: str, **more: Any) -> dict[str, Any]:
    """Write a query parameter for a number."""
    return {"in": "query", "name": name, "schema": {"type": "integer"}, **more}


FLOAT = {"type": "number", "minimum": 0, "maximum": 2}
NULLABLE = {"type": "number", "nullable": True}
ALIAS = {"type": "object", "properties": {"slug": STRING}, "required": ["slug"]}

VARIANTS = [ALIAS, {"type": "object", "properties": {"x": STRING}, "required": ["x"]}]

ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str, str]]]] = {
    "enum value added": (
        document(words=enum("text")),
        document(words=enum("text", "video")),
        [("enum-value-added", "breaking", "/data/*/words/*")],
    ),
    "enum value renamed": (
        document(words=enum("text", "tts")),
        document(words=enum("text", "speech")),
        [
            ("enum-value-added", "breaking", "/data/*/words/*"),
            ("enum-value-removed", "compatible", "/data/*/words/*"),
        ],
    ),
    "required response field added": (
        document(),
        document(links=ALIAS, required_=["id", "links"]),
        [("required-field-added", "compatible", "/data/*/links")],
    ),
    "required envelope fields added": (
        document(),
        document({"total_count": {"type": "integer"}}),
        [("required-field-added", "compatible", "/total_count")],
    ),
    "optional field added": (
        document(),
        document(alias_target=ALIAS),
        [("field-added", "compatible", "/data/*/alias_target")],
    ),
    "optional field added to a closed object": (
        document(closed_=True),
        document(closed_=True, discount=NUMBER),
        [("field-added-to-closed-object", "breaking", "/data/*/discount")],
    ),
    "nullability removed": (
        document(top_p=NULLABLE),
        document(top_p=NUMBER),
        [("null-forbidden", "compatible", "/data/*/top_p")],
    ),
    "nullability restored": (
        document(top_p=NUMBER),
        document(top_p=NULLABLE),
        [("null-allowed", "breaking", "/data/*/top_p")],
    ),
    "price: number or string to number": (
        document(price={"anyOf": [NUMBER, STRING]}),
        document(price=NUMBER),
        [("type-narrowed", "compatible", "/data/*/price")],
    ),
    "price: number to number or string": (
        document(price=NUMBER),
        document(price={"anyOf": [NUMBER, STRING]}),
        [("type-widened", "breaking", "/data/*/price")],
    ),
    "price: number to string": (
        document(price=NUMBER),
        document(price=STRING),
        [("type-changed", "breaking", "/data/*/price")],
    ),
    "price: wrapped in allOf": (
        document(price=STRING),
        document(price={"allOf": [STRING, {"description": "a price"}]}),
        [],
    ),
    "bounds removed": (
        document(top_p=FLOAT),
        document(top_p=NUMBER),
        [
            ("constraint-removed", "breaking", "/data/*/top_p"),
            ("constraint-removed", "breaking", "/data/*/top_p"),
        ],
    ),
    "status added": (
        document(),
        document(responses=("404",)),
        [("status-added", "compatible", "")],
    ),
    "query parameters added": (
        document(),
        document(parameters_=[query("offset")]),
        [("parameter-added", "compatible", "/offset")],
    ),
    "header parameters added": (
        document(),
        document(parameters_=[query("HTTP-Referer") | {"in": "header"}]),
        [("parameter-added", "compatible", "/http-referer")],
    ),
    "dialect": (
        document(a=NULLABLE, b={"type": "string", "nullable": True, "enum": ["x", None]}),
        document(
            a={"type": ["number", "null"]}, b={"type": ["string", "null"], "enum": ["x", None]}
        ),
        [],
    ),
    "required dropped": (
        document(arena=ALIAS, required_=["id", "arena"]),
        document(arena=ALIAS),
        [("field-became-optional", "breaking", "/data/*/arena")],
    ),
    "required restored": (
        document(arena=ALIAS),
        document(arena=ALIAS, required_=["id", "arena"]),
        [("field-became-required", "compatible", "/data/*/arena")],
    ),
    "closed object opened": (
        document(closed_=True),
        document(),
        [("object-opened", "breaking", "/data/*/*")],
    ),
    "open object closed": (
        document(),
        document(closed_=True),
        [("object-closed", "compatible", "/data/*/*")],
    ),
    "field removed": (
        document(alias_target=ALIAS),
        document(),
        [("field-removed", "breaking", "/data/*/alias_target")],
    ),
    "variant of a union added": (
        document(target={"anyOf": [*VARIANTS, {"type": "object", "required": ["z"]}]}),
        document(
            target={
                "anyOf": [
                    *VARIANTS,
                    {"type": "object", "required": ["z"]},
                    {"type": "object", "properties": {"y": STRING}, "required": ["y"]},
                ]
            }
        ),
        [("variant-added", "breaking", "/data/*/target")],
    ),
    "variant of a union removed": (
        document(target={"anyOf": VARIANTS}),
        document(target=VARIANTS[0]),
        [("variant-removed", "compatible", "/data/*/target")],
    ),
    "length loosened": (
        document(id={"type": "string", "maxLength": 3}),
        document(id={"type": "string", "maxLength": 5}),
        [("constraint-loosened", "breaking", "/data/*/id")],
    ),
    "pattern changed": (
        document(price={"type": "string", "pattern": "^[0-9]+$"}),
        document(price={"type": "string", "pattern": "^[a-z]+$"}),
        [("constraint-changed", "breaking", "/data/*/price")],
    ),
    "keyword that is compared as written": (
        document(price={"type": "string", "not": {"const": "x"}}),
        document(price={"type": "string", "not": {"type": "string", "maxLength": 1}}),
        [("value-forbidden", "compatible", "/data/*/price")],
    ),
    "items bounded": (
        document(words=enum("a")),
        document(words={**enum("a"), "maxItems": 2, "minItems": 1}),
        [
            ("constraint-added", "compatible", "/data/*/words"),
            ("constraint-added", "compatible", "/data/*/words"),
        ],
    ),
    "items unique": (
        document(words={**enum("a"), "uniqueItems": True}),
        document(words=enum("a")),
        [("constraint-removed", "breaking", "/data/*/words")],
    ),
    "values no longer listed": (
        document(word={"type": "string", "enum": ["a"]}),
        document(word=STRING),
        [("enum-opened", "breaking", "/data/*/word")],
    ),
    "values listed": (
        document(word=STRING),
        document(word={"type": "string", "enum": ["a"]}),
        [("enum-closed", "compatible", "/data/*/word")],
    ),
    "only null": (
        document(word={"type": ["string", "null"]}),
        document(word={"type": "null"}),
        [("value-forbidden", "compatible", "/data/*/word")],
    ),
    "no longer only null": (
        document(word={"type": "null"}),
        document(word={"type": ["string", "null"]}),
        [("value-allowed", "breaking", "/data/*/word")],
    ),
    "values of a map": (
        document(prices={"type": "object", "additionalProperties": NUMBER}),
        document(prices={"type": "object", "additionalProperties": STRING}),
        [("type-changed", "breaking", "/data/*/prices/*")],
    ),
    "field of any value": (
        document(),
        document(extra={}),
        [("field-added", "compatible", "/data/*/extra")],
    ),
    "number to integer": (
        document(price=NUMBER),
        document(price={"type": "integer"}),
        [("type-narrowed", "compatible", "/data/*/price")],
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_every_known_kind_of_change_is_classified(row: str) -> None:
    """As a maintainer would; in a body with a witness, which an independent validator confirms."""
    old, new, expected = ROWS[row]
    found = changes(old, new)
    assert expected == [(one.kind, one.severity.value, one.where.pointer) for one in found]
    plain = {"old": to_plain_31(old), "new": to_plain_31(new)}
    for witness in (
        one.witness for one in found if one.where.pointer.startswith(("/data", "/total"))
    ):
        assert witness is not None
        for side, contract in plain.items():
            schema = {"$ref": REF + "ModelsListResponse", "components": contract["components"]}
            says = VALIDATOR(schema).is_valid(witness.body)
            assert (witness.accepted_by in {side, "both"}) == says


def test_a_witness_of_an_optional_field_shows_it() -> None:
    """What JSON Schema cannot see in an open object is shown by the smallest body that has it."""
    (change,) = changes(*ROWS["optional field added"][:2])
    assert change.witness
    assert {"data": [{"id": "", "alias_target": {"slug": ""}}]} == change.witness.body
    assert "both" == change.witness.accepted_by


def test_a_witness_says_what_the_other_contract_finds() -> None:
    """The finding is that of our own checks, at the place of the change."""
    (change,) = changes(*ROWS["enum value added"][:2])
    assert change.witness
    assert "/data/0/words/0" == change.witness.at
    assert change.witness.finding
    assert change.witness.finding.startswith("unknown-enum-value at /data/0/words/0")


def test_a_bound_is_shown_by_a_value_beyond_it() -> None:
    """Of two bounds that go each has its own witness."""
    found = changes(*ROWS["bounds removed"][:2])
    bodies = [change.witness.body["data"][0]["top_p"] for change in found if change.witness]
    assert [3, -1] == bodies


def test_one_change_at_two_places_is_told_once() -> None:
    """Two uses of one list of words are one change, with both places."""
    words = {"type": "string", "enum": ["a"]}
    old, new = (document(x={"$ref": REF + "Word"}, y={"$ref": REF + "Word"}) for _ in "ab")
    old["components"]["schemas"]["Word"] = words
    new["components"]["schemas"]["Word"] = words | {"enum": ["a", "b"]}
    (change,) = changes(old, new)
    assert "/data/*/x" == change.where.pointer
    assert ["/data/*/y"] == [place.pointer for place in change.also]
