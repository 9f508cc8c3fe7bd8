"""The clients: one that blocks, one for event loops, with the same methods in the same order."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Self, Unpack

import httpx

from openrouter_models._http import retrying
from openrouter_models._http.base_client import BaseClient
from openrouter_models._http.cookies import NoCookies
from openrouter_models._http.engine import bridges
from openrouter_models._http.telemetry import observed_call
from openrouter_models._http.transport import afetch, fetch
from openrouter_models.errors import OpenRouterError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from openrouter_api.api.models.list_models_user import Parameters
    from openrouter_models._http.engine.pools import BlockingTransport, EventLoopTransport
    from openrouter_models._http.operation import Call
    from openrouter_models._http.paging import Pager
    from openrouter_models._http.retrying import RetryPolicy
    from openrouter_models.catalog import Catalog


class OpenRouterModels(
    BaseClient[httpx.Client, httpx.BaseTransport, bridges.Client, bridges.Transport]
):
    """Lists the models that an account may use. Threads may share it, processes may not."""

    _kinds = httpx.Client, httpx.BaseTransport
    _sleep = staticmethod(time.sleep)

    def list(
        self,
        *,
        strict: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        retry: RetryPolicy | None = None,
        **query: Unpack[Parameters],
    ) -> Catalog:
        """List the models.

        Args:
            strict: As for the client, for this call alone; so are the next two.
            timeout: See the client.
            retry: See the client.
            **query: The parameters that the API declares. What is None or not given is not sent; one
                that is called like an option here has an underscore behind its name (`timeout_`).

        Returns:
            Every model that came, with a report of what deviates from the contract.

        Raises:
            TypeError: The API declares no such parameter; the message lists those it does.
            APIStatusError: The server answered with an error; each status has its class.
            APIConnectionError: There was no whole answer; `APITimeoutError` if not in time.
            InvalidResponseError: The answer is not a listing, or larger than `max_size`.
            ContractViolation: The listing breaks the contract, and `strict` is set.
        """
        call = self._call(self._options.key.current(), query, strict, timeout, retry)
        attempt = partial(self._attempt, call)
        retry, on_retry = call.options.retry, call.options.on_retry
        if (kept := call.fresh()) is not None:
            return kept
        try:
            with observed_call():
                return retrying.call(attempt, retry, on_retry=on_retry, sleep=self._sleep)
        except OpenRouterError as error:
            if (kept := call.stale(error)) is not None:
                return kept
            raise

    def pages(
        self,
        *,
        strict: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        retry: RetryPolicy | None = None,
        **query: Unpack[Parameters],
    ) -> Iterator[Catalog]:
        """List the models page by page, where the API declares pages; else there is one.

        Args:
            strict: As for `list`, for each page; so are all others.
            timeout: See `list`.
            retry: See `list`.
            **query: See `list`; `limit` is the size of a page, `offset` where to begin.

        Returns:
            The pages, each asked for when it is needed. Getting one raises what `list` raises, and
            `InvalidResponseError` where the server does not go on although there is more.

        Raises:
            TypeError: The API declares no such parameter; the message lists those it does.
        """
        return self._turn(self._pager(query), strict=strict, timeout=timeout, retry=retry)

    def exchange(self) -> httpx.Response:
        """Ask for the listing once, and give the answer as it came, whatever its status.

        Checks need it: unlike `catalog.response` and `error.response`, its body and its headers
        still hold the key where the server echoes it.

        Raises:
            APIConnectionError: There was no whole answer; `APITimeoutError` if not in time.
            InvalidResponseError: The body is too large or cannot be decompressed.
        """
        key = self._options.key.current()
        call = self._call(key, {}, strict=None, timeout=None, retry=None).unconditional()
        seconds = call.options.retry.remaining(0.0)
        request = call.request(self._http, seconds)
        with call.observed(request):
            return fetch(self._http, request, call.options, seconds)

    def close(self) -> None:
        """Close the client, and its connections unless they belong to another."""
        self._closed = True
        if self._owned:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _connections(self) -> BlockingTransport:
        # Here, because httpcore takes a while to load, and a transport of the user's needs none of it.
        from openrouter_models._http.engine.pools import BlockingTransport  # noqa: PLC0415  # see above

        return BlockingTransport()

    def _open(self, transport: httpx.BaseTransport) -> httpx.Client:
        return httpx.Client(transport=transport, cookies=NoCookies(), trust_env=False)

    def _attempt(self, call: Call, seconds: float | None) -> Catalog:
        request = call.request(self._http, seconds)
        with call.observed(request) as attempt:
            return call.result(fetch(self._http, request, call.options, seconds), attempt)

    def _turn(self, pager: Pager, **settings: Any) -> Iterator[Catalog]:
        while pager.query is not None:
            catalog = self.list(**settings, **pager.query)
            if pager.take(catalog):
                yield catalog


class AsyncOpenRouterModels(
    BaseClient[
        httpx.AsyncClient, httpx.AsyncBaseTransport, bridges.AsyncClient, bridges.AsyncTransport
    ]
):
    """Lists the models that an account may use, under asyncio or trio. Tasks may share it."""

    _kinds = httpx.AsyncClient, httpx.AsyncBaseTransport
    _sleep = staticmethod(retrying.async_sleep)

    async def list(
        self,
        *,
        strict: bool | None = None,
        timeout: float | httpx.Timeout | None = None,  # noqa: ASYNC109  # bounds steps, as in httpx
        retry: RetryPolicy | None = None,
        **query: Unpack[Parameters],
    ) -> Catalog:
        """List the models, as `OpenRouterModels.list` does."""
        key = await self._options.key.acurrent()
        call = self._call(key, query, strict, timeout, retry)
        attempt = partial(self._attempt, call)
        retry, on_retry = call.options.retry, call.options.on_retry
        if (kept := call.fresh()) is not None:
            return kept
        try:
            with observed_call():
                return await retrying.acall(attempt, retry, on_retry=on_retry, sleep=self._sleep)
        except OpenRouterError as error:
            if (kept := call.stale(error)) is not None:
                return kept
            raise

    def pages(
        self,
        *,
        strict: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        retry: RetryPolicy | None = None,
        **query: Unpack[Parameters],
    ) -> AsyncIterator[Catalog]:
        """List the models page by page, as `OpenRouterModels.pages` does."""
        return self._turn(self._pager(query), strict=strict, timeout=timeout, retry=retry)

    async def aclose(self) -> None:
        """Close the client, and its connections unless they belong to another."""
        self._closed = True
        if self._owned:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.aclose()

    def _connections(self) -> EventLoopTransport:
        from openrouter_models._http.engine.pools import EventLoopTransport  # noqa: PLC0415  # slow to load, as in the client that blocks

        return EventLoopTransport()

    def _open(self, transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=transport, cookies=NoCookies(), trust_env=False)

    async def _attempt(self, call: Call, seconds: float | None) -> Catalog:
        request = call.request(self._http, seconds)
        with call.observed(request) as attempt:
            return call.result(await afetch(self._http, request, call.options, seconds), attempt)

    async def _turn(self, pager: Pager, **settings: Any) -> AsyncIterator[Catalog]:
        while pager.query is not None:
            catalog = await self.list(**settings, **pager.query)
            if pager.take(catalog):
                yield catalog
