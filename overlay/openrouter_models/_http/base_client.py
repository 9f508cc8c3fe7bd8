"""What both clients share: their options, and how they list; coroutines that wait in one and block in the other."""

from __future__ import annotations

from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar

import httpx

from openrouter_models._http.configuration import configured
from openrouter_models._http.engine.bridges import bridged
from openrouter_models._http.option_values import name_kind
from openrouter_models._http.paging import Pager
from openrouter_models._http.receiving import MAX_SIZE
from openrouter_models._http.retrying import RetryPolicy
from openrouter_models._http.timeouts import DEFAULT_TIMEOUT
from openrouter_models._redaction import Hiding
from openrouter_models.errors import ClientClosedError, ConfigurationError
from openrouter_models.findings import MAX_FINDINGS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from openrouter_models._http.cache import ListingCache
    from openrouter_models._http.configuration import ApiKey, Options
    from openrouter_models._http.engine.pools import BlockingTransport, EventLoopTransport
    from openrouter_models._http.operation import Call
    from openrouter_models._http.secret import Secret
    from openrouter_models._http.telemetry import Attempt, Retry
    from openrouter_models._policy.baseline import BaselineSource
    from openrouter_models.catalog import Catalog

    _Given: TypeAlias = tuple[
        ApiKey | None, str | httpx.URL | None, Mapping[str, str] | None
    ]  # what may hold a secret: key, base URL, headers

_Http = TypeVar("_Http", bound=httpx.Client | httpx.AsyncClient)
_GivenClient = TypeVar("_GivenClient")
_GivenTransport = TypeVar("_GivenTransport")

_RETRY = RetryPolicy()


class _NoCookies(CookieJar):
    """A jar that stays empty: requests are authorized by a key, and cookies would pile up."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Take nothing."""


class BaseClient(Generic[_Http, _GivenClient, _GivenTransport]):
    """A client, whether it waits or blocks."""

    _http: _Http
    _kinds: tuple[type, type]
    _sleep: Callable[[float], Awaitable[object]]
    _waits: bool
    _options: Options
    _own: BlockingTransport | EventLoopTransport | None
    _owned: bool
    _closed: bool

    def __init__(  # noqa: PLR0913  # one keyword per option
        self,
        api_key: ApiKey | None = None,
        *,
        region: str | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | httpx.Timeout = DEFAULT_TIMEOUT,
        retry: RetryPolicy = _RETRY,
        max_size: int = MAX_SIZE,
        max_findings: int = MAX_FINDINGS,
        http_client: _GivenClient | None = None,
        transport: _GivenTransport | None = None,
        headers: Mapping[str, str] | None = None,
        http_referer: str | None = None,
        title: str | None = None,
        strict: bool = False,
        baseline: BaselineSource | None = None,
        on_attempt: Callable[[Attempt], object] | None = None,
        on_retry: Callable[[Retry], object] | None = None,
        cache: ListingCache | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            api_key: The API key, or a function that returns it (`AsyncOpenRouterModels` takes asynchronous ones, too),
                called once for each call of the client; by default the environment variable OPENROUTER_API_KEY.
            region: Use the server of a region, such as "eu", instead of the default one.
            base_url: Use this base URL instead, such as `https://openrouter.ai/api/v1`; by default the
                environment variable OPENROUTER_BASE_URL, if it is set. The key is sent to its origin
                only, and over plain http to loopback only.
            timeout: Seconds for each step of an exchange, or an `httpx.Timeout`.
            retry: What is tried again and when; its deadline bounds all attempts together.
            max_size: The most bytes that a body may have, as sent and decompressed.
            max_findings: The most findings that a report keeps; more are counted by kind and place.
            http_client: Your own httpx or httpx2 client to send with; it is not closed. Its headers, cookies,
                proxies and hooks are used; its credentials, base URL, timeout and redirects are not.
                Without it no cookies are sent or kept.
            transport: A transport of either library instead; it is not closed either.
            headers: Headers to send with every request.
            http_referer: The URL of your app, to attribute requests to it.
            title: The name of your app, for the same.
            strict: Raise `ContractViolation` if a listing breaks the contract.
            baseline: Known drift, or the path of its file: what it lists does not count.
            on_attempt: Called with an `Attempt`, which does not hold the key, after each attempt. What it raises
                ends the call; so does what `on_retry` raises.
            on_retry: Called with a `Retry` before the wait for another attempt.
            cache: A `ListingCache`: the last good listing serves while it is fresh, and when the server fails;
                `catalog.freshness` tells how old it is.

        Raises:
            MissingKeyError: There is no usable key.
            ConfigurationError: Another option cannot be used, or the environment names a proxy or
                certificates that cannot be.
        """

        # Tracebacks show local variables, but not the defaults of a function, and making one is a
        # single step: an interrupt finds the arguments here only if it comes before the first line.
        def given(values: _Given = (api_key, base_url, headers)) -> _Given:
            return values

        del api_key, base_url, headers
        with Hiding():
            self._options = configured(
                None,
                *given(),
                region=region,
                timeout=timeout,
                retry=retry,
                max_size=max_size,
                max_findings=max_findings,
                attribution=(http_referer, title),
                strict=strict,
                baseline=baseline,
                on_attempt=on_attempt,
                on_retry=on_retry,
                cache=cache,
            )
        if http_client is not None and transport is not None:
            raise ConfigurationError(
                "http_client= and transport= exclude each other; give one of them."
            )
        client, handler = self._kinds
        sender: Any = transport
        option, kind = "transport", handler
        if http_client is not None:
            sender, option, kind = http_client, "http_client", client
        if sender is not None and not isinstance(sender, kind):
            bridge = bridged(kind.__name__, sender)
            if bridge is None:
                raise ConfigurationError(
                    f"{option} must be a {kind.__name__} of httpx or httpx2, got {name_kind(sender)}."
                )
            sender, kind = bridge, handler
        self._own = None
        if sender is None:
            # Here, because httpcore takes a while to load, and a transport of the user's needs none of it.
            from openrouter_models._http.engine import pools  # noqa: PLC0415  # see above

            own = pools.EventLoopTransport() if self._waits else pools.BlockingTransport()
            own.prepare(self._options.base_url)
            self._own = sender = own
        self._http = (
            sender
            if kind is client
            else client(transport=sender, cookies=_NoCookies(), trust_env=False)
        )
        self._owned = self._own is not None
        self._closed = False

    def __repr__(self) -> str:
        # A traceback also shows a client whose options were refused.
        if not hasattr(self, "_options"):
            return f"{type(self).__name__}(base_url=None, api_key='***')"
        where = self._options.key.redact(str(self._options.base_url))
        return f"{type(self).__name__}(base_url={where!r}, api_key='***')"

    def with_options(  # noqa: PLR0913  # one keyword per option
        self,
        *,
        api_key: ApiKey | None = None,
        region: str | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | httpx.Timeout | None = None,
        retry: RetryPolicy | None = None,
        max_size: int | None = None,
        max_findings: int | None = None,
        headers: Mapping[str, str] | None = None,
        http_referer: str | None = None,
        title: str | None = None,
        strict: bool | None = None,
        baseline: BaselineSource | None = None,
        on_attempt: Callable[[Attempt], object] | None = None,
        on_retry: Callable[[Retry], object] | None = None,
        cache: ListingCache | None = None,
    ) -> Self:
        """Make a client that differs in the options given and shares the connections.

        The options are those of the class; what is None stays as it is, and headers are added to
        those that are there. Closing the new client closes nothing; closing this one ends both.

        Raises:
            MissingKeyError: The key is not usable.
            ConfigurationError: Another option cannot be used.
        """

        def given(values: _Given = (api_key, base_url, headers)) -> _Given:
            return values  # see the class

        del api_key, base_url, headers
        clone = object.__new__(type(self))
        vars(clone).update(vars(self))
        clone._owned = False
        with Hiding():
            clone._options = configured(
                self._options,
                *given(),
                region=region,
                attribution=(http_referer, title),
                timeout=timeout,
                retry=retry,
                max_size=max_size,
                max_findings=max_findings,
                strict=strict,
                baseline=baseline,
                on_attempt=on_attempt,
                on_retry=on_retry,
                cache=cache,
            )
        if clone._own is not None and clone._options.base_url != self._options.base_url:
            clone._own.prepare(clone._options.base_url)
        return clone

    async def _listed(self, query: Mapping[str, object], **options: Any) -> Catalog:
        key = await self._options.key.current(waits=self._waits)
        return await self._call(key, query, **options).listed(self._http, self._sleep)

    def _call(self, key: Secret, query: Mapping[str, object], **options: Any) -> Call:
        if self._closed or self._http.is_closed:
            raise ClientClosedError
        # Here, because the generated models take a while to load and are not needed before.
        from openrouter_models._http.operation import Call, check_query  # noqa: PLC0415

        return Call(self._options.changed(key=key, **options), check_query(query))

    def _pager(self, query: Mapping[str, object]) -> Pager:
        from openrouter_models._http.operation import check_query, parameters  # noqa: PLC0415  # as above

        return Pager(check_query(query), parameters())
