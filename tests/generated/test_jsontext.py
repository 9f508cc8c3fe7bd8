"""JSON as text: its depth is measured exactly, and numbers keep their value."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openrouter_api.jsontext import (
    MAX_DEPTH,
    Numeral,
    TooDeepError,
    encode,
    parse,
    refuse_too_deep,
    stand_in,
)

TEXTS = st.text(st.sampled_from('[]{}"\\a\n\u20ac\ud800'), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def depth(value: Any) -> int:
    """Measure how many arrays and objects stand within each other, by recursion."""
    members: list[object] = []
    if isinstance(value, dict):
        members = [*cast("dict[str, Any]", value).values()]
    elif isinstance(value, list):
        members = cast("list[object]", value)
    return max(map(depth, members), default=0) + isinstance(value, dict | list)


def wrapped(text: str, levels: int) -> bytes:
    """Put JSON into arrays."""
    return ("[" * levels + text + "]" * levels).encode()


@given(VALUES)
def test_the_depth_of_a_text_is_that_of_its_value(value: Any) -> None:
    """Whatever brackets, quotation marks and backslashes stand in strings."""
    text = json.dumps(value)
    refuse_too_deep(wrapped(text, MAX_DEPTH - depth(value)))
    with pytest.raises(TooDeepError):
        refuse_too_deep(wrapped(text, MAX_DEPTH - depth(value) + 1))


@given(st.lists(VALUES, min_size=1))
def test_many_brackets_are_not_deep(values: list[Any]) -> None:
    """A long list of shallow values is parsed."""
    body = json.dumps([[[]] * MAX_DEPTH, *values]).encode()
    assert json.loads(body) == parse(body)


@given(VALUES)
def test_parse_and_encode_are_inverse(value: Any) -> None:
    """Half characters included; zero keeps its sign where it has a fraction."""
    assert repr(value) == repr(parse(encode(value)))


@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?", fullmatch=True)
)
@example("-0")
@example("-0.0")
@example("1E5")
@example("1e400")
@example("1e-400")
@example("0.1000000000000000055511151231257827")
def test_numbers_mean_what_they_say(text: str) -> None:
    """Integers are exact, others the nearest double, and what a double cannot reach stays text."""
    number = parse(text.encode())
    if isinstance(number, Numeral):
        assert text == number
        assert Decimal(2) ** 1024 - Decimal(2) ** 970 <= abs(Decimal(text))
    elif isinstance(number, int):
        assert int(text) == number
    else:
        assert repr(float(text)) == repr(number)
    assert Decimal(text) == Decimal(encode(number).decode()) or isinstance(number, float)


@given(st.integers(-(10**30), 10**30).filter(bool), st.integers(0, 40), st.integers(330, 400))
def test_what_stands_in_is_as_whole_and_has_the_same_sign(
    digits: int, point: int, power: int
) -> None:
    """As Decimal understands the number."""
    text = f"{digits}.{'0' * point}5e{power}"
    exact = Decimal(text)
    assert Numeral(text).is_integer() is (exact == exact.to_integral_value())
    assert (stand_in(text) > 0) is (exact > 0)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("9" * 5000, True),
        ("1e" + "9" * 5000, True),
        (f"{'1' * 400}.5", False),
        (f"{'1' * 400}.50e1", True),
        (f"1{'0' * 400}e-5", True),
        (f"{'1' * 400}e-5", False),
    ],
)
def test_what_is_whole(text: str, *, whole: bool) -> None:
    """Zeros at the end, exponents of either sign, and exponents that are numerals themselves."""
    assert whole is Numeral(text).is_integer()
    assert whole is isinstance(stand_in(text), int)


def test_a_numeral_is_a_number_also_beside_half_a_character() -> None:
    """Though msgspec does not write such strings."""
    assert b'{"a":1e400,"b":["\\ud800"]}' == encode({"a": Numeral("1e400"), "b": ["\ud800"]})
