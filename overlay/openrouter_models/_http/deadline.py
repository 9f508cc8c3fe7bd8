"""How long an exchange may take: bounds of its steps, and a point in time for all of them together."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Generator

PASSED = "the deadline for all attempts has passed"

_until = ContextVar("_until", default=math.inf)


def bounded(timeout: httpx.Timeout, seconds: float | None) -> httpx.Timeout:
    """Let no step take longer than what is left for all.

    Args:
        timeout: Bounds of each step in seconds.
        seconds: What is left for all steps, None for any time.
    """
    if seconds is None:
        return timeout
    steps: dict[str, float | None] = timeout.as_dict()
    return httpx.Timeout(**{k: seconds if v is None else min(v, seconds) for k, v in steps.items()})


@contextmanager
def deadline(until: float) -> Generator[None]:
    """Set the deadline of what this thread does inside.

    Args:
        until: A time of `time.monotonic` in seconds; infinity for none.
    """
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def remaining(bound: float | None) -> float | None:
    """Tell how long the next wait may take.

    Args:
        bound: The most that it may take anyway in seconds, None for any time.

    Returns:
        Seconds, 0 or less if the deadline has passed; None for any time.
    """
    until = _until.get()
    if until == math.inf:
        return bound
    left = until - time.monotonic()
    return left if bound is None else min(bound, left)
