"""How long an exchange may take: bounds of its steps, and a point in time for all of them together."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, cast

import httpx

from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Seconds for one step of an exchange: connecting, and each wait for the server."""

PASSED = "the deadline for all attempts has passed"

_until = ContextVar("_until", default=math.inf)


def to_timeout(given: float | httpx.Timeout) -> httpx.Timeout:
    """Check a timeout: seconds for each step, or one bound per kind of step.

    Raises:
        ConfigurationError: The seconds are not positive.
    """
    if isinstance(given, httpx.Timeout):
        return given
    seconds = cast("object", given)
    # So written because NaN is to be refused too, and None, which means no bound to httpx.
    if (
        not isinstance(seconds, int | float)
        or isinstance(seconds, bool)
        or not 0 < seconds < math.inf
    ):
        raise ConfigurationError("timeout must be a positive number of seconds or httpx.Timeout.")
    return httpx.Timeout(given)


def bounded(timeout: httpx.Timeout, seconds: float | None) -> httpx.Timeout:
    """Let no step, in seconds, take longer than what is left for all; None is any time."""
    if seconds is None:
        return timeout
    steps: dict[str, float | None] = timeout.as_dict()
    return httpx.Timeout(**{k: seconds if v is None else min(v, seconds) for k, v in steps.items()})


@contextmanager
def deadline(until: float) -> Generator[None]:
    """Set the deadline, a time of `time.monotonic` or infinity for none, of what this thread does inside."""
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def remaining(bound: float | None) -> float | None:
    """Tell for how many seconds the next wait may take at most (None: any time); 0 or less if the deadline has passed."""
    until = _until.get()
    if until == math.inf:
        return bound
    left = until - time.monotonic()
    return left if bound is None else min(bound, left)


def too_late(request: httpx.Request) -> httpx.ReadTimeout:
    """Give the error that the deadline of a request has passed."""
    return httpx.ReadTimeout(PASSED, request=request)
