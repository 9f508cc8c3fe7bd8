"""The server: HTTP/1.1 over loopback, whatever clients do."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrouter_models.testing.answers import Answer, Delivery, Request
from openrouter_models.testing.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b'{"data":[]}'
DELIVERIES = {f"/{delivery.name.lower()}": delivery for delivery in Delivery}


def answer(request: Request) -> Answer:
    """Answer with what was asked; some paths are delivered badly."""
    if request.path == "/bug":
        raise ZeroDivisionError
    delivery = DELIVERIES.get(request.path, Delivery.WHOLE)
    headers = {"Content-Type": "application/json", "X-Asked": f"{request.method} {request.query}"}
    return Answer(200, headers, BODY, delivery)


def refuse(status: int, message: str | None) -> Answer:
    """Answer what is not HTTP."""
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(message).encode())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve for all tests of this module."""
    server = Server("127.0.0.1", 0, answer, refuse)
    server.start()
    yield server
    server.stop()


def exchange(server: Server, sent: bytes) -> bytes:
    """Send bytes, say that no more will come, and read all that is answered."""
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


def test_a_connection_serves_many_requests(server: Server) -> None:
    """Requests on one connection are answered in order, with exact lengths (RFC 9112)."""
    request = b"GET /?q=%d HTTP/1.1\r\nHost: x\r\n\r\n"
    answered = exchange(server, request % 1 + request % 2 + request % 3)
    assert 3 == answered.count(b"HTTP/1.1 200 OK\r\n") == answered.count(BODY)
    assert answered.index(b"GET q=1") < answered.index(b"GET q=2") < answered.index(b"GET q=3")


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "QUERY", "MADE-UP"])
def test_any_method_reaches_the_answer(server: Server, method: str) -> None:
    """Which methods there are is not the server's decision."""
    assert f"X-Asked: {method} q".encode() in exchange(
        server, f"{method} /?q HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    )


def test_head_has_the_head_only(server: Server) -> None:
    """HEAD names the length and sends no body (RFC 9110 section 9.3.2)."""
    answered = exchange(server, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"Content-Length: 11\r\n" in answered
    assert answered.endswith(b"\r\n\r\n")


def test_a_body_is_read_past(server: Server) -> None:
    """What a request carries is not taken for the next request."""
    with_body = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 19\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
    answered = exchange(server, with_body + b"GET /?next HTTP/1.1\r\nHost: x\r\n\r\n")
    assert 2 == answered.count(b"HTTP/1.1 200")
    assert b"GET next" in answered


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, b"nonsense\r\n\r\n"),
        (400, b"GET / HTTP/x\r\n\r\n"),
        (400, b"GET // http:/ HTTP/1.1\r\n\r\n"),
        (400, b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n"),
        (400, b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        (400, b"POST / HTTP/1.1\r\nContent-Length: 1_0\r\n\r\n"),
        (400, b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"),
        (400, b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        (400, b"GET /\r\n\r\n"),
        (400, b"G\xffT / HTTP/1.1\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nno colon\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\n: no name\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nA B: c\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n"),
        (413, b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"),
        (411, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (414, b"GET /" + b"a" * 70000),
        (431, b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n"),
        (505, b"GET / HTTP/3.0\r\n\r\n"),
    ],
)
def test_what_is_not_http_is_refused(server: Server, status: int, sent: bytes) -> None:
    """A refusal is JSON like any other answer, and ends the connection."""
    answered = exchange(server, sent)
    assert answered.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/json" in answered
    assert b"Connection: close" in answered


def test_a_connection_without_a_request_is_let_go(server: Server) -> None:
    """Somebody who says nothing is answered nothing."""
    assert b"" == exchange(server, b"")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_fuzzed_bytes_do_no_harm(server: Server, noise: bytes) -> None:
    """After any bytes whatever the next client is served."""
    exchange(server, noise + b"\r\n\r\n")
    assert BODY in exchange(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")


def test_many_clients_at_once(server: Server) -> None:
    """Each of fifty simultaneous requests gets its own answer."""
    gate = threading.Barrier(10)

    def ask(number: int) -> bool:
        gate.wait(timeout=10)
        answered = exchange(server, b"GET /?%d HTTP/1.1\r\nHost: x\r\n\r\n" % number)
        return f"X-Asked: GET {number}\r\n".encode() in answered

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(ask, range(50)))


@pytest.mark.parametrize(
    ("raised", "path"),
    [
        (httpx.RemoteProtocolError, "/truncated"),
        (httpx.ReadTimeout, "/stalled"),
        (httpx.ReadTimeout, "/stalled_after_head"),
        (httpx.ReadTimeout, "/silent"),
        (httpx.ReadError, "/reset"),
    ],
)
def test_a_bad_delivery_is_met_as_what_it_is(
    server: Server, raised: type[Exception], path: str
) -> None:
    """A client meets the error that the real failure gives it."""
    patience = 0.1 if raised is httpx.ReadTimeout else 5
    with pytest.raises(raised):
        httpx.get(f"http://127.0.0.1:{server.port}{path}", timeout=patience)


def test_a_dripped_body_is_sent_byte_by_byte(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every byte is in time, so no read ever times out; a busy client may read two at once."""
    name = "openrouter_models.testing.server._Handler._drip"
    drip, sent = resolve_name(name), list[bytes]()

    def watched(handler: Any, body: bytes) -> None:
        out = handler.wfile

        def write(data: bytes) -> None:
            sent.append(data)
            out.write(data)

        handler.wfile = Mock(wraps=out, write=write)
        drip(handler, body)

    monkeypatch.setattr(name, watched)
    monkeypatch.setattr("openrouter_models.testing.server._DRIP_SECONDS", 0.005)
    url = f"http://127.0.0.1:{server.port}/dripped"
    assert BODY == httpx.get(url, timeout=5).content
    assert [bytes([byte]) for byte in BODY] == sent


def test_an_idle_connection_is_closed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says nothing for long is let go without an answer."""
    monkeypatch.setattr("openrouter_models.testing.server._Handler.timeout", 0.05)
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as connection:
        assert b"" == connection.recv(1)


def test_a_client_that_hangs_up_is_no_news(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """A closed connection prints no traceback."""
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"http://127.0.0.1:{server.port}/dripped", timeout=0.01)
    exchange(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "" == capsys.readouterr().err


def test_a_bug_of_ours_is_shown(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """An exception in the answer ends the connection and is not hidden."""
    assert b"" == exchange(server, b"GET /bug HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["/", "/stalled", "/silent", "/dripped"])
def test_stopping_waits_for_nobody(path: str) -> None:
    """Open and stuck connections are cut at once, and no thread is left."""
    before = set(threading.enumerate())
    server = Server("127.0.0.1", 0, answer, refuse)
    server.start()
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        if path != "/silent":
            assert connection.recv(1)
        server.stop()
    assert set() == set(threading.enumerate()) - before
