"""What a client is told when it is made, checked once: the key, the server, bounds and headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import httpx
from attrs import evolve, field, frozen, validators

from openrouter_models._http.cache import ListingCache
from openrouter_models._http.option_values import instance, number
from openrouter_models._http.retrying import RetryPolicy
from openrouter_models._http.secret import HiddenDict, Secret, find_key, to_secret
from openrouter_models._http.servers import choose_server, parse_base_url
from openrouter_models._http.timeouts import to_timeout
from openrouter_models.errors import ConfigurationError
from openrouter_models.findings import MAX_FINDINGS

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from openrouter_models._http.telemetry import Attempt, Retry
    from openrouter_models._policy.baseline import Baseline, BaselineSource

    ApiKey: TypeAlias = str | Callable[[], str | Awaitable[str]]

_OWN_HEADERS = {
    "authorization": "the key is given as api_key=",
    "accept-encoding": "bodies are decompressed within max_size=, which is possible for gzip only",
}
_FUNCTION = validators.optional(instance(cast("type", Callable), "a function"))
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.1
_HEADER_VALUE = re.compile(r"(?:[!-~](?:[ \t!-~]*[!-~])?)?")  # section 5.5, in ASCII


def to_headers(given: Mapping[str, str | None]) -> HiddenDict:
    """Check headers that are to be sent with every request; those that are None are left out.

    Raises:
        ConfigurationError: One cannot be sent, or is the client's own; its value is not echoed.
    """
    headers = HiddenDict((name, value) for name, value in given.items() if value is not None)
    for name, value in cast("dict[object, object]", headers).items():
        if not (isinstance(name, str) and _HEADER_NAME.fullmatch(name)):
            # The name is not echoed either: someone may have put the key there.
            raise ConfigurationError(
                "A name in headers= is not a valid header name, such as X-Team."
            )
        if reason := _OWN_HEADERS.get(name.lower()):
            raise ConfigurationError(f"The header {name} cannot be set: {reason}.")
        if not (isinstance(value, str) and _HEADER_VALUE.fullmatch(value)):
            raise ConfigurationError(
                f"The header {name} must be ASCII text without line breaks or surrounding white space."
            )
    return headers


def _to_baseline(source: BaselineSource | None) -> Baseline | None:
    if source is None:
        return None
    from openrouter_models._policy.baseline import Baseline  # noqa: PLC0415  # few need it

    return Baseline.of(source)


@frozen(kw_only=True, repr=False)  # tracebacks show options that were refused half-way
class Options:
    """How a client lists models; the values are checked whenever one is made or changed.

    Attributes:
        key: The API key.
        base_url: Where requests go.
        timeout: Bounds in seconds of each step of an exchange.
        retry: What is tried again, and until when.
        max_size: The most bytes that a body may have, as sent and decompressed.
        max_findings: The most findings that a report keeps.
        headers: Headers to send with every request.
        strict: Whether a listing that breaks the contract raises.
        baseline: What is known and does not count.
        on_attempt: Called after each attempt.
        on_retry: Called before the wait for another attempt.
        cache: Keeps the last good listing.
    """

    key: Secret = field(converter=find_key)
    base_url: httpx.URL = field(converter=parse_base_url)
    timeout: httpx.Timeout = field(converter=to_timeout)
    retry: RetryPolicy = field(validator=instance(RetryPolicy, "a RetryPolicy"))
    max_size: int = field(validator=number("a positive number of bytes", least=1, whole=True))
    max_findings: int = field(
        default=MAX_FINDINGS, validator=number("a number of findings, 0 or more", whole=True)
    )
    headers: HiddenDict = field(converter=to_headers)
    strict: bool = field(validator=instance(bool, "True or False"))
    baseline: Baseline | None = field(default=None, converter=_to_baseline)
    on_attempt: Callable[[Attempt], object] | None = field(default=None, validator=_FUNCTION)
    on_retry: Callable[[Retry], object] | None = field(default=None, validator=_FUNCTION)
    cache: ListingCache | None = field(
        default=None, validator=validators.optional(instance(ListingCache, "a ListingCache"))
    )

    def request_headers(self, more: Mapping[str, str]) -> httpx.Headers:
        """Give the headers of a request, with more for this one alone; their `repr` masks the key.

        Raises:
            ConfigurationError: One of these cannot be sent, or is the client's own.
        """
        headers = httpx.Headers({"Accept": "application/json", **self.headers})
        headers.update(to_headers(more))
        headers.update({"Accept-Encoding": "gzip", "Authorization": f"Bearer {self.key.reveal()}"})
        return headers

    def changed(
        self, *, headers: Mapping[str, str | None] | None = None, **changes: Any
    ) -> Options:
        """Give these options with changes; None leaves one as it is, headers are added."""
        if headers:
            changes["headers"] = HiddenDict(self.headers | to_headers(headers))
        return evolve(self, **{name: new for name, new in changes.items() if new is not None})


def configured(  # noqa: PLR0913  # the arguments of a client
    before: Options | None,
    api_key: ApiKey | None,
    base_url: str | httpx.URL | None,
    headers: Mapping[str, str] | None,
    *,
    region: str | None,
    attribution: tuple[str | None, str | None],
    **others: Any,
) -> Options:
    """Make the options of a client from what it was given, or those of before with changes.

    Raises:
        MissingKeyError: There is no usable key.
        ConfigurationError: Another option cannot be used.
    """
    if before is None or region is not None or base_url is not None:
        base_url = choose_server(region, base_url)
    others |= {"base_url": base_url, "headers": attributed(headers, *attribution)}
    key = to_secret(api_key)
    return Options(key=key, **others) if before is None else before.changed(key=key, **others)


def attributed(
    headers: Mapping[str, str] | None, http_referer: str | None, title: str | None
) -> dict[str, str | None]:
    """Add to headers, which win, the URL and the name of the app that requests are attributed to.

    Raises:
        ConfigurationError: The further headers are not a mapping.
    """
    if not isinstance(cast("object", headers), Mapping | None):
        raise ConfigurationError("headers must be a mapping of names to values.")
    return {"HTTP-Referer": http_referer, "X-OpenRouter-Title": title, **(headers or {})}
