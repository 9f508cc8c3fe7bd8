"""A field is required in the direction in which it travels."""

from __future__ import annotations

from typing import Any

import pytest
from tests.documents import answer, content, document

from pipeline.derive.directions import require_by_direction

Json = dict[str, Any]
WORD = {"type": "string"}
REF = {"$ref": "#/components/schemas/Thing"}


def required(schema: Json, *, sent: bool = False, received: bool = False, **schemas: Json) -> Json:
    """Give what the component `Thing` requires where it is sent or received."""
    operation: Json = {"responses": {"200": answer(REF if received else None)}}
    if sent:
        operation["requestBody"] = {"content": content(REF)}
    stated = document(operation, method="post", schemas={"Thing": schema, **schemas})
    read: Json = require_by_direction(stated)["components"]["schemas"]["Thing"]
    return read


def thing(word: str) -> Json:
    """Write an object with a field for one direction, and one for both."""
    return {
        "type": "object",
        "properties": {"x": WORD | {word: True}, "y": WORD},
        "required": ["x", "y"],
    }


@pytest.mark.parametrize(
    ("word", "sent", "received", "expected"),
    [
        ("writeOnly", False, True, ["y"]),
        ("writeOnly", True, False, ["x", "y"]),
        ("writeOnly", True, True, ["y"]),
        ("readOnly", False, True, ["x", "y"]),
        ("readOnly", True, False, ["y"]),
        ("readOnly", True, True, ["x", "y"]),
    ],
)
def test_required_binds_in_one_direction(
    word: str, *, sent: bool, received: bool, expected: list[str]
) -> None:
    """What both directions share is read as responses mean it."""
    assert expected == required(thing(word), sent=sent, received=received)["required"]


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"x": {"$ref": "#/components/schemas/Secret"}}, "required": ["x"]},
        {"properties": {"x": {"allOf": [WORD, {"writeOnly": True}]}}, "required": ["x"]},
        {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["x"]}]},
        {"allOf": [{"$ref": "#/components/schemas/Base"}], "required": ["x"]},
        {"properties": {"x": {"writeOnly": True}}, "anyOf": [{"required": ["x"]}, {}]},
    ],
)
def test_the_word_is_found_behind_references_and_parts(schema: Json) -> None:
    """Where the field says it, and where it is required, need not be one schema."""
    secret = WORD | {"writeOnly": True}
    base = {"properties": {"x": secret}}
    read = required(schema, received=True, Secret=secret, Base=base)
    assert "required" not in str(read)


def test_not_is_left_alone() -> None:
    """Asking for less there would be asking for more."""
    schema = thing("writeOnly") | {"not": {"required": ["x"]}}
    assert {"required": ["x"]} == required(schema, received=True)["not"]
