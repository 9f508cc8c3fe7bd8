"""Documents out of all proportion are refused in one line that names the place."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.failure import PipelineError
from pipeline.openapi import bounds
from pipeline.openapi.bounds import check_bounds


def document(schema: Any, **more: Any) -> dict[str, Any]:
    """Write a document with one schema."""
    return {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": schema}}, **more}


def doubled(times: int) -> Any:
    """Nest an array of two aliases of one value, as a YAML bomb does."""
    value: Any = "x"
    for _ in range(times):
        value = [value, value]
    return value


WITHIN: list[dict[str, Any]] = [
    {"enum": [*range(bounds.MAX_LENGTHS["enum"])]},
    {"properties": dict.fromkeys(map(str, range(bounds.MAX_LENGTHS["properties"])), True)},
    {"pattern": "[a-z]" * (bounds.MAX_PATTERN // 5)},
    {"pattern": "^(a+)+$"},
    {"pattern": "^(?=.*[A-Z])(?!x).+$"},
    {"minItems": bounds.MAX_SIZES["minItems"], "maxItems": 10**12, "maxLength": 2**31 - 1},
    {"description": "x" * bounds.MAX_TEXT},
    {"enum": [10**300, -(10**300), 1e308]},
]
BEYOND: list[tuple[dict[str, Any], str]] = [
    ({"enum": [*range(100_000)]}, "/components/schemas/A/enum: enum with 100,000 entries"),
    ({"properties": dict.fromkeys(map(str, range(5_000)), True)}, "/A/properties: properties with"),
    ({"properties": {"p": {"anyOf": [{}] * 500}}}, "/A/properties/p/anyOf: anyOf with 500 entries"),
    ({"required": ["a"] * 5_000}, "/A/required: "),
    ({"pattern": "a" * 100_000}, "/A/pattern: a pattern with 100,000 characters"),
    ({"pattern": "((a{1,1000}){1,1000}){1,1000}"}, "/A/pattern: the pattern ((a{1,1000}"),
    ({"pattern": "("}, "/A/pattern: the pattern ( is not a regular expression"),
    ({"patternProperties": {"(": True}}, "/A/patternProperties: the pattern ( is not"),
    ({"minItems": 10**12}, "/A/minItems: minItems asks for 1,000,000,000,000"),
    ({"minLength": 1e9}, "/A/minLength: "),
    ({"maximum": 10**400}, "/A/maximum: a number with more than 300 digits"),
    ({"description": "x" * 1_000_000}, "/A/description: a text with 1,000,000 characters"),
    ({"properties": {"x" * 1_000: True}}, "/A/properties: a name with 1,000 characters"),
    ({"example": doubled(40)}, "the document has more than 200,000 values"),
    ({"allOf": [{"allOf": [{"not": {}}] * 100}] * 100, "not": {}}, "more than 20,000 schemas"),
]


@pytest.mark.parametrize("schema", WITHIN, ids=[next(iter(one)) for one in WITHIN])
def test_what_is_large_is_taken(schema: dict[str, Any]) -> None:
    """The bounds themselves, and what is only allowed to be large, are no problem."""
    check_bounds(document(schema))


@pytest.mark.parametrize(("schema", "says"), BEYOND, ids=[says for _, says in BEYOND])
def test_what_is_out_of_proportion_is_refused(schema: dict[str, Any], says: str) -> None:
    """Before anything is made of it; the message is short, whatever the document holds."""
    with pytest.raises(PipelineError) as caught:
        check_bounds(document(schema))
    assert says in str(caught.value)
    assert len(str(caught.value)) < 500


def test_data_is_no_schema() -> None:
    """An example may look like one, and hold as many words as it likes."""
    check_bounds(document({"example": {"enum": [*range(5_000)], "pattern": "("}}))
