"""Recordings of other tools: HAR files, cassettes, and header fields beside a capture."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any, cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models.testing.recordings import (
    Exchange,
    RecordingError,
    headers_beside,
    is_listing,
    read_headers,
    read_recording,
)

dump = cast("Any", yaml).dump
URL = "https://openrouter.ai/api/v1/models/user"
OTHER = "https://openrouter.ai/api/v1/chat/completions"
BODY = '{"data": ["é", "\\ud800"]}'
JSON = (("content-type", "application/json"),)


def har(content: Any, *, url: str = URL, status: Any = 200, headers: Any = ()) -> bytes:
    """Write a HAR with another operation before the entry."""
    response = {"status": status, "headers": list(headers), "content": content}
    wanted = {"request": {"method": "GET", "url": url}, "response": response}
    other = {"request": {"method": "POST", "url": OTHER}, "response": response}
    return json.dumps({"log": {"version": "1.2", "entries": [other, wanted]}}).encode()


def cassette(body: Any, headers: dict[str, list[str]] | None = None, status: int = 200) -> Any:
    """Make a cassette with another operation before the interaction."""
    response = {
        "status": {"code": status, "message": ""},
        "headers": headers or {"content-type": ["application/json"]},
        "body": body,
    }
    return {
        "interactions": [
            {"request": {"method": "POST", "uri": OTHER}, "response": response},
            {"request": {"method": "GET", "uri": URL}, "response": response},
        ],
        "version": 1,
    }


@pytest.mark.parametrize(
    "content",
    [
        {"text": BODY, "mimeType": "application/json", "size": 9},
        {
            "text": base64.b64encode(BODY.encode()).decode(),
            "encoding": "base64",
            "mimeType": "application/json",
        },
    ],
)
def test_a_har_is_read(content: Any) -> None:
    """Bodies as text or base64; what was compressed on the wire no longer is."""
    recording = read_recording(b"\xef\xbb\xbf" + har(content))
    assert recording is not None
    assert 1 == recording.left_out
    assert (Exchange(2, 200, JSON, BODY.encode()),) == recording.exchanges
    encoded = [{"name": "Content-Encoding", "value": "br"}]
    again = read_recording(har(content, headers=encoded))
    assert again is not None
    assert BODY.encode() == again.exchanges[0].body


@pytest.mark.parametrize(
    ("reason", "recorded"),
    [
        ("its body was not recorded", har({"size": 9})),
        ("no response came", har({"text": ""}, status=0)),
        ("it is malformed", har(5)),
        ("it is malformed", har({"text": "a", "encoding": "base64"})),
        ("it is malformed", har({"text": ""}, status="x")),
        ("it is malformed", json.dumps(cassette(5)).encode()),
        (
            "encoded as br",
            dump(cassette({"string": b"\xff"}, {"content-encoding": ["br"]})).encode(),
        ),
        ("truncated", dump(cassette({"string": gzip.compress(b"x" * 99)[:-9]})).encode()),
    ],
)
def test_an_entry_that_cannot_be_checked_says_why(reason: str, recorded: bytes) -> None:
    """With its number; the others are read all the same."""
    recording = read_recording(recorded)
    assert recording is not None
    (error,) = [each.error for each in recording.exchanges]
    assert error is not None
    assert error.startswith("entry 2 cannot be checked: ")
    assert reason in error


@pytest.mark.parametrize(
    "body",
    [
        {"string": BODY},
        {"string": BODY.encode()},
        {"string": gzip.compress(BODY.encode())},
        {"encoding": "utf-8", "base64_string": base64.b64encode(BODY.encode()).decode()},
        BODY,
    ],
)
def test_a_cassette_is_read(body: Any) -> None:
    """With bodies as text or bytes, compressed or not, in YAML and in JSON."""
    written = dump(cassette(body))
    for text in [written] + ([] if "!!binary" in written else [json.dumps(cassette(body))]):
        recording = read_recording(text.encode())
        assert recording is not None
        assert (1, (Exchange(2, 200, JSON, BODY.encode()),)) == (
            recording.left_out,
            recording.exchanges,
        )


@pytest.mark.parametrize(
    "text", ["interactions: 5\n", "interactions: [\n", "interactions:\n- !!python/name:os.system\n"]
)
def test_a_broken_cassette_is_refused(text: str) -> None:
    """In one line, and no YAML makes anything run."""
    with pytest.raises(RecordingError, match=r"^[^\n]*(must hold|not valid YAML)[^\n]*$"):
        read_recording(text.encode())


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.sampled_from([b'{"log": {"entries"', b'{"interactions": 5}'])
)
def test_whatever_is_no_recording_is_a_body(content: bytes) -> None:
    """It is for the contract to judge."""
    if b"interactions:" not in content:
        assert read_recording(content) is None


@pytest.mark.parametrize(
    ("expected", "method", "url"),
    [
        (True, "GET", URL),
        (True, "get", "http://127.0.0.1:8000/v9/models/user?offset=5"),
        (True, "GET", "https://eu.openrouter.ai/api/v1/models/user/"),
        (True, "GET", "https://openrouter.ai/api/v1/models?category=x"),
        (False, "GET", "https://api.openai.com/v1/models"),
        (False, "GET", "https://notopenrouter.ai/api/v1/models"),
        (False, "GET", "https://openrouter.ai/api/v1/models/count"),
        (False, "POST", URL),
        (False, "GET", "http://[:bad"),
        (False, None, None),
    ],
)
def test_only_requests_for_the_listing_count(*, expected: bool, method: Any, url: Any) -> None:
    """By method and URL; other APIs have a path `/models`, too."""
    assert expected == is_listing(method, url)


def test_headers_stand_beside_a_capture() -> None:
    """As this package saves them, or as a cassette has them."""
    assert "a.b/models.headers.json" == headers_beside("a.b/models.json")
    assert headers_beside("models.headers.json") is None
    assert (None, (("etag", "x"),)) == read_headers(b'{"etag": "x"}')
    full = b'{"status": {"code": 404}, "headers": {"a": ["b", "c"]}}'
    assert (404, (("a", "b"), ("a", "c"))) == read_headers(full)
    for broken in (b"[]", b"{", b'{"status": {}, "headers": {}}'):
        with pytest.raises(RecordingError):
            read_headers(broken)
