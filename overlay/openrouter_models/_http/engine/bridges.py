"""Send over httpx2, the successor of httpx, where the user gives a client or a transport of it.

The clients speak httpx. A bridge is an httpx transport that hands each request over and the answer back, so that nothing
else knows of two libraries. httpx2 is not imported here: who gives an object of it has loaded it already.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

import httpx

from openrouter_models._http.engine.byte_streams import Stream, in_terms_of_httpx
from openrouter_models._http.receiving import DESCRIBED_ELSEWHERE
from openrouter_models.errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Coroutine

_Sent_co = TypeVar("_Sent_co", covariant=True)
_OWN_AGENT = f"python-httpx/{httpx.__version__}"


class _Answer(Protocol):
    @property
    def is_stream_consumed(self) -> bool: ...


class _Sender(Protocol[_Sent_co]):
    """What a client of either library has for type checkers."""

    def send(self, request: Any, *, stream: bool = False) -> _Sent_co: ...


Client: TypeAlias = "_Sender[_Answer]"
AsyncClient: TypeAlias = "_Sender[Coroutine[Any, Any, _Answer]]"


class Transport(Protocol):
    """What a transport of either library has for type checkers."""

    def handle_request(self, request: Any) -> _Answer: ...


class AsyncTransport(Protocol):
    """The same for event loops."""

    def handle_async_request(self, request: Any) -> Coroutine[Any, Any, _Answer]: ...


def bridged(name: str, value: Any) -> Any:
    """Make an httpx transport of an object of the httpx2 class of some name; None for what is no such object."""
    httpx2: Any = sys.modules.get("httpx2")
    if httpx2 is None or not isinstance(value, getattr(httpx2, name)):
        return None
    is_async = name.startswith("Async")
    # A transport may be of both kinds, as the mock is.
    handle = getattr(value, "handle_async_request" if is_async else "handle_request", None)
    return (AsyncBridge if is_async else BlockingBridge)(httpx2, value, handle)


class _Bridge:
    """What both bridges do: hand over to a client or, by the method that sends, to a transport; and take back."""

    def __init__(self, library: Any, sender: Any, handle: Any) -> None:
        self._library = library
        self._sender = sender
        self._handle = handle

    def _send(self, request: httpx.Request) -> Any:
        """Hand a request over; with its timeouts, and without the credentials and redirects of a client."""
        method, url = request.method, str(request.url)
        headers = list(request.headers.raw)
        extensions = {"timeout": request.extensions["timeout"]}
        if self._handle is not None:
            return self._handle(
                self._library.Request(method, url, headers=headers, extensions=extensions)
            )
        if self._sender.is_closed:
            raise ClientClosedError
        if request.headers["user-agent"] == _OWN_AGENT:  # the user's client has one of its own
            headers = [pair for pair in headers if pair[0].lower() != b"user-agent"]
        handed = self._sender.build_request(method, url, headers=headers, extensions=extensions)
        return self._sender.send(handed, auth=None, follow_redirects=False, stream=True)

    def _received(self, response: Any, close: Any) -> httpx.Response:
        """Take an answer back, its body still to be read unless a hook has read it."""
        headers, extensions = response.headers.raw, dict(response.extensions)
        if not response.is_stream_consumed:
            return httpx.Response(
                response.status_code,
                headers=headers,
                stream=Stream(response.stream, close, engine=False),
                extensions=extensions,
            )
        known = [pair for pair in headers if pair[0].lower() not in DESCRIBED_ELSEWHERE]
        return httpx.Response(
            response.status_code, headers=known, content=response.content, extensions=extensions
        )


class BlockingBridge(_Bridge, httpx.BaseTransport):
    """Sends requests with a client or transport of httpx2 that blocks."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        with in_terms_of_httpx(engine=False):
            response = self._send(request)
            return self._received(response, response.close)


class AsyncBridge(_Bridge, httpx.AsyncBaseTransport):
    """Sends requests with a client or transport of httpx2 for event loops."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        with in_terms_of_httpx(engine=False):
            response = await self._send(request)
            return self._received(response, response.aclose)
