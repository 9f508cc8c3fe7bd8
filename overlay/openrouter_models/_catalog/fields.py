"""Read fields of a model that may be absent, raw or of another type: a value that is usable, or None.

The annotations of the generated classes say what the contract promises. What the server sent may
differ, and then stands there as it came, so whoever filters, sorts or counts reads through here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from math import isfinite
from typing import TYPE_CHECKING, cast

from openrouter_api.record import Record
from openrouter_api.types import UNSET

if TYPE_CHECKING:
    from openrouter_api.models import Model


def field(record: object, *names: str) -> object:
    """Follow names from a generated object to a value, declared or not.

    Args:
        record: A generated object, or whatever stands in its place.
        names: Names of fields, from the outside in.

    Returns:
        The value as it came, `UNSET` where the way ends early.
    """
    value = record
    for name in names:
        if not isinstance(value, Record):
            return UNSET
        declared: object = getattr(value, name, UNSET)
        value = value.additional_properties.get(name, UNSET) if declared is UNSET else declared
    return value


def text(record: object, *names: str) -> str | None:
    """Read a string."""
    value = field(record, *names)
    return value if isinstance(value, str) else None


def number(record: object, *names: str) -> int | float | None:
    """Read a finite number; true and false are none."""
    value = field(record, *names)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value if isinstance(value, float) and isfinite(value) else None


def words(record: object, *names: str) -> list[str]:
    """Read the strings of a list; whatever else is in it is passed over."""
    value = field(record, *names)
    if not isinstance(value, list):
        return []
    return [item for item in cast("list[object]", value) if isinstance(item, str)]


def author(model: Model) -> str | None:
    """Give who made a model: its id up to the slash, without the `~` that marks an alias."""
    name, slash, _ = (text(model, "id") or "").removeprefix("~").partition("/")
    return name if slash else None


def reasons(model: Model) -> bool:
    """Tell whether a model reasons: it describes its reasoning, or takes a parameter for it.

    Listings from before mid-2026 have only the parameter, some models have only the description.
    """
    described = isinstance(field(model, "reasoning"), Record)
    return described or "reasoning" in words(model, "supported_parameters")


def context_length(model: Model) -> float | None:
    """Give how long a model's context is, in tokens."""
    return number(model, "context_length")


def created(model: Model) -> float | None:
    """Give when a model was created, in seconds since 1970 (UTC)."""
    return number(model, "created")


def expires(model: Model) -> float | None:
    """Give when a model may be removed, in seconds since 1970 (UTC); None also without such a date."""
    written = text(model, "expiration_date")
    if written is None:
        return None
    try:
        return seconds(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return None


def seconds(moment: object) -> float:
    """Turn a moment into seconds since 1970.

    Args:
        moment: Such seconds, a date (its first instant), or a datetime; without a time zone both
            are in UTC, as the server's dates are.

    Raises:
        TypeError: It is none of these.
    """
    if isinstance(moment, bool) or not isinstance(moment, int | float | date):
        raise TypeError(f"A date, a datetime or Unix seconds are needed, not {moment!r}.")
    if isinstance(moment, int | float):
        return moment
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
