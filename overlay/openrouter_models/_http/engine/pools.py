"""The HTTP library's transports as the clients use them: over pools that the environment chooses.

httpx's own transports cannot be given a network backend, and read the environment in ways that raise anything.
So these hand requests to httpcore, httpx's own engine, themselves. Nothing but httpx's errors leaves
them. The two, for threads and for event loops, have the same methods in the same order.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpcore
import httpx
from anyio.lowlevel import RunVar

from openrouter_models._http.engine.byte_streams import Stream, in_terms_of_httpx
from openrouter_models._http.engine.network import BlockingBackend, EventLoopBackend
from openrouter_models._http.environment import Proxies, trusted_certificates

if TYPE_CHECKING:
    from collections.abc import Callable

_Pool = TypeVar("_Pool", httpcore.ConnectionPool, httpcore.AsyncConnectionPool)

_mark: RunVar[object] = RunVar("_mark")

# As httpx has them.
_LIMITS = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}


class Pools(Generic[_Pool]):
    """A pool of connections for each way to a server: with or without encryption, with or without a proxy."""

    def __init__(self, kind: Callable[..., _Pool], backend: object) -> None:
        self._kind: Callable[..., _Pool] = kind
        self._backend = backend
        self._proxies = Proxies()
        self._pools: dict[tuple[bool, bool], _Pool] = {}
        self._lock = threading.Lock()

    def select(self, url: httpx.URL) -> _Pool:
        """Give the pool for a URL, made if it is the first of its kind.

        Raises:
            ConfigurationError: The environment names a proxy or certificates that cannot be used.
        """
        proxy, encrypted = self._proxies.choose(url), url.scheme == "https"
        with self._lock:
            pool = self._pools.get((encrypted, proxy is not None))
            if pool is None:
                pool = self._kind(
                    network_backend=self._backend,
                    proxy=proxy and httpcore.Proxy(_to_url(proxy.url), auth=proxy.raw_auth),
                    ssl_context=trusted_certificates() if encrypted else None,
                    **_LIMITS,
                )
                self._pools[encrypted, proxy is not None] = pool
        return pool

    def drain(self) -> list[_Pool]:
        """Give all pools away, to be closed."""
        with self._lock:
            pools = list(self._pools.values())
            self._pools.clear()
        return pools


class BlockingTransport(httpx.BaseTransport):
    """Sends requests over connections that keep the deadline of the thread."""

    def __init__(self) -> None:
        self._pools = Pools(httpcore.ConnectionPool, BlockingBackend())

    def prepare(self, url: httpx.URL) -> None:
        """Check that the environment lets requests go to a URL; raises `ConfigurationError`."""
        self._pools.select(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        pool = self._pools.select(request.url)
        with in_terms_of_httpx(engine=True):
            response = pool.handle_request(_to_httpcore(request))
        return _to_httpx(response, response.close)

    def close(self) -> None:
        """Close all connections; who uses one gets an error."""
        for pool in self._pools.drain():
            pool.close()


class EventLoopTransport(httpx.AsyncBaseTransport):
    """Sends requests under asyncio or trio, in whichever loop runs: connections cannot leave theirs."""

    def __init__(self) -> None:
        self._pools = Pools(httpcore.AsyncConnectionPool, EventLoopBackend())
        self._loop: object = None

    def prepare(self, url: httpx.URL) -> None:
        """Check that the environment lets requests go to a URL; raises `ConfigurationError`."""
        self._pools.select(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        pool = self._here().select(request.url)
        with in_terms_of_httpx(engine=True):
            response = await pool.handle_async_request(_to_httpcore(request))
        return _to_httpx(response, response.aclose)

    async def aclose(self) -> None:
        """Close all connections; who uses one gets an error."""
        for pool in self._here().drain():
            await pool.aclose()

    def _here(self) -> Pools[httpcore.AsyncConnectionPool]:
        """Give the pools of the running loop; those of another loop are left behind."""
        loop = _running_loop()
        if self._loop not in {None, loop}:
            self._pools = Pools(httpcore.AsyncConnectionPool, EventLoopBackend())
        self._loop = loop
        return self._pools


def _running_loop() -> object:
    """Give what stands for the running event loop and does not keep it alive."""
    mark = _mark.get(None)
    if mark is None:
        _mark.set(mark := object())
    return mark


def _to_httpcore(request: httpx.Request) -> httpcore.Request:
    return httpcore.Request(
        request.method,
        _to_url(request.url),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _to_httpx(response: Any, close: Callable[[], Any]) -> httpx.Response:
    return httpx.Response(
        response.status,
        headers=response.headers,
        stream=Stream(response.stream, close, engine=True),
        extensions=response.extensions,
    )


def _to_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
