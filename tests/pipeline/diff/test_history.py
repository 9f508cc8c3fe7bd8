"""Every kind of change that the document has seen within a year is classified, with a witness."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests import documents
from tests.documents import REF, answer, changes

from pipeline.derive.dialect import to_plain_31
from pipeline.diff import witness
from pipeline.diff.witness import Validators

VALIDATOR: Any = jsonschema.Draft202012Validator
STRING = {"type": "string"}
NUMBER = {"type": "number"}


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
    failure = {"type": "object", "properties": {"error": STRING}, "required": ["error"]}
    answers = {"200": answer({"$ref": REF + "ModelsListResponse"})}
    answers |= {status: answer({"$ref": REF + "Failure"}) for status in responses}
    schemas = {"Model": schema, "ModelsListResponse": envelope, "Failure": failure}
    return documents.document({"parameters": parameters, "responses": answers}, schemas=schemas)


def enum(*values: str) -> dict[str, Any]:
    """Write a list of words."""
    return {"type": "array", "items": {"type": "string", "enum": [*values]}}


def query(name: str, **more: Any) -> dict[str, Any]:
    """Write a query parameter for a number."""
    return {"in": "query", "name": name, "schema": {"type": "integer"}, **more}


FLOAT = {"type": "number", "minimum": 0, "maximum": 2}
NULLABLE = {"type": "number", "nullable": True}
NULL_OR_STRING = {"type": ["string", "null"]}
ALIAS = {"type": "object", "properties": {"slug": STRING}, "required": ["slug"]}
Y, Z = ({"type": "object", "properties": {n: STRING}, "required": [n]} for n in "yz")
WORD = {"type": "string", "enum": ["a"]}
PRICES, TEXTS = ({"type": "object", "additionalProperties": one} for one in (NUMBER, STRING))

# Of a field `x`: what it was, what it is, and kind, severity and place below it of each change.
FIELD: dict[str, tuple[Any, ...]] = {
    "enum value added": (enum("a"), enum("a", "b"), "enum-value-added breaking /*"),
    "enum value renamed": (
        *(enum("text", "tts"), enum("text", "speech")),
        *("enum-value-added breaking /*", "enum-value-removed compatible /*"),
    ),
    "nullability removed": (NULLABLE, NUMBER, "null-forbidden compatible"),
    "nullability restored": (NUMBER, NULLABLE, "null-allowed breaking"),
    "number or string to number": (
        *({"anyOf": [NUMBER, STRING]}, NUMBER),
        "type-narrowed compatible",
    ),
    "number to number or string": (*(NUMBER, {"anyOf": [NUMBER, STRING]}), "type-widened breaking"),
    "number to string": (NUMBER, STRING, "type-changed breaking"),
    "number to integer": (NUMBER, {"type": "integer"}, "type-narrowed compatible"),
    "wrapped in allOf": (STRING, {"allOf": [STRING, {"description": "a price"}]}),
    "bounds removed": (FLOAT, NUMBER, *["constraint-removed breaking"] * 2),
    "null in another dialect": (NULLABLE, {"type": ["number", "null"]}),
    "words in another dialect": (
        {"type": "string", "nullable": True, "enum": ["x", None]},
        {"type": ["string", "null"], "enum": ["x", None]},
    ),
    "variant added": (*({"anyOf": [ALIAS, Y]}, {"anyOf": [ALIAS, Y, Z]}), "variant-added breaking"),
    "variant removed": ({"anyOf": [ALIAS, Y]}, ALIAS, "variant-removed compatible"),
    "length loosened": (
        *(STRING | {"maxLength": 3}, STRING | {"maxLength": 5}),
        "constraint-loosened breaking",
    ),
    "pattern changed": (
        *(STRING | {"pattern": "^[0-9]+$"}, STRING | {"pattern": "^[a-z]+$"}),
        "constraint-changed breaking",
    ),
    "keyword that is compared as written": (
        *(STRING | {"not": {"const": "x"}}, STRING | {"not": {"type": "string", "maxLength": 1}}),
        "value-forbidden compatible",
    ),
    "items bounded": (
        *(enum("a"), enum("a") | {"maxItems": 2, "minItems": 1}),
        *["constraint-added compatible"] * 2,
    ),
    "items unique": (enum("a") | {"uniqueItems": True}, enum("a"), "constraint-removed breaking"),
    "words of a union": (
        *({"anyOf": [WORD, WORD | {"enum": ["b"]}]}, WORD | {"enum": ["a", "b", "c"]}),
        "enum-value-added breaking",
    ),
    "values no longer listed": (WORD, STRING, "enum-opened breaking"),
    "values listed": (STRING, WORD, "enum-closed compatible"),
    "only null": (NULL_OR_STRING, {"type": "null"}, "value-forbidden compatible"),
    "no longer only null": ({"type": "null"}, NULL_OR_STRING, "value-allowed breaking"),
    "values of a map": (PRICES, TEXTS, "type-changed breaking /*"),
}
NEEDED = ["id", "x"]
DOCUMENT: dict[str, tuple[Any, ...]] = {
    "required response field added": (
        *(document(), document(x=ALIAS, required_=NEEDED)),
        "required-field-added compatible /data/*/x",
    ),
    "required envelope field added": (
        *(document(), document({"total_count": {"type": "integer"}})),
        "required-field-added compatible /total_count",
    ),
    "optional field added": (document(), document(x=ALIAS), "field-added compatible /data/*/x"),
    "field of any value added": (document(), document(x={}), "field-added compatible /data/*/x"),
    "optional field added to a closed object": (
        *(document(closed_=True), document(closed_=True, x=NUMBER)),
        "field-added-to-closed-object breaking /data/*/x",
    ),
    "field removed": (document(x=ALIAS), document(), "field-removed breaking /data/*/x"),
    "required dropped": (
        *(document(x=ALIAS, required_=NEEDED), document(x=ALIAS)),
        "field-became-optional breaking /data/*/x",
    ),
    "required restored": (
        *(document(x=ALIAS), document(x=ALIAS, required_=NEEDED)),
        "field-became-required compatible /data/*/x",
    ),
    "object opened": (document(closed_=True), document(), "object-opened breaking /data/*/*"),
    "object closed": (document(), document(closed_=True), "object-closed compatible /data/*/*"),
    "status added": (document(), document(responses=("404",)), "status-added compatible"),
    "query parameter added": (
        *(document(), document(parameters_=[query("offset")])),
        "parameter-added compatible /offset",
    ),
    "header parameter added": (
        *(document(), document(parameters_=[query("HTTP-Referer") | {"in": "header"}])),
        "parameter-added compatible /http-referer",
    ),
}


def at_x(told: str) -> str:
    """Say where the field is."""
    kind, severity, *below = told.split()
    return f"{kind} {severity} /data/*/x{''.join(below)}"


ROWS = DOCUMENT | {
    name: (document(x=old), document(x=new), *map(at_x, told))
    for name, (old, new, *told) in FIELD.items()
}


@pytest.mark.parametrize("row", ROWS)
def test_every_known_kind_of_change_is_classified(row: str) -> None:
    """As a maintainer would; in a body with a witness, which an independent validator confirms."""
    old, new, *expected = ROWS[row]
    found = changes(old, new)
    assert expected == [f"{c.kind} {c.severity} {c.where.pointer}".rstrip() for c in found]
    plain = {"old": to_plain_31(old), "new": to_plain_31(new)}
    in_bodies = [one for one in found if one.where.pointer.startswith(("/data", "/total"))]
    for shown in (one.witness for one in in_bodies):
        assert shown is not None
        for side, contract in plain.items():
            schema = {"$ref": REF + "ModelsListResponse", "components": contract["components"]}
            says = VALIDATOR(schema).is_valid(shown.body)
            assert (shown.accepted_by in {side, "both"}) == says


def test_a_witness_of_an_optional_field_shows_it() -> None:
    """What JSON Schema cannot see in an open object is shown by the smallest body that has it."""
    (change,) = changes(*ROWS["optional field added"][:2])
    assert change.witness
    assert {"data": [{"id": "", "x": {"slug": ""}}]} == change.witness.body
    assert "both" == change.witness.accepted_by


def test_a_witness_says_what_the_other_contract_finds() -> None:
    """The finding is that of our own checks, at the place of the change."""
    (change,) = changes(*ROWS["enum value added"][:2])
    assert change.witness
    assert "/data/0/x/0" == change.witness.at
    assert change.witness.finding
    assert change.witness.finding.startswith("unknown-enum-value at /data/0/x/0")


def test_a_bound_is_shown_by_a_value_beyond_it() -> None:
    """Of two bounds that go each has its own witness."""
    found = changes(*ROWS["bounds removed"][:2])
    bodies = [change.witness.body["data"][0]["x"] for change in found if change.witness]
    assert [3, -1] == bodies


def test_many_changes_take_no_more_verdicts_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that lacks all new fields has a finding for each: shown one by one, they would be squared."""
    asked: list[Any] = []
    errors = Validators.errors

    def count(judge: Validators, value: Any) -> Any:
        asked.append(value)
        return errors(judge, value)

    monkeypatch.setattr(witness, "_MOST_WORK", 20)
    monkeypatch.setattr(Validators, "errors", count)
    new = [f"new{number}" for number in range(30)]
    fields: dict[str, Any] = {"required_": ["id", *new], **dict.fromkeys(new, STRING)}
    found = changes(document(), document(**fields))
    assert 30 == len(found)
    assert 10 > len(asked)


def test_variants_are_told_apart_by_their_names() -> None:
    """What changes within each is told there; neither is another variant."""
    old, new = (document(x={"anyOf": [{"$ref": REF + "Y"}, {"$ref": REF + "Z"}]}) for _ in "ab")
    old["components"]["schemas"] |= {"Y": Y, "Z": Z}
    other = {
        one: {"type": "object", "properties": {one: NUMBER}, "required": [one]} for one in "yz"
    }
    new["components"]["schemas"] |= {"Y": other["y"], "Z": other["z"]}
    found = [(one.kind, one.where.pointer) for one in changes(old, new)]
    assert [("type-changed", f"/data/*/x/{one}") for one in "yz"] == found


def test_one_change_at_two_places_is_told_once() -> None:
    """Two uses of one list of words are one change, with both places."""
    words = {"type": "string", "enum": ["a"]}
    old, new = (document(x={"$ref": REF + "Word"}, y={"$ref": REF + "Word"}) for _ in "ab")
    old["components"]["schemas"]["Word"] = words
    new["components"]["schemas"]["Word"] = words | {"enum": ["a", "b"]}
    (change,) = changes(old, new)
    assert "/data/*/x" == change.where.pointer
    assert ["/data/*/y"] == [place.pointer for place in change.also]
