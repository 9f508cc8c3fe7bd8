"""A deadline holds wherever the other side drips: each place gets a byte in time, again and again.

The drip would end in a whole answer, or another error, after some seconds: who overruns the deadline
does not get the timeout that is expected here.
"""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models import OpenRouterModels, RetryPolicy, errors

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

KEY = "sk-or-v1-0123456789abcdef-secret"
Lists = Any  # the Lister of conftest.py, which tests cannot import
DEADLINE = RetryPolicy(retries=0, deadline=0.15)
PAUSE = 0.02  # seconds between two drops
DROPS = 100
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LISTING = b'{"data": []}'
MOVED = b"HTTP/1.1 307 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"


# Its own authority, for 127.0.0.1, until 2126: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1
# -noenc -days 36500 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -addext keyUsage=digitalSignature,keyCertSign
CERTIFICATE = Path(__file__).with_name("loopback.pem")


@contextmanager
def dripping(
    *parts: Iterable[bytes], greets: bool = True, encrypts: bool = False
) -> Generator[int]:
    """Serve on loopback: each connection gets, drop by drop, what is left of the parts; gives the port.

    Args:
        *parts: For each request of a connection the drops of the answer.
        greets: Whether the client speaks first.
        encrypts: Whether the server speaks TLS.
    """
    stop = threading.Event()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def serve(connection: socket.socket) -> None:
        with closing(connection):
            for drops in parts:
                if greets and not connection.recv(65536):
                    return
                for drop in drops:
                    if stop.wait(PAUSE):
                        return
                    connection.sendall(drop)

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
                serve(context.wrap_socket(connection, server_side=True) if encrypts else connection)
            except OSError:
                if stop.is_set():
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept, args=(listener,))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def drops(before: bytes, each: bytes, after: bytes) -> list[bytes]:
    """Give the parts of an answer that drips in its middle."""
    return [before, *[each] * DROPS, after]


# Where it is not the body that drips, none follows: when a part of one comes, the time is looked at in any case.
EMPTY = b"Content-Length: 0\r\n\r\n"
PLACES = {
    "status line": drops(b"HTTP/1.1 200 ", b"O", b"\r\n" + EMPTY),
    "headers": drops(OK, b"X-A: a\r\n", EMPTY),
    "100 Continue": drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n", OK + EMPTY),
    "103 Early Hints": drops(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", OK + EMPTY),
    "body": drops(OK + b"\r\n", b" ", LISTING),
    "chunk extension": drops(CHUNKED + b"0;", b"x", b"\r\n\r\n"),
    "trailers": drops(CHUNKED + b"c\r\n" + LISTING + b"\r\n0\r\n", b"X-A: a\r\n", b"\r\n"),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_deadline_holds_wherever_a_server_drips(place: str, lists: Lists) -> None:
    """Under threads as under event loops."""
    with dripping(PLACES[place]) as port, pytest.raises(errors.APITimeoutError):
        lists(base_url=f"http://127.0.0.1:{port}", retry=DEADLINE)


def test_the_deadline_holds_while_a_server_redirects(lists: Lists) -> None:
    """Each answer comes in time, all together do not."""
    slowly = [*[b""] * 4, MOVED]
    with dripping(*[slowly] * DROPS) as port, pytest.raises(errors.APITimeoutError):
        lists(base_url=f"http://127.0.0.1:{port}", retry=DEADLINE)


def test_the_deadline_holds_during_a_handshake(lists: Lists) -> None:
    """TLS that drips."""
    hello = drops(b"\x16\x03\x03\x40\x00", b"\x00", b"")
    with dripping(hello) as port, pytest.raises(errors.APITimeoutError):
        lists(base_url=f"https://127.0.0.1:{port}", retry=DEADLINE)


def test_connections_are_encrypted(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    """With whoever has a certificate from an authority that is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with dripping([OK + b"Content-Length: 12\r\n\r\n", LISTING], encrypts=True) as port:
        assert [] == list(lists(base_url=f"https://127.0.0.1:{port}"))


def test_nothing_is_sent_to_a_server_that_is_not_trusted(lists: Lists) -> None:
    """A certificate that its owner has signed alone."""
    with (
        dripping([OK + b"Content-Length: 12\r\n\r\n", LISTING], encrypts=True) as port,
        pytest.raises(errors.APIConnectionError, match="certificate verify failed"),
    ):
        lists(base_url=f"https://127.0.0.1:{port}", retry=DEADLINE)


def test_the_deadline_holds_within_encryption(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that drips behind a handshake."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with dripping(PLACES["headers"], encrypts=True) as port, pytest.raises(errors.APITimeoutError):
        lists(base_url=f"https://127.0.0.1:{port}", retry=DEADLINE)


def test_the_deadline_holds_at_a_proxy(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose answer to CONNECT drips."""
    with dripping(drops(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n", b"\r\n")) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        with pytest.raises(errors.APITimeoutError):
            lists(base_url="https://192.0.2.1", retry=DEADLINE)


def test_the_deadline_holds_while_a_host_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """`getaddrinfo` knows no timeout; it is left alone, and its outcome closed."""
    found, closed = threading.Event(), threading.Event()

    class Connection(socket.socket):
        def close(self) -> None:
            super().close()
            closed.set()

    def connect(*_: object, **__: object) -> socket.socket:
        found.wait()
        return Connection()

    monkeypatch.setattr(socket, "create_connection", connect)
    with (
        OpenRouterModels(KEY, base_url="http://localhost", retry=DEADLINE) as client,
        pytest.raises(errors.APITimeoutError),
    ):
        client.list()
    found.set()
    assert closed.wait(10)


def test_closing_wakes_who_waits() -> None:
    """A thread that waits for a server learns at once that the client is closed."""
    started = threading.Event()

    def silent() -> Iterator[bytes]:
        started.set()
        yield from [b""] * DROPS * 10

    with (
        dripping(silent()) as port,
        OpenRouterModels(KEY, base_url=f"http://127.0.0.1:{port}") as client,
    ):

        def close() -> None:
            started.wait()
            client.close()

        thread = threading.Thread(target=close)
        thread.start()
        with pytest.raises(errors.ClientClosedError):
            client.list()
        thread.join()
