"""References lead to a place within the document, or a message says which does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.documents import ref

from pipeline.failure import PipelineError
from pipeline.openapi.reference_checks import check_references

VENDORED = Path(__file__).parents[3] / "openapi" / "openrouter.yaml"


def schemas(**named: object) -> dict[str, Any]:
    """Make a document of schemas."""
    return {"components": {"schemas": named}}


def refused(document: dict[str, Any]) -> str:
    """Return the message with which a document is refused."""
    with pytest.raises(PipelineError) as caught:
        check_references(document)
    return str(caught.value)


def test_recursion_through_a_property_is_fine() -> None:
    """Trees are recursive; so are lists of themselves."""
    children = {"type": "array", "items": ref("A")}
    check_references(
        schemas(A={"properties": {"a": ref("A"), "b": children, "c": {"anyOf": [ref("A"), {}]}}})
    )


@pytest.mark.parametrize(
    ("named", "circle"),
    [
        ({"A": ref("A")}, "A → #/components/schemas/A"),
        ({"A": ref("B"), "B": ref("C"), "C": ref("A")}, "#/components/schemas/"),
        ({"A": {**ref("B"), "description": "x"}, "B": ref("A")}, "#/components/schemas/"),
        ({"A": {"allOf": [{}, ref("A")]}}, "#/components/schemas/A/allOf/1"),
        (
            {"A": {"anyOf": [{"oneOf": [ref("B")]}]}, "B": ref("A")},
            "#/components/schemas/A/anyOf/0/oneOf/0",
        ),
    ],
)
def test_a_circle_of_references_is_refused(named: dict[str, Any], circle: str) -> None:
    """No value can be held against a schema that is only itself."""
    message = refused(schemas(**named))
    assert "a cycle of `$ref`s" in message
    assert circle in message


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (
            "#/components/schemas/Nope",
            "refers to #/components/schemas/Nope, which is not in the document",
        ),
        ("#/components/schemas/A/enum/2", "which is not in the document"),
        ("#/components/schemas/A/enum/01", "which is not in the document"),
        ("#/components/schemas/A/enum/0/x", "which is not in the document"),
        ("other.yaml#/A", "files and URLs are not fetched"),
        ("https://example.com/a.json", "files and URLs are not fetched"),
        ("file:///etc/passwd", "files and URLs are not fetched"),
        ("", "files and URLs are not fetched"),
        ("#", "which is not a JSON Pointer"),
        ("#anchor", "which is not a JSON Pointer"),
        (5, "#/components/schemas/B/items/$ref: must be a string, not a number"),
        (None, "must be a string, not null"),
        ("#/\x1b[2J" + "x" * 500, r"refers to #/\x1b[2J"),
    ],
)
def test_a_reference_to_nowhere_names_its_place_and_target(target: object, says: str) -> None:
    """So it is found; the text of the document cannot move a cursor."""
    message = refused(schemas(A={"enum": ["x", "y"]}, B={"items": {"$ref": target}}))
    assert message.startswith("#/components/schemas/B/items")
    assert says in message
    assert len(message) < 400


def test_a_reference_may_lead_into_a_list() -> None:
    """An index is a key of a JSON Pointer."""
    branches = {"anyOf": [True, ref("C")]}
    check_references(schemas(A=branches, C=True, B={"$ref": "#/components/schemas/A/anyOf/1"}))


CIRCLE = {name: {"$ref": f"#/components/parameters/{other}"} for name, other in ("ab", "ba")}
HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"components": {"parameters": CIRCLE}}, "a cycle of `$ref`s"),
    ({"components": []}, "#/components: must be a mapping, not a list"),
    ({"components": {"schemas": None}}, "#/components/schemas: must be a mapping, not null"),
    (schemas(A="x"), "#/components/schemas/A: must be a mapping, not a string"),
    (schemas(A={"allOf": {}}), "#/components/schemas/A/allOf: must be a list, not a mapping"),
    (schemas(A={"properties": {"x": 1.5}}), "properties/x: must be a mapping, not a number"),
    (
        schemas(A={"discriminator": {"mapping": {"a": 1}}}),
        "mapping/a: must be a string, not a number",
    ),
    (
        schemas(A={"discriminator": {"mapping": {"a": "B"}}}),
        "refers to #/components/schemas/B, which is not",
    ),
    (
        schemas(A={"discriminator": {"mapping": {"a": "./b.yaml"}}}),
        "files and URLs are not fetched",
    ),
    (
        {"security": [{"a/b": []}]},
        "#/security/0: refers to #/components/securitySchemes/a~1b, which",
    ),
    ({"security": {"a": []}}, "#/security: must be a list, not a mapping"),
]


@pytest.mark.parametrize(("document", "says"), HOSTILE)
def test_wrong_types_are_refused(document: dict[str, Any], says: str) -> None:
    """Where references may stand, anything of the wrong type is named with its place."""
    assert says in refused(document)
