"""Connections: reused, given back, closed, and nothing that piles up from request to request."""

from __future__ import annotations

import asyncio
import gc
import itertools
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpx
import pytest

from openrouter_models import AsyncOpenRouterModels, OpenRouterModels, errors

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-or-v1-0123456789abcdef-secret"
LISTING = b'{"data": []}'


class Counting(ThreadingHTTPServer):
    """Answers with a cookie each time, and counts.

    Attributes:
        connections: How many were opened.
        heads: The sizes of the heads of requests in bytes.
    """

    daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.connections = 0
        self.heads: list[int] = []
        self.url = f"http://127.0.0.1:{self.server_port}/api/v1"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count a connection."""
        self.connections += 1
        super().process_request(request, client_address)


class Answer(BaseHTTPRequestHandler):
    """Answers with an empty listing and a cookie of 1 KB that is to be kept."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # in one packet, or else the two sides wait for each other
    numbers = itertools.count()

    def do_GET(self) -> None:
        """Answer."""
        cast("Counting", self.server).heads.append(len(str(self.headers)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(LISTING)))
        self.send_header("Set-Cookie", f"c{next(self.numbers)}={'x' * 1000}; Max-Age=9999")
        self.end_headers()
        self.wfile.write(LISTING)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as its base has it
        """Stay silent."""


@pytest.fixture
def counting() -> Iterator[Counting]:
    """Serve on loopback."""
    with Counting() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_requests_of_a_blocking_client_do_not_grow(counting: Counting) -> None:
    """Sixty in a row go over one connection with one size of head, whatever cookies are set."""
    with OpenRouterModels(KEY, base_url=counting.url) as client:
        for _ in range(60):
            client.list()
    assert 1 == counting.connections
    assert 60 == len(counting.heads)
    assert 1 == len(set(counting.heads))


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_requests_under_an_event_loop_do_not_grow(backend: str, counting: Counting) -> None:
    """The same."""

    async def main() -> None:
        async with AsyncOpenRouterModels(KEY, base_url=counting.url) as client:
            for _ in range(60):
                await client.list()

    anyio.run(main, backend=backend)
    assert 1 == counting.connections
    assert 1 == len(set(counting.heads))


def test_a_client_of_ones_own_keeps_its_cookies(counting: Counting) -> None:
    """They are the business of whoever made it."""
    with httpx.Client() as mine:
        client = OpenRouterModels(KEY, base_url=counting.url, http_client=mine)
        client.list()
        client.list()
        assert 2 == len(mine.cookies)
    assert counting.heads[0] < counting.heads[1]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # of sockets that a loop left open
def test_a_client_may_go_from_one_event_loop_to_the_next(counting: Counting) -> None:
    """Connections do not, so each loop opens its own."""
    client = AsyncOpenRouterModels(KEY, base_url=counting.url)

    async def listed() -> int:
        return len(await client.list())

    async def listed_and_closed() -> int:
        size = await listed()
        await client.aclose()
        return size

    assert 0 == asyncio.run(listed())
    assert 0 == anyio.run(listed, backend="trio")
    assert 0 == asyncio.run(listed_and_closed())
    gc.collect()
    assert 3 == counting.connections
    with pytest.raises(errors.ClientClosedError):
        asyncio.run(client.list())
