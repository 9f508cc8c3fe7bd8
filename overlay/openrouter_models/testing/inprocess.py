"""Answer without a socket: as an httpx transport, as a WSGI and as an ASGI application."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

import anyio
import httpx

from openrouter_models.testing.answers import Answer, Delivery, Request

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Answering: TypeAlias = Callable[[Request], Answer]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Scope]]
Send: TypeAlias = Callable[[Scope], Awaitable[None]]
ASGIApplication: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client` and `httpx.AsyncClient` alike.

    A connection that fails raises at once what httpx would raise in the end; only a delay within the
    client's timeout is waited for.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `httpx.Client`."""
        request.read()
        answer = self._answer(request)
        if answer.delay:
            time.sleep(answer.delay)
        return _response(answer, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `httpx.AsyncClient`."""
        await request.aread()
        answer = self._answer(request)
        if answer.delay:
            await anyio.sleep(answer.delay)
        return _response(answer, request)

    def _answer(self, request: httpx.Request) -> Answer:
        query = request.url.query.decode("ascii")
        asked = Request(request.method, unquote(request.url.path), query, request.headers)
        answer = self._answering(asked)
        patience = request.extensions.get("timeout", {}).get("read")
        if answer.delivery is Delivery.REFUSED:
            raise httpx.ConnectError("Connection refused", request=request)
        if answer.delivery is Delivery.RESET:
            raise httpx.ReadError("Connection reset by peer", request=request)
        if answer.delivery is Delivery.SILENT or (patience and answer.delay > patience):
            raise httpx.ReadTimeout("The read operation timed out", request=request)
        return answer


def _response(answer: Answer, request: httpx.Request) -> httpx.Response:
    head = answer.head
    body = b"" if request.method == "HEAD" else _announced(answer)
    return httpx.Response(answer.status, headers=head, stream=_Body(body, answer.delivery))


def _announced(answer: Answer) -> bytes:
    """Give as much of the body as its announced length lets a client read."""
    return answer.body[: int(answer.head.get("Content-Length", 0))]


def as_app(answering: Answering) -> WSGIApplication:
    """Make a WSGI application (PEP 3333); a delivery that WSGI cannot express raises `ConnectionError` in it."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        method = environ["REQUEST_METHOD"]
        answer = answering(
            Request(method, path, environ.get("QUERY_STRING", ""), _headers(environ))
        )
        time.sleep(answer.delay)
        body = _sendable(answer, method)
        start_response(f"{answer.status} {_reason(answer.status)}", [*answer.head.items()])
        return body

    return app


def as_asgi(answering: Answering) -> ASGIApplication:
    """Make an ASGI application (ASGI 3.0); a delivery that ASGI cannot express raises `ConnectionError` in it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while (event := (await receive())["type"]) != "lifespan.shutdown":
                await send({"type": f"{event}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["type"] != "http":
            raise ValueError(f"The mock speaks HTTP, not {scope['type']}.")
        while (await receive()).get("more_body"):
            pass
        method, query = scope["method"], scope["query_string"].decode("latin-1")
        headers = httpx.Headers(list(scope["headers"]))
        answer = answering(Request(method, scope["path"], query, headers))
        await anyio.sleep(answer.delay)
        parts = _sendable(answer, method)
        head = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in answer.head.items()
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app


def _sendable(answer: Answer, method: str) -> list[bytes]:
    """Give the parts of a body, as far as an application can say how they travel."""
    if answer.delivery not in (Delivery.WHOLE, Delivery.DRIPPED, Delivery.TRUNCATED):
        raise ConnectionError(f"The mock was told to fail: {answer.delivery.name.lower()}")
    if method == "HEAD":
        return []
    if answer.delivery is Delivery.TRUNCATED:
        return [answer.body[: len(answer.body) // 2]]
    return [_announced(answer)]


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
        if self._delivery in (Delivery.STALLED, Delivery.STALLED_AFTER_HEAD):
            yield half if self._delivery is Delivery.STALLED else b""
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
