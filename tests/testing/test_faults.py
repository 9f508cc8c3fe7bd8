"""The faults: each spoils the answer in the one way that its name says."""

from __future__ import annotations

import gzip
import json
import time
from typing import TYPE_CHECKING

import pytest
from httpx import Headers

from openrouter_models._http.retry_after import retry_after
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.answers import Answer, Delivery
from openrouter_models.testing.faults import FAULTS, find

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = Answer(200, {"Content-Type": "application/json"}, b'{"data":[{"id":"a"}]}')


def test_every_fault_says_where_it_is_met() -> None:
    """A sentence is what a user reads in the list of faults."""
    assert [] == [name for name, fault in FAULTS.items() if not fault.what.endswith(".")]


@pytest.mark.parametrize("name", sorted(FAULTS.keys() - {"ok"}))
def test_every_fault_changes_something(name: str) -> None:
    """A fault that leaves the answer as it was would prove nothing."""
    assert GOOD != FAULTS[name](GOOD)


@pytest.mark.parametrize(
    ("name", "known"),
    [("trunkated", "'; choose from truncated"), ("????????", "corrupt-gzip, .*drip, .*stall")],
)
def test_an_unknown_fault_is_told_the_nearest(name: str, known: str) -> None:
    """Or all of them, where none is near."""
    with pytest.raises(ValueError, match=known):
        find(name, vars(MockOpenRouter())["_service"])


WAYS: dict[str, Callable[[Answer], bool]] = {
    "html": lambda it: it.status == 200 and it.body.startswith(b"<!DOCTYPE html>"),
    "html-502": lambda it: it.status == 502 and "text/html" in it.headers["Content-Type"],
    "html-524": lambda it: it.status == 524 and "text/html" in it.headers["Content-Type"],
    "redirect": lambda it: it.status == 307 and "//elsewhere.invalid/" in it.headers["Location"],
    "empty-listing": lambda it: json.loads(it.body) == {"data": []},
    "white-space": lambda it: json.loads(it.body) == json.loads(GOOD.body),
    "error-under-200": lambda it: (it.status, json.loads(it.body)["error"]["code"]) == (200, 502),
    "gzip-bomb": lambda it: len(it.body) < 1 << 20 and len(gzip.decompress(it.body)) == 96 << 20,
    "gzip-members": lambda it: gzip.decompress(it.body) == GOOD.body,
    "wrong-length": lambda it: (
        (it.body, it.head["Content-Length"]) == (GOOD.body, str(len(GOOD.body) // 2))
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_fault_spoils_what_it_says(name: str) -> None:
    """And nothing else: what can still be read holds what it held."""
    assert WAYS[name](FAULTS[name](GOOD))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("empty", json.JSONDecodeError),
        ("cut-json", json.JSONDecodeError),
        ("not-utf8", UnicodeDecodeError),
        ("damaged-gzip", gzip.BadGzipFile),
    ],
)
def test_what_cannot_be_read_fails_as_it_should(name: str, error: type[Exception]) -> None:
    """Of damaged gzip all of the body comes before its checksum."""
    body = FAULTS[name](GOOD).body
    with pytest.raises(error):
        json.loads((gzip.decompress(body) if "gzip" in name else body).decode())


@pytest.mark.parametrize("delivery", [d for d in Delivery if d is not Delivery.WHOLE])
def test_every_bad_delivery_has_a_fault(delivery: Delivery) -> None:
    """Connections fail by name too."""
    slow = [n for n in FAULTS if n not in ("gzip-bomb", "enormous")]
    assert 1 == sum(FAULTS[name](GOOD).delivery is delivery for name in slow)


def test_a_status_is_a_fault() -> None:
    """With the error body that the contract has for it."""
    answer = find("529", vars(MockOpenRouter())["_service"])(GOOD)
    assert (529, 529) == (answer.status, json.loads(answer.body)["error"]["code"])


@pytest.mark.parametrize("name", ["429-seconds", "429-date", "429-body"])
def test_a_limited_client_is_told_when_to_come_back(name: str) -> None:
    """Each way to say so is one that our client understands."""
    answer = FAULTS[name](GOOD)
    headers, body = Headers(answer.headers), json.loads(answer.body)
    assert 0 < (retry_after(429, headers, body, now=time.time()) or 0) <= 2
