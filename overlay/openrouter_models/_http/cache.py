"""Keep the last good listing: to be asked for less often, and to have one when the server has none.

A listing is one account's, so it is kept under a hash of its key, beside the server and the query, and
nothing of a request is kept. How long it may be used is what the server says in `Cache-Control`
(RFC 9111, section 5.2; `stale-if-error` is RFC 5861, section 4), unless the user says so.
"""

from __future__ import annotations

import re
import threading
import time
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen, validators

from openrouter_models._http.option_values import number
from openrouter_models.errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    ClientClosedError,
    InvalidResponseError,
    OpenRouterError,
    PermissionDeniedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from openrouter_models._http.secret import Secret

_SECONDS = validators.optional(number("seconds"))
_LIFETIME = re.compile(r"(max-age|stale-if-error)\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_NEVER_KEPT = re.compile(r"\bno-store\b", re.IGNORECASE)
_VALIDATOR = re.compile(r'(?:W/)?"[!#-~]*"')  # RFC 9110, section 8.8.3, in ASCII
_SERVER_ERRORS = 500
_MOST_KEPT = 64  # a listing is some half a megabyte


@frozen
class Freshness:
    """How recent a listing is.

    Attributes:
        age: Seconds since the server gave or confirmed it.
        is_kept: Whether its body was kept from an earlier call.
        is_stale: Whether it may be outdated: the server was to be asked, and failed.
        error: What the server failed with.
    """

    age: float = 0.0
    is_kept: bool = False
    is_stale: bool = False
    error: OpenRouterError | None = None


@frozen
class Kept:
    """A listing that was kept; its body is without the key.

    Attributes:
        body: The body.
        etag: What names it to the server, None if nothing does.
        since: When the server gave or confirmed it, in seconds since 1970.
        max_age: Seconds for which the server need not be asked.
        stale_if_error: Seconds beyond these in which it is better than an error.
    """

    body: bytes = field(repr=False)
    etag: str | None
    since: float
    max_age: float
    stale_if_error: float


@frozen(kw_only=True, slots=False, eq=False)
class ListingCache:
    """Keeps the last good listing of each server, query and key in memory; threads and clients may share it.

    Only the newest 64 are kept.

    Args:
        max_age: Seconds for which the server need not be asked; by default what it says.
        stale_if_error: Seconds beyond these in which a listing is better than an error of the server or
            the network; by default what the server says.
    """

    max_age: float | None = field(default=None, validator=_SECONDS)
    stale_if_error: float | None = field(default=None, validator=_SECONDS)
    _clock: Callable[[], float] = field(default=time.time, alias="clock", repr=False)
    _kept: dict[str, Kept] = field(factory=dict[str, Kept], init=False, repr=False, eq=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False, eq=False)

    def find(self, place: str) -> Kept | None:
        """Give what is kept."""
        return self._kept.get(place)

    def clear(self) -> None:
        """Forget all listings."""
        with self._lock:
            self._kept.clear()

    def fresh(self, place: str) -> tuple[Kept, Freshness] | None:
        """Give what is kept if the server need not be asked."""
        kept = self.find(place)
        if kept is None or (age := self._age(kept)) >= kept.max_age:
            return None
        return kept, Freshness(age, is_kept=True)

    def stale(self, place: str, error: OpenRouterError) -> tuple[Kept, Freshness] | None:
        """Give what is kept if it is better than an error, which must be one that passes by itself."""
        if isinstance(error, AuthenticationError | PermissionDeniedError):
            self._kept.pop(place, None)  # what a key may no longer see is not kept for it
        kept = self.find(place)
        if kept is None or not _passes(error):
            return None
        age = self._age(kept)
        if age >= kept.max_age + kept.stale_if_error:
            return None
        return kept, Freshness(age, is_kept=True, is_stale=True, error=error)

    def keep(self, place: str, response: httpx.Response) -> None:
        """Keep a good listing, instead of the one before."""
        said = _stated(response.headers)
        with self._lock:
            self._kept.pop(place, None)
            if said is not None:
                self._kept[place] = self._dated(Kept(response.content, None, 0, *said), response)
            if len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]

    def conditions(self, place: str) -> dict[str, str]:
        """Give the headers that let the server confirm what is kept instead of sending it (RFC 9110, section 13.1.2)."""
        kept = self.find(place)
        return {"If-None-Match": kept.etag} if kept and kept.etag else {}

    def confirmed(self, place: str, response: httpx.Response) -> bytes | None:
        """Keep a listing on that a response confirms (RFC 9111, section 4.3.4), and give its body; None if it confirms none."""
        with self._lock:
            kept = self.find(place)
            if kept is None or response.status_code != HTTPStatus.NOT_MODIFIED:
                return None
            self._kept[place] = self._dated(kept, response)
        return kept.body

    def _dated(self, kept: Kept, response: httpx.Response) -> Kept:
        """Note when a response came, what names its body, and how long it may be used."""
        headers = response.headers
        etag = headers.get("etag", "")
        age = headers.get("age", "")
        said = _stated(headers) if "cache-control" in headers else None
        max_age, stale_if_error = said or (kept.max_age, kept.stale_if_error)
        return evolve(
            kept,
            etag=etag if _VALIDATOR.fullmatch(etag) else kept.etag,
            since=self._clock() - (int(age) if re.fullmatch("[0-9]{1,9}", age) else 0),
            max_age=max_age if self.max_age is None else self.max_age,
            stale_if_error=stale_if_error if self.stale_if_error is None else self.stale_if_error,
        )

    def _age(self, kept: Kept) -> float:
        return max(self._clock() - kept.since, 0.0)


def place_of(base_url: httpx.URL, key: Secret, query: Mapping[str, object]) -> str:
    """Name the place of a listing by server, query and key, of which a hash alone is in it."""
    asked = f"{base_url} {sorted(query.items())!r}"
    return f"{sha256(key.reveal().encode()).hexdigest()} {asked}"


def _stated(headers: Mapping[str, str]) -> tuple[float, float] | None:
    """Read how long a response may be used, None if it must not be kept."""
    control = headers.get("cache-control", "")
    if _NEVER_KEPT.search(control):
        return None
    said = {name.lower(): float(seconds) for name, seconds in _LIFETIME.findall(control)}
    fresh = 0.0 if re.search(r"\bno-cache\b", control, re.IGNORECASE) else said.get("max-age", 0.0)
    return fresh, said.get("stale-if-error", 0.0)


def _passes(error: OpenRouterError) -> bool:
    """Tell whether an error is the server's or the network's, and not about what was asked."""
    if isinstance(error, APIStatusError):
        return error.status_code >= _SERVER_ERRORS
    kinds = (APIConnectionError, InvalidResponseError)
    return isinstance(error, kinds) and not isinstance(error, ClientClosedError)
