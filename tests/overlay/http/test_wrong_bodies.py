"""A body that is no listing is named without being quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._http.wrong_bodies import describe_body


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "an empty body"),
        (b" \r\n", "an empty body"),
        (b"\n<!DOCTYPE HTML><title>x", "an HTML page"),
        (b"<?xml version='1.0'?><a/>", "a markup page"),
        (b'\xef\xbb\xbf{"data": []}', "text with a byte order mark, which JSON must not have"),
        ('{"data": []}'.encode("utf-16"), "text in UTF-16 instead of UTF-8"),
        (b"\x1f\x8b\x08\x00", "data that is still compressed (gzip)"),
        (b'{"a": "\xc3("}', "text that is not UTF-8 at byte 7"),
        (b'{"data": [{"id"', "JSON that was truncated at byte 15"),
        (b'{"data": NaN}', "text that is not JSON (byte 9)"),
        (b"hello", "text that is not JSON (byte 0)"),
        (b"[" * 10_000, "JSON that is nested more than 200 deep"),
        (b"[]", "JSON that is an array, not an object"),
        (b"null", "JSON that is null, not an object"),
        (b"{}", "a JSON object without `data`"),
        (b'{"data": true}', "a JSON object whose `data` is a boolean, not an array"),
        (b'{"data": 1.5}', "a JSON object whose `data` is a number, not an array"),
    ],
)
def test_a_body_is_named(content: bytes, expected: str) -> None:
    """Each kind of wrong body has its own words."""
    assert expected == describe_body(content)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_named(content: bytes) -> None:
    """No bytes make the description fail or unprintable."""
    assert describe_body(content).isprintable()
