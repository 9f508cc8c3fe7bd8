"""Find in the header fields of a response that the server announces the end of what answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from openrouter_models._text import shorten, show
from openrouter_models.findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_DATE = re.compile(r"\s*@(-?[0-9]{1,12})\s*(?:;.*)?")  # a date of RFC 9651, section 3.3.7


def announced_ends(headers: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Find `Deprecation` (RFC 9745) and `Sunset` (RFC 8594).

    Args:
        headers: Header fields as pairs, however the names are written.

    Yields:
        A finding about the whole response for each of these fields that is there.
    """
    for name, value in headers:
        known = _KNOWN.get(name.strip().lower())
        if known:
            kind, read, said, unsaid = known
            day = read(value)
            message = f"{said} {day}" if day else f"{unsaid}: {show(value)}"
            yield Finding(kind, "", message, shorten(value))


def _deprecated(value: str) -> str | None:
    match = _DATE.fullmatch(value)
    return _day(lambda: datetime.fromtimestamp(int(match[1]), UTC)) if match else None


def _sunset(value: str) -> str | None:
    return _day(lambda: parsedate_to_datetime(value))


def _day(read: Callable[[], datetime]) -> str | None:
    try:
        return read().date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


_KNOWN = {
    "deprecation": (
        Kind.DEPRECATED,
        _deprecated,
        "the operation is deprecated as of",
        "the operation is deprecated",
    ),
    "sunset": (
        Kind.SUNSET,
        _sunset,
        "the operation may stop answering on",
        "the operation may stop answering",
    ),
}
