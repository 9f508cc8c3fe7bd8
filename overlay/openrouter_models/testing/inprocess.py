"""Answer without a socket: as an httpx transport and as a WSGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx

from openrouter_models.testing.answers import Answer, Delivery, Request

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Answering = Callable[[Request], Answer]


def as_transport(answering: Answering) -> httpx.MockTransport:
    """Make a transport for `httpx.Client` and `httpx.AsyncClient` alike.

    A connection that fails raises at once what httpx would raise in the end; nothing waits.

    Args:
        answering: What answers each request.
    """

    def handle(request: httpx.Request) -> httpx.Response:
        query = request.url.query.decode("ascii")
        asked = Request(request.method, unquote(request.url.path), query, request.headers)
        answer = answering(asked)
        if answer.delivery is Delivery.RESET:
            raise httpx.ReadError("Connection reset by peer", request=request)
        if answer.delivery is Delivery.SILENT:
            raise httpx.ReadTimeout("The read operation timed out", request=request)
        length = str(len(answer.body))
        headers = {**answer.headers, "Content-Length": length}
        body = b"" if request.method == "HEAD" else answer.body
        return httpx.Response(answer.status, headers=headers, stream=_Body(body, answer.delivery))

    return httpx.MockTransport(handle)


def as_app(answering: Answering) -> WSGIApplication:
    """Make a WSGI application (PEP 3333), for tools that call one in process.

    Args:
        answering: What answers each request.

    Returns:
        The application; a delivery that WSGI cannot express raises `ConnectionError` in it.
    """

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        method = environ["REQUEST_METHOD"]
        answer = answering(
            Request(method, path, environ.get("QUERY_STRING", ""), _headers(environ))
        )
        if answer.delivery in (Delivery.RESET, Delivery.SILENT, Delivery.STALLED):
            raise ConnectionError(f"The mock was told to fail: {answer.delivery.name.lower()}")
        body = answer.body
        headers = [*answer.headers.items(), ("Content-Length", str(len(body)))]
        start_response(f"{answer.status} {_reason(answer.status)}", headers)
        if answer.delivery is Delivery.TRUNCATED:
            body = body[: len(body) // 2]
        return [] if method == "HEAD" else [body]

    return app


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes as its delivery says."""

    def __init__(self, body: bytes, delivery: Delivery) -> None:
        self._body = body
        self._delivery = delivery

    def __iter__(self) -> Iterator[bytes]:
        half = self._body[: len(self._body) // 2]
        if self._delivery is Delivery.TRUNCATED:
            yield half
            raise httpx.RemoteProtocolError("peer closed connection without sending complete body")
        if self._delivery is Delivery.STALLED:
            yield half
            raise httpx.ReadTimeout("The read operation timed out")
        if self._delivery is Delivery.DRIPPED:
            yield from (bytes([byte]) for byte in self._body)
        else:
            yield self._body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


def _headers(environ: dict[str, Any]) -> httpx.Headers:
    fields = {
        name.removeprefix("HTTP_").replace("_", "-").encode("latin-1"): str(value).encode("latin-1")
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return httpx.Headers(fields)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Undocumented"
