"""The faults: each spoils the answer in the one way that its name says."""

from __future__ import annotations

import gzip
import json

import pytest

from openrouter_models.testing.answers import Answer, Delivery
from openrouter_models.testing.faults import FAULTS, find

GOOD = Answer(200, {"Content-Type": "application/json"}, b'{"data":[{"id":"a"}]}')


def test_every_fault_says_where_it_is_met() -> None:
    """A docstring is what a user reads in the list of faults."""
    assert [] == [name for name, spoil in FAULTS.items() if not spoil.__doc__]


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_changes_something(name: str) -> None:
    """A fault that leaves the answer as it was would prove nothing."""
    assert GOOD != find(name)(GOOD)


def test_an_unknown_fault_is_told_the_nearest() -> None:
    """A typing error is answered by the name that was meant."""
    with pytest.raises(ValueError, match="'trunkated'; choose from truncated"):
        find("trunkated")


def test_a_fault_like_no_other_is_told_all() -> None:
    """Without a near name all of them are listed."""
    with pytest.raises(ValueError, match=r"corrupt-gzip, .*drip, .*stall"):
        find("????????")


@pytest.mark.parametrize(
    ("status", "name"), [(200, "html"), (502, "html-502"), (524, "html-524"), (307, "redirect")]
)
def test_status(status: int, name: str) -> None:
    """A fault may come under any status."""
    assert status == find(name)(GOOD).status


def test_html_is_a_page() -> None:
    """Media type and body are those of a page."""
    answer = find("html")(GOOD)
    assert "text/html" == answer.headers["Content-Type"]
    assert answer.body.startswith(b"<!DOCTYPE html>")


def test_empty_listing_keeps_the_envelope() -> None:
    """Only the models are gone."""
    assert {"data": []} == json.loads(find("empty-listing")(GOOD).body)


def test_white_space_is_no_error() -> None:
    """The body is the same JSON (RFC 8259 section 2)."""
    assert json.loads(GOOD.body) == json.loads(find("white-space")(GOOD).body)


@pytest.mark.parametrize("name", ["empty", "cut-json"])
def test_no_json(name: str) -> None:
    """What comes cannot be parsed."""
    with pytest.raises(json.JSONDecodeError):
        json.loads(find(name)(GOOD).body)


def test_not_utf8() -> None:
    """What comes cannot be decoded."""
    with pytest.raises(UnicodeDecodeError):
        find("not-utf8")(GOOD).body.decode()


def test_error_under_200() -> None:
    """The error's code is not the status."""
    answer = find("error-under-200")(GOOD)
    assert (200, 502) == (answer.status, json.loads(answer.body)["error"]["code"])


def test_redirect_leads_elsewhere() -> None:
    """A host of a reserved name (RFC 2606) cannot be reached by accident."""
    assert "//elsewhere.invalid/" in find("redirect")(GOOD).headers["Location"]


def test_gzip_bomb_is_small_and_becomes_large() -> None:
    """A fraction of a percent travels."""
    answer = find("gzip-bomb")(GOOD)
    assert len(answer.body) < 1 << 20
    assert 96 << 20 == len(gzip.decompress(answer.body))


@pytest.mark.parametrize("delivery", [d for d in Delivery if d is not Delivery.WHOLE])
def test_every_bad_delivery_has_a_fault(delivery: Delivery) -> None:
    """Connections fail by name too."""
    slow = [n for n in FAULTS if n != "gzip-bomb"]
    assert 1 == sum(find(name)(GOOD).delivery is delivery for name in slow)
