"""The requests that the mock has seen, without the key."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from attrs import frozen

from openrouter_models._redaction import redact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models._http.secret import Secret
    from openrouter_models.testing.answers import Request

_REMEMBERED = 10_000


@frozen
class Received:
    """A request that the mock has seen.

    Attributes:
        method: The HTTP method.
        path: The decoded path.
        query: What follows the question mark, undecoded.
        headers: Header fields by lower-case name; of `authorization` only the scheme.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


class Log:
    """Takes note of requests from several threads, without a key; only the last 10,000 are kept."""

    def __init__(self, key: Secret) -> None:
        self._key = key
        self._lock = threading.Lock()
        self._requests = deque[Received](maxlen=_REMEMBERED)
        self._count = 0

    def add(self, request: Request) -> int:
        """Take note of a request, and give its number, from 1; of its key only the scheme stays."""
        path, query = map(self._redacted, (request.path, request.query))
        headers = {self._redacted(k): self._redacted(v) for k, v in request.headers.items()}
        if "authorization" in headers:
            scheme, space, _ = request.headers["authorization"].partition(" ")
            headers["authorization"] = f"{scheme} ***" if space else "***"
        with self._lock:
            self._count += 1
            self._requests.append(Received(request.method, path, query, headers))
            return self._count

    def _redacted(self, text: str) -> str:
        return redact(self._key.redact(text))

    def requests(self) -> tuple[Received, ...]:
        """Give the requests, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def clear(self) -> None:
        """Forget them; numbers go on."""
        with self._lock:
            self._requests.clear()
