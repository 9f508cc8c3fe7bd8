"""Read fields of a model that may be absent, raw or of another type: a value that is usable, or None.

The annotations of the generated classes say what the contract promises. What the server sent may
differ, and then stands there as it came, so whoever filters, sorts or counts reads through here.
"""

from __future__ import annotations

from math import isfinite
from typing import cast

from openrouter_api.record import Record
from openrouter_api.types import UNSET
from openrouter_models._catalog.generated_classes import Model
from openrouter_models._text import brief


def check_model(value: object) -> Model:
    """Refuse what is not a model.

    Raises:
        TypeError: It is an id, a dict or anything else.
    """
    if not isinstance(value, Model):
        raise TypeError(f"Expected a model, such as catalog['openai/gpt-4'], got {brief(value)}.")
    return value


def field(record: object, *names: str) -> object:
    """Follow names from a generated object to a value, declared or not; `UNSET` where the way ends early."""
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
