"""The operation as it was generated: what it takes, how it is asked for, and what its answers mean.

What regeneration adds, query parameters and typed error bodies, is found here at run time.
"""

from __future__ import annotations

import inspect
import itertools
from functools import partial
from typing import TYPE_CHECKING, Any, get_type_hints

import httpx
from attrs import Factory, evolve, frozen

from openrouter_api import codec
from openrouter_api.api.models import list_models_user
from openrouter_models._http import retrying
from openrouter_models._http.cache import Freshness, place_of
from openrouter_models._http.error_responses import status_error
from openrouter_models._http.secret import redacted
from openrouter_models._http.telemetry import observed_attempt, observed_call
from openrouter_models._http.timeouts import bounded
from openrouter_models._http.transport import fetch
from openrouter_models._redaction import Hiding, redact
from openrouter_models._text import one_line
from openrouter_models.catalog import dated
from openrouter_models.decoding import decode
from openrouter_models.errors import ConfigurationError, InvalidResponseError, OpenRouterError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from openrouter_models._http.cache import Kept
    from openrouter_models._http.configuration import Options
    from openrouter_models._http.telemetry import Attempt
    from openrouter_models.catalog import Catalog


def parameters() -> tuple[str, ...]:
    """Name the parameters that the generated operation declares."""
    return tuple(inspect.signature(list_models_user.get_kwargs).parameters)


def check_query(query: Mapping[str, object]) -> dict[str, Any]:
    """Refuse what the operation does not declare; leave out what is None.

    Args:
        query: Values by the names that the generated operation uses: those of the API, with an
            underscore behind the name of a keyword or of an option (`timeout_`).

    Returns:
        The parameters to send. None counts as not given, whatever default the document states.

    Raises:
        TypeError: The operation does not declare a parameter; the message lists those it does.
    """
    declared = parameters()
    if unknown := [name for name in query if name not in declared]:
        raise TypeError(
            f"The API does not take {', '.join(map(repr, unknown))} here; "
            f"it takes {', '.join(declared) or 'no parameters'}."
        )
    return {name: value for name, value in query.items() if value is not None}


@frozen
class Call:
    """One listing that was asked for, with its checked parameters; its attempts are counted."""

    options: Options
    query: dict[str, Any]
    attempts: Iterator[int] = Factory(lambda: itertools.count(1))

    async def listed(
        self, http: httpx.Client | httpx.AsyncClient, sleep: Callable[[float], Awaitable[object]]
    ) -> Catalog:
        """Give the listing: one that is kept and fresh, what an attempt brings, or one that is better than an error."""
        cache = self.options.cache
        if cache and (kept := cache.fresh(self._place)):
            return self._from(*kept)
        try:
            with observed_call():
                return await retrying.call(
                    partial(self._attempt, http),
                    self.options.retry,
                    on_retry=self.options.on_retry,
                    sleep=sleep,
                )
        except OpenRouterError as error:
            if cache and (kept := cache.stale(self._place, error)):
                return self._from(*kept)
            raise

    async def exchanged(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Response:
        """Ask the server once, and give the answer as it came."""
        whole = evolve(self, options=evolve(self.options, cache=None))  # nothing is to be confirmed
        seconds = self.options.retry.remaining(0.0)
        request = whole.request(http, seconds)
        with self.observed(request):
            return await fetch(http, request, self.options, seconds)

    def request(
        self, http: httpx.Client | httpx.AsyncClient, seconds: float | None
    ) -> httpx.Request:
        """Make the request of the next attempt, which may take some seconds; None is any time.

        Raises:
            ConfigurationError: A parameter cannot be sent.
        """
        hints = get_type_hints(list_models_user.get_kwargs)
        typed = {name: codec.build(hints[name], value) for name, value in self.query.items()}
        arguments = list_models_user.get_kwargs(**typed)
        url = f"{self.options.base_url}{arguments.pop('url')}"
        headers = arguments.pop("headers", {})
        if cache := self.options.cache:
            headers = {**headers, **cache.conditions(self._place)}
        try:
            with Hiding():
                request = http.build_request(
                    url=url,
                    headers=self.options.request_headers(headers),
                    timeout=bounded(self.options.timeout, seconds),
                    **arguments,
                )
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ConfigurationError(f"The query parameters cannot be sent: {error}.") from None
        return request

    def observed(self, request: httpx.Request) -> AbstractContextManager[Attempt]:
        """Observe the attempt that a request is made for; it ends with what is inside."""
        shown = one_line(redact(self.options.key.redact(str(request.url))))
        return observed_attempt(
            next(self.attempts),
            request.method,
            shown,
            self.options.base_url,
            self.options.on_attempt,
        )

    def result(self, response: httpx.Response, attempt: Attempt) -> Catalog:
        """Give the catalog that a response holds.

        Args:
            response: The whole response. What is made of it is without the key, where the server
                has echoed it; no caller may bind it to a name, since tracebacks show local variables.
            attempt: What is told of the attempt; gets the status.

        Raises:
            APIStatusError: It is an error, or a success that carries one.
            InvalidResponseError: It is a success without a whole listing.
            ContractViolation: The listing deviates, and `options.strict` is set.
        """
        response = redacted(response, self.options.key)
        attempt.status = response.status_code
        if response.status_code == 206:
            raise InvalidResponseError("a part of a body (HTTP 206)", response=response)
        cache = self.options.cache
        if cache and (body := cache.confirmed(self._place, response)) is not None:
            return self._decoded(body, response, Freshness(is_kept=True))
        if response.is_success:
            catalog = self._decoded(response.content, response)
            if cache and catalog:
                cache.keep(self._place, response)
            return catalog
        raise status_error(
            response.status_code,
            response.headers,
            response.content,
            parsed=_typed_error(response),
            response=response,
        )

    async def _attempt(
        self, http: httpx.Client | httpx.AsyncClient, seconds: float | None
    ) -> Catalog:
        request = self.request(http, seconds)
        with self.observed(request) as attempt:
            return self.result(await fetch(http, request, self.options, seconds), attempt)

    @property
    def _place(self) -> str:
        return place_of(self.options.base_url, self.options.key, self.query)

    def _from(self, kept: Kept, freshness: Freshness) -> Catalog:
        return self._decoded(kept.body, None, freshness)

    def _decoded(
        self, body: bytes, response: httpx.Response | None, freshness: Freshness | None = None
    ) -> Catalog:
        offset = self.query.get("offset", 0)
        catalog = decode(
            body,
            strict=self.options.strict,
            max_size=self.options.max_size,
            max_findings=self.options.max_findings,
            response=response,
            offset=offset if isinstance(offset, int) else 0,
            baseline=self.options.baseline,
        )
        return dated(catalog, freshness) if freshness else catalog


def _typed_error(response: httpx.Response) -> Any:
    """Give an error body as the contract types it, None where it does not."""
    if not response.is_error:
        return None
    try:
        return list_models_user.parse_response(response)
    except (ValueError, RecursionError):
        return None
