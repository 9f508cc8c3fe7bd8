"""Answers without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from openrouter_models.testing.answers import Answer, Delivery, Request
from openrouter_models.testing.inprocess import Transport, as_app

if TYPE_CHECKING:
    from collections.abc import Callable

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
    import asyncio  # noqa: PLC0415 - only here

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
        (httpx.ReadTimeout, Delivery.SILENT),
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


def test_the_app_answers() -> None:
    """The request arrives as over a socket."""
    response = ask_app(Delivery.WHOLE)
    assert "GET /some path q=%20 1" == response.headers["X-Asked"]
    assert BODY == response.content


def test_the_app_knows_head_and_odd_statuses() -> None:
    """HEAD has no body; a status outside of HTTP's registry passes."""
    response = ask_app(Delivery.WHOLE, "HEAD", 529)
    assert (529, b"") == (response.status_code, response.content)


def test_the_app_truncates() -> None:
    """Half of the body comes under the whole length."""
    response = ask_app(Delivery.TRUNCATED)
    assert (BODY[:5], "11") == (response.content, response.headers["Content-Length"])


@pytest.mark.parametrize("delivery", [Delivery.RESET, Delivery.SILENT, Delivery.STALLED])
def test_the_app_raises_what_wsgi_cannot_express(delivery: Delivery) -> None:
    """A connection that fails is an error of the application."""
    with pytest.raises(ConnectionError, match=delivery.name.lower()):
        ask_app(delivery)
