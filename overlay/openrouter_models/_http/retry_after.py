"""Read how long a server asks to wait before the next request, wherever it says so.

Nothing here raises on hostile input: what makes no sense is passed over.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_WAIT = 1e9  # 31 years in seconds: what is longer is an epoch, or nonsense
_EARLIEST_RESET = 1e8  # 1973 as an epoch in seconds: what is earlier was no epoch in milliseconds
_DECIMAL = re.compile(r"\s*[-+]?[0-9]{1,18}(?:\.[0-9]{0,18})?\s*")


def retry_after(
    status_code: int, headers: Mapping[str, str], body: Any, *, now: float | None = None
) -> float | None:
    """Read how long the server asks to wait.

    Sources, the first that makes sense counts: `retry-after-ms`; `Retry-After` in seconds or as a
    date (RFC 9110, section 10.2.3); for a 429 `X-RateLimit-Reset`, an epoch in milliseconds, in
    `error.metadata.headers` of the body or in the headers. Points in time are relative to the
    response's `Date`, because the clocks of the two sides may differ.

    Returns:
        Seconds, 0 for what is past, None where the server says nothing that makes sense.
    """
    sent = _timestamp(headers.get("date"))
    if sent is None:
        sent = time.time() if now is None else now
    for wait in _waits(status_code, headers, body, sent):
        if wait is not None and wait <= _LONGEST_WAIT:
            return max(wait, 0.0)
    return None


def _waits(
    status_code: int, headers: Mapping[str, str], body: Any, sent: float
) -> Iterator[float | None]:
    """Give every wait that a response states in seconds, None where one makes no sense."""
    yield number(headers.get("retry-after-ms"), unit=0.001)
    yield number(headers.get("retry-after"))
    until = _timestamp(headers.get("retry-after"))
    yield None if until is None else until - sent
    if status_code == 429:
        inner = member(body, "error", "metadata", "headers")
        for source in (lowered(inner), headers):
            reset = number(source.get("x-ratelimit-reset"), unit=0.001)
            yield reset - sent if reset is not None and reset >= _EARLIEST_RESET else None


def member(value: Any, *names: str) -> Any:
    """Walk down JSON objects by name, None where there is no such member."""
    for name in names:
        value = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    return value


def lowered(headers: Any) -> dict[str, Any]:
    """Write the names of headers in lower case; nothing where there is no mapping."""
    if not isinstance(headers, Mapping):
        return {}
    return {name.lower(): value for name, value in cast("Mapping[str, Any]", headers).items()}


def number(value: Any, *, unit: float = 1.0) -> float | None:
    """Read a number or a decimal string, None for anything else."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return float(value) * unit
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
        return float(value) * unit
    return None


def _timestamp(date: str | None) -> float | None:
    """Read an HTTP date (RFC 9110, section 5.6.7) as an epoch in seconds, None for anything else."""
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
