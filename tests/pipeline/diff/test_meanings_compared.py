"""Every keyword, written otherwise, wider and narrower: the verdict goes by meaning, and a witness proves it."""

from __future__ import annotations

from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.change_kinds import Severity
from pipeline.diff.compare import compare
from pipeline.diff.revision import Change, Revision

REF = "#/components/schemas/"
ANY: dict[str, Any] = {}
STRING, INTEGER, NUMBER, NULL = ({"type": t} for t in ("string", "integer", "number", "null"))
BOOLEAN, ARRAY, OBJECT = ({"type": t} for t in ("boolean", "array", "object"))
A, B = {"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}
OPEN_A = {"type": "object", "properties": {"a": STRING}}
OPEN_B = {"type": "object", "properties": {"b": STRING}}
CLOSED = {"type": "object", "properties": {"a": STRING}, "additionalProperties": False}


def enum(*values: Any) -> dict[str, Any]:
    """List values."""
    return {"enum": list(values)}


def items(schema: Any, **more: Any) -> dict[str, Any]:
    """Describe an array."""
    return {"type": "array", "items": schema, **more}


def fields(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Describe an object."""
    return {"type": "object", "properties": properties, **more}


def either(*schemas: Any) -> dict[str, Any]:
    """Describe a union."""
    return {"anyOf": list(schemas)}


def one_of(*schemas: Any) -> dict[str, Any]:
    """Describe a choice."""
    return {"oneOf": list(schemas)}


def both(*schemas: Any) -> dict[str, Any]:
    """Describe an intersection."""
    return {"allOf": list(schemas)}


def no(schema: Any) -> dict[str, Any]:
    """Describe a complement."""
    return {"not": schema}


SAME: list[tuple[Any, Any]] = [
    # type, enum, const
    ({"type": ["integer", "number"]}, NUMBER),
    ({"type": ["string", "null"]}, either(STRING, NULL)),
    (one_of(STRING, NULL), {"type": ["string", "null"]}),
    ({"type": ["null", "boolean", "number", "string", "array", "object"]}, ANY),
    (either(STRING, ANY), ANY),
    (enum(True, False), BOOLEAN),
    (enum(None), NULL),
    (enum([1]), enum([1.0])),
    (enum({"a": 1}), enum({"a": 1.0})),
    (enum([1, 2]), items(False, prefixItems=[{"const": 1}, {"const": 2}], minItems=2)),
    (enum({"a": 1}), fields({"a": {"const": 1}}, required=["a"], additionalProperties=False)),
    (enum("a", "b"), enum("b", "a")),
    (both(STRING, either({"const": "a"}, {"const": "b"})), enum("a", "b")),
    (enum("a"), {"const": "a"}),
    ({"type": "string", "enum": ["a", 1]}, enum("a")),
    ({"enum": ["a"], "minLength": 1}, enum("a")),
    ({"enum": ["a", "bb"], "maxLength": 1}, enum("a")),
    (either(enum("a"), enum("b")), enum("a", "b")),
    (one_of({"const": "a"}, {"const": "b"}), enum("a", "b")),
    (both(enum("a", "b"), enum("b", "c")), {"const": "b"}),
    # bounds, multipleOf
    ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
    ({"type": "integer", "exclusiveMaximum": 9}, {"type": "integer", "maximum": 8}),
    ({"type": "integer", "minimum": 0.5}, {"type": "integer", "minimum": 1}),
    ({"type": "integer", "minimum": 1, "maximum": 3}, enum(1, 2, 3)),
    ({"type": "number", "minimum": 2, "maximum": 2}, {"const": 2}),
    (
        {"type": "number", "minimum": 0, "exclusiveMinimum": 0},
        {"type": "number", "exclusiveMinimum": 0},
    ),
    ({"type": "number", "multipleOf": 1}, INTEGER),
    ({"type": "integer", "multipleOf": 0.5}, INTEGER),
    ({"type": "integer", "multipleOf": 2.5}, {"type": "integer", "multipleOf": 5}),
    (both(INTEGER, {"multipleOf": 2.5}), {"type": "integer", "multipleOf": 5}),
    (both(either(INTEGER, NULL), {"multipleOf": 1.5}), either({**INTEGER, "multipleOf": 3}, NULL)),
    ({**INTEGER, **no({"multipleOf": 2.5})}, {**INTEGER, **no({"multipleOf": 5})}),
    (both({"multipleOf": 2, **NUMBER}, {"multipleOf": 3}), {"type": "number", "multipleOf": 6}),
    ({"type": "string", "minimum": 3}, STRING),
    (
        no({"type": "number", "minimum": 1}),
        either(
            {"type": ["null", "boolean", "string", "array", "object"]},
            {"type": "number", "exclusiveMaximum": 1},
        ),
    ),
    # length, pattern, format
    ({"type": "string", "minLength": 0}, STRING),
    ({"type": "string", "maxLength": 0}, {"const": ""}),
    ({"type": "string", "format": "date"}, STRING),
    ({"type": "integer", "format": "int64"}, INTEGER),
    (both({"minLength": 2, **STRING}, {"minLength": 5}), {"type": "string", "minLength": 5}),
    ({"type": "integer", "pattern": "^a"}, INTEGER),
    ({"type": "string", "pattern": ".*"}, STRING),
    (either({"type": "string", "minLength": 3}, {"type": "string", "maxLength": 5}), STRING),
    # arrays
    (items(False), {"type": "array", "maxItems": 0}),
    (items(ANY), ARRAY),
    (items(STRING, minItems=0), items(STRING)),
    ({"type": "array", "prefixItems": [STRING], "items": STRING}, items(STRING)),
    ({"type": "array", "prefixItems": [ANY]}, ARRAY),
    (
        {"type": "array", "prefixItems": [STRING], "items": False},
        {"type": "array", "prefixItems": [STRING], "maxItems": 1},
    ),
    ({"type": "array", "contains": STRING}, {"type": "array", "contains": STRING, "minItems": 1}),
    ({"type": "array", "contains": STRING, "minContains": 0}, ARRAY),
    ({"type": "array", "contains": ANY}, {"type": "array", "minItems": 1}),
    ({"type": "array", "uniqueItems": False}, ARRAY),
    (items(enum(1, 2), uniqueItems=True), items(enum(1, 2), uniqueItems=True, maxItems=2)),
    (items(one_of(STRING, NULL)), items({"type": ["string", "null"]})),
    # objects
    ({"type": "object", "maxProperties": 0}, {"const": {}}),
    (
        {"type": "object", "required": ["a"]},
        {"type": "object", "required": ["a"], "minProperties": 1},
    ),
    ({"type": "object", "required": []}, OBJECT),
    (
        fields({"a": STRING, "b": INTEGER}, required=["a", "b"]),
        fields({"b": INTEGER, "a": STRING}, required=["b", "a"]),
    ),
    (both({"required": ["a"], **OBJECT}, OPEN_A), OPEN_A | {"required": ["a"]}),
    ({"type": "object", "additionalProperties": True}, OBJECT),
    ({"type": "object", "unevaluatedProperties": False, "properties": {"a": STRING}}, CLOSED),
    (CLOSED | {"minProperties": 1}, CLOSED | {"required": ["a"]}),
    (CLOSED | {"maxProperties": 1}, CLOSED),
    (CLOSED | {"propertyNames": {"const": "a"}}, CLOSED),
    ({"type": "object", "propertyNames": STRING}, OBJECT),
    ({"type": "object", "propertyNames": {"minLength": 0}}, OBJECT),
    ({"type": "object", "patternProperties": {"^a": ANY}}, OBJECT),
    (
        {"type": "object", "patternProperties": {".*": STRING}},
        {"type": "object", "additionalProperties": STRING},
    ),
    (
        fields({"a": STRING}, patternProperties={"^a": STRING}),
        fields({"a": ANY}, patternProperties={"^a": STRING}),
    ),
    (
        {"type": "object", "dependentRequired": {"a": ["b"]}},
        {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
    ),
    ({"type": "object", "dependentRequired": {"a": []}}, OBJECT),
    (
        {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}},
        {"type": "object", "required": ["a", "b"]},
    ),
    (fields({"a": False}, additionalProperties=False), {"type": "object", "maxProperties": 0}),
    (
        no({"required": ["a"], **OBJECT}),
        no({"type": "object", "required": ["a"], "minProperties": 1}),
    ),
    # conditions, unions, intersections, complements
    (
        {**OBJECT, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {"type": "object", "dependentRequired": {"a": ["b"]}},
    ),
    ({**STRING, "if": ANY, "then": {"minLength": 2}}, {"type": "string", "minLength": 2}),
    ({**STRING, "then": {"minLength": 2}}, STRING),
    (
        {"if": STRING, "then": {"minLength": 1}, "else": NULL},
        either({"type": "string", "minLength": 1}, NULL),
    ),
    (both(STRING), STRING),
    (both(STRING, ANY), STRING),
    (both({"type": ["string", "null"]}, {"type": ["string", "integer"]}), STRING),
    (both(OPEN_A, OPEN_B), fields({"a": STRING, "b": STRING})),
    (either(A, B, A), either(B, A)),
    (either(STRING, {"type": "string", "minLength": 3}), STRING),
    (one_of(INTEGER, STRING), {"type": ["integer", "string"]}),
    (one_of(NUMBER, INTEGER), both(NUMBER, no(INTEGER))),
    (one_of(A, {"type": "array"}), either(A, ARRAY)),
    (no(no(STRING)), STRING),
    (no(NULL), {"type": ["boolean", "number", "string", "array", "object"]}),
    (no(either(STRING, NULL)), {"type": ["boolean", "number", "array", "object"]}),
    ({"type": "integer", "not": {"const": 0}, "minimum": 0}, {"type": "integer", "minimum": 1}),
    # references and null in the words of OpenAPI 3.0
    ({"$ref": REF + "Word"}, enum("a", "b")),
    (both({"$ref": REF + "Word"}, {"description": "d"}), enum("b", "a")),
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "string", "enum": ["a", None], "nullable": True}, either(enum("a"), NULL)),
    (
        {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 0},
    ),
    ({"$ref": REF + "Tree"}, {"$ref": REF + "Copy"}),
    ({"$ref": REF + "Tree"}, fields({"kids": items({"$ref": REF + "Tree"})})),
]

# What is accepted by the second and not by the first; of which the reverse is not so.
WIDER: list[tuple[Any, Any]] = [
    (INTEGER, NUMBER),
    (STRING, {"type": ["string", "null"]}),
    (STRING, {"type": ["string", "integer"]}),
    (STRING, ANY),
    (enum("a"), enum("a", "b")),
    (enum("a"), STRING),
    ({"const": 1}, INTEGER),
    (enum([1]), enum([1], [2])),
    (enum(1), enum(1, True)),
    (enum({"a": 1}), OBJECT),
    ({"const": {"a": 1}}, fields({"a": INTEGER}, required=["a"], additionalProperties=False)),
    ({"const": [1]}, items(INTEGER)),
    ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 0}),
    ({"type": "integer", "minimum": 1}, INTEGER),
    ({"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 0}),
    (
        {"type": "integer", "exclusiveMinimum": 0, "maximum": 5},
        {"type": "integer", "minimum": 0, "maximum": 5},
    ),
    ({"type": "number", "maximum": 1}, {"type": "number", "maximum": 1.5}),
    ({"type": "number", "multipleOf": 0.5}, {"type": "number", "multipleOf": 0.25}),
    ({"type": "integer", "multipleOf": 4}, {"type": "integer", "multipleOf": 2}),
    (INTEGER, {"type": "number", "multipleOf": 0.5}),
    ({"type": "number", "multipleOf": 0.1}, NUMBER),
    (both(NUMBER, no({"type": "number", "minimum": -7})), NUMBER),
    ({"type": "string", "minLength": 1}, STRING),
    ({"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 4}),
    ({"type": "string", "pattern": "^a"}, STRING),
    ({"type": "string", "pattern": "^ab"}, {"type": "string", "pattern": "^a"}),
    ({"type": "string", "pattern": "^[0-9]+$"}, {"type": "string", "pattern": "^[0-9a-f]+$"}),
    (enum("a", "b"), {"type": "string", "pattern": "^[abc]$"}),
    (items(STRING), ARRAY),
    (items(INTEGER), items(NUMBER)),
    (items(STRING), items({"type": ["string", "null"]})),
    (items(STRING, minItems=1), items(STRING)),
    (items(STRING, minItems=2), items(STRING, minItems=1)),
    (items(STRING, maxItems=5), items(STRING, maxItems=6)),
    (items(STRING, maxItems=201), items(STRING)),
    (items(STRING, uniqueItems=True), items(STRING)),
    (
        {"type": "array", "prefixItems": [STRING, STRING]},
        {"type": "array", "prefixItems": [STRING]},
    ),
    ({"type": "array", "prefixItems": [INTEGER]}, {"type": "array", "prefixItems": [NUMBER]}),
    (
        {"type": "array", "prefixItems": [STRING], "items": False},
        {"type": "array", "prefixItems": [STRING]},
    ),
    ({"type": "array", "contains": STRING}, ARRAY),
    (
        {"type": "array", "prefixItems": [STRING], "unevaluatedItems": False},
        {"type": "array", "prefixItems": [STRING], "unevaluatedItems": STRING},
    ),
    ({"type": "array", "contains": INTEGER}, {"type": "array", "contains": NUMBER}),
    (
        {"type": "array", "contains": STRING, "minContains": 2},
        {"type": "array", "contains": STRING},
    ),
    (
        {"type": "array", "contains": STRING, "maxContains": 1},
        {"type": "array", "contains": STRING},
    ),
    (A, OBJECT),
    ({"type": "object", "required": ["a", "b"]}, A),
    (CLOSED, OPEN_A),
    (fields({"a": INTEGER}), fields({"a": NUMBER})),
    (fields({"a": INTEGER}, required=["a"]), fields({"a": INTEGER})),
    (fields({"a": fields({"b": INTEGER})}), fields({"a": fields({"b": NUMBER})})),
    (
        {"type": "object", "additionalProperties": INTEGER},
        {"type": "object", "additionalProperties": NUMBER},
    ),
    ({"type": "object", "additionalProperties": INTEGER}, OBJECT),
    ({"type": "object", "minProperties": 1}, OBJECT),
    ({"type": "object", "minProperties": 2}, {"type": "object", "minProperties": 1}),
    ({"type": "object", "maxProperties": 1}, {"type": "object", "maxProperties": 2}),
    ({"type": "object", "propertyNames": {"maxLength": 1}}, OBJECT),
    (
        {"type": "object", "propertyNames": {"pattern": "^a"}},
        {"type": "object", "propertyNames": {"pattern": "^[ab]"}},
    ),
    (
        {"type": "object", "patternProperties": {"^x": INTEGER}},
        {"type": "object", "patternProperties": {"^x": NUMBER}},
    ),
    ({"type": "object", "patternProperties": {"^x": INTEGER}}, OBJECT),
    ({"type": "object", "patternProperties": {"^x": ANY}, "additionalProperties": False}, OBJECT),
    ({"type": "object", "dependentRequired": {"a": ["b"]}}, OBJECT),
    ({"type": "object", "dependentSchemas": {"a": {"minProperties": 2}}}, OBJECT),
    (
        {"type": "object", "dependentRequired": {"a": ["b", "c"]}},
        {"type": "object", "dependentRequired": {"a": ["b"]}},
    ),
    (one_of(INTEGER, NUMBER), NUMBER),
    (one_of(INTEGER, NUMBER), either(INTEGER, NUMBER)),
    (one_of(OPEN_A, OPEN_B), either(OPEN_A, OPEN_B)),
    (one_of(A, B), either(A, B)),
    (one_of(STRING, {"type": "string", "maxLength": 3}), STRING),
    (one_of(enum("a", "b"), enum("b", "c")), enum("a", "b", "c")),
    (
        one_of({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}),
        either({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}),
    ),
    (either(A, B), OBJECT),
    (A, either(A, B)),
    (both(A, B), A),
    (both(STRING, no({"const": "a"})), STRING),
    (no(STRING), ANY),
    (no(NUMBER), no(INTEGER)),
    ({"not": {"enum": ["a", "b"]}, **STRING}, {"not": {"const": "a"}, **STRING}),
    ({**OBJECT, "if": {"required": ["a"]}, "then": {"required": ["b"]}}, OBJECT),
    ({"if": STRING, "then": {"minLength": 2}}, {"if": STRING, "then": {"minLength": 1}}),
    ({"if": {"const": 1}, "then": ANY, "else": STRING}, {"type": ["string", "integer"]}),
    ({"type": "object", "unevaluatedProperties": False, "properties": {"a": STRING}}, OPEN_A),
    ({"$ref": REF + "Word"}, enum("a", "b", "c")),
    (STRING, {"type": "string", "nullable": True}),
    ({"$ref": REF + "Word"}, either({"$ref": REF + "Word"}, NULL)),
    ({"$ref": REF + "Tree"}, {"$ref": REF + "Wider"}),
    ({"$ref": REF + "Strict"}, {"$ref": REF + "Lax"}),
]

CROSSED: list[tuple[Any, Any]] = [
    (STRING, INTEGER),
    (enum("a", "b"), enum("b", "c")),
    (INTEGER, one_of(INTEGER, NUMBER)),
    (
        {"type": "integer", "minimum": 0, "maximum": 5},
        {"type": "integer", "minimum": 1, "maximum": 6},
    ),
    ({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}),
    ({"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}),
    (items(STRING), items(INTEGER)),
    (A, B),
    ({"type": "array", "prefixItems": [STRING]}, {"type": "array", "prefixItems": [INTEGER]}),
    ({"type": "array", "contains": STRING}, {"type": "array", "contains": INTEGER}),
    (
        {"type": "object", "patternProperties": {"^x": STRING}},
        {"type": "object", "patternProperties": {"^x": INTEGER}},
    ),
    (
        {"type": "object", "propertyNames": {"pattern": "^a"}},
        {"type": "object", "propertyNames": {"pattern": "^b"}},
    ),
    (
        {"type": "object", "dependentRequired": {"a": ["b"]}},
        {"type": "object", "dependentRequired": {"b": ["a"]}},
    ),
    (no(STRING), no(INTEGER)),
    ({"if": STRING, "then": {"minLength": 2}}, {"if": STRING, "then": {"maxLength": 2}}),
    (either(A, STRING), either(B, STRING)),
    (fields({"a": STRING}), fields({"a": INTEGER})),
]

TOLD = fields({"a": STRING | {"example": "a"}}, description="A thing")
COMPONENTS = {
    "Cat": fields({"kind": STRING}, required=["kind"]),
    "Dog": fields({"kind": STRING}, required=["kind"]),
    "Word": {"type": "string", "enum": ["a", "b"]},
    "Tree": fields({"kids": items({"$ref": REF + "Tree"})}),
    "Leafy": fields({"kids": items({"$ref": REF + "Leafy"}), "leaf": BOOLEAN}),
    "Told": TOLD,
    "Copy": fields({"kids": both(items({"$ref": REF + "Copy"}))}),
    "Wider": fields({"kids": either(items({"$ref": REF + "Wider"}), NULL)}),
    "Strict": fields({"kid": {"$ref": REF + "Strict"}, "x": one_of(INTEGER, NUMBER)}),
    "Lax": fields({"kid": {"$ref": REF + "Lax"}, "x": NUMBER}),
}


def document(schema: Any) -> dict[str, Any]:
    """Write a document with the schema in a request and in a response."""
    body = {"type": "object", "properties": {"x": schema}, "required": ["x"]}
    content = {"application/json": {"schema": body}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/m": {"post": operation}},
        "components": {"schemas": COMPONENTS},
    }


def changes(old: Any, new: Any, part: str) -> list[Change]:
    """Compare two schemas where they stand in one part."""
    revisions = [Revision(to_plain_31(document(one))) for one in (old, new)]
    found = compare(*revisions).changes
    return [c for c in found if c.where.part == part or any(p.part == part for p in c.also)]


def is_breaking(found: list[Change]) -> bool:
    """Tell whether a change breaks something."""
    return any(one.severity is Severity.BREAKING for one in found)


def accepts(schema: Any, body: Any) -> bool:
    """Ask two validators that have nothing in common, nullable honoured."""
    plain = to_plain_31(document(schema))
    content = plain["paths"]["/m"]["post"]["requestBody"]["content"]["application/json"]
    whole = {"allOf": [content["schema"]], "components": plain["components"]}
    first: Any = jsonschema.Draft202012Validator(whole)
    verdict = jsonschema_rs.Draft202012Validator(whole, validate_formats=False).is_valid(body)
    assert verdict == first.is_valid(body)
    return verdict


def check_witnesses(old: Any, new: Any, found: list[Change], by: str) -> None:
    """Require a true witness of each change, and one that the contract accepts that is named."""
    shown = [one.witness for one in found if one.severity is not Severity.DOCUMENTATION]
    assert all(shown), found
    for one in shown:
        assert one
        assert accepts(old, one.body) == (one.accepted_by in {"old", "both"})
        assert accepts(new, one.body) == (one.accepted_by in {"new", "both"})
    assert any(one and one.accepted_by == by for one in shown)


@pytest.mark.parametrize(("old", "new"), SAME)
def test_another_form_is_no_change(old: Any, new: Any) -> None:
    """In either direction; fields that are declared in another way are told and harmless."""
    for part in ("response 200", "request body"):
        for one, other in ((old, new), (new, old)):
            assert [] == changes(one, other, part)


@pytest.mark.parametrize(("old", "new"), WIDER)
def test_wider_breaks_readers(old: Any, new: Any) -> None:
    """A body may come that was not allowed before; all that was sent still may be."""
    response = changes(old, new, "response 200")
    assert is_breaking(response)
    check_witnesses(old, new, response, "new")
    request = changes(old, new, "request body")
    assert request
    assert not is_breaking(request)
    check_witnesses(old, new, request, "new")


@pytest.mark.parametrize(("new", "old"), WIDER)
def test_narrower_breaks_senders(new: Any, old: Any) -> None:
    """The reverse."""
    response = changes(old, new, "response 200")
    assert response
    assert not is_breaking(response)
    check_witnesses(old, new, response, "old")
    request = changes(old, new, "request body")
    assert is_breaking(request)
    check_witnesses(old, new, request, "old")


@pytest.mark.parametrize(("old", "new"), CROSSED)
def test_other_values_break_both(old: Any, new: Any) -> None:
    """Some come, some go."""
    for part, by in (("response 200", "new"), ("request body", "old")):
        found = changes(old, new, part)
        assert is_breaking(found)
        check_witnesses(old, new, found, by)


def test_texts_are_told_as_documentation() -> None:
    """Descriptions and examples are one line for each kind, and where they stand does not matter."""
    referred, inline, other = ({"$ref": REF + "Told"}, TOLD, fields({"a": {"example": "b"}}))
    documents = [Revision(to_plain_31(document(one))) for one in (referred, inline, other)]
    assert () == compare(documents[0], documents[1]).changes
    found = [one for one in compare(documents[1], documents[2]).changes if not one.where.operation]
    assert ["descriptions-changed", "examples-changed"] == [one.kind for one in found]
    assert {Severity.DOCUMENTATION} == {one.severity for one in found}
    assert "example: 1 came, 1 went" == found[1].what


def test_a_change_within_a_schema_that_contains_itself_is_told_once() -> None:
    """The comparison ends, and names the outermost place."""
    found = changes({"$ref": REF + "Tree"}, {"$ref": REF + "Leafy"}, "response 200")
    assert [("field-added", "/x/leaf")] == [(one.kind, one.where.pointer) for one in found]


def kinds(old: Any, new: Any, part: str) -> list[tuple[str, str]]:
    """Compare two schemas; give kinds and severities."""
    return [(str(one.kind), one.severity.value) for one in changes(old, new, part)]


def test_a_field_declared_to_be_absent_is_closed() -> None:
    """Declaring it otherwise adds it, with a witness."""
    old, new = fields({"a": False}), fields({"a": STRING})
    assert [("field-added-to-closed-object", "breaking")] == kinds(old, new, "response 200")
    check_witnesses(old, new, changes(old, new, "response 200"), "new")


SECRET = STRING | {"writeOnly": True}


def test_a_field_that_becomes_write_only_is_gone_for_readers() -> None:
    """It is for requests only (OpenAPI 3.0.3, section 4.7.24.2), which change in nothing."""
    old, new = (fields({"a": one}, required=["a"]) for one in (STRING, SECRET))
    assert [
        ("field-became-optional", "breaking"),
        ("field-became-write-only", "breaking"),
    ] == kinds(old, new, "response 200")
    assert not is_breaking(changes(new, old, "response 200"))
    assert [] == kinds(old, new, "request body")


def test_a_discriminator_decides_which_of_equal_shapes_it_is() -> None:
    """Nothing else does, so that another mapping is another meaning."""
    cat, dog = REF + "Cat", REF + "Dog"

    def animal(**mapping: str) -> dict[str, Any]:
        stated = {"propertyName": "kind", "mapping": mapping}
        return {"oneOf": [{"$ref": cat}, {"$ref": dog}], "discriminator": stated}

    assert [("discriminator-changed", "breaking")] * 2 == kinds(
        animal(c=cat, d=dog), animal(c=dog, d=cat), "response 200"
    )


def test_objects_of_two_kinds_are_objects() -> None:
    """Where any object was allowed, a union of some adds no variant."""
    found = kinds(OBJECT, either(A, B), "response 200")
    assert [("variant-removed", "compatible")] == found
