"""The requests that the mock has seen, without the key."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """Takes note of requests from several threads; only the last 10,000 are kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests = deque[Received](maxlen=_REMEMBERED)
        self._count = 0

    def add(self, request: Request) -> int:
        """Take note of a request, and give its number, from 1; of its key only the scheme stays."""
        headers = dict(request.headers)
        if "authorization" in headers:
            scheme, space, _ = headers["authorization"].partition(" ")
            headers["authorization"] = f"{scheme} ***" if space else "***"
        with self._lock:
            self._count += 1
            self._requests.append(Received(request.method, request.path, request.query, headers))
            return self._count

    def requests(self) -> tuple[Received, ...]:
        """Give the requests, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def clear(self) -> None:
        """Forget them; numbers go on."""
        with self._lock:
            self._requests.clear()
