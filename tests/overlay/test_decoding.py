"""Decode listings, conforming or not, and say what a body is that is none."""

from __future__ import annotations

import json
import pickle
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import fitted, listing, text

from openrouter_api.models import Model, Parameter
from openrouter_api.types import UNSET
from openrouter_models import errors
from openrouter_models.decoding import decode

MODEL = fitted(
    architecture={
        "input_modalities": ["text"],
        "modality": "text->text",
        "output_modalities": ["text"],
    },
    canonical_slug="a/b",
    context_length=1,
    created=1692901234,
    default_parameters=None,
    id="a/b",
    links={"details": "/x"},
    name="B",
    per_request_limits=None,
    pricing={"completion": "0", "prompt": "0"},
    supported_parameters=["tools"],
    supported_voices=None,
    top_provider={"is_moderated": False},
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def body(*models: Any, **envelope: Any) -> bytes:
    """Encode a listing."""
    return text(listing(*models, **envelope))


def test_a_conforming_listing_has_no_findings() -> None:
    """It is decoded whole, from bytes and from text."""
    for given_as in (body(MODEL), body(MODEL).decode()):
        catalog = decode(given_as, strict=True)
        assert ["a/b"] == [model.id for model in catalog]
        assert () == catalog.report.findings
        assert catalog.report.verified


def test_a_deviating_listing_comes_back_whole_and_says_what_is_off() -> None:
    """Every kind of deviation keeps its value, in the sequence and in the body."""
    odd = {**MODEL, "name": 5, "x-new": 1, "supported_parameters": ["unheard-of"]}
    del odd["pricing"]
    catalog = decode(body(MODEL, 7, odd, extra=True))
    assert 2 == len(catalog)
    model: Any = catalog[1]  # what deviates is not of the type it is declared with
    assert (5, UNSET, {"x-new": 1}) == (model.name, model.pricing, model.additional_properties)
    assert Parameter("unheard-of") == model.supported_parameters[0]
    assert listing(MODEL, 7, odd, extra=True) == catalog.to_dict()
    assert {
        ("wrong-type", "/data/1"),
        ("wrong-type", "/data/2/name"),
        ("undeclared-field", "/data/2/x-new"),
        ("unknown-enum-value", "/data/2/supported_parameters/0"),
        ("missing-required", "/data/2/pricing"),
        ("undeclared-field", "/extra"),
    } == {(finding.kind.value, finding.path) for finding in catalog.report.findings}


def test_a_buffer_may_be_used_again() -> None:
    """What becomes of it later does not change the catalog or its report."""
    buffer = bytearray(body(MODEL, 7))
    catalogs = decode(cast("bytes", buffer)), decode(cast("bytes", memoryview(buffer)))
    buffer[:] = bytes(len(buffer))
    for catalog in catalogs:
        assert 1 == len(catalog.report.findings)
        assert listing(MODEL, 7) == catalog.to_dict()


def test_strict_lists_every_error() -> None:
    """Warnings alone do not raise."""
    decode(body(MODEL, extra=1), strict=True)
    with pytest.raises(errors.ContractViolation) as raised:
        decode(body({**MODEL, "name": 5, "created": "x"}, extra=1), strict=True)
    assert 3 == len(raised.value.report.findings)


@given(
    st.lists(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(MODEL, JSON))),
    st.dictionaries(st.text(), JSON),
)
def test_nothing_is_lost(items: list[Any], envelope: dict[str, Any]) -> None:
    """Whatever stands in a listing, every object is a model and the body can be had again."""
    sent = {**envelope, "data": items}
    catalog = decode(json.dumps(sent))
    assert sent == catalog.to_dict()
    assert sum(isinstance(item, dict) for item in items) == len(catalog)
    assert all(isinstance(model, Model) for model in catalog)
    assert bool(items) is catalog.report.verified


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"<html><body>Bad gateway</body></html>",
        b'{"data": [',
        b'\xef\xbb\xbf{"data": []}',
        b'{"data": [NaN]}',
        b'{"data": ["\xff"]}',
        b'{"data": {}}',
        b'{"data": null}',
        b"{}",
        b"[]",
        b"null",
        b"[" * 10_000,
        b'{"data": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"x": ' + b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_listing_is_refused(content: bytes) -> None:
    """The error says what it is."""
    with pytest.raises(errors.InvalidResponseError):
        decode(content)


@given(st.binary())
def test_bytes_of_any_kind_give_a_typed_error(content: bytes) -> None:
    """No other exception escapes."""
    with pytest.raises(errors.OpenRouterError):
        decode(content)


def test_a_body_beyond_the_bound_is_refused() -> None:
    """The bound is in bytes."""
    content = body(MODEL)
    assert 1 == len(decode(content, max_size=len(content)))
    with pytest.raises(errors.InvalidResponseError, match="max_size"):
        decode(content, max_size=len(content) - 1)


def test_an_error_under_a_success_is_that_error() -> None:
    """The class is that of its code."""
    with pytest.raises(errors.BadGatewayError):
        decode(b'{"error": {"code": 502, "message": "Provider returned error"}}')


def test_an_error_beside_an_empty_listing_is_that_error() -> None:
    """It is not taken for an account without models."""
    with pytest.raises(errors.InternalServerError):
        decode(b'{"data": [], "error": {"code": 500, "message": "no"}}')


def test_an_error_beside_models_costs_no_model() -> None:
    """It is an undeclared field then."""
    catalog = decode(b'{"data": [{"id": "a/b"}], "error": {"code": 500}}')
    assert ["a/b"] == [model.id for model in catalog]
    assert "/error" in {finding.path for finding in catalog.report.findings}


def test_white_space_before_the_listing_is_fine() -> None:
    """The API has been seen to send some."""
    assert 0 == len(decode(b'\n\n  {"data": []}'))


@pytest.mark.parametrize(
    ("envelope", "paths"),
    [
        ({"total_count": 1}, []),
        ({"total_count": 2}, ["/total_count"]),
        ({"total_count": "2"}, []),
        ({"total_count": True}, []),
        ({"links": {"next": None}}, []),
        (
            {"links": {"next": "/models?offset=1"}, "total_count": 9},
            ["/total_count", "/links/next"],
        ),
        ({"links": []}, []),
    ],
)
def test_an_incomplete_listing_says_so(envelope: dict[str, Any], paths: list[str]) -> None:
    """The envelope may say that there is more, whether the contract knows the field or not."""
    findings = decode(body(MODEL, **envelope)).report.findings
    assert paths == [one.path for one in findings if one.kind == "incomplete-listing"]


def test_models_that_were_skipped_are_not_missing() -> None:
    """The last page is complete."""
    assert [] == [
        one
        for one in decode(body(MODEL, total_count=3), offset=2).report.findings
        if one.kind == "incomplete-listing"
    ]


def test_numbers_beyond_a_float_do_not_hide_that_there_is_more() -> None:
    """JSON that msgspec refuses is reported on all the same."""
    report = decode(b'{"data": [], "total_count": 1, "x": 1e999}').report
    assert "incomplete-listing" in {one.kind.value for one in report.findings}


def test_a_catalog_can_be_sent_to_another_process() -> None:
    """With its report, made before or not."""
    catalog = decode(body({**MODEL, "name": 5}))
    copied = pickle.loads(pickle.dumps(catalog))  # noqa: S301  # our own bytes
    assert catalog.report == copied.report
    assert catalog.to_dict() == copied.to_dict()
