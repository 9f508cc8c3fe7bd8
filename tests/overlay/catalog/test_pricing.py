"""Prices: exact from whatever the wire has, and never a number where none is known."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import Model, PublicPricing
from openrouter_models._catalog.pricing import Prices, plain, to_decimal, to_price


def priced(**pricing: Any) -> Prices:
    """Read prices from a wire object."""
    return Prices.of(Model.from_dict({"id": "a/b", "pricing": pricing}))


@pytest.mark.parametrize(
    ("number", "wire"),
    [
        ("0.00003", "0.00003"),
        ("0.0000000833333333333333", "0.0000000833333333333333"),
        ("0.0000001", "1e-7"),
        ("300", "3E+2"),
        ("0.5", ".5"),
        ("5", "5."),
        ("7", 7),
        ("0.1", 0.1),
        ("0.0000001", 1e-07),
        ("0", "0"),
        ("0", -0.0),
    ],
)
def test_a_price_is_read_exactly(number: str, wire: object) -> None:
    """Text, whole numbers and floats give the number that they name."""
    assert Decimal(number) == to_price(wire)


@pytest.mark.parametrize(
    "wire",
    [
        *("-1", -1, -1.0, "-0.5", "", " 1", "1 ", "1\n", "+1", "$1", "0,1", "1_000"),
        *("NaN", "Infinity", "-inf"),
        *("\u0661", "0x1", "free", ".", "1e9999", "1" * 65, 1 << 300, float("nan"), float("inf")),
        *(True, False, None, [], {}, ["1"], b"1"),
    ],
    ids=repr,
)
def test_what_is_no_price_is_none(wire: object) -> None:
    """Not fixed, negative, garbage or of another type: no number at all."""
    assert to_price(wire) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=25, min_value=0, max_value=10**9))
def test_any_decimal_text_survives(price: Decimal) -> None:
    """What is written out in full is read back to the last digit."""
    assert price == to_price(f"{price:f}")


@given(st.floats(min_value=0, allow_infinity=False))
def test_a_float_is_its_shortest_text(price: float) -> None:
    """A float stands for the text that JSON writes for it."""
    assert Decimal(repr(price)) == to_decimal(price)


@given(
    st.integers(0, 10**30),
    st.integers(0, 30),
    st.fractions(0, 1, max_denominator=1).map(float) | st.sampled_from([0.1, 0.25, 0.333, 1e-9]),
    st.integers(1, 5),
)
def test_the_discount_and_millions_are_exact_whatever_the_context(
    digits: int, places: int, discount: float, precision: int
) -> None:
    """Price times (1 - discount) times a million, as fractions have it, with the caller's precision tiny."""
    wire = f"{digits}e-{places}"
    with localcontext() as context:
        context.prec = precision
        per_million = priced(prompt=wire, discount=discount).per_million()
    expected = Fraction(digits, 10**places) * (1 - Fraction(repr(discount))) * 10**6
    assert per_million is not None
    assert expected == Fraction(per_million)


def test_prices_per_million_read_well() -> None:
    """No trailing zeros, no exponents."""
    prices = priced(prompt="0.00000003", completion="0.0001", input_cache_read="0")
    names = ("prompt", "completion", "input_cache_read")
    assert ["0.03", "100", "0"] == [str(prices.per_million(name)) for name in names]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_plain_changes_the_looks_only(value: Decimal) -> None:
    """The same number, without an exponent above zero and without trailing zeros."""
    shown = plain(value)
    assert value == shown
    assert "E+" not in str(shown)


def test_not_fixed_is_a_state_of_its_own() -> None:
    """A router says -1: no number, not free, not fixed."""
    router = priced(prompt="-1", completion="-1")
    assert (None, None, None, False, False) == (
        router.prompt,
        router.completion,
        router.per_million("completion"),
        router.is_fixed,
        router.is_free,
    )


def test_unknown_is_not_taken_for_not_fixed() -> None:
    """Garbage is not known, and nothing more is said of it."""
    assert priced(prompt="?", completion="0").is_fixed


@pytest.mark.parametrize(
    ("free", "pricing"),
    [
        (True, {"prompt": "0", "completion": "0"}),
        (True, {"prompt": 0, "completion": 0.0, "request": "0", "web_search": "0.00"}),
        (True, {"prompt": "1", "completion": "2", "discount": 1}),
        (False, {"prompt": "0", "completion": "0.1"}),
        (False, {"prompt": "0", "completion": "0", "request": "0.1"}),
        (False, {"prompt": "0", "completion": "0", "image": "0.04"}),
        (False, {"prompt": "0", "completion": "0", "web_search": "-1"}),
        (False, {"prompt": "0", "completion": "0", "overrides": [{"prompt": "1"}]}),
        (False, {"prompt": "0"}),
        (False, {"prompt": "0", "completion": None}),
        (False, {"prompt": "0", "completion": "-1"}),
        (False, {"prompt": "0", "completion": "0", "discount": "much"}),
    ],
)
def test_free_is_what_is_known_to_cost_nothing(free: bool, pricing: dict[str, Any]) -> None:  # noqa: FBT001  # a table
    """Every price that is stated is zero, whatever it is for and whenever it holds."""
    assert free is priced(**pricing).is_free


@pytest.mark.parametrize("discount", [-0.1, 1.5, "half", [], "NaN"])
def test_a_senseless_discount_makes_prices_unknown(discount: object) -> None:
    """Rather none than a wrong one."""
    prices = priced(prompt="1", completion="1", discount=discount)
    assert (None, None) == (prices.discount, prices.prompt)


def test_a_discount_of_null_is_none() -> None:
    """Null states nothing."""
    assert Decimal(1) == priced(prompt="1", completion="1", discount=None).prompt


@pytest.mark.parametrize("pricing", ["free", None, [], 3])
def test_pricing_that_is_no_object_states_no_price(pricing: object) -> None:
    """Of such a model nothing is known."""
    prices = Prices.of(Model.from_dict({"id": "a/b", "pricing": pricing}))
    assert {"prompt": None, "completion": None} == prices.per_unit
    assert not prices.is_free


def test_pricing_alone_will_do() -> None:
    """A model's pricing gives the same prices as the model."""
    pricing = {"prompt": "1", "completion": "2"}
    assert priced(**pricing) == Prices.of(PublicPricing.from_dict(pricing))


def test_what_is_not_stated_is_not_there() -> None:
    """Null counts as not stated, undeclared fields are no prices."""
    prices = priced(prompt="1", completion="2", image=None, audio="?", currency="USD")
    assert {"prompt": 1, "completion": 2, "audio": None} == prices.per_unit


@pytest.mark.parametrize(
    ("kept", "wire"),
    [((), None), ((), []), (({"prompt": "1"},), [{"prompt": "1"}]), (("soon",), "soon")],
)
def test_overrides_are_kept_as_they_came(kept: tuple[object, ...], wire: object) -> None:
    """Undeclared, in whatever shape."""
    assert kept == priced(prompt="1", completion="1", overrides=wire).overrides
