"""Whatever shape an error response has, the right class with a sane message comes of it."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.conforming import json_values

from openrouter_models import errors
from openrouter_models._http.error_responses import status_error, transport_error
from openrouter_models._http.retry_after import retry_after

NOW = 1_750_000_000.0
DATE = "Sun, 15 Jun 2025 15:06:40 GMT"  # NOW
TREE = re.findall(r"(\w+Error) +(\d{3}[\d, ]*)(?:$| and any)", errors.__doc__ or "", re.MULTILINE)
CLASSES: dict[int, type[errors.APIStatusError]] = {
    **{int(code): getattr(errors, name) for name, codes in TREE for code in codes.split(",")},
    **dict.fromkeys((501, 520, 599), errors.InternalServerError),
    **dict.fromkeys((418, 600), errors.APIStatusError),
}


def body(**error: Any) -> bytes:
    """Write an error body."""
    return json.dumps({"error": error}).encode()


@pytest.mark.parametrize(("status", "kind"), CLASSES.items())
@pytest.mark.parametrize(
    "content",
    [
        b'{"error": {"message": "No.", "code": 1}}',
        b'{"error": {"message": "No.", "code": "429"}}',
        b'{"error": {"message": {"text": "No."}}}',
        b'{"error": "No."}',
        b'{"error": null}',
        b'{"message": "No."}',
        b"[]",
        b"<html>No.",
        b"",
        b"\xff",
        b"[" * 10_000,
        b'{"error": {"code": ' + b"9" * 5000 + b"}}",
    ],
)
def test_the_class_follows_the_status(
    status: int, kind: type[errors.APIStatusError], content: bytes
) -> None:
    """The body has no say in the class of an error status, and nothing in it makes that fail."""
    error = status_error(status, {}, content)
    assert kind is type(error)
    assert status == error.status_code
    assert str(error).startswith(f"HTTP {status}: ")
    assert str(error).endswith(kind.advice)


@pytest.mark.parametrize(("code", "kind"), CLASSES.items())
@pytest.mark.parametrize("write", [int, str, float])
def test_an_error_in_a_success_takes_the_class_of_its_code(
    code: int, kind: type[errors.APIStatusError], write: type
) -> None:
    """A 200 with an `error` is that error, its code a number or a numeric string."""
    error = status_error(200, {}, body(code=write(code), message="No"))
    assert kind is type(error)
    assert (code if 400 <= code < 600 else 200) == error.status_code


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-be", "utf-32"])
def test_a_body_in_another_unicode_is_not_read(charset: str) -> None:
    """JSON travels in UTF-8 (RFC 8259, section 8.1); what the server echoes of the key in others is not found."""
    said = '{"error": {"message": "\\u0073k-or-v1-0123"}}'
    assert status_error(401, {}, said.encode(charset)).body is None
    assert status_error(401, {}, said.encode("utf-8-sig")).body is not None


@pytest.mark.parametrize("code", [None, True, 0, 200, "invalid", "", [], {}, 1e300, -500])
def test_a_code_that_is_no_error_status_leaves_the_status(code: Any) -> None:
    """A success whose error has some other code is an `APIStatusError` with its own status."""
    error = status_error(200, {}, body(code=code))
    assert errors.APIStatusError is type(error)
    assert 200 == error.status_code


def test_the_message_says_what_happened_and_what_to_do() -> None:
    """Status, the server's words, the wait, the advice and the request id stand in this order."""
    error = status_error(
        429, {"Retry-After": "2.1", "CF-Ray": "8f-FRA"}, body(message="Slow down.", code=429)
    )
    assert (
        "HTTP 429: Slow down. Wait 3 s before the next request. Send fewer requests, "
        "or keep the catalog instead of listing again. Mention request ID 8f-FRA when contacting support."
    ) == str(error)


@pytest.mark.parametrize(
    ("said", "status", "content"),
    [
        ("HTTP 200 with error 502: No words. ", 200, body(message="No words", code=502)),
        ("HTTP 502: got an HTML page. ", 502, b"<html>secret</html>"),
        ("HTTP 500: the server gave no reason. ", 500, b'{"error": {}}'),
    ],
)
def test_the_message_begins_with_what_came(said: str, status: int, content: bytes) -> None:
    """Both codes of an error in a success; a page by its kind, never quoted; and silence."""
    assert str(status_error(status, {}, content)).startswith(said)


def test_a_message_is_bounded_and_on_one_line() -> None:
    """A server cannot flood or steer a terminal, nor begin a line with a command."""
    error = status_error(400, {}, body(message="::error::\n::x::\x1b[2J" + "a" * 10_000))
    assert str(error).isprintable()
    assert 700 > len(str(error))
    assert r"HTTP 400: ::error:: ::x::\x1b[2J" in str(error)


@pytest.mark.parametrize("inside", [False, True])
def test_an_account_id_is_not_in_the_message(inside: bool) -> None:  # noqa: FBT001  # a case
    """The id is redacted even in an unusual form, and stays in the body."""
    said = {"message": "No credits for acct-1234 (user_2abc)."}
    content = (
        {"error": said | {"user_id": "acct-1234"}}
        if inside
        else {"error": said, "user_id": "acct-1234"}
    )
    error = status_error(402, {}, json.dumps(content).encode())
    assert "No credits for [redacted] (user_[redacted])." in str(error)
    assert content == error.body


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"CF-Ray": "c", "X-Request-Id": "a", "x-generation-id": "b"}, "a"),
        ({"CF-Ray": "c", "x-generation-id": "b"}, "b"),
        ({"CF-Ray": "c", "x-request-id": ""}, "c"),
        ({"X-Request-ID": "a\x1b[0m"}, r"a\x1b[0m"),
        ({}, None),
    ],
)
def test_the_request_id_comes_from_the_first_header(
    headers: dict[str, str], expected: str | None
) -> None:
    """The server's own id comes before that of the edge, and is fit to print."""
    assert expected == status_error(500, headers, b"").request_id


def reset(value: Any) -> dict[str, Any]:
    """Make an error body that repeats the rate limit headers."""
    return {"error": {"metadata": {"headers": {"X-RateLimit-Reset": value}}}}


@pytest.mark.parametrize(
    ("headers", "error", "expected"),
    [
        ({"retry-after": "30"}, None, 30.0),
        ({"retry-after": " 1.5 "}, None, 1.5),
        ({"retry-after": "-5"}, None, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "2"}, None, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "2"}, None, 2.0),
        ({"retry-after": "Sun, 15 Jun 2025 15:07:40 GMT"}, None, 60.0),
        ({"retry-after": "Sunday, 15-Jun-25 15:07:40 GMT"}, None, 60.0),
        ({"retry-after": "Sun Jun 15 15:07:40 2025"}, None, 60.0),
        ({"retry-after": "Sun, 15 Jun 2025 15:00:00 GMT"}, None, 0.0),
        (
            {
                "retry-after": "Mon, 16 Jun 2025 00:00:30 GMT",
                "date": "Mon, 16 Jun 2025 00:00:00 GMT",
            },
            None,
            30.0,
        ),
        ({"retry-after": DATE, "date": "yesterday"}, None, 0.0),
        ({"x-ratelimit-reset": "1750000007000"}, None, 7.0),
        ({}, reset("1750000007000"), 7.0),
        ({}, reset(1750000007000), 7.0),
        ({"retry-after": "3"}, reset("1750000007000"), 3.0),
        ({"retry-after": "nonsense"}, reset("1750000007000"), 7.0),
        ({}, reset("1749999999000"), 0.0),
        ({}, reset("1750000007"), None),
        ({}, reset(True), None),
        ({}, {"error": {"metadata": {"headers": ["X-RateLimit-Reset"]}}}, None),
        ({}, {"error": {"metadata": None}}, None),
        *[
            ({"retry-after": value}, None, None)
            for value in ("", "NaN", "inf", "1e5", "1_0", "٣", "1750000000", "9" * 400, "1, 2")
        ],
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, None, None),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 +2359"}, None, 0.0),
    ],
)
def test_the_wait_is_read(headers: dict[str, str], error: Any, expected: float | None) -> None:
    """Every form of a wait gives seconds; what is past gives 0, what makes no sense None."""
    assert expected == retry_after(429, headers, error, now=NOW)


def test_a_reset_counts_only_when_the_limit_was_hit() -> None:
    """Other errors carry the header of a limit that is not their reason."""
    assert retry_after(500, {"x-ratelimit-reset": "1750000007000"}, None, now=NOW) is None


def test_without_a_date_the_clock_counts() -> None:
    """A point in time that is just past means no wait by the real clock too."""
    assert 0.0 == retry_after(429, {"retry-after": DATE}, None)


@given(st.datetimes(datetime(2025, 6, 16), datetime(2026, 1, 1)))  # noqa: DTZ001  # given UTC below
def test_any_date_is_relative_to_the_response(moment: datetime) -> None:
    """The wait is what lies between the date of the response and the date to retry after."""
    until = moment.replace(microsecond=0, tzinfo=UTC)
    date = format_datetime(until, usegmt=True)
    assert until.timestamp() - NOW == retry_after(503, {"retry-after": date, "date": DATE}, None)


values = st.text() | st.floats().map(str) | st.integers().map(str)
bodies = json_values(["error", "metadata", "headers", "X-RateLimit-Reset", "code", "message"])


@given(
    st.integers(100, 999),
    st.dictionaries(
        st.sampled_from(
            ["Retry-After", "retry-after-ms", "Date", "X-RateLimit-Reset", "x-request-id"]
        ),
        values,
    ),
    st.binary() | bodies.map(lambda value: json.dumps(value).encode()),
)
@example(429, {"Date": "Mon, 32 Foo 99999999999 99:99:99 +999999999"}, b"")
def test_nothing_hostile_raises(status: int, headers: dict[str, str], content: bytes) -> None:
    """Any response gives an error with a printable message and a sensible wait."""
    error = status_error(status, headers, content, now=NOW)
    assert str(error).isprintable()
    assert error.retry_after is None or 0 <= error.retry_after <= 1e9


@pytest.mark.skipif("OPENROUTER_ERRORS" not in os.environ, reason="OPENROUTER_ERRORS is unset")
def test_stored_errors_give_their_class() -> None:
    """Each stored error body gives the class of its status and no account id."""
    paths = sorted(Path(os.environ["OPENROUTER_ERRORS"]).glob("*.json"))
    assert paths
    for path in paths:
        stored = json.loads(path.read_bytes())
        error = status_error(
            stored["status"], stored["headers"], json.dumps(stored["body"]).encode()
        )
        code = stored["status"] if stored["status"] >= 400 else stored["body"]["error"]["code"]
        assert CLASSES[code] is type(error)
        assert stored["body"]["error"]["message"].rstrip(".") in str(error)
        assert "user_REDACTED" not in str(error)


REQUEST = httpx.Request("GET", "https://user:hunter22@example.test/api/v1/models")


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (httpx.ConnectTimeout("slow"), errors.APITimeoutError),
        (httpx.PoolTimeout("slow"), errors.APITimeoutError),
        (httpx.ConnectError("refused"), errors.APIConnectionError),
        (httpx.RemoteProtocolError("reset"), errors.APIConnectionError),
        (httpx.ProxyError("407"), errors.APIConnectionError),
        (httpx.TooManyRedirects("loop"), errors.APIConnectionError),
        (httpx.DecodingError("bad gzip"), errors.InvalidResponseError),
    ],
)
def test_each_failure_of_the_transport_has_its_class(
    cause: httpx.RequestError, expected: type[errors.OpenRouterError]
) -> None:
    """Timeouts, broken connections and broken compression are told apart, and say why."""
    error = transport_error(cause)
    assert expected is type(error)
    assert f"{type(cause).__name__}: {cause}" in str(error)


def test_a_connection_error_names_the_host_and_what_the_library_says() -> None:
    """Which often is no more than the class of a timeout."""
    cause = httpx.LocalProtocolError("Illegal header value", request=REQUEST)
    assert (
        "Cannot connect to example.test (LocalProtocolError: Illegal header value). "
        "Check the network, base_url and proxy settings."
    ) == str(transport_error(cause))
    silent = transport_error(httpx.ReadTimeout(""))
    assert "Timed out waiting for the server (ReadTimeout). " in str(silent)
