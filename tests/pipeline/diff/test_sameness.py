"""What is written otherwise and means the same is no change."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.compare import compare
from pipeline.diff.revision import Change, Revision

REF = "#/components/schemas/"
MODEL: dict[str, Any] = {
    "type": "object",
    "description": "A model",
    "properties": {
        "id": {"type": "string", "example": "a"},
        "kind": {"type": "string", "enum": ["x", "y"]},
        "price": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "tree": {"$ref": REF + "Tree"},
        "note": {"type": ["string", "null"]},
    },
    "required": ["id", "kind"],
}
TREE: dict[str, Any] = {
    "type": "object",
    "properties": {"children": {"type": "array", "items": {"$ref": REF + "Tree"}}},
}


def document(model: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    """Write a document with one operation that answers with a model."""
    content = {"application/json": {"schema": {"$ref": REF + "Model"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/m": {"get": {"responses": {"200": {"description": "", "content": content}}}},
        },
        "components": {"schemas": {"Model": model, "Tree": TREE, **schemas}},
    }


def with_fields(**fields: Any) -> dict[str, Any]:
    """Replace fields of the model."""
    model = copy.deepcopy(MODEL)
    model["properties"] |= fields
    return model


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[Change, ...]:
    """Compare two documents."""
    return compare(Revision(to_plain_31(old)), Revision(to_plain_31(new))).changes


SAME = {
    "itself": document(MODEL),
    "order of fields": document(
        MODEL | {"properties": dict(reversed(MODEL["properties"].items()))}
    ),
    "order of required": document(MODEL | {"required": ["kind", "id"]}),
    "order of values": document(with_fields(kind={"type": "string", "enum": ["y", "x"]})),
    "order of branches": document(
        with_fields(price={"anyOf": [{"type": "string"}, {"type": "number"}]})
    ),
    "oneOf of types": document(
        with_fields(price={"oneOf": [{"type": "number"}, {"type": "string"}]})
    ),
    "array of types": document(with_fields(price={"type": ["string", "number"]})),
    "nullable": document(with_fields(note={"type": "string", "nullable": True})),
    "null as a branch": document(
        with_fields(note={"anyOf": [{"type": "string"}, {"type": "null"}]})
    ),
    "allOf around a reference": document(with_fields(tree={"allOf": [{"$ref": REF + "Tree"}]})),
    "extracted": document(
        with_fields(kind={"$ref": REF + "Kind"}), Kind=MODEL["properties"]["kind"]
    ),
    "inlined": document(
        with_fields(
            tree={
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$ref": REF + "Tree"}}},
            }
        )
    ),
    "parts of allOf": document(
        {
            "allOf": [
                {"type": "object", "required": ["id", "kind"]},
                {k: v for k, v in MODEL.items() if k != "required"},
            ]
        }
    ),
    "open by word": document(MODEL | {"additionalProperties": True}),
    "const for one value and a second": document(
        with_fields(kind={"anyOf": [{"const": "x"}, {"const": "y"}], "type": "string"})
    ),
    "a limit that limits nothing": document(
        with_fields(id={"type": "string", "minLength": 0, "example": "a"})
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_another_way_to_write_the_same_is_no_change(name: str) -> None:
    """In neither direction."""
    assert () == changes(document(MODEL), SAME[name])
    assert () == changes(SAME[name], document(MODEL))


def test_a_renamed_component_is_no_change() -> None:
    """Names of components are not part of what conforms."""
    new = copy.deepcopy(document(with_fields(tree={"$ref": REF + "Wood"})))
    new["components"]["schemas"]["Wood"] = new["components"]["schemas"].pop("Tree")
    new["components"]["schemas"]["Wood"]["properties"]["children"]["items"]["$ref"] = REF + "Wood"
    assert () == changes(document(MODEL), new)


def test_texts_are_told_as_documentation() -> None:
    """Descriptions and examples are collapsed to one line per kind."""
    new = document(with_fields(id={"type": "string", "description": "An id", "example": "b"}))
    found = changes(document(MODEL), new)
    assert ["descriptions-changed", "examples-changed"] == [one.kind for one in found]
    assert {"documentation"} == {one.severity.value for one in found}
    assert "example: 1 came, 1 went" == found[1].what


def test_a_change_within_a_schema_that_contains_itself_is_told_once() -> None:
    """The comparison ends, and names the outermost place."""
    new = document(MODEL)
    new["components"]["schemas"]["Tree"] = copy.deepcopy(TREE)
    new["components"]["schemas"]["Tree"]["properties"]["leaf"] = {"type": "boolean"}
    found = changes(document(MODEL), new)
    assert [("field-added", "/tree/leaf")] == [(one.kind, one.where.pointer) for one in found]
