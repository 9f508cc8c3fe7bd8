"""The short cut of reports: taken only where the generated types say all that the contract says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from openrouter_api.jsontext import MAX_DEPTH
from openrouter_models._validation import reports
from openrouter_models.findings import Kind
from openrouter_models.packaged import packaged_contract

STRING = {"type": "string"}


def test_the_packaged_contract_has_nothing_but_types() -> None:
    """So its listings take the short cut; with a bound somewhere this is expected to change."""
    schemas = packaged_contract()["components"]["schemas"]
    assert all(map(reports.is_type, schemas.values()))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "maxLength": 3},
        {"type": "integer", "minimum": 0},
        {"type": ["string", "integer"]},
        {"type": "object", "properties": {"a": STRING}, "anyOf": [{"required": ["a"]}]},
        {"properties": {"a": STRING}},
        {"items": STRING},
        {"type": "array", "items": STRING, "minItems": 1},
        {"enum": ["a", 1]},
        {"type": "integer", "enum": [2**70]},
        {"anyOf": [STRING, {"type": "number", "minimum": 0}]},
        {"oneOf": [STRING]},
        {"allOf": [STRING]},
        {"type": "object", "additionalProperties": {"type": "string", "pattern": "a"}},
        False,
    ],
)
def test_what_says_more_than_a_type_goes_the_long_way(schema: Any) -> None:
    """The short cut does not look at it, so it must not be taken."""
    assert not reports.is_type(schema)


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"description": "anything"},
        STRING,
        {"type": "string", "enum": ["a"], "example": "a"},
        {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
        {"type": "array", "items": {"type": "array"}},
        {
            "type": "object",
            "properties": {"a": STRING},
            "required": ["a"],
            "additionalProperties": False,
        },
        {"type": "object", "additionalProperties": {"type": "boolean"}},
    ],
)
def test_types_are_recognised(schema: Any) -> None:
    """These forms lose nothing when they become types."""
    assert reports.is_type(schema)


def test_threads_that_ask_at_once_get_one_report() -> None:
    """It is made once, and the body is let go."""
    report = reports.LazyReport(b'{"data": [{"id": "a/b"}]}')
    together = Barrier(8)

    def ask(_: int) -> int:
        together.wait()
        return id(report())

    with ThreadPoolExecutor(8) as pool:
        assert {id(report())} == set(pool.map(ask, range(8)))
    assert report.body is None


def test_a_body_nested_too_deeply_is_one_error() -> None:
    """A body that decoding would refuse gives one finding for the whole of it."""
    body = b'{"data": [{"x": %s}]}' % (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    (found,) = reports.report_on(body).findings
    assert (Kind.CONSTRAINT_VIOLATED, "") == (found.kind, found.path)
