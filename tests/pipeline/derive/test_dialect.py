"""The dialect rules, one by one: what is written where, under which name, and what is refused."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.documents import ref

from pipeline.derive.dialect import to_plain_31
from pipeline.failure import PipelineError

Json = Any

_NULL = {"type": "null"}


def _document(schemas: Json, paths: Json = None, openapi: str = "3.1.0") -> Json:
    return {"openapi": openapi, "paths": paths or {}, "components": {"schemas": schemas}}


def _plain(schemas: Json, openapi: str = "3.1.0") -> Json:
    return to_plain_31(_document(schemas, openapi=openapi))["components"]["schemas"]


def _property(schema: Json, **schemas: Json) -> Json:
    """Rewrite a schema that stands as the property `p` of a component."""
    plain = _plain({"Owner": {"type": "object", "properties": {"p": schema}}, **schemas})
    return plain["Owner"]["properties"]["p"]


_COLOUR = {"type": "string", "enum": ["red", None], "nullable": True, "example": "red"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, {"anyOf": [{"type": "string"}, _NULL]}),
        ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, _NULL]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True}, {}),
        ({"type": "null", "nullable": True}, _NULL),
        ({"const": None}, _NULL),
        ({"type": "string", "enum": [None]}, {"not": {}}),
        (
            {"type": ["integer", "string", "null"]},
            {"anyOf": [{"type": ["integer", "string"]}, _NULL]},
        ),
        ({"anyOf": [{"type": "string"}, _NULL]}, {"anyOf": [{"type": "string"}, _NULL]}),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
            {"anyOf": [{"type": "string"}, {"type": "integer"}, _NULL]},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "boolean"}, _NULL]},
            {"anyOf": [{"oneOf": [{"type": "string"}, {"type": "boolean"}]}, _NULL]},
        ),
        (
            {"type": "string", "nullable": True, "description": "d", "example": None},
            {"anyOf": [{"type": "string"}, _NULL], "description": "d", "example": None},
        ),
        (
            {"anyOf": [{"type": "integer"}, {"type": "null", "description": "no limit"}]},
            {"anyOf": [{"type": "integer"}, {"type": "null", "description": "no limit"}]},
        ),
    ],
)
def test_null_is_a_branch_beside_the_core(schema: Json, expected: Json) -> None:
    """Every way to say null becomes a branch of `anyOf`, with the annotations outside."""
    assert expected == _property(schema)


_LOOKS = {"type": ["string", "null"], "nullable": True, "enum": [None]}
_KEPT = {
    "type": "object",
    "properties": {"nullable": {"type": "boolean"}, "enum": {}, "x-y": {"const": _LOOKS}},
    **dict.fromkeys(("default", "example", "x-extra"), _LOOKS),
}
_EMPTY_LIST: Json = {"type": "array", "items": {}}
_NULL_HERE = {"example": None, "default": None}
_TWO_EXAMPLES = {"allOf": [{"type": "string", "example": "in"}], "example": "out"}
_PLAIN: dict[str, tuple[Json, Json]] = {
    "null of a component moves to its references": (
        {
            "Colour": _COLOUR,
            "Alias": ref("Colour"),
            "List": {"type": "array", "items": ref("Alias")},
            "Map": {"type": "object", "additionalProperties": ref("Colour")},
        },
        {
            "Colour": {"type": "string", "enum": ["red"], "example": "red"},
            "Alias": ref("Colour"),
            "List": {"type": "array", "items": {"anyOf": [ref("Alias"), _NULL]}},
            "Map": {"type": "object", "additionalProperties": {"anyOf": [ref("Colour"), _NULL]}},
        },
    ),
    "what holds only for the null of a component stands where the null is stated": (
        {
            "List": _EMPTY_LIST | {"nullable": True} | _NULL_HERE,
            "User": {"properties": {"l": ref("List")}},
        },
        {
            "List": _EMPTY_LIST,
            "User": {"properties": {"l": {"anyOf": [ref("List"), _NULL]} | _NULL_HERE}},
        },
    ),
    "an allOf that combines nothing goes, its description stays beside": (
        {"W": {"type": "string"}, "A": {"allOf": [ref("W"), {"description": "d"}], "title": "A"}},
        {"A": ref("W") | {"description": "d", "title": "A"}},
    ),
    "of a nullable reference the description stays outside, where generators keep it": (
        {"C": _COLOUR, "A": {"properties": {"p": {"allOf": [ref("C"), {"description": "d"}]}}}},
        {"A": {"properties": {"p": {"anyOf": [ref("C"), _NULL], "description": "d"}}}},
    ),
    "a combination of two that have an example each stays": (
        *({"Word": _TWO_EXAMPLES}, {"Word": _TWO_EXAMPLES}),
    ),
    "a component that contains itself stays behind its reference": (
        {
            "Both": {"allOf": [ref("A"), ref("B")]},
            "A": {"type": "object", "properties": {"next": ref("A"), "a": {"type": "string"}}},
            "B": {"type": "object", "properties": {"next": ref("B"), "b": {"type": "string"}}},
        },
        {"Both": {"allOf": [ref("A"), ref("B")]}},
    ),
    "a tree refers to itself through a null": (
        {"Tree": {"type": "object", "nullable": True, "properties": {"left": ref("Tree")}}},
        {"Tree": {"type": "object", "properties": {"left": {"anyOf": [ref("Tree"), _NULL]}}}},
    ),
    "values of an enum are stated once, and 1, true and '1' are different": (
        {"N": {"enum": ["b", 1, "a", True, "b", "1", 1, {"x": 1}, {"x": 1}]}},
        {"N": {"enum": ["b", 1, "a", True, "1", {"x": 1}]}},
    ),
    "data and names are no keywords": ({"Kept": _KEPT}, {"Kept": _KEPT}),
    "a title that would rename a class becomes a description": (
        {"Thing": {"type": "object", "title": "Other"}, "Word": {"title": "W"}},
        {"Thing": {"description": "Other", "type": "object"}, "Word": {"title": "W"}},
    ),
}


@pytest.mark.parametrize("row", _PLAIN)
def test_components_in_plain_form(row: str) -> None:
    """Each rule leaves all else as it is."""
    schemas, expected = _PLAIN[row]
    plain = _plain(schemas)
    assert repr(expected) == repr({name: plain[name] for name in expected})


def test_null_moves_to_references_outside_of_the_components() -> None:
    """Media types, parameters and headers state the null of the component that they use."""
    media = {"application/json": {"schema": ref("Colour")}}
    header = {"x-colour": {"schema": ref("Colour")}}
    operation = {
        "operationId": "paint",
        "parameters": [{"name": "c", "in": "query", "schema": ref("Colour")}],
        "requestBody": {"content": media},
        "responses": {"200": {"content": media, "headers": header}, "x-note": 3},
    }
    plain = to_plain_31(_document({"Colour": _COLOUR}, {"/p": {"post": operation}, "x-other": 1}))
    post = plain["paths"]["/p"]["post"]
    stated = {"anyOf": [ref("Colour"), _NULL]}
    assert stated == post["parameters"][0]["schema"]
    assert stated == post["requestBody"]["content"]["application/json"]["schema"]
    assert stated == post["responses"]["200"]["content"]["application/json"]["schema"]
    assert stated == post["responses"]["200"]["headers"]["x-colour"]["schema"]


def test_all_of_inline_objects_is_one_object() -> None:
    """Each part adds its fields; parts that say the same are one."""
    first = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    second: Json = {
        "type": "object",
        "properties": {"b": {}},
        "required": ["b"],
        "description": "d",
    }
    merged = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {}},
        "required": ["a", "b"],
        "description": "d",
    }
    assert merged == _plain({"Both": {"allOf": [first, second]}})["Both"]
    assert first == _plain({"Same": {"allOf": [first, first]}})["Same"]
    closed: Json = {"allOf": [first, second], "additionalProperties": False}
    assert closed == _plain({"Closed": closed})["Closed"]


@pytest.mark.parametrize("form", ["inline", "parts", "fields", "untyped"])
def test_parts_that_declare_one_object_field_declare_its_fields_together(form: str) -> None:
    """Whether the parts, or their fields, are written out or referred to."""
    fields: dict[str, Json] = {
        name: {"properties": {name: {"type": "integer"}}}
        | ({"type": "object"} if form != "untyped" else {})
        for name in ("a", "b")
    }
    parts = {
        name: {
            "type": "object",
            "properties": {"s": ref(f"F{name}") if form == "fields" else field},
        }
        for name, field in fields.items()
    }
    all_of = [ref(f"P{name}") if form == "parts" else part for name, part in parts.items()]
    named = {f"P{name}": part for name, part in parts.items()}
    named |= {f"F{name}": field for name, field in fields.items()}
    plain = _plain({"Whole": {"allOf": all_of}} | named)
    assert ref("WholeS") == plain["Whole"]["properties"]["s"]
    whole = plain["WholeS"]
    if form == "fields":
        assert [ref("Fa"), ref("Fb")] == whole["allOf"]
    else:
        assert {"a", "b"} == whole["properties"].keys()


def test_boolean_exclusive_bounds_become_numbers() -> None:
    """OpenAPI 3.0's flags are folded into the bound; the version is raised."""
    flagged = {"minimum": 1, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}
    document = _document({"N": flagged, "M": {"exclusiveMaximum": True}}, openapi="3.0.3")
    plain = to_plain_31(document)
    assert "3.1.0" == plain["openapi"]
    assert {"N": {"exclusiveMinimum": 1, "maximum": 9}, "M": {}} == plain["components"]["schemas"]


def test_objects_and_enums_are_named_by_their_place() -> None:
    """The name is the owner's and the property's; unions add the title or the branch's number."""
    inline = {"type": "object", "properties": {"kind": {"enum": ["a"]}}}
    plain = _plain(
        {
            "Owner": {
                "type": "object",
                "properties": {
                    "one": inline,
                    "maybe": inline | {"nullable": True},
                    "many": {"type": "array", "items": inline},
                    "open_map": {"type": "object", "additionalProperties": inline},
                    "pair": {"prefixItems": [inline]},
                    "either": {"oneOf": [inline, inline | {"title": "Nice one"}]},
                    "flag": {"type": "boolean", "enum": [True]},
                    "mixed": {"type": ["object", "string", "null"], "properties": {}},
                },
            }
        }
    )
    expected = {
        "Owner",
        *("OwnerOne", "OwnerOneKind", "OwnerMaybe", "OwnerMaybeKind"),
        *("OwnerManyItem", "OwnerManyItemKind"),
        *("OwnerOpenMap", "OwnerOpenMapValue", "OwnerOpenMapValueKind"),
        *("OwnerPairItem1", "OwnerPairItem1Kind"),
        *("OwnerEitherOption1", "OwnerEitherOption1Kind"),
        *("OwnerEitherNiceOne", "OwnerEitherNiceOneKind", "OwnerMixedOption1"),
    }
    assert expected == plain.keys()
    assert ref("OwnerOne") == plain["Owner"]["properties"]["one"]
    nice = {"description": "Nice one", "type": "object"}
    assert nice == {k: plain["OwnerEitherNiceOne"].get(k) for k in ("description", "type")}


def test_places_outside_of_the_components_have_names() -> None:
    """Operations, shared responses and shared parameters lend their names."""
    thing = {"type": "object"}
    media = {"application/json": {"schema": thing}}
    two = {"application/json": {"schema": thing}, "text/x": {"schema": thing}}
    listing = {
        "operationId": "list_things",
        "parameters": [{"name": "sort-by", "in": "query", "schema": {"enum": ["a"]}}],
        "requestBody": {"content": media},
        "responses": {"200": {"content": media}, "default": {"content": two}},
        "callbacks": {"done": {"{$url}": {"post": {"responses": {"200": {"content": media}}}}}},
    }
    document = {
        "openapi": "3.1.0",
        "paths": {"/a/{b}": {"get": listing, "put": {"responses": {"200": {"content": media}}}}},
        "components": {
            "responses": {"Gone": {"content": media}},
            "parameters": {"Limit": {"name": "l", "schema": {"enum": [1]}}},
            "pathItems": {"Shared": {"parameters": [{"name": "q", "schema": {"enum": ["a"]}}]}},
        },
    }
    expected = {
        *("ListThingsSortBy", "ListThingsBody", "ListThingsResponse200"),
        *("ListThingsResponseDefaultApplicationJson", "ListThingsResponseDefaultTextX"),
        *("ListThingsDonePostResponse200", "ABPutResponse200"),
        *("Gone", "Limit", "SharedQ"),
    }
    assert expected == to_plain_31(document)["components"]["schemas"].keys()


def test_no_name_is_taken_twice() -> None:
    """A number is added where the class, or its module, would be that of another component."""
    owner = {"properties": {"a": {"type": "object"}, "A": {"type": "object"}}}
    plain = _plain({"Owner": owner, "owner_a": {"type": "string"}})
    assert {"Owner", "owner_a", "OwnerA2", "OwnerA3"} == plain.keys()


@pytest.mark.parametrize(
    ("schemas", "where"),
    [
        ({"A": {"properties": []}}, "/components/schemas/A/properties:"),
        ({"A": {"properties": {"a/b": 3}}}, "/components/schemas/A/properties/a~1b:"),
        ({"A": {"enum": 3}}, "/components/schemas/A/enum:"),
        ({"A": {"enum": []}}, "/components/schemas/A/enum:"),
        ({"A": {"type": "file"}}, "/components/schemas/A/type:"),
        ({"A": {"type": [["null"]]}}, "/components/schemas/A/type:"),
        ({"A": {"type": []}}, "/components/schemas/A/type:"),
        ({"A": {"nullable": "yes"}}, "/components/schemas/A/nullable:"),
        ({"A": {"allOf": {}}}, "/components/schemas/A/allOf:"),
        ({"A": {"oneOf": []}}, "/components/schemas/A/oneOf:"),
        ({"A": {"required": True}}, "/components/schemas/A/required:"),
        ({"A": {"exclusiveMinimum": "1"}}, "/components/schemas/A/exclusiveMinimum:"),
        ({"A": {"$ref": 3}}, "/components/schemas/A/$ref:"),
        ({"A": {"$dynamicRef": "#a"}}, "/components/schemas/A/$dynamicRef:"),
        ({"A": ref("Gone")}, "/components/schemas/A/$ref:"),
        (
            {"A": {"properties": {"b": ref("A/properties/b")}}},
            "/components/schemas/A/properties/b",
        ),
        ({"A": ref("B"), "B": {"allOf": [ref("A")]}}, "/components/schemas/B:"),
        ({"A": None}, "/components/schemas/A:"),
        ([], "/components/schemas:"),
    ],
)
def test_bad_documents_are_refused_with_the_place(schemas: Json, where: str) -> None:
    """One message says where; nothing else is raised."""
    with pytest.raises(PipelineError, match=f"^#?{re.escape(where)}"):
        _plain(schemas)


@pytest.mark.parametrize("version", [None, 3.1, "2.0", "3.2.0"])
def test_other_versions_are_refused(version: Json) -> None:
    """Only OpenAPI 3.0 and 3.1 are read."""
    with pytest.raises(PipelineError, match=r"^/openapi: "):
        to_plain_31({"openapi": version})


def test_too_deep_a_document_is_refused() -> None:
    """Nesting beyond the interpreter's stack is an error like any other."""
    schema: Json = {}
    for _ in range(5000):
        schema = {"items": schema}
    with pytest.raises(PipelineError, match="too deeply"):
        _plain({"Deep": schema})


def test_a_document_without_components_gets_them() -> None:
    """What is hoisted out of the paths makes the components."""
    answer = {"content": {"application/json": {"schema": {"type": "object"}}}}
    paths = {"/a": {"get": {"operationId": "a", "responses": {"200": answer}}}}
    plain = to_plain_31({"openapi": "3.1.0", "paths": paths})
    assert {"schemas": {"AResponse200": {"type": "object"}}} == plain["components"]


def test_other_revisions_are_readable() -> None:
    """Whole documents and slices of other days become plain, and stay so."""
    folder = os.environ.get("OPENROUTER_SPECS")
    if not folder:
        pytest.skip("OPENROUTER_SPECS names no folder of other revisions")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(Path(folder).glob("*.*")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
        plain = to_plain_31(document)
        assert json.dumps(plain) == json.dumps(to_plain_31(plain)), path.name
