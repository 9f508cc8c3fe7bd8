"""A server that is fetched from is bounded in what it may send, how long, and where it may lead."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest

from pipeline.failure import PipelineError
from pipeline.read.fetching import fetch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

URL = "https://docs.example/openapi.yaml"


def answers(*responses: httpx.Response) -> httpx.MockTransport:
    """Answer request after request."""
    remaining = iter(responses)
    return httpx.MockTransport(lambda _: next(remaining))


def redirect(location: str) -> httpx.Response:
    """Make a redirect."""
    return httpx.Response(302, headers={"location": location})


class Drip(httpx.AsyncByteStream):
    """A body whose second part never comes."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the first part."""
        yield b"openapi: "
        await asyncio.Event().wait()


@pytest.fixture
def loopback() -> Iterator[str]:
    """Serve one document on plain http."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/moved":
                self.send_response(301)
                self.send_header("Location", "/openapi.yaml")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"paths: {}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/openapi.yaml", "/moved"])
def test_plain_http_works_within_one_origin(loopback: str, path: str) -> None:
    """A document on loopback is fetched, a redirect at the same origin followed."""
    assert b"paths: {}" == fetch(loopback + path, max_bytes=9)


def test_a_redirect_to_https_elsewhere_is_followed() -> None:
    """Documents move; https may lead to https."""
    transport = answers(redirect("https://cdn.example/a"), httpx.Response(200, content=b"x"))
    assert b"x" == fetch(URL, max_bytes=1, transport=transport)


@pytest.mark.parametrize(
    "location",
    [
        "http://docs.example/openapi.yaml",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "ftp://a.example/b",
    ],
)
def test_a_redirect_to_anything_but_https_is_refused(location: str) -> None:
    """The message names where it would have led."""
    with pytest.raises(PipelineError, match=r"redirects to .*, which is not https; not followed"):
        fetch(URL, max_bytes=9, transport=answers(redirect(location)))


def test_a_circle_of_redirects_ends() -> None:
    """After five redirects it is given up."""
    with pytest.raises(PipelineError, match="redirected more than 5 times"):
        fetch(URL, max_bytes=9, transport=httpx.MockTransport(lambda _: redirect("/again")))


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, content=b"0123456789"),
        httpx.Response(200, headers={"content-length": "100000000"}, stream=Drip()),
    ],
)
def test_a_body_that_is_too_long_is_refused(response: httpx.Response) -> None:
    """Neither its declared nor its real length may pass the bound."""
    with pytest.raises(PipelineError, match="is larger than the limit of 9 bytes"):
        fetch(URL, max_bytes=9, transport=answers(response))


def test_html_is_refused_by_its_type() -> None:
    """A web page for people is not read."""
    response = httpx.Response(200, html="<p>hello")
    with pytest.raises(PipelineError, match="is an HTML page \\(text/html"):
        fetch(URL, max_bytes=99, transport=answers(response))


@pytest.mark.parametrize("status", [204, 304, 404, 500, 529])
def test_only_200_is_a_document(status: int) -> None:
    """Every other status is named."""
    with pytest.raises(PipelineError, match=f"{URL}: answered {status}"):
        fetch(URL, max_bytes=9, transport=answers(httpx.Response(status)))


def test_a_body_that_never_ends_meets_the_deadline() -> None:
    """The deadline holds for everything together, however often something arrives."""
    with pytest.raises(PipelineError, match=r"no complete response within 0\.05 seconds"):
        fetch(
            URL, max_bytes=99, deadline=0.05, transport=answers(httpx.Response(200, stream=Drip()))
        )


@pytest.mark.parametrize("url", ["http://", "https://[", "http://127.0.0.1:1/", "http://a\u0000b/"])
def test_what_cannot_be_reached_is_said(url: str) -> None:
    """Impossible URLs and closed ports give a message."""
    with pytest.raises(PipelineError, match="could not be fetched: "):
        fetch(url, max_bytes=9)
