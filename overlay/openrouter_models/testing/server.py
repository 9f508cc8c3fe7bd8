"""Serve answers over HTTP/1.1 on loopback, and deliver them as badly as asked."""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import BaseServer, ThreadingTCPServer
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

import httpx

from openrouter_models._text import brief
from openrouter_models.testing.answers import Answer, Delivery, Request

if TYPE_CHECKING:
    from collections.abc import Callable

_POLL_SECONDS = 0.02
_DRIP_SECONDS = 0.05
_IDLE_SECONDS = 60
_LONGEST_LINE = 65536
_LONGEST_BODY = 1 << 20
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # section 5.5


def to_address(host: str, port: int) -> tuple[str, int]:
    """Check the address to listen on.

    Raises:
        ValueError: It cannot be one.
    """
    if not host or not isinstance(host, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        problem = f"got {brief(host)}" if host else "it is empty"
        raise ValueError(f"host must be an address to listen on, such as 127.0.0.1; {problem}.")
    if not isinstance(port, int) or not 0 <= port < 65536:  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
        raise ValueError(f"port must be from 0 to 65535, got {brief(port)}.")
    return host, port


class Server(ThreadingTCPServer):
    """A server in threads that can be stopped at once, whatever its clients do.

    Several threads call `answer`; `refuse` makes the error answer for a request that is not HTTP.
    """

    allow_reuse_address = True
    request_queue_size = 1024

    def __init__(
        self,
        host: str,
        port: int,
        answer: Callable[[Request], Answer],
        refuse: Callable[[int, str | None], Answer],
    ) -> None:
        # Before the base class makes the socket; the address may be a name with either family.
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            self.address_family, _, _, _, address = found[0]
            super().__init__(cast("tuple[str, int]", address), _Handler)
        except (OSError, UnicodeError) as error:  # the latter for a name that no host can have
            reason = getattr(error, "strerror", None) or error
            raise OSError(
                f"Cannot listen on {brief(host)[1:-1]}, port {port}: {reason}. Try another host or port."
            ) from None
        self.answer = answer
        self.refuse = refuse
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self.refusing = False
        self._thread = self._new_thread()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self.server_address[1]

    def start(self) -> None:
        """Serve in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Cut all connections and join all threads."""
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def refuse_connections(self) -> None:
        """Stop listening: the system refuses who connects, and connections end after their answer."""
        if not self.refusing:
            self.refusing = True
            self.shutdown()
            self._thread.join()
            self.socket.close()

    def accept_connections(self) -> None:
        """Listen again, on the same port."""
        if self.refusing:
            self.socket = socket.socket(self.address_family, self.socket_type)
            self.server_bind()
            self.server_activate()
            self.refusing = False
            self._thread = self._new_thread()
            self._thread.start()

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(
            target=self.serve_forever, args=(_POLL_SECONDS,), name="openrouter-mock", daemon=True
        )

    def process_request(self, request: Any, client_address: Any) -> None:
        """Keep the connection in mind, so that `stop` can cut it."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        """Close the connection and forget it."""
        self._connections.discard(request)
        super().close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about clients that hang up; show everything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection with any number of requests, of any method."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    # Otherwise the end of a body waits some 40 ms for a delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_one_request(self) -> None:
        """Read one request and answer it."""
        try:
            self.raw_requestline = self.rfile.readline(_LONGEST_LINE + 1)
            if not self.raw_requestline:
                self.close_connection = True
            elif len(self.raw_requestline) > _LONGEST_LINE:
                self.requestline = self.command = ""
                self.send_error(414)
            elif self.parse_request() and self._is_sound() and self._discard_body():
                self._serve()
            self.wfile.flush()
        except TimeoutError:
            self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what cannot be served, and close the connection."""
        del explain
        self.close_connection = True
        # What was not HTTP/1.1 counts as HTTP/0.9, whose answers have no head.
        self.request_version = self.protocol_version
        self._send(self._server.refuse(code, message))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Log nothing: tests read `MockOpenRouter.requests`."""

    @property
    def _server(self) -> Server:
        server: BaseServer = self.server
        return cast("Server", server)

    def _is_sound(self) -> bool:
        """Refuse a request whose head breaks the grammar of RFC 9110 and 9112."""
        names = (self.command, *self.headers.keys())
        sound = (
            self.request_version != "HTTP/0.9"
            and not self.headers.defects
            and all(map(_TOKEN.fullmatch, names))
            and all(map(_FIELD_VALUE.fullmatch, map(str, self.headers.values())))
            and len(set(self.headers.get_all("Content-Length", ()))) <= 1
        )
        if not sound:
            self.send_error(400, "The head of the request is malformed")
        return sound

    def _discard_body(self) -> bool:
        """Read past a request's body, so that the next request is found behind it."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            self.send_error(411)
        elif not (length.isascii() and length.isdigit()):
            self.send_error(400)
        elif len(length) > len(str(_LONGEST_BODY)) or int(length) > _LONGEST_BODY:
            self.send_error(413)
        else:
            if len(self.rfile.read(int(length))) == int(length):
                return True
            self.send_error(400, "The body of the request is shorter than its Content-Length")
        return False

    def _serve(self) -> None:
        fields = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in self.headers.items()]
        try:
            target = urlsplit(self.path)
        except ValueError:
            self.send_error(400, "The request target is not a URL")
            return
        request = Request(self.command, unquote(target.path), target.query, httpx.Headers(fields))
        self._send(self._server.answer(request))

    def _send(self, answer: Answer) -> None:
        stopping, body = self._server.stopping, answer.body
        if answer.delay:
            stopping.wait(answer.delay)
        if answer.delivery in (Delivery.RESET, Delivery.REFUSED):
            self.close_connection = True
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            os.close(self.connection.detach())
            return
        if answer.delivery is Delivery.SILENT:
            self.close_connection = True
            stopping.wait()
            return
        head = answer.head
        honest = answer.delivery is Delivery.WHOLE and head.get("Content-Length") in (
            None,
            str(len(body)),
        )
        self.close_connection = self.close_connection or not honest or self._server.refusing
        self.send_response_only(answer.status)
        for name, value in (*head.items(), ("Date", self.date_time_string())):
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD" or answer.delivery is Delivery.WHOLE:
            self.wfile.write(b"" if self.command == "HEAD" else body)
        elif answer.delivery is Delivery.DRIPPED:
            self._drip(body)
        else:
            is_head = answer.delivery is Delivery.STALLED_AFTER_HEAD
            self.wfile.write(b"" if is_head else body[: len(body) // 2])
            self.wfile.flush()
            if answer.delivery is not Delivery.TRUNCATED:
                stopping.wait()

    def _drip(self, body: bytes) -> None:
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self._server.stopping.wait(_DRIP_SECONDS):
                return
