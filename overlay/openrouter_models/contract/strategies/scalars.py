"""Draw numbers and strings, within the bounds that a schema states."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from openrouter_models._validation.patterns import matcher, python_guess

if TYPE_CHECKING:
    from openrouter_models.contract.instances.branches import Flat

Strategy: TypeAlias = "st.SearchStrategy[Any]"

_MORE = 20  # characters beyond the fewest; long texts are among the boundary cases
_LOWEST, _HIGHEST = -(2**63), 2**64 - 1  # what every decoder of JSON takes for an integer


def anything() -> Strategy:
    """Draw any JSON value, nested once at most."""
    scalar = st.none() | st.booleans() | numbers({}) | st.text(max_size=8)
    return scalar | st.lists(scalar, max_size=2) | st.dictionaries(names(), scalar, max_size=2)


def names() -> Strategy:
    """Draw names of fields."""
    return st.text(max_size=8)


def integers(flat: Flat) -> Strategy:
    """Draw whole numbers.

    Args:
        flat: A flat schema; of exclusive bounds the number itself is drawn too.

    Returns:
        A strategy that stays within 64 bits unless the schema asks for more.
    """
    low, high = _bounds(flat)
    lowest = _LOWEST if low is None else low
    highest = _HIGHEST if high is None else high
    if low is None and lowest > highest:
        lowest = highest
    elif high is None and highest < lowest:
        highest = lowest
    if "multipleOf" not in flat:
        return _within(ceil(lowest), floor(highest))
    step = Fraction(repr(flat["multipleOf"]))
    factors = _within(ceil(Fraction(lowest) / step), floor(Fraction(highest) / step))
    return factors.map(lambda factor: _number(factor * step))


def numbers(flat: Flat) -> Strategy:
    """Draw numbers, whole ones as often as others.

    Args:
        flat: A flat schema; of exclusive bounds the number itself is drawn too.

    Returns:
        A strategy for what JSON can write: neither infinity nor NaN.
    """
    if "multipleOf" in flat:
        return integers(flat)
    low, high = (None if bound is None else float(bound) for bound in _bounds(flat))
    return integers(flat) | st.floats(low, high, allow_nan=False, allow_infinity=False)


def texts(flat: Flat) -> Strategy:
    """Draw strings.

    Args:
        flat: A flat schema; beside a pattern its lengths are not looked at.
    """
    if "pattern" in flat:
        return matching(flat["pattern"])
    low = flat.get("minLength", 0)
    return st.text(min_size=low, max_size=min(flat.get("maxLength", low + _MORE), low + _MORE))


def matching(pattern: str) -> Strategy:
    """Draw strings that have a match of a pattern."""
    return st.from_regex(python_guess(pattern)).filter(matcher(pattern))


def _bounds(flat: Flat) -> tuple[float | None, float | None]:
    lows = [flat[word] for word in ("minimum", "exclusiveMinimum") if word in flat]
    highs = [flat[word] for word in ("maximum", "exclusiveMaximum") if word in flat]
    return max(lows, default=None), min(highs, default=None)


def _within(low: int, high: int) -> Strategy:
    return st.integers(low, high) if low <= high else st.nothing()


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)
