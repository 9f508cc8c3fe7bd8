"""Make numbers and strings for a branch, small ones first, those at and next to its bounds among them."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, count, islice
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from openrouter_models.contract.instances.pattern_strings import matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models.contract.instances.branches import Branch

FORMATTED = {
    "date": "2024-01-31",
    "date-time": "2024-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "uri": "https://example.com/",
    "email": "a@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
"""A string of each format (JSON Schema Validation 2020-12, section 7.3): an annotation here, an assertion elsewhere."""
# What an API's strings often look like; each is also tried at the least length.
_LIKELY = (
    "",
    "x",
    "X",
    "0",
    "0.5",
    "-1",
    "ab",
    "x-1",
    "x_1",
    "a/b",
    "/a/b",
    "text->text",
    *FORMATTED.values(),
)
_MOST_MATCHING = 64
LONGEST = 1_000_000
"""Characters of a string; a longer one is not made."""


def bounds(branch: Branch) -> tuple[list[float], list[float]]:
    """Give the lower and the upper bounds that a branch states, exclusive ones among them."""
    lows, highs = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
    low, high = ([branch[word] for word in words if word in branch] for words in (lows, highs))
    return low, high


def limits(branch: Branch) -> list[float]:
    """Give each bound of a number, one less, one more, half a unit to either side, and multiples nearby."""
    words = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    bounds = [branch[word] for word in words if word in branch]
    steps = [branch["multipleOf"]] if "multipleOf" in branch else []
    near = [bound + step for bound in bounds for step in (0, 1, -1, 0.5, -0.5, *steps)]
    multiples = [
        rounded(bound / step) * step
        for step in steps
        for bound in bounds
        if isfinite(bound / step)
        for rounded in (floor, ceil)
    ]
    return [*near, *multiples, *(step * factor for step in steps for factor in (1, 2, 1.5))]


def numbers(branch: Branch) -> list[float]:
    """Give numbers that are likely to conform, those nearest to 0 first."""
    inside = islice(progression(branch), 4) if "multipleOf" in branch else ()
    lows, highs = bounds(branch)
    between = [(low + high) / 2 for low in lows for high in highs if branch["type"] == "number"]
    denied = branch.get("not", True)
    outside = () if isinstance(denied, bool) else limits(denied)
    fraction = [0.5] if branch["type"] == "number" else ()
    return sorted({0, *limits(branch), *inside, *between, *outside, *fraction}, key=abs)


def progression(branch: Branch) -> Iterator[float]:
    """Count in steps of `multipleOf` within the bounds of a branch, without end unless there are both."""
    step = abs(_exact(branch.get("multipleOf", 1))) or Fraction(1)
    if branch["type"] == "integer":
        step = Fraction(step.numerator)  # the least whole multiple
    lows, highs = ([*map(_exact, some)] for some in bounds(branch))
    sign = 1 if lows or not highs else -1
    start = ceil(max(lows) / step) if lows else floor(min(highs) / step) if highs else 0
    for index in count():
        value = (start + sign * index) * step
        if highs and lows and value > min(highs):
            return
        yield int(value) if value.denominator == 1 else float(value)


def strings(branch: Branch) -> Iterator[str]:
    """Make strings that are likely to conform."""
    low = branch.get("minLength", 0)
    if low > LONGEST:
        return
    if branch.get("format") in FORMATTED:
        yield FORMATTED[branch["format"]]
    yield "x" * low
    for text in _LIKELY:
        yield text
        yield text * low
        yield text.ljust(low, text[-1:] or "x")
    if "pattern" in branch:
        yield from islice(matching(branch["pattern"], low, branch.get("maxLength")), _MOST_MATCHING)


def more_strings(branch: Branch) -> Iterable[str]:
    """Make ever more different strings for a branch without a pattern."""
    low = branch.get("minLength", 0)
    if low > LONGEST:
        return ()
    if "pattern" in branch:
        return matching(branch["pattern"], low, branch.get("maxLength"))
    letters = (chr(n) for n in chain(range(97, 123), range(0x4E00, 0x5000)))
    return (one * max(low, 1) for one in letters)


def _exact(number: float) -> Fraction:
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))
