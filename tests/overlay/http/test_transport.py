"""Exchanges: bounded in time and memory, redirects within the origin only, the key kept to itself."""

from __future__ import annotations

import asyncio
import gc
import itertools
import math
import pickle
import ssl
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Protocol

import anyio
import httpx
import pytest
from tests.conforming import options

from openrouter_models._http.transport import completed, fetch
from openrouter_models.errors import APIConnectionError, APITimeoutError, InvalidResponseError

KEY = "a-key-of-no-known-form"
URL = "https://openrouter.ai/api/v1/models/user"
Handler = Callable[[httpx.Request], httpx.Response]


class Exchange(Protocol):
    """A way to exchange a request with a handler."""

    def __call__(
        self, handler: Handler, max_size: int = 1000, seconds: float | None = None
    ) -> httpx.Response:
        """Exchange a request."""
        ...


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in parts; an exception among them is raised."""

    def __init__(self, parts: Iterator[bytes | Exception]) -> None:
        self.parts = parts
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            if isinstance(part, Exception):
                raise part
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            await anyio.lowlevel.checkpoint()
            yield part

    def close(self) -> None:
        """Note that the body is done with."""
        self.closed = True

    async def aclose(self) -> None:
        """Note that the body is done with."""
        self.closed = True


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        self.now += 1.0
        return self.now


def keyed() -> httpx.Request:
    """Make a request with the key."""
    return httpx.Request("GET", URL, headers={"Authorization": f"Bearer {KEY}"})


@pytest.fixture(params=["sync", "asyncio", "trio"])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    """Exchange a request with a handler in each of the three ways."""
    backend: str = request.param

    def run(handler: Handler, max_size: int = 1000, seconds: float | None = None) -> httpx.Response:
        transport = httpx.MockTransport(handler)
        if backend == "sync":
            with httpx.Client(transport=transport) as http:
                return completed(fetch(http, keyed(), options(KEY, max_size=max_size), seconds))

        async def main() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport) as http:
                return await fetch(http, keyed(), options(KEY, max_size=max_size), seconds)

        response = anyio.run(main, backend=backend)
        gc.collect()  # trio warns of generators that are left to the garbage collector
        return response

    return run


def answering(*responses: httpx.Response) -> tuple[Handler, list[httpx.Request]]:
    """Answer one after the other, the last for ever, and keep what was asked."""
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return responses[min(len(asked), len(responses)) - 1]

    return handle, asked


def streaming(*parts: bytes | Exception, status: int = 200) -> tuple[Handler, Stream]:
    """Answer with a body that comes in parts."""
    stream = Stream(iter(parts))
    return lambda _: httpx.Response(status, stream=stream), stream


def test_a_response_comes_whole(exchange: Exchange) -> None:
    """The content is there, the connection is given back, and the key is not in the request."""
    handler, stream = streaming(b"con", b"tent")
    response = exchange(handler)
    assert (200, b"content") == (response.status_code, response.content)
    assert stream.closed
    assert KEY not in str(response.request.headers.raw)


def test_a_response_that_was_read_already_is_taken_and_bounded(exchange: Exchange) -> None:
    """Some transports and hooks read and decompress bodies themselves."""
    assert b"content" == exchange(lambda _: httpx.Response(200, content=b"content")).content
    with pytest.raises(InvalidResponseError, match="max_size"):
        exchange(lambda _: httpx.Response(200, content=b"content"), max_size=6)


@pytest.mark.parametrize("count", [100, math.inf])
def test_a_body_that_is_too_large_is_not_read_on(count: float, exchange: Exchange) -> None:
    """Reading stops, however much the server would send."""
    stream = Stream(b"x" * 100 for number in itertools.count() if number < count)
    with pytest.raises(InvalidResponseError, match="more than 1000 bytes, which max_size= allows"):
        exchange(lambda _: httpx.Response(200, stream=stream))
    assert stream.closed


def test_a_body_that_never_waits_is_not_read_on() -> None:
    """An endless one of a transport that never gives way to other tasks is left alone."""

    class Busy(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 100_000

    async def main() -> httpx.Response:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Busy()))
        async with httpx.AsyncClient(transport=transport) as http:
            return await fetch(http, keyed(), options(KEY), None)

    with pytest.raises(InvalidResponseError, match="max_size"):
        anyio.run(main)


@pytest.mark.parametrize(
    ("expected", "failure"),
    [
        (APITimeoutError, httpx.ReadTimeout("late")),
        (APIConnectionError, httpx.ReadError("reset")),
        (APIConnectionError, httpx.RemoteProtocolError("closed")),
    ],
)
def test_a_body_that_breaks_off_is_an_error(
    expected: type[Exception], failure: Exception, exchange: Exchange
) -> None:
    """Half a body is none."""
    handler, stream = streaming(b"half", failure)
    with pytest.raises(expected) as caught:
        exchange(handler)
    assert expected is type(caught.value)
    assert stream.closed


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("late"), httpx.ReadError("reset")])
def test_an_error_is_told_whatever_becomes_of_its_body(
    failure: Exception, exchange: Exchange
) -> None:
    """The status says more than the connection that broke behind it."""
    handler, _ = streaming(b"half", failure, status=503)
    response = exchange(handler)
    assert (503, b"half") == (response.status_code, response.content)


def test_an_error_with_a_large_body_is_told(exchange: Exchange) -> None:
    """Its body is cut off."""
    handler, _ = streaming(*[b"x" * 100] * 100, status=502)
    response = exchange(handler)
    assert 502 == response.status_code
    assert len(response.content) <= 1100


def test_an_error_that_is_compressed_badly_is_told(exchange: Exchange) -> None:
    """Its body is empty then."""
    headers = {"Content-Encoding": "gzip"}
    stream = Stream(iter([b"no gzip"]))
    response = exchange(lambda _: httpx.Response(401, headers=headers, stream=stream))
    assert (401, b"") == (response.status_code, response.content)


def test_the_time_for_all_is_bounded_while_a_body_drips() -> None:
    """A server that sends a byte in time, again and again, does not win."""
    stream = Stream(itertools.repeat(b"."))
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=stream))
    with (
        httpx.Client(transport=transport) as http,
        pytest.raises(APITimeoutError, match="deadline"),
    ):
        completed(fetch(http, keyed(), options(KEY), 10.0, Clock()))
    assert stream.closed


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("status", [200, 500, None])
def test_the_time_for_all_is_bounded_under_an_event_loop(status: int | None, backend: str) -> None:
    """Whether the head or the body does not come; an error that came is told."""

    class Stalling(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"half"
            await anyio.sleep_forever()

    async def handle(_: httpx.Request) -> httpx.Response:
        if status is None:
            await anyio.sleep_forever()
        return httpx.Response(status or 200, stream=Stalling())

    async def main() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
            return await fetch(http, keyed(), options(KEY), 0.01)

    if status == 500:
        assert b"half" == anyio.run(main, backend=backend).content
    else:
        with pytest.raises(APITimeoutError, match="deadline"):
            anyio.run(main, backend=backend)
    gc.collect()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_outer_cancellation_passes(backend: str) -> None:
    """A task that is cancelled does not get an error of ours."""

    async def handle(_: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    async def main() -> bool:
        with anyio.move_on_after(0.01) as scope:
            async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
                await fetch(http, keyed(), options(KEY), None)
        return scope.cancelled_caught

    assert anyio.run(main, backend=backend)


def test_a_redirect_within_the_origin_is_followed(exchange: Exchange) -> None:
    """The same request goes to the new place, with the key."""
    moved = httpx.Response(307, headers={"Location": "/elsewhere?x=1"})
    handler, asked = answering(moved, httpx.Response(200, content=b"here"))
    assert b"here" == exchange(handler).content
    assert [URL, "https://openrouter.ai/elsewhere?x=1"] == [str(one.url) for one in asked]
    assert [f"Bearer {KEY}"] * 2 == [one.headers["Authorization"] for one in asked]


@pytest.mark.parametrize("location", ["https://elsewhere.invalid/", "http://openrouter.ai/"])
def test_no_redirect_leaves_the_origin(location: str, exchange: Exchange) -> None:
    """The redirect is the answer then, and nothing is sent to the other place."""
    handler, asked = answering(httpx.Response(302, headers={"Location": location}))
    assert 302 == exchange(handler).status_code
    assert 1 == len(asked)


@pytest.mark.parametrize(
    "location", ["javascript:1", "mailto:a@b", "http://[::bad", "https://xn--/"]
)
def test_a_redirect_to_what_is_no_url_is_a_failed_exchange(
    location: str, exchange: Exchange
) -> None:
    """Some of these httpx refuses with an error that is none of an exchange."""
    with pytest.raises(APIConnectionError, match="URL"):
        exchange(lambda _: httpx.Response(302, headers={"location": location}))


def test_redirects_do_not_go_round_for_ever(exchange: Exchange) -> None:
    """After five nobody goes on."""
    handler, asked = answering(httpx.Response(301, headers={"Location": URL}))
    with pytest.raises(InvalidResponseError, match="more than 5 redirects"):
        exchange(handler)
    assert 6 == len(asked)


@pytest.mark.parametrize(
    "failure",
    [
        OverflowError("date value out of range"),
        UnicodeError("label empty or too long"),
        RuntimeError("Event loop is closed"),
        ExceptionGroup("multiple connection attempts failed", [OSError("refused")]),
        ImportError("Install socksio"),
        ssl.SSLError("no certificate"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_whatever_a_transport_raises_is_a_failed_exchange(
    failure: Exception, exchange: Exchange
) -> None:
    """Without its frames, which hold the key."""

    def handle(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(APIConnectionError) as caught:
        exchange(handle)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("expected", "mistake"), [(AssertionError, AssertionError()), (RuntimeError, StopIteration())]
)
def test_a_mistake_in_a_test_is_not_hidden(
    expected: type[Exception], mistake: Exception, exchange: Exchange
) -> None:
    """An assertion in a transport is meant for who wrote the test, and so is having no answer left."""

    def handle(request: httpx.Request) -> httpx.Response:
        raw = request.headers.raw  # as the HTTP library's frames hold it
        assert raw
        raise mistake

    with pytest.raises(expected) as caught:
        exchange(handle)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert KEY not in "".join(shown.format())


def test_the_client_that_blocks_cannot_wait() -> None:
    """There is no event loop to wait in."""
    with pytest.raises(RuntimeError, match="waits for an event loop"):
        completed(asyncio.sleep(0))


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("message", "response"),
    [
        ("256", {"headers": [("X-A", "a")] * 257}),
        ("65536", {"headers": {"X-A": "a" * 65536}}),
        ("65536", {"extensions": {"reason_phrase": b"a" * 65537}}),
        ("HTTP/3.7", {"extensions": {"http_version": b"HTTP/3.7"}}),
    ],
)
def test_a_head_beyond_all_measure_is_refused(
    message: str, response: dict[str, Any], status: int, exchange: Exchange
) -> None:
    """Too many headers or bytes of them, or a version that nobody speaks."""
    with pytest.raises(InvalidResponseError, match=message):
        exchange(lambda _: httpx.Response(status, stream=Stream(iter([])), **response))


def test_the_key_is_in_no_traceback_and_in_no_copy(exchange: Exchange) -> None:
    """Not in local variables, causes or pickles; the HTTP library's frames would show it."""

    def handle(request: httpx.Request) -> httpx.Response:
        raw = request.headers.raw  # as the HTTP library's frames hold it
        error = httpx.ConnectError(f"refused {raw}", request=request)
        raise error from OSError(raw)

    with pytest.raises(APIConnectionError) as caught:
        exchange(handle)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert KEY not in "".join(shown.format())
    assert "[redacted]" in str(caught.value)
    cause = caught.value.__cause__
    assert isinstance(cause, httpx.ConnectError)
    assert KEY not in str(cause.request.headers.raw)
    assert KEY.encode() not in pickle.dumps(caught.value)


def test_exchanges_are_logged_without_secrets(
    exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells request, status, size and time."""
    caplog.set_level("INFO", "openrouter_models")
    exchange(lambda _: httpx.Response(200, content=b"content"))
    assert 1 == len(caplog.messages)
    assert f"GET {URL}: HTTP 200, 7 bytes in 0." == caplog.messages[0][:-5]
    assert math.isclose(0.0, float(caplog.messages[0].split()[-2]), abs_tol=0.9)
