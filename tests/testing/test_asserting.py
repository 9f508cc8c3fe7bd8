"""`assert_conforms`: whatever holds a listing is checked, and a failure shows the report."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from openrouter_models import Kind
from openrouter_models._policy.baseline import Baseline, Known
from openrouter_models.testing import Capture, MockOpenRouter, assert_conforms

GOOD: Any = MockOpenRouter().listing
BAD: Any = GOOD | {"data": [GOOD["data"][0] | {"name": 5}]}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("listing", [GOOD, BAD])
def test_a_listing_is_taken_in_any_form(listing: Any) -> None:
    """As a response, a body or what was decoded of it; the message names the finding."""
    body = json.dumps(listing).encode()
    forms: list[Any] = [
        listing,
        body,
        body.decode(),
        httpx.Response(200, headers=JSON, content=body),
        SimpleNamespace(status_code=200, headers=JSON, content=body),
        Capture.stored(body),
    ]
    for form in forms:
        if listing is GOOD:
            assert assert_conforms(form).verified
            continue
        with pytest.raises(
            AssertionError, match=r"violates the contract: 1 error.*\n.*/data/0/name"
        ):
            assert_conforms(form)
        known = Baseline((Known(Kind.WRONG_TYPE, "/data/*/name"),))
        assert 1 == len(assert_conforms(form, baseline=known).known)


def test_the_status_counts() -> None:
    """That of a response is its own."""
    error = {"error": {"code": 401, "message": "No."}}
    assert assert_conforms(error, status=401).ok
    with pytest.raises(AssertionError, match="missing-required at /data"):
        assert_conforms(error)
    with pytest.raises(AssertionError, match="Expected status 200, got 401"):
        assert_conforms(httpx.Response(401, json=error), status=200)


def test_nothing_verified_is_no_success() -> None:
    """An empty listing deviates in nothing."""
    with pytest.raises(AssertionError, match="Nothing was verified"):
        assert_conforms(GOOD | {"data": []})
