"""Draw numbers and strings, within the bounds that a schema states."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from math import ceil, floor
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from openrouter_models.contract.instances.pattern_strings import matching
from openrouter_models.contract.instances.scalar_values import bounds

if TYPE_CHECKING:
    from openrouter_models.contract.instances.branches import Branch

Strategy: TypeAlias = "st.SearchStrategy[Any]"

_MATCHING = 200
_MORE = 20  # characters beyond the fewest; long texts are among the boundary cases
_LOWEST, _HIGHEST = -(2**63), 2**64 - 1  # what every decoder of JSON takes for an integer


def anything() -> Strategy:
    """Draw any JSON value, nested once at most."""
    scalar = st.none() | st.booleans() | numbers({}) | st.text(max_size=8)
    return scalar | st.lists(scalar, max_size=2) | st.dictionaries(names(), scalar, max_size=2)


def names() -> Strategy:
    """Draw names of fields."""
    return st.text(max_size=8)


def integers(branch: Branch) -> Strategy:
    """Draw whole numbers, within 64 bits unless the schema asks for more; exclusive bounds are drawn too."""
    low, high = _bounds(branch)
    lowest = _LOWEST if low is None else low
    highest = _HIGHEST if high is None else high
    if low is None and lowest > highest:
        lowest = highest
    elif high is None and highest < lowest:
        highest = lowest
    if "multipleOf" not in branch:
        return _within(ceil(lowest), floor(highest))
    step = Fraction(repr(branch["multipleOf"]))
    factors = _within(ceil(Fraction(lowest) / step), floor(Fraction(highest) / step))
    return factors.map(lambda factor: _number(factor * step))


def numbers(branch: Branch) -> Strategy:
    """Draw numbers that JSON can write, whole ones as often as others; exclusive bounds are drawn too."""
    if "multipleOf" in branch:
        return integers(branch)
    low, high = (None if bound is None else float(bound) for bound in _bounds(branch))
    return integers(branch) | st.floats(low, high, allow_nan=False, allow_infinity=False)


def texts(branch: Branch) -> Strategy:
    """Draw strings."""
    low = branch.get("minLength", 0)
    if "pattern" in branch:
        found = [*islice(matching(branch["pattern"], low, branch.get("maxLength")), _MATCHING)]
        return st.sampled_from(found or [""])
    return st.text(min_size=low, max_size=min(branch.get("maxLength", low + _MORE), low + _MORE))


def _bounds(branch: Branch) -> tuple[float | None, float | None]:
    lows, highs = bounds(branch)
    return max(lows, default=None), min(highs, default=None)


def _within(low: int, high: int) -> Strategy:
    return st.integers(low, high) if low <= high else st.nothing()


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)
