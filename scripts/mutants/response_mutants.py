"""List the mutants of whole responses: status, media type, encoding, and JSON that is none."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from mutants.body_mutants import JSON, Trial, bases
from mutants.mutant import JsonObject, find_responses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutants.oracle import Expected

NOTHING: Expected = frozenset()
NOT_JSON: Expected = frozenset({("not-json", "")})
AMBIGUOUS: Expected = NOT_JSON | {("undeclared-field", "/x")}
WRONG_TYPE: Expected = frozenset({("wrong-content-type", "")})
UNDOCUMENTED: Expected = frozenset({("undocumented-status", "")})

# RFC 9110 section 8.3.1: case, blanks and parameters make no other media type.
SAME_TYPES = (
    *("application/json", "Application/JSON", "APPLICATION/JSON", " application/json "),
    *("application/json; charset=utf-8", "application/json;charset=UTF-8"),
    *('application/json; charset="utf-8"', "application/json ; profile=x", "application/json;"),
)
OTHER_TYPES = (
    *("", " ", "json", "application", "application/", "/json", "application/jsonp", "text/json"),
    *("application/problem+json", "application/vnd.api+json", "application/json-seq", "*/*"),
    *("application/x-ndjson", "application/javascript", "application/xml", "application/*"),
    *("text/html", "text/html; charset=utf-8", "text/plain", "text/event-stream", "image/png"),
    *("application/json, text/html", "application/json text/html", "application json"),
    *("xapplication/json", "application/jsonx", "application/octet-stream", "multipart/mixed"),
)


def trials(contract: JsonObject) -> Iterator[Trial]:
    """List every single change to status, headers and encoding of conforming responses; some conform as well."""
    responses = find_responses(contract)
    _, first = next(bases(contract))
    for other in range(100, 600):
        if str(other) not in responses:
            encoded = json.dumps(first).encode()
            yield Trial("status changed", "", f"{other}", other, JSON, encoded, UNDOCUMENTED)
    for status, body in bases(contract):
        text = json.dumps(body)
        encoded = text.encode()
        for other in [each for each in map(int, responses) if each != status]:
            yield Trial("status changed", "", f"{other}", other, JSON, encoded)
        yield from _headers(status, encoded)
        for change, bad in _no_json(text):
            yield Trial("encoding changed", "", change, status, JSON, bad, NOT_JSON)
        for change, bad in _ambiguous(text):
            yield Trial("encoding changed", "", change, status, JSON, bad, AMBIGUOUS)
        for part in range(1, 16):
            cut = encoded[: len(encoded) * part // 16]
            change = f"cut at {part}/16"
            yield Trial("truncated", "", change, status, JSON, cut, NOT_JSON)
        for change, good in _same_json(text):
            yield Trial("written otherwise", "", change, status, JSON, good, NOTHING)


def _headers(status: int, body: bytes) -> Iterator[Trial]:
    for media_type in SAME_TYPES:
        headers = {"Content-Type": media_type}
        yield Trial("media type changed", "", media_type, status, headers, body, NOTHING)
    for name in ("CONTENT-TYPE", "content-type", "Content-type"):
        headers = {name: "application/json", "X-Other": "text/html"}
        yield Trial("media type changed", "", name, status, headers, body, NOTHING)
    for media_type in OTHER_TYPES:
        headers = {"Content-Type": media_type}
        yield Trial("media type changed", "", media_type, status, headers, body, WRONG_TYPE)
    for charset in ("utf-16", "iso-8859-1", "windows-1252"):
        headers = {"Content-Type": f"application/json; charset={charset}"}
        yield Trial("media type changed", "", charset, status, headers, body, WRONG_TYPE)
    yield Trial("media type changed", "", "none", status, {}, body, WRONG_TYPE)


def _no_json(text: str) -> Iterator[tuple[str, bytes]]:
    """Write a JSON object as what is not JSON (RFC 8259)."""
    encoded, rest = text.encode(), text[1:]
    yield "byte order mark", b"\xef\xbb\xbf" + encoded
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"):
        yield encoding, text.encode(encoding)
    for encoding in ("latin-1", "cp1252", "shift_jis"):
        word = "語" if encoding == "shift_jis" else "é"
        yield encoding, f'{{"x":"{word}",{rest}'.encode(encoding)
    for change, start in {
        "NaN": '"x":NaN,',
        "infinity": '"x":Infinity,',
        "negative infinity": '"x":-Infinity,',
        "leading zero": '"x":01,',
        "leading plus": '"x":+1,',
        "no digit after the point": '"x":1.,',
        "no digit before the point": '"x":.5,',
        "hexadecimal number": '"x":0x1,',
        "undefined": '"x":undefined,',
        "word in upper case": '"x":True,',
        "single quotes": "'x':1,",
        "no quotes": "x:1,",
        "comment": "/* x */",
        "line comment": "// x\n",
        "comma too many": ",",
        "comma missing": '"x":1 ',
        "colon missing": '"x" 1,',
        "unknown escape": '"x":"\\x41",',
        "cut escape": '"x":"\\u12",',
        "line break in a text": '"x":"a\nb",',
        "control character in a text": '"x":"\x01",',
    }.items():
        yield change, f"{{{start}{rest}".encode()
    yield "single quotes throughout", text.replace('"', "'").encode()
    yield "comma at the end", encoded[:-1] + b",}"
    for change, end in {"text": b"x", "object": b"{}", "brace": b"}", "zero byte": b"\0"}.items():
        yield f"{change} after the end", encoded + end
    yield "twice", encoded * 2
    yield "one per line", encoded + b"\n" + encoded
    yield "text before the start", b")]}',\n" + encoded
    yield "as an event", b"data: " + encoded
    yield "gzip", gzip.compress(encoded, mtime=0)
    yield "invalid UTF-8", encoded[:1] + b'"x":"\xff",' + encoded[1:]
    yield "half a surrogate pair in UTF-8", encoded[:1] + b'"x":"\xed\xa0\x80",' + encoded[1:]
    yield "overlong UTF-8", encoded[:1] + b'"x":"\xc0\xaf",' + encoded[1:]
    yield "no-break space", "\u00a0".encode() + encoded
    yield "nothing", b""
    yield "blanks", b" \n"
    yield "a page", b"<!doctype html><title>502</title>"


def _ambiguous(text: str) -> Iterator[tuple[str, bytes]]:
    """Add a field to a JSON object that not every parser reads alike (RFC 7493)."""
    yield "half a surrogate pair", f'{{"x":"\\ud800",{text[1:]}'.encode()
    yield "name twice", f'{{"x":1,"x":1,{text[1:]}'.encode()
    yield "name twice, once escaped", f'{{"x":1,"\\u0078":1,{text[1:]}'.encode()


def _same_json(text: str) -> Iterator[tuple[str, bytes]]:
    value = json.loads(text)
    yield "blanks around", f" \r\n\t{text}\n ".encode()
    yield "indented", json.dumps(value, indent=2).encode()
    yield "without blanks", json.dumps(value, separators=(",", ":")).encode()
    yield "names sorted", json.dumps(value, sort_keys=True).encode()
    yield "characters unescaped", json.dumps(value, ensure_ascii=False).encode()
    yield "slashes escaped", text.replace("/", "\\/").encode()
