"""Describe a body that is not a model listing, without quoting any of it."""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

from openrouter_api.jsontext import TooDeepError, refuse_too_deep

_SIGNATURES = (
    (b"\xef\xbb\xbf", "text with a byte order mark, which JSON must not have"),
    (b"\xff\xfe", "text in UTF-16 instead of UTF-8"),
    (b"\xfe\xff", "text in UTF-16 instead of UTF-8"),
    (b"\x1f\x8b", "data that is still compressed (gzip)"),
    (b"\x28\xb5\x2f\xfd", "data that is still compressed (zstd)"),
)
_JSON_TYPES: dict[type, str] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def describe_body(content: bytes) -> str:
    """Describe a body, decompressed, that is not a model listing, as a noun phrase such as "an HTML page"."""
    if known := _describe_start(content):
        return known
    try:
        content.decode()
        refuse_too_deep(content)
        return _describe_json(msgspec.json.decode(content))
    except UnicodeDecodeError as error:
        return f"text that is not UTF-8 at byte {error.start}"
    except msgspec.DecodeError as error:
        return _describe_malformed(str(error), len(content))
    except TooDeepError as error:
        return f"JSON that is {error}"


def _describe_start(content: bytes) -> str | None:
    """Say what the first bytes give away, None where they could begin JSON."""
    if not content or content.isspace():
        return "an empty body"
    start = content[:1024].lstrip().lower()
    if start.startswith(b"<"):
        return "an HTML page" if b"html" in start else "a markup page"
    return next((what for sign, what in _SIGNATURES if content.startswith(sign)), None)


def _describe_malformed(complaint: str, length: int) -> str:
    """Say where the parser gave up; its own words change from release to release."""
    if "truncated" in complaint:
        return f"JSON that was truncated at byte {length}"
    place = re.search(r"\(byte [0-9]+\)", complaint)
    return f"text that is not JSON {place[0]}" if place else "text that is not JSON"


def _describe_json(value: Any) -> str:
    """Say what is in the place of the listing."""
    if not isinstance(value, dict):
        return f"JSON that is {_JSON_TYPES[type(value)]}, not an object"
    fields = cast("dict[str, Any]", value)
    if "data" not in fields:
        return "a JSON object without `data`"
    return f"a JSON object whose `data` is {_JSON_TYPES[type(fields['data'])]}, not an array"
