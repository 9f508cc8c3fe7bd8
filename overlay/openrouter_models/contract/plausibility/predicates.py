"""What makes values sound: the predicates that the rules of plausibility are made of.

Each takes the values of the fields that its rule names, whatever they are (None where a field is
absent or null, a tuple for a list of strings), and gives False only where they make no sense. What is
of another type than the predicate is about is sound to it: that is for the schema to tell.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from attrs import frozen
from msgspec import UNSET

from openrouter_models._catalog.pricing import to_decimal

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

Value: TypeAlias = "str | int | float | bool | tuple[str, ...] | None"
Predicate: TypeAlias = "Callable[..., bool]"

_DATE = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_PAIR = re.compile(r"[!-.0-~]+/[!-.0-~]+")  # visible ASCII
_LOCATION = re.compile(r"(?:/|https?://)[^\s/]\S*")
_EFFORTS = ("max", "xhigh", "high", "medium", "low", "minimal", "none")
SPEAKING = frozenset({"audio", "speech", "tts"})
_NUMBERS = frozenset({int, float})
_GAPS = frozenset({None, UNSET})
_YEAR = 366 * 86400
_number = lru_cache(maxsize=4096)(to_decimal)  # a listing has few different prices, in many places


@frozen
class Foreseen:
    """A predicate that can tell of many values of each field at once that they are sound; False where that is not certain."""

    holds: Predicate
    of_all: Predicate

    def __call__(self, *values: Value) -> bool:
        """Tell whether a value is sound."""
        return self.holds(*values)


def within(low: float, high: float) -> Predicate:
    """Make the predicate that a number is within bounds, both of which are allowed."""

    def is_within(value: Any) -> bool:
        return type(value) not in _NUMBERS or low <= value <= high

    def are_within(values: set[Any]) -> bool:
        numbers = values - _GAPS
        return set(map(type, numbers)) <= _NUMBERS and low <= min(numbers) <= max(numbers) <= high

    return Foreseen(is_within, are_within)


def filled(value: Value) -> bool:
    """Tell whether a list has something in it."""
    return value != ()


def distinct(value: Value) -> bool:
    """Tell whether a list has each word once."""
    return not isinstance(value, tuple) or len(set(value)) == len(value)


def said(value: Value) -> bool:
    """Tell whether a text says something."""
    return not isinstance(value, str) or not (value == "" or value.isspace())


def _legible(value: Value) -> bool:
    return not isinstance(value, str) or (said(value) and value.isprintable())


def _all_legible(values: set[Any]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return "".join(texts).isprintable() and all(map(str.strip, texts))


legible = Foreseen(_legible, _all_legible)
"""The predicate that a text says something, in characters that can be seen."""


def _pair(value: Value) -> bool:
    return not isinstance(value, str) or _PAIR.fullmatch(value) is not None


def _all_pairs(values: set[Any]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    line = f" {' '.join(texts)} "
    is_visible = line.isascii() and line.isprintable() and line.count(" ") == len(texts) + 1
    slashes = {*map(str.count, texts, repeat("/"))}
    return is_visible and slashes == {1} and " /" not in line and "/ " not in line


pair = Foreseen(_pair, _all_pairs)
"""The predicate that a text is an author and a name, parted by a slash."""


def pair_or_nothing(value: Value) -> bool:
    """Tell whether a text is an author and a name, or empty."""
    return value == "" or _pair(value)


def location(value: Value) -> bool:
    """Tell whether a text is an absolute path or an address of the web."""
    return not isinstance(value, str) or _LOCATION.fullmatch(value) is not None


def calendar_date(value: Value) -> bool:
    """Tell whether a text is a date of this century, written as the document says."""
    return not isinstance(value, str) or _seconds(value) is not None


def not_long_after(cutoff: Value, created: Value) -> bool:
    """Tell whether a date is no later than a year after a moment."""
    seconds = _seconds(cutoff)
    return seconds is None or not _is_number(created) or seconds <= created + _YEAR


def not_before(expiration: Value, created: Value) -> bool:
    """Tell whether a date is not before a moment."""
    seconds = _seconds(expiration)
    return seconds is None or not _is_number(created) or seconds + 86400 > created


def at_most(value: Value, *bounds: Value) -> bool:
    """Tell whether a number is at most the first of some bounds that is a positive number."""
    if not _is_number(value):
        return True
    for bound in bounds:
        if _is_number(bound) and bound > 0:
            return value <= bound
    return True


def numeric(price: Value) -> bool:
    """Tell whether a price is a number."""
    return not isinstance(price, str) or _number(price) is not None


def not_negative(price: Value) -> bool:
    """Tell whether a price is at least 0, or the -1 that means that it is not fixed."""
    number = _number(price) if isinstance(price, str) else None
    return number is None or number >= 0 or number == -1


def below(dearest: Decimal) -> Predicate:
    """Make the predicate that a price is below another."""

    def is_below(price: Value) -> bool:
        number = _number(price) if isinstance(price, str) else None
        return number is None or number < dearest

    return is_below


def _free_if_so_named(price: Value, name: Value) -> bool:
    if not isinstance(name, str) or not name.endswith(":free"):
        return True
    return not isinstance(price, str) or (_number(price) or 0) <= 0


def _none_named_free(_: set[Any], names: set[Any]) -> bool:
    return ":free " not in f"{' '.join(name for name in names if isinstance(name, str))} "


free_if_so_named = Foreseen(_free_if_so_named, _none_named_free)
"""The predicate that the price of a model that is named free is 0."""


def agreeing(modality: Value, inputs: Value, outputs: Value) -> bool:
    """Tell whether a modality such as `text+image->text` is made of those in the lists."""
    if not (isinstance(modality, str) and inputs and outputs):
        return True
    taken, _, given = modality.partition("->")
    return [{*taken.split("+")}, {*given.split("+")}] == [_words(inputs), _words(outputs)]


def spoken(voices: Value, outputs: Value) -> bool:
    """Tell whether a model that has voices speaks."""
    return not (voices and outputs) or not SPEAKING.isdisjoint(_words(outputs))


def supported(default: Value, efforts: Value) -> bool:
    """Tell whether a default is among what is supported."""
    return not (isinstance(default, str) and isinstance(efforts, tuple)) or default in efforts


def descending(efforts: Value) -> bool:
    """Tell whether efforts stand in descending order, each once; unknown ones stand anywhere."""
    known = [each for each in efforts if each in _EFFORTS] if isinstance(efforts, tuple) else []
    return known == [each for each in _EFFORTS if each in known]


def unavoidable(way_out: Value, mandatory: Value) -> bool:
    """Tell whether there is no way out of reasoning that is mandatory."""
    is_way_out = way_out is False or way_out == "none" or "none" in _words(way_out)
    return mandatory is not True or not is_way_out


def equal(code: Value, status: Value) -> bool:
    """Tell whether a code is the status."""
    return not _is_number(code) or code == status


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(value: Value) -> set[str]:
    return {*value} if isinstance(value, tuple) else set()


@lru_cache(maxsize=1024)
def _seconds(text: Value) -> float | None:
    """Read a date as its first second (UTC), None if it is none."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
