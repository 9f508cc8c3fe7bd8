"""Connections that end in time and are closed in any case: httpcore's, with what they lack.

The blocking client: a socket's timeout starts anew with each byte that comes. So every wait here is as
long as the deadline leaves it, and looking up a host, which has no timeout, runs in a thread that may be
abandoned. Under event loops deadlines cancel, and a handshake that is cancelled must close its connection.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpcore  # comes with httpx, which itself loads it only when a client is made

from openrouter_models._http.timeouts import PASSED, remaining

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable


class BlockingBackend(httpcore.NetworkBackend):
    """Opens connections whose every step ends by the deadline of the thread that takes it."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers."""
        seconds = _left(timeout, httpcore.ConnectTimeout)
        connect = partial(
            self._sockets.connect_tcp, host, port, seconds, local_address, socket_options
        )
        return BlockingStream(_abandoned_after(seconds, connect))


class BlockingStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, at least a byte; nothing at the end."""
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection."""
        seconds = _left(timeout, httpcore.ConnectTimeout)
        return BlockingStream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def close(self) -> None:
        """Close the connection, and wake the thread that waits for it, if any."""
        with suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Give what the connection beneath knows."""
        return self._stream.get_extra_info(info)


class EventLoopBackend(httpcore.AsyncNetworkBackend):
    """Opens connections under asyncio and trio."""

    def __init__(self) -> None:
        self._sockets = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(self, *where: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that answers."""
        connection: Any = EventLoopStream(await self._sockets.connect_tcp(*where, **options))
        return cast("httpcore.AsyncNetworkStream", connection)


class EventLoopStream:
    """A connection that is closed if its handshake does not come to an end; all else is as it was."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    async def start_tls(self, *context: Any, **options: Any) -> EventLoopStream:
        """Encrypt the connection."""
        try:
            return EventLoopStream(await self._stream.start_tls(*context, **options))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise


def _left(bound: float | None, late: type[httpcore.TimeoutException]) -> float | None:
    seconds = remaining(bound)
    if seconds is not None and seconds <= 0:
        raise late(PASSED)
    return seconds


def _abandoned_after(
    seconds: float | None, connect: Callable[[], httpcore.NetworkStream]
) -> httpcore.NetworkStream:
    """Connect within some seconds, whatever looking up the host takes: `getaddrinfo` knows no timeout."""
    outcome: Future[httpcore.NetworkStream] = Future()

    def run() -> None:
        try:
            outcome.set_result(connect())
        except BaseException as error:  # noqa: BLE001  # the waiting thread raises it
            outcome.set_exception(error)

    threading.Thread(target=run, name="openrouter-models-connect", daemon=True).start()
    try:
        return outcome.result(seconds)
    except BaseException as error:
        outcome.add_done_callback(_discard)
        if isinstance(error, TimeoutError) and not outcome.done():
            raise httpcore.ConnectTimeout("timed out") from None
        raise


def _discard(outcome: Future[httpcore.NetworkStream]) -> None:
    if outcome.exception() is None:
        outcome.result().close()
