"""The faults: each spoils the answer in the one way that its name says."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from httpx import Headers

from openrouter_models._http.responses import retry_after
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.answers import Answer, Delivery
from openrouter_models.testing.faults import FAULTS, find

GOOD = Answer(200, {"Content-Type": "application/json"}, b'{"data":[{"id":"a"}]}')


def test_every_fault_says_where_it_is_met() -> None:
    """A sentence is what a user reads in the list of faults."""
    assert [] == [name for name, fault in FAULTS.items() if not fault.what.endswith(".")]


@pytest.mark.parametrize("name", sorted(FAULTS.keys() - {"ok"}))
def test_every_fault_changes_something(name: str) -> None:
    """A fault that leaves the answer as it was would prove nothing."""
    assert GOOD != FAULTS[name](GOOD)


def test_an_unknown_fault_is_told_the_nearest() -> None:
    """A typing error is answered by the name that was meant."""
    with pytest.raises(ValueError, match="'trunkated'; choose from truncated"):
        find("trunkated", vars(MockOpenRouter())["_service"])


def test_a_fault_like_no_other_is_told_all() -> None:
    """Without a near name all of them are listed."""
    with pytest.raises(ValueError, match=r"corrupt-gzip, .*drip, .*stall"):
        find("????????", vars(MockOpenRouter())["_service"])


@pytest.mark.parametrize(
    ("status", "name"), [(200, "html"), (502, "html-502"), (524, "html-524"), (307, "redirect")]
)
def test_status(status: int, name: str) -> None:
    """A fault may come under any status."""
    assert status == FAULTS[name](GOOD).status


def test_html_is_a_page() -> None:
    """Media type and body are those of a page."""
    answer = FAULTS["html"](GOOD)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.body.startswith(b"<!DOCTYPE html>")


def test_empty_listing_keeps_the_envelope() -> None:
    """Only the models are gone."""
    assert {"data": []} == json.loads(FAULTS["empty-listing"](GOOD).body)


def test_white_space_is_no_error() -> None:
    """The body is the same JSON (RFC 8259 section 2)."""
    assert json.loads(GOOD.body) == json.loads(FAULTS["white-space"](GOOD).body)


@pytest.mark.parametrize("name", ["empty", "cut-json"])
def test_no_json(name: str) -> None:
    """What comes cannot be parsed."""
    with pytest.raises(json.JSONDecodeError):
        json.loads(FAULTS[name](GOOD).body)


def test_not_utf8() -> None:
    """What comes cannot be decoded."""
    with pytest.raises(UnicodeDecodeError):
        FAULTS["not-utf8"](GOOD).body.decode()


def test_error_under_200() -> None:
    """The error's code is not the status."""
    answer = FAULTS["error-under-200"](GOOD)
    assert (200, 502) == (answer.status, json.loads(answer.body)["error"]["code"])


def test_redirect_leads_elsewhere() -> None:
    """A host of a reserved name (RFC 2606) cannot be reached by accident."""
    assert "//elsewhere.invalid/" in FAULTS["redirect"](GOOD).headers["Location"]


def test_gzip_bomb_is_small_and_becomes_large() -> None:
    """A fraction of a percent travels."""
    answer = FAULTS["gzip-bomb"](GOOD)
    assert len(answer.body) < 1 << 20
    assert 96 << 20 == len(gzip.decompress(answer.body))


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


def test_gzip_members_hold_the_whole_body() -> None:
    """The standard library reads all of them."""
    assert GOOD.body == gzip.decompress(FAULTS["gzip-members"](GOOD).body)


def test_damaged_gzip_fails_at_its_checksum() -> None:
    """All of the body comes before that."""
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(FAULTS["damaged-gzip"](GOOD).body)


def test_a_wrong_length_is_announced() -> None:
    """The body itself is whole."""
    answer = FAULTS["wrong-length"](GOOD)
    assert (GOOD.body, str(len(GOOD.body) // 2)) == (answer.body, answer.head["Content-Length"])
