"""Every keyword, written otherwise, wider and narrower: the verdict goes by meaning, and a witness proves it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest
from tests import documents
from tests.documents import REF, answer, content

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.contract_comparison import compare
from pipeline.diff.severities import Severity

if TYPE_CHECKING:
    from pipeline.diff.changes import Change


def typed(name: str, /, **words: Any) -> dict[str, Any]:
    """Describe values of a type."""
    return {"type": name, **words}


string, integer, number = (partial(typed, t) for t in ("string", "integer", "number"))
array, record = partial(typed, "array"), partial(typed, "object")
ANY: dict[str, Any] = {}
STRING, INTEGER, NUMBER, ARRAY, OBJECT = string(), integer(), number(), array(), record()
BOOLEAN, NULL = typed("boolean"), typed("null")
A, B = record(required=["a"]), record(required=["b"])
OPEN_A = record(properties={"a": STRING})
OPEN_B = record(properties={"b": STRING})
CLOSED = record(properties={"a": STRING}, additionalProperties=False)


def enum(*values: Any) -> dict[str, Any]:
    """List values."""
    return {"enum": list(values)}


def items(schema: Any, **more: Any) -> dict[str, Any]:
    """Describe an array."""
    return array(items=schema, **more)


def fields(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Describe an object."""
    return record(properties=properties, **more)


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
    (string(enum=["a", 1]), enum("a")),
    ({"enum": ["a"], "minLength": 1}, enum("a")),
    ({"enum": ["a", "bb"], "maxLength": 1}, enum("a")),
    (either(enum("a"), enum("b")), enum("a", "b")),
    (one_of({"const": "a"}, {"const": "b"}), enum("a", "b")),
    (both(enum("a", "b"), enum("b", "c")), {"const": "b"}),
    # bounds, multipleOf
    (integer(exclusiveMinimum=0), integer(minimum=1)),
    (integer(exclusiveMaximum=9), integer(maximum=8)),
    (integer(minimum=0.5), integer(minimum=1)),
    (integer(minimum=1, maximum=3), enum(1, 2, 3)),
    (number(minimum=2, maximum=2), {"const": 2}),
    (number(minimum=0, exclusiveMinimum=0), number(exclusiveMinimum=0)),
    (number(multipleOf=1), INTEGER),
    (integer(multipleOf=0.5), INTEGER),
    (integer(multipleOf=2.5), integer(multipleOf=5)),
    (both(INTEGER, {"multipleOf": 2.5}), integer(multipleOf=5)),
    (both(either(INTEGER, NULL), {"multipleOf": 2.5}), either({**INTEGER, "multipleOf": 5}, NULL)),
    ({"$ref": REF + "Whole", "multipleOf": 2.5}, integer(multipleOf=5)),
    (either(INTEGER, NULL) | {"multipleOf": 2.5}, either(integer(multipleOf=5), NULL)),
    ({**INTEGER, **no({"multipleOf": 2.5})}, {**INTEGER, **no({"multipleOf": 5})}),
    (both({"multipleOf": 2, **NUMBER}, {"multipleOf": 3}), number(multipleOf=6)),
    (string(minimum=3), STRING),
    (
        no(number(minimum=1)),
        either(
            {"type": ["null", "boolean", "string", "array", "object"]}, number(exclusiveMaximum=1)
        ),
    ),
    # length, pattern, format
    (string(minLength=0), STRING),
    (string(maxLength=0), {"const": ""}),
    (string(format="date"), STRING),
    (integer(format="int64"), INTEGER),
    (both({"minLength": 2, **STRING}, {"minLength": 5}), string(minLength=5)),
    (integer(pattern="^a"), INTEGER),
    (string(pattern=".*"), STRING),
    (either(string(minLength=3), string(maxLength=5)), STRING),
    # arrays
    (items(False), array(maxItems=0)),
    (items(ANY), ARRAY),
    (items(STRING, minItems=0), items(STRING)),
    (array(prefixItems=[STRING], items=STRING), items(STRING)),
    (array(prefixItems=[ANY]), ARRAY),
    (array(prefixItems=[STRING], items=False), array(prefixItems=[STRING], maxItems=1)),
    (array(contains=STRING), array(contains=STRING, minItems=1)),
    (array(contains=STRING, minContains=0), ARRAY),
    (array(contains=ANY), array(minItems=1)),
    (array(uniqueItems=False), ARRAY),
    (items(enum(1, 2), uniqueItems=True), items(enum(1, 2), uniqueItems=True, maxItems=2)),
    (items(one_of(STRING, NULL)), items({"type": ["string", "null"]})),
    # objects
    (record(maxProperties=0), {"const": {}}),
    (record(required=["a"]), record(required=["a"], minProperties=1)),
    (record(required=[]), OBJECT),
    (
        fields({"a": STRING, "b": INTEGER}, required=["a", "b"]),
        fields({"b": INTEGER, "a": STRING}, required=["b", "a"]),
    ),
    (both({"required": ["a"], **OBJECT}, OPEN_A), OPEN_A | {"required": ["a"]}),
    (record(additionalProperties=True), OBJECT),
    (record(unevaluatedProperties=False, properties={"a": STRING}), CLOSED),
    (CLOSED | {"minProperties": 1}, CLOSED | {"required": ["a"]}),
    (CLOSED | {"maxProperties": 1}, CLOSED),
    (CLOSED | {"propertyNames": {"const": "a"}}, CLOSED),
    (record(propertyNames=STRING), OBJECT),
    (record(propertyNames={"minLength": 0}), OBJECT),
    (record(patternProperties={"^a": ANY}), OBJECT),
    (record(patternProperties={".*": STRING}), record(additionalProperties=STRING)),
    (
        fields({"a": STRING}, patternProperties={"^a": STRING}),
        fields({"a": ANY}, patternProperties={"^a": STRING}),
    ),
    (record(dependentRequired={"a": ["b"]}), record(dependentSchemas={"a": {"required": ["b"]}})),
    (record(dependentRequired={"a": []}), OBJECT),
    (record(required=["a"], dependentRequired={"a": ["b"]}), record(required=["a", "b"])),
    (fields({"a": False}, additionalProperties=False), record(maxProperties=0)),
    (no({"required": ["a"], **OBJECT}), no(record(required=["a"], minProperties=1))),
    # conditions, unions, intersections, complements
    (
        {**OBJECT, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        record(dependentRequired={"a": ["b"]}),
    ),
    ({**STRING, "if": ANY, "then": {"minLength": 2}}, string(minLength=2)),
    ({**STRING, "then": {"minLength": 2}}, STRING),
    ({"if": STRING, "then": {"minLength": 1}, "else": NULL}, either(string(minLength=1), NULL)),
    (both(STRING), STRING),
    (both(STRING, ANY), STRING),
    (both({"type": ["string", "null"]}, {"type": ["string", "integer"]}), STRING),
    (both(OPEN_A, OPEN_B), fields({"a": STRING, "b": STRING})),
    (either(A, B, A), either(B, A)),
    (either(STRING, string(minLength=3)), STRING),
    (one_of(INTEGER, STRING), {"type": ["integer", "string"]}),
    (one_of(NUMBER, INTEGER), both(NUMBER, no(INTEGER))),
    (one_of(A, {"type": "array"}), either(A, ARRAY)),
    (no(no(STRING)), STRING),
    (no(NULL), {"type": ["boolean", "number", "string", "array", "object"]}),
    (no(either(STRING, NULL)), {"type": ["boolean", "number", "array", "object"]}),
    ({"type": "integer", "not": {"const": 0}, "minimum": 0}, integer(minimum=1)),
    # references and null in the words of OpenAPI 3.0
    ({"$ref": REF + "Word"}, enum("a", "b")),
    (both({"$ref": REF + "Word"}, {"description": "d"}), enum("b", "a")),
    (string(nullable=True), {"type": ["string", "null"]}),
    (string(enum=["a", None], nullable=True), either(enum("a"), NULL)),
    (number(minimum=0, exclusiveMinimum=True), number(exclusiveMinimum=0)),
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
    (integer(minimum=1), integer(minimum=0)),
    (integer(minimum=1), INTEGER),
    (number(exclusiveMinimum=0), number(minimum=0)),
    (integer(exclusiveMinimum=0, maximum=5), integer(minimum=0, maximum=5)),
    (number(maximum=1), number(maximum=1.5)),
    (number(multipleOf=0.5), number(multipleOf=0.25)),
    (integer(multipleOf=4), integer(multipleOf=2)),
    (INTEGER, number(multipleOf=0.5)),
    (number(multipleOf=0.1), NUMBER),
    (both(NUMBER, no(number(minimum=-7))), NUMBER),
    (string(minLength=1), STRING),
    (string(maxLength=3), string(maxLength=4)),
    (string(pattern="^a"), STRING),
    (string(pattern="^ab"), string(pattern="^a")),
    (string(pattern="^[0-9]+$"), string(pattern="^[0-9a-f]+$")),
    (enum("a", "b"), string(pattern="^[abc]$")),
    (items(STRING), ARRAY),
    (items(INTEGER), items(NUMBER)),
    (items(STRING), items({"type": ["string", "null"]})),
    (items(STRING, minItems=1), items(STRING)),
    (items(STRING, minItems=2), items(STRING, minItems=1)),
    (items(STRING, maxItems=5), items(STRING, maxItems=6)),
    (items(STRING, maxItems=201), items(STRING)),
    (items(STRING, uniqueItems=True), items(STRING)),
    (array(prefixItems=[STRING, STRING]), array(prefixItems=[STRING])),
    (array(prefixItems=[INTEGER]), array(prefixItems=[NUMBER])),
    (array(prefixItems=[STRING], items=False), array(prefixItems=[STRING])),
    (array(contains=STRING), ARRAY),
    (
        array(prefixItems=[STRING], unevaluatedItems=False),
        array(prefixItems=[STRING], unevaluatedItems=STRING),
    ),
    (array(contains=INTEGER), array(contains=NUMBER)),
    (array(contains=STRING, minContains=2), array(contains=STRING)),
    (array(contains=STRING, maxContains=1), array(contains=STRING)),
    (A, OBJECT),
    (record(required=["a", "b"]), A),
    (CLOSED, OPEN_A),
    (fields({"a": INTEGER}), fields({"a": NUMBER})),
    (fields({"a": INTEGER}, required=["a"]), fields({"a": INTEGER})),
    (fields({"a": fields({"b": INTEGER})}), fields({"a": fields({"b": NUMBER})})),
    (record(additionalProperties=INTEGER), record(additionalProperties=NUMBER)),
    (record(additionalProperties=INTEGER), OBJECT),
    (record(minProperties=1), OBJECT),
    (record(minProperties=2), record(minProperties=1)),
    (record(maxProperties=1), record(maxProperties=2)),
    (record(propertyNames={"maxLength": 1}), OBJECT),
    (record(propertyNames={"pattern": "^a"}), record(propertyNames={"pattern": "^[ab]"})),
    (record(patternProperties={"^x": INTEGER}), record(patternProperties={"^x": NUMBER})),
    (record(patternProperties={"^x": INTEGER}), OBJECT),
    (record(patternProperties={"^x": ANY}, additionalProperties=False), OBJECT),
    (record(dependentRequired={"a": ["b"]}), OBJECT),
    (record(dependentSchemas={"a": {"minProperties": 2}}), OBJECT),
    (record(dependentRequired={"a": ["b", "c"]}), record(dependentRequired={"a": ["b"]})),
    (one_of(INTEGER, NUMBER), NUMBER),
    (one_of(INTEGER, NUMBER), either(INTEGER, NUMBER)),
    (one_of(OPEN_A, OPEN_B), either(OPEN_A, OPEN_B)),
    (one_of(A, B), either(A, B)),
    (one_of(STRING, string(maxLength=3)), STRING),
    (one_of(enum("a", "b"), enum("b", "c")), enum("a", "b", "c")),
    (
        one_of(string(pattern="^a"), string(pattern="b$")),
        either(string(pattern="^a"), string(pattern="b$")),
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
    (record(unevaluatedProperties=False, properties={"a": STRING}), OPEN_A),
    ({"$ref": REF + "Word"}, enum("a", "b", "c")),
    (STRING, string(nullable=True)),
    ({"$ref": REF + "Word"}, either({"$ref": REF + "Word"}, NULL)),
    ({"$ref": REF + "Tree"}, {"$ref": REF + "Wider"}),
    ({"$ref": REF + "Strict"}, {"$ref": REF + "Lax"}),
]

CROSSED: list[tuple[Any, Any]] = [
    (STRING, INTEGER),
    (enum("a", "b"), enum("b", "c")),
    (INTEGER, one_of(INTEGER, NUMBER)),
    (integer(minimum=0, maximum=5), integer(minimum=1, maximum=6)),
    (string(pattern="^a"), string(pattern="b$")),
    (integer(multipleOf=2), integer(multipleOf=3)),
    (items(STRING), items(INTEGER)),
    (A, B),
    (array(prefixItems=[STRING]), array(prefixItems=[INTEGER])),
    (array(contains=STRING), array(contains=INTEGER)),
    (record(patternProperties={"^x": STRING}), record(patternProperties={"^x": INTEGER})),
    (record(propertyNames={"pattern": "^a"}), record(propertyNames={"pattern": "^b"})),
    (record(dependentRequired={"a": ["b"]}), record(dependentRequired={"b": ["a"]})),
    (no(STRING), no(INTEGER)),
    ({"if": STRING, "then": {"minLength": 2}}, {"if": STRING, "then": {"maxLength": 2}}),
    (either(A, STRING), either(B, STRING)),
    (fields({"a": STRING}), fields({"a": INTEGER})),
]

TOLD = fields({"a": STRING | {"example": "a"}}, description="A thing")
COMPONENTS = {
    "Cat": fields({"kind": STRING}, required=["kind"]),
    "Dog": fields({"kind": STRING}, required=["kind"]),
    "Word": string(enum=["a", "b"]),
    "Whole": INTEGER,
    "Kitten": fields({"kind": STRING}, required=["kind"]),
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
    request = {"required": True, "content": content(body)}
    operation = {"requestBody": request, "responses": {"200": answer(body)}}
    return documents.document(operation, path="/m", method="post", schemas=COMPONENTS)


def changes(old: Any, new: Any, part: str) -> list[Change]:
    """Compare two schemas where they stand in one part."""
    found = documents.changes(document(old), document(new))
    return [c for c in found if c.where.part == part or any(p.part == part for p in c.also)]


def is_breaking(found: list[Change]) -> bool:
    """Tell whether a change breaks something."""
    return any(one.severity is Severity.BREAKING for one in found)


def accepts(schema: Any, value: Any) -> bool:
    """Ask two validators that have nothing in common, nullable honoured."""
    plain = to_plain_31(document(schema))
    body = plain["paths"]["/m"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    whole = {"allOf": [body], "components": plain["components"]}
    first: Any = jsonschema.Draft202012Validator(whole)
    verdict = jsonschema_rs.Draft202012Validator(whole, validate_formats=False).is_valid(value)
    assert verdict == first.is_valid(value)
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


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [(*pair, "new") for pair in WIDER] + [(*reversed(pair), "old") for pair in WIDER],
)
def test_wider_breaks_readers_and_narrower_breaks_senders(old: Any, new: Any, by: str) -> None:
    """A body may come that was not allowed before, or what was sent may be refused; not both."""
    for part, breaks in (("response 200", by == "new"), ("request body", by == "old")):
        found = changes(old, new, part)
        assert found
        assert breaks is is_breaking(found)
        check_witnesses(old, new, found, by)


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
    documents = [to_plain_31(document(one)) for one in (referred, inline, other)]
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


def test_a_field_declared_where_no_other_fits_breaks_nobody() -> None:
    """The object was closed to it, but no body can have it either."""
    old = CLOSED | {"required": ["a"], "maxProperties": 1}
    new = old | {"properties": {"a": STRING, "z": STRING}}
    assert [("field-added", "compatible")] == kinds(old, new, "response 200")


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
    """Nothing else does, so that another mapping is another meaning; another name is not."""
    cat, dog, kitten = (REF + name for name in ("Cat", "Dog", "Kitten"))

    def animal(**mapping: str) -> dict[str, Any]:
        stated = {"propertyName": "kind", "mapping": mapping}
        variants = [{"$ref": one} for one in sorted(mapping.values())]
        return {"oneOf": variants, "discriminator": stated}

    old = animal(c=cat, d=dog)
    swapped = kinds(old, animal(c=dog, d=cat), "response 200")
    assert [("discriminator-changed", "breaking")] * 2 == swapped
    assert [] == kinds(old, animal(c=kitten, d=dog), "response 200")


def test_objects_of_two_kinds_are_objects() -> None:
    """Where any object was allowed, a union of some adds no variant."""
    found = kinds(OBJECT, either(A, B), "response 200")
    assert [("variant-removed", "compatible")] == found
