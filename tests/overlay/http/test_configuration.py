"""Options: what is refused when a client is made, and how options change."""

from __future__ import annotations

import pytest
from tests.conforming import options

from openrouter_models._http.configuration import to_headers
from openrouter_models.errors import ConfigurationError

KEY = "sk-or-v1-0123456789abcdef"


@pytest.mark.parametrize(
    ("message", "headers"),
    [
        ("api_key=", {"authorization": "Bearer word"}),
        ("gzip only", {"Accept-Encoding": "br word"}),
        ("not a valid header name", {"X Y": "word"}),
        ("not a valid header name", {"": "word"}),
        ("line breaks", {"X-A": "word\r\nX-B: b"}),
        ("line breaks", {"X-A": " word"}),
        ("line breaks", {"X-A": "wörd"}),
    ],
)
def test_headers_that_cannot_be_sent_are_refused(message: str, headers: dict[str, str]) -> None:
    """The message names the header and not its value."""
    with pytest.raises(ConfigurationError, match=message) as caught:
        to_headers(headers)
    assert "word" not in str(caught.value)


def test_what_is_none_stays_as_it_is() -> None:
    """Only what is given changes; headers are added."""
    before = options(KEY, headers={"X-A": "a"})
    after = before.changed(strict=True, headers={"X-B": "b"})
    assert {"X-A": "a", "X-B": "b"} == after.headers
    assert after.strict
    assert (before.key, before.timeout) == (after.key, after.timeout)
    assert {"X-A": "a"} == before.headers


def test_the_headers_of_a_request() -> None:
    """The client's own headers win over those of a call."""
    headers = options(KEY, headers={"X-A": "a"}).request_headers({"x-a": "c"})
    assert "c" == headers["X-A"]
    assert f"Bearer {KEY}" == headers["Authorization"]
    assert "gzip" == headers["Accept-Encoding"]
    assert KEY not in repr(headers)


def test_options_show_neither_key_nor_headers() -> None:
    """Headers of the user may be secret too."""
    shown = repr(options(KEY, headers={"X-Token": "word"}))
    assert KEY not in shown
    assert "word" not in shown
