"""Take in the body of a response within bounds, whatever the server sends.

httpx would decompress a chunk at once, however large it becomes, and layer upon layer. So the client
asks for gzip only and decompresses here, where zlib stops at a bound.
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

import httpx

from openrouter_models.errors import InvalidResponseError

if TYPE_CHECKING:
    from openrouter_models._http.secret import Secret

MAX_SIZE = 64 * 1024 * 1024
"""The most bytes that a body may have, as sent and decompressed, unless told otherwise."""

_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})
_DESCRIBED_ELSEWHERE = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_KEPT_EXTENSIONS = ("http_version", "reason_phrase")
_HARMLESS = frozenset({"accept", "accept-encoding", "connection", "host", "user-agent"})


class Body:
    """The body of a response, as far as it has come.

    Args:
        encoding: The value of `Content-Encoding`.
        max_size: The most bytes to accept, as sent and decompressed.

    Attributes:
        size: How many bytes were sent so far.
        problem: Why the body cannot be used, as a noun phrase; None as long as it can.
    """

    def __init__(self, encoding: str, max_size: int) -> None:
        encoding = encoding.strip().lower()
        self._max_size = max_size
        self._content = bytearray()
        self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding in _GZIP else None
        self.size = 0
        self.problem: str | None = None
        if not self._gzip and encoding not in _PLAIN:
            self.problem = f"data compressed as {encoding}, which was not asked for"

    def add(self, chunk: bytes) -> bool:
        """Take in what has come.

        Args:
            chunk: Bytes as sent.

        Returns:
            Whether more is wanted.
        """
        self.size += len(chunk)
        if self.problem is None:
            try:
                self._content += self._decompressed(chunk)
            except zlib.error as error:
                self.problem = f"data that cannot be decompressed ({error})"
            if max(self.size, len(self._content)) > self._max_size:
                self.problem = f"a body of more than {self._max_size} bytes, which max_size= allows"
        return self.problem is None

    def so_far(self) -> bytes:
        """Give what has come, however it ended: what an error says is worth reading cut off too."""
        return bytes(self._content)

    def finish(self) -> bytes:
        """Give the content, decompressed.

        Raises:
            InvalidResponseError: The body is too large or cannot be decompressed.
        """
        if self.problem is None and self._gzip and self.size and not self._gzip.eof:
            self.problem = "compressed data that ends too early"
        if self.problem is not None:
            raise InvalidResponseError(self.problem)
        return self.so_far()

    def _decompressed(self, chunk: bytes) -> bytes:
        if self._gzip is None:
            return chunk
        # What follows the end of the compressed data is padding; zlib would hoard it.
        return b"" if self._gzip.eof else self._gzip.decompress(chunk, self._room())

    def _room(self) -> int:
        return self._max_size - len(self._content) + 1  # one more shows that it is too much


def masked(request: httpx.Request, key: Secret) -> httpx.Request:
    """Make the request that users may look at: without the key and without any other credential.

    Args:
        request: The request as sent.
        key: The key, which may also stand in the URL, where a redirect put it.
    """
    headers = [
        (name, value if name in _HARMLESS else "***")
        for name, value in request.headers.multi_items()
    ]
    url = httpx.URL(key.redact(str(request.url)))
    return httpx.Request(request.method, url, headers=headers)


def settled(
    response: httpx.Response, content: bytes, seconds: float, key: Secret
) -> httpx.Response:
    """Make a response that is complete and decompressed, its request without the key.

    Args:
        response: The response as it came.
        content: Its body, decompressed.
        seconds: How long the exchange took.
        key: The key that was sent.
    """
    # As bytes: httpx reads header values that are not ASCII, and does not write them again.
    headers = response.headers.raw
    known = httpx.Response(
        response.status_code,
        headers=[pair for pair in headers if pair[0].lower() not in _DESCRIBED_ELSEWHERE],
        content=content,
        request=masked(response.request, key),
        extensions={k: v for k, v in response.extensions.items() if k in _KEPT_EXTENSIONS},
    )
    known.elapsed = timedelta(seconds=seconds)
    return known


def redacted(response: httpx.Response, key: Secret) -> httpx.Response:
    """Take out of a settled response whatever the server has echoed of the key.

    Args:
        response: The response.
        key: The key to look for, in the body, the headers and the reason phrase.

    Returns:
        The same object where nothing is to be taken out.
    """
    content, reason = response.content, response.extensions.get("reason_phrase", b"")
    fields = [key.redact(part) for pair in response.headers.raw for part in pair]
    clean, said = key.redact(content), key.redact(reason)
    if clean is content and said is reason and fields == [*chain(*response.headers.raw)]:
        return response
    known = httpx.Response(
        response.status_code,
        headers=list(zip(fields[::2], fields[1::2], strict=True)),
        content=clean,
        request=response.request,
        extensions={**response.extensions, **({"reason_phrase": said} if reason else {})},
    )
    known.elapsed = response.elapsed
    return known
