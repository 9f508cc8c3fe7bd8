"""Try again when it may help: which errors, after how long, and when to stop.

The rules are one pure decision, `RetryPolicy.delay`. tenacity or stamina would only contribute the
loop of ten lines around it, at the price of a fourth runtime dependency and its import time:
neither lets the clock be injected nor tells an attempt how much of the deadline is left, and
httpx-retries counts its deadline in sleeps alone and retries below the parsing of errors.
"""

from __future__ import annotations

import logging
import random as _random
import time
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, TypeVar, cast

from attrs import field, frozen, validators

from openrouter_models._http.option_values import instance, number
from openrouter_models._http.telemetry import Retry
from openrouter_models.errors import (
    APIConnectionError,
    APIStatusError,
    ClientClosedError,
    OpenRouterError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_T = TypeVar("_T")
_log = logging.getLogger("openrouter_models")
_DOUBLINGS = 60  # keeps 2 ** n within a float, far beyond any maximum
_SHORTEST_ATTEMPT = 0.001  # seconds; a timeout of 0 would mean a non-blocking socket

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504, 524, 529})
"""The statuses after which the same request may succeed."""


@frozen(kw_only=True)
class RetryPolicy:
    """Which failures are tried again, and when.

    Attributes:
        retries: How often to try again after the first attempt.
        initial: Seconds before the first retry; doubles from retry to retry.
        maximum: Seconds that the doubling stops at.
        jitter: The share of a delay that chance may take off, from 0 to 1.
        longest_retry_after: Seconds up to which the wait that the server asks for is honoured; if it
            asks for more there is no retry.
        deadline: Seconds that all attempts and delays may take together, None for no limit. In the
            client that blocks, with an `http_client` or a `transport` of your own, a server that
            sends its headers byte by byte can overrun it.
        statuses: The statuses that are tried again, besides connection errors.
    """

    retries: int = field(default=2, validator=number("a number of retries", whole=True))
    initial: float = field(default=0.5, validator=number("seconds"))
    maximum: float = field(default=8.0, validator=number("seconds"))
    jitter: float = field(default=0.25, validator=number("a share from 0 to 1", most=1))
    longest_retry_after: float = field(default=120.0, validator=number("seconds"))
    deadline: float | None = field(
        default=cast("float | None", 300.0),
        validator=validators.optional(number("a positive number of seconds or None", above=0)),
    )
    statuses: frozenset[int] = field(
        default=RETRIED_STATUSES, validator=instance(AbstractSet, "a set of statuses")
    )

    def delay(
        self,
        error: OpenRouterError,
        *,
        attempts: int,
        elapsed: float = 0.0,
        chance: float = 0.0,
    ) -> float | None:
        """Decide how long to wait before the next attempt.

        Args:
            error: What the last attempt failed with.
            attempts: How many attempts were made so far, at least 1.
            elapsed: Seconds since the first attempt began.
            chance: A random number from 0 to 1, the share of the jitter to take off.

        Returns:
            Seconds, never less than the server asked for; None to give up.
        """
        if attempts > self.retries or not self._may_help(error):
            return None
        asked = error.retry_after if isinstance(error, APIStatusError) else None
        if asked is not None and asked > self.longest_retry_after:
            return None
        backoff = min(self.initial * 2.0 ** min(attempts - 1, _DOUBLINGS), self.maximum)
        # What the server asks for replaces the backoff; asking for nothing is no reason to hammer.
        wait = asked or backoff * (1 - self.jitter * chance)
        if self.deadline is not None and elapsed + wait >= self.deadline:
            return None
        return wait

    def remaining(self, elapsed: float) -> float | None:
        """Tell how long an attempt may take.

        Args:
            elapsed: Seconds since the first attempt began.

        Returns:
            Seconds until the deadline, never quite 0; None where there is no deadline.
        """
        return None if self.deadline is None else max(self.deadline - elapsed, _SHORTEST_ATTEMPT)

    def _may_help(self, error: OpenRouterError) -> bool:
        """Tell whether an error is of a kind that passes."""
        if isinstance(error, APIStatusError):
            return error.status_code in self.statuses
        return isinstance(error, APIConnectionError) and not isinstance(error, ClientClosedError)


async def async_sleep(seconds: float) -> None:
    """Wait under whichever event loop runs."""
    # anyio comes with httpx, which itself loads it only when an async client connects.
    import anyio  # noqa: PLC0415

    await anyio.sleep(seconds)


async def call(  # noqa: PLR0913  # what is not the operation has a default
    operation: Callable[[float | None], Awaitable[_T]],
    policy: RetryPolicy,
    *,
    on_retry: Callable[[Retry], object] | None = None,
    sleep: Callable[[float], Awaitable[object]] = async_sleep,
    clock: Callable[[], float] = time.monotonic,
    random: Callable[[], float] = _random.random,
) -> _T:
    """Run an operation, which takes the seconds that are left for it (None: any), again where the policy says so.

    Raises:
        OpenRouterError: The last attempt's. Anything else passes at once, cancellation included.
    """
    started, attempts = clock(), 0
    while True:
        attempts += 1
        try:
            return await operation(policy.remaining(clock() - started))
        except OpenRouterError as error:
            elapsed = clock() - started
            wait = policy.delay(error, attempts=attempts, elapsed=elapsed, chance=random())
            if wait is None:
                if attempts > 1:
                    error.add_note(f"Gave up after {attempts} attempts in {elapsed:.1f} s.")
                raise
            _log.info("Attempt %d failed, the next follows in %.2f s: %s", attempts, wait, error)
            if on_retry is not None:
                on_retry(Retry(attempts, wait, error))
        await sleep(wait)
