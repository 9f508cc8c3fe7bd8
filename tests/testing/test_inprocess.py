"""Answers without a socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import evolve

from openrouter_models.testing.answers import Answer, Delivery, Request
from openrouter_models.testing.inprocess import Transport, as_app, as_asgi

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

BODY = b'{"data":[]}'
URL = "http://localhost/some%20path?q=%20"


def delivered(delivery: Delivery, status: int = 200) -> Callable[[Request], Answer]:
    """Make an answering function that repeats what was asked."""

    def answering(request: Request) -> Answer:
        asked = f"{request.method} {request.path} {request.query} {request.headers.get('x-test')}"
        return Answer(status, {"X-Asked": asked}, BODY, delivery)

    return answering


def test_the_transport_answers() -> None:
    """The request arrives as over a socket: path decoded, query not."""
    with httpx.Client(transport=Transport(delivered(Delivery.WHOLE))) as client:
        response = client.get(URL, headers={"X-Test": "1"})
    assert "GET /some path q=%20 1" == response.headers["X-Asked"]
    assert str(len(BODY)) == response.headers["Content-Length"]
    assert BODY == response.content


async def answered(transport: httpx.AsyncBaseTransport) -> bytes:
    """Ask once from a coroutine."""
    async with httpx.AsyncClient(transport=transport) as client:
        return (await client.get(URL)).content


@pytest.mark.parametrize("delivery", [Delivery.WHOLE, Delivery.DRIPPED])
def test_the_transport_answers_coroutines(delivery: Delivery) -> None:
    """One transport serves both kinds of client."""
    assert BODY == asyncio.run(answered(Transport(delivered(delivery))))


def test_head_has_no_body() -> None:
    """The length is named all the same."""
    with httpx.Client(transport=Transport(delivered(Delivery.WHOLE))) as client:
        response = client.head(URL)
    assert (b"", "11") == (response.content, response.headers["Content-Length"])


@pytest.mark.parametrize(
    ("raised", "delivery"),
    [
        (httpx.RemoteProtocolError, Delivery.TRUNCATED),
        (httpx.ReadTimeout, Delivery.STALLED),
        (httpx.ReadTimeout, Delivery.STALLED_AFTER_HEAD),
        (httpx.ReadTimeout, Delivery.SILENT),
        (httpx.ConnectError, Delivery.REFUSED),
        (httpx.ReadError, Delivery.RESET),
    ],
)
def test_the_transport_fails_as_a_socket_does(raised: type[Exception], delivery: Delivery) -> None:
    """The exception is the one that httpx raises over a socket, at once."""
    transport = Transport(delivered(delivery))
    with httpx.Client(transport=transport) as client, pytest.raises(raised):
        client.get(URL)


def test_a_dripped_body_comes_byte_by_byte() -> None:
    """Streaming sees the parts."""
    transport = Transport(delivered(Delivery.DRIPPED))
    with httpx.Client(transport=transport) as client, client.stream("GET", URL) as response:
        assert len(BODY) == len(list(response.iter_raw()))


def ask_app(delivery: Delivery, method: str = "GET", status: int = 200) -> httpx.Response:
    """Ask the WSGI application."""
    transport = httpx.WSGITransport(app=as_app(delivered(delivery, status)))
    with httpx.Client(transport=transport) as client:
        return client.request(method, URL, headers={"X-Test": "1"})


def ask_asgi(delivery: Delivery, method: str = "GET", status: int = 200) -> httpx.Response:
    """Ask the ASGI application."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=as_asgi(delivered(delivery, status)))
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(method, URL, headers={"X-Test": "1"}, content=b"body")

    return asyncio.run(asked())


each_app = pytest.mark.parametrize("ask", [ask_app, ask_asgi])


@each_app
def test_an_app_answers(ask: Callable[..., httpx.Response]) -> None:
    """The request arrives as over a socket; HEAD and odd statuses pass, and half of a body."""
    response = ask(Delivery.DRIPPED)
    assert ("GET /some path q=%20 1", BODY) == (response.headers["X-Asked"], response.content)
    response = ask(Delivery.WHOLE, "HEAD", 529)
    assert (529, b"") == (response.status_code, response.content)
    response = ask(Delivery.TRUNCATED)
    assert (BODY[:5], "11") == (response.content, response.headers["Content-Length"])


@each_app
@pytest.mark.parametrize(
    "delivery",
    [each for each in Delivery if each.name not in {"WHOLE", "DRIPPED", "TRUNCATED"}],
)
def test_an_app_raises_what_it_cannot_express(
    ask: Callable[[Delivery], httpx.Response], delivery: Delivery
) -> None:
    """A connection that fails is an error of the application."""
    with pytest.raises(ConnectionError, match=delivery.name.lower()):
        ask(delivery)


def test_the_asgi_app_lives_as_long_as_its_server() -> None:
    """Start and end are acknowledged; it speaks nothing but HTTP."""
    sent: list[str] = []
    events = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, str]:
        return {"type": next(events)}

    async def send(event: MutableMapping[str, Any]) -> None:
        sent.append(event["type"])

    app = as_asgi(delivered(Delivery.WHOLE))
    asyncio.run(as_coroutine(app({"type": "lifespan"}, receive, send)))
    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == sent
    with pytest.raises(ValueError, match="not websocket"):
        asyncio.run(as_coroutine(app({"type": "websocket"}, receive, send)))


async def as_coroutine(waiting: Awaitable[None]) -> None:
    """Wait for anything that can be waited for."""
    await waiting


def test_a_delay_passes_wherever_it_is_answered() -> None:
    """In both kinds of client and in both kinds of application."""

    def slow(request: Request) -> Answer:
        return evolve(delivered(Delivery.WHOLE)(request), delay=0.001)

    assert BODY == asyncio.run(answered(Transport(slow)))
    with httpx.Client(transport=httpx.WSGITransport(app=as_app(slow))) as client:
        assert BODY == client.get(URL).content


def test_a_body_is_as_long_as_announced() -> None:
    """A client reads no further, whatever there is."""

    def short(request: Request) -> Answer:
        answer = delivered(Delivery.WHOLE)(request)
        return evolve(answer, headers={**answer.headers, "Content-Length": "4"})

    with httpx.Client(transport=Transport(short)) as client:
        assert BODY[:4] == client.get(URL).content
