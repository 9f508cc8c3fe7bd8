"""Read the responses that other tools have recorded: HAR files and cassettes of VCR.py.

HAR: http://www.softwareishard.com/blog/har-12-spec/. Cassettes: version 1, as YAML or as JSON.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import httpx
import msgspec
from attrs import frozen

from openrouter_models._http.receiving import MAX_SIZE, Body
from openrouter_models._text import printable
from openrouter_models._validation.gates import members
from openrouter_models.errors import OpenRouterError

if TYPE_CHECKING:
    from collections.abc import Callable

    _Read: TypeAlias = "Callable[[int, Any], Exchange]"

Headers: TypeAlias = tuple[tuple[str, str], ...]
_CASSETTE = re.compile(rb"^interactions:", re.MULTILINE)
_GZIP = b"\x1f\x8b"
_SUFFIX = ".headers.json"


class RecordingError(OpenRouterError, ValueError):
    """A recording, or an entry of it, cannot be read."""


@frozen
class Exchange:
    """One response that was recorded.

    Attributes:
        entry: Its number in the recording, from 1.
        status: The HTTP status.
        headers: The header fields.
        body: The body, decompressed.
        error: Why the response cannot be checked, None where it can.
    """

    entry: int
    status: int
    headers: Headers = ()
    body: bytes = b""
    error: str | None = None


@frozen
class Recording:
    """The listings in a recording.

    Attributes:
        exchanges: The responses to requests for the listing.
        left_out: How many entries are about other operations.
    """

    exchanges: tuple[Exchange, ...]
    left_out: int


def is_listing(method: object, url: object) -> bool:
    """Tell whether a request asks for the listing: `GET /models/user`, or OpenRouter's `GET /models`."""
    try:
        parsed = httpx.URL(str(url))
    except (httpx.InvalidURL, ValueError):
        return False
    path = parsed.path.rstrip("/")
    is_public = path == "/api/v1/models" and f".{parsed.host}".endswith(".openrouter.ai")
    return str(method).upper() == "GET" and (path.endswith("/models/user") or is_public)


def read_recording(content: bytes) -> Recording | None:
    """Read a recording; None for what is not one, such as a stored body.

    Raises:
        RecordingError: It is one, and cannot be read.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.lstrip()[:1] == b"{":
        found = _json_entries(content)
    else:
        found = _yaml_entries(content) if _CASSETTE.search(content) else None
    if found is None:
        return None
    entries, url, read = found
    wanted = [n for n, each in enumerate(entries, 1) if is_listing(*_request(each, url))]
    exchanges = tuple(_read(read, number, entries[number - 1]) for number in wanted)
    return Recording(exchanges, len(entries) - len(wanted))


def _read(read: _Read, number: int, entry: Any) -> Exchange:
    try:
        return read(number, entry["response"])
    except OpenRouterError as error:
        reason = str(error)
    except (AttributeError, LookupError, TypeError, ValueError):
        reason = "it is malformed"
    return Exchange(number, 0, error=f"entry {number} cannot be checked: {reason}")


def headers_beside(name: str) -> str | None:
    """Name the file of a capture's header fields (`a.headers.json` beside `a.json`), None for such a file itself."""
    stem, dot, _ = name.rpartition(".")
    return None if name.endswith(_SUFFIX) else f"{stem if dot else name}{_SUFFIX}"


def read_headers(content: bytes) -> tuple[int | None, Headers]:
    """Read what stands beside a capture: a JSON object of header fields, or `status` and `headers` as in cassettes.

    The status is None if it does not say.

    Raises:
        RecordingError: It is something else.
    """
    try:
        beside: Any = msgspec.json.decode(content)
        if isinstance(beside.get("headers"), dict):
            status = beside.get("status")
            code = members(status).get("code", status)
            return (None if code is None else int(code)), _fields(beside["headers"])
        return None, _fields(beside)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise RecordingError("expected a JSON object of header fields") from None


def _har_exchange(number: int, response: Any) -> Exchange:
    content = response["content"]
    headers = tuple((str(each["name"]), str(each["value"])) for each in response["headers"])
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers += (("content-type", str(content.get("mimeType", ""))),)
    if not (status := int(response["status"])):
        raise RecordingError("no response came")
    text = content.get("text")
    if text is None and content.get("size"):
        raise RecordingError("its body was not recorded")
    # What a HAR holds is decompressed, whatever the header fields say.
    is_base64 = content.get("encoding") == "base64"
    return Exchange(number, status, headers, _encoded(text or "", is_base64=is_base64))


def _cassette_exchange(number: int, response: Any) -> Exchange:
    headers, stored, status = _fields(response["headers"]), response["body"], response["status"]
    parts = members(stored) or {"string": stored}
    is_base64 = "base64_string" in parts
    body = _encoded(parts["base64_string" if is_base64 else "string"] or "", is_base64=is_base64)
    code = members(status).get("code", status)
    return Exchange(number, int(code), headers, _decompressed(body, headers))


def _encoded(text: str | bytes, *, is_base64: bool) -> bytes:
    if is_base64:
        return base64.b64decode(text)
    return text if isinstance(text, bytes) else text.encode(errors="surrogatepass")


def _decompressed(body: bytes, headers: Headers) -> bytes:
    """Undo the encoding where a cassette kept the body as it was sent."""
    if body.startswith(_GZIP):
        gzip = Body("gzip", MAX_SIZE)
        gzip.add(body)
        return gzip.finish()
    encodings = [value for name, value in headers if name.lower() == "content-encoding"]
    if encodings and not body.isascii() and not _is_text(body):
        raise RecordingError(
            f"its body is encoded as {', '.join(encodings)}; only gzip can be read"
        )
    return body


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except ValueError:
        return False
    return True


def _json_entries(content: bytes) -> tuple[list[Any], str, _Read] | None:
    if b'"entries"' not in content and b'"interactions"' not in content:
        return None
    try:
        document: Any = msgspec.json.decode(content)
    except (ValueError, RecursionError):
        return None  # checked as a body, it is said what is wrong with it
    recorded, logged = document.get("interactions"), members(document.get("log")).get("entries")
    if isinstance(recorded, list):
        return cast("list[object]", recorded), "uri", _cassette_exchange
    return (
        (cast("list[object]", logged), "url", _har_exchange) if isinstance(logged, list) else None
    )


def _yaml_entries(content: bytes) -> tuple[list[Any], str, _Read]:
    try:
        import yaml  # noqa: PLC0415  # VCR.py brings it; nothing else here needs it
    except ModuleNotFoundError:
        raise RecordingError("a cassette in YAML needs PyYAML: pip install pyyaml") from None
    try:
        document = yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # it is safe
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RecordingError(f"the cassette is not valid YAML: {printable(str(error))}") from None
    entries = members(document).get("interactions")
    if not isinstance(entries, list):
        raise RecordingError("a cassette must hold a list of interactions")
    return cast("list[object]", entries), "uri", _cassette_exchange


def _request(entry: Any, url: str) -> tuple[object, object]:
    try:
        return entry["request"]["method"], entry["request"][url]
    except (LookupError, TypeError):
        return None, None


def _fields(headers: dict[str, Any]) -> Headers:
    return tuple(
        (str(name), str(value))
        for name, values in headers.items()
        for value in (cast("list[object]", values) if isinstance(values, list) else [values])
    )
