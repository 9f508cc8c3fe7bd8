"""The clients: one that blocks, one for event loops, with the same methods in the same order."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self, Unpack

import httpx

from openrouter_models._http import retrying
from openrouter_models._http.base_client import BaseClient
from openrouter_models._http.engine import bridges
from openrouter_models._http.transport import completed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from openrouter_api.api.models.list_models_user import Parameters
    from openrouter_models._http.paging import Pager
    from openrouter_models._http.retrying import RetryPolicy
    from openrouter_models.catalog import Catalog


class OpenRouterModels(BaseClient[httpx.Client, bridges.Client, bridges.Transport]):
    """Lists the models that an account may use. Threads may share it, processes may not."""

    _kinds = httpx.Client, httpx.BaseTransport
    _waits = False

    @staticmethod
    async def _sleep(seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251  # this client blocks

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
            **query: The parameters that the API declares. Those that are None are not sent; one that is
                named like an option of this method takes a trailing underscore (`timeout_`).

        Returns:
            Every model that came, with a report of what deviates from the contract.

        Raises:
            TypeError: The API declares no such parameter; the message lists those it does.
            APIStatusError: The server answered with an error; each status has its class.
            APIConnectionError: The server cannot be reached, or the answer breaks off; `APITimeoutError` if it takes too long.
            InvalidResponseError: The answer is not a listing, or larger than `max_size`.
            ContractViolation: The listing breaks the contract, and `strict` is set.
        """
        return completed(self._listed(query, strict=strict, timeout=timeout, retry=retry))

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
            The pages, each requested when it is needed. Getting one raises what `list` raises, and
            `InvalidResponseError` if the server stops before the end of the listing.

        Raises:
            TypeError: The API declares no such parameter; the message lists those it does.
        """
        return self._turn(self._pager(query), strict=strict, timeout=timeout, retry=retry)

    def exchange(self) -> httpx.Response:
        """Request the listing once and return the response as it came, whatever its status.

        For checks: unlike `catalog.response` and `error.response`, its body and headers still hold
        the key if the server echoes it.

        Raises:
            APIConnectionError: The server cannot be reached, or the answer breaks off; `APITimeoutError` if it takes too long.
            InvalidResponseError: The body is too large or cannot be decompressed.
        """
        key = completed(self._options.key.current(waits=False))
        return completed(self._call(key, {}).exchanged(self._http))

    def close(self) -> None:
        """Close the client, and its connections unless they belong to another."""
        self._closed = True
        if self._owned:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _turn(self, pager: Pager, **settings: Any) -> Iterator[Catalog]:
        while pager.query is not None:
            catalog = self.list(**settings, **pager.query)
            if pager.take(catalog):
                yield catalog


class AsyncOpenRouterModels(
    BaseClient[httpx.AsyncClient, bridges.AsyncClient, bridges.AsyncTransport]
):
    """Lists the models that an account may use, under asyncio or trio. Tasks may share it."""

    _kinds = httpx.AsyncClient, httpx.AsyncBaseTransport
    _waits = True
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
        return await self._listed(query, strict=strict, timeout=timeout, retry=retry)

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

    async def _turn(self, pager: Pager, **settings: Any) -> AsyncIterator[Catalog]:
        while pager.query is not None:
            catalog = await self.list(**settings, **pager.query)
            if pager.take(catalog):
                yield catalog
