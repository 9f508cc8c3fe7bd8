"""Take in a response within bounds, whatever the server sends.

httpx would decompress a chunk at once, however large it becomes, and layer upon layer. So the client
asks for gzip only and decompresses here, where zlib stops at a bound.
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from openrouter_models._http.secret import masked
from openrouter_models.errors import InvalidResponseError

if TYPE_CHECKING:
    from openrouter_models._http.secret import Secret

MAX_SIZE = 64 * 1024 * 1024
"""The most bytes that a body may have, as sent and decompressed, unless told otherwise."""

MAX_HEADERS = 256
"""The most headers that a response may have."""

MAX_HEAD = 64 * 1024
"""The most bytes that the status line and the headers of a response may have together."""

_VERSIONS = frozenset({"HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"})
_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})
_MAGIC = b"\x1f\x8b"
_SLICE = 64 * 1024  # bytes to decompress at a time: zlib copies what follows a member
DESCRIBED_ELSEWHERE = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_KEPT_EXTENSIONS = ("http_version", "reason_phrase")


def check_head(response: httpx.Response) -> None:
    """Refuse a response, its body not yet read, whose head is beyond what servers send.

    Raises:
        InvalidResponseError: It has too many headers or bytes of them, or is of an unknown version
            of HTTP.
    """
    headers = response.headers.raw
    size = len(response.reason_phrase) + sum(len(name) + len(value) for name, value in headers)
    problem = None
    if response.http_version not in _VERSIONS:
        problem = f"a response in {response.http_version}, a version of HTTP that does not exist"
    elif len(headers) > MAX_HEADERS:
        problem = f"a response with {len(headers)} headers, more than the {MAX_HEADERS} allowed"
    elif size > MAX_HEAD:
        problem = f"a response with {size} bytes of headers, more than the {MAX_HEAD} allowed"
    if problem:
        raise InvalidResponseError(problem)


class Body:
    """The body of a response, as far as it has come: so many bytes at most, as sent and decompressed.

    Attributes:
        size: How many bytes were sent so far.
        problem: Why the body cannot be used, as a noun phrase; None as long as it can.
    """

    def __init__(self, encoding: str, max_size: int) -> None:
        encoding = encoding.strip().lower()
        self._max_size = max_size
        self._content = bytearray()
        self._gzip = _Members() if encoding in _GZIP else None
        self.size = 0
        self.problem: str | None = None
        if not self._gzip and encoding not in _PLAIN:
            self.problem = f"data compressed as {encoding}, which was not asked for"

    def add(self, chunk: bytes) -> bool:
        """Take in bytes as they were sent, and tell whether more is wanted."""
        self.size += len(chunk)
        if self.problem is None:
            try:
                self._take(chunk)
            except zlib.error as error:
                self.problem = f"data that cannot be decompressed ({error})"
            if max(self.size, len(self._content)) > self._max_size:
                self.problem = f"a body of more than {self._max_size} bytes, which max_size= allows"
        return self.problem is None

    def so_far(self) -> bytes:
        """Give what has come, however it ended: an error is worth reading even if it was cut off."""
        return bytes(self._content)

    def finish(self) -> bytes:
        """Give the content, decompressed.

        Raises:
            InvalidResponseError: The body is too large or cannot be decompressed.
        """
        if self.problem is None and self._gzip and self.size and not self._gzip.whole:
            self.problem = "compressed data that was truncated"
        if self.problem is not None:
            raise InvalidResponseError(self.problem)
        return self.so_far()

    def _take(self, chunk: bytes) -> None:
        if self._gzip is None:
            self._content += chunk
            return
        for start in range(0, len(chunk), _SLICE):
            room = self._max_size - len(self._content) + 1  # one more shows that it is too much
            if room > 0:
                self._gzip.add(chunk[start : start + _SLICE], self._content, room)


class _Members:
    """Decompresses gzip: one member after another (RFC 1952, section 2.2), then whatever follows is ignored.

    Attributes:
        whole: Whether a member has ended and no other begun.
    """

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._between = b""  # what follows a member, as long as it may be the next one's beginning
        self._ended = False
        self.whole = False

    def add(self, data: bytes, content: bytearray, room: int) -> None:
        """Decompress bytes as they were sent, and add to the content as many as there is room for."""
        enough = len(content) + room
        while data and not self._ended and len(content) < enough:
            if self.whole:
                data = self._between + data
                self._between = b""
                if data == _MAGIC[:1]:
                    self._between = data
                    return
                if not data.startswith(_MAGIC):
                    self._ended = True  # as gzip(1) does: a warning there, padding most often
                    return
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                self.whole = False
            content += self._member.decompress(data, enough - len(content))
            self.whole, data = self._member.eof, self._member.unused_data


def settled(
    response: httpx.Response, content: bytes, seconds: float, key: Secret
) -> httpx.Response:
    """Make a response that is complete and decompressed, its request without the key."""
    # As bytes: httpx reads header values that are not ASCII, and does not write them again.
    headers = response.headers.raw
    known = httpx.Response(
        response.status_code,
        headers=[pair for pair in headers if pair[0].lower() not in DESCRIBED_ELSEWHERE],
        content=content,
        request=masked(response.request, key),
        extensions={k: v for k, v in response.extensions.items() if k in _KEPT_EXTENSIONS},
    )
    known.elapsed = timedelta(seconds=seconds)
    return known
