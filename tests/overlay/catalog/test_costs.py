"""What a call costs: every kind of unit, exactness, and honesty about what is not known."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import needs

from openrouter_api.models import Model, PublicPricing
from openrouter_models._catalog.costs import Estimate, cost
from openrouter_models._catalog.usage import Usage

COUNTS = st.integers(0, 10**12)

BILLED: list[tuple[str, dict[str, Any], dict[str, int]]] = [
    ("7", {}, {"prompt_tokens": 3, "completion_tokens": 2}),
    ("0", {}, {}),
    ("2.2", {"input_cache_read": "0.1"}, {"prompt_tokens": 4, "cached_tokens": 2}),
    ("4", {}, {"prompt_tokens": 4, "cached_tokens": 2}),
    ("2", {"input_cache_read": "0"}, {"prompt_tokens": 4, "cached_tokens": 2}),
    ("5", {"input_cache_write": "2"}, {"prompt_tokens": 4, "cache_write_tokens": 1}),
    ("5", {"input_cache_write": "2"}, {"prompt_tokens": 4, "cache_write_1h_tokens": 1}),
    ("6", {"input_cache_write_1h": "3"}, {"prompt_tokens": 4, "cache_write_1h_tokens": 1}),
    ("9", {"audio": "6"}, {"prompt_tokens": 4, "audio_tokens": 1}),
    ("9", {"audio": "6"}, {"prompt_tokens": 4, "cached_audio_tokens": 1}),
    ("3.5", {"input_audio_cache": "0.5"}, {"prompt_tokens": 4, "cached_audio_tokens": 1}),
    ("4", {}, {"prompt_tokens": 4, "cached_audio_tokens": 1}),
    ("9", {"internal_reasoning": "5"}, {"completion_tokens": 3, "reasoning_tokens": 1}),
    ("6", {}, {"completion_tokens": 3, "reasoning_tokens": 1}),
    ("6", {"internal_reasoning": "0"}, {"completion_tokens": 3, "reasoning_tokens": 1}),
    ("9", {"audio_output": "5"}, {"completion_tokens": 3, "output_audio_tokens": 1}),
    ("8", {"image": "4"}, {"images": 2}),
    ("8", {"image_output": "4"}, {"output_images": 2}),
    ("8", {"image_token": "4"}, {"image_tokens": 2}),
    ("4", {"request": "4"}, {}),
    ("8", {"request": "4"}, {"requests": 2}),
    ("8", {"web_search": "4"}, {"web_searches": 2}),
    ("3", {"discount": 0.25}, {"prompt_tokens": 4}),
    ("0", {"discount": 1}, {"prompt_tokens": 4}),
]


def estimate(pricing: dict[str, Any], **counts: int) -> Estimate:
    """Estimate a call from a wire object; completion and prompt cost 2 and 1 unless stated."""
    stated = {"prompt": "1", "completion": "2"} | pricing
    return cost(PublicPricing.from_dict(stated), Usage(**counts))


@pytest.mark.parametrize(
    ("total", "pricing", "counts"),
    [pytest.param(*row, marks=needs(*row[1], of=PublicPricing)) for row in BILLED],
)
def test_each_unit_has_its_price(
    total: str, pricing: dict[str, Any], counts: dict[str, int]
) -> None:
    """A part is billed at its own price, or like the rest where it has none."""
    found = estimate(pricing, **counts)
    assert (Decimal(total), True, ()) == (found.total, found.is_certain, found.notes)


def test_the_parts_show_what_was_billed_at_what() -> None:
    """Count, price and amount of each line, the discount beside them."""
    found = estimate({"discount": 0.5}, prompt_tokens=10, cached_tokens=4)
    assert [
        ("prompt_tokens", 6, "prompt", Decimal("0.5"), Decimal(3)),
        ("cached_tokens", 4, "prompt", Decimal("0.5"), Decimal(2)),
    ] == [(part.what, part.count, part.price_name, part.price, part.amount) for part in found.parts]
    assert Decimal("0.5") == found.discount


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 10**22), st.integers(0, 22))
def test_the_total_is_exact_whatever_the_context(
    rest: int, cached: int, completion: int, digits: int, places: int
) -> None:
    """As fractions have it, although the caller's context keeps two digits."""
    price = f"{digits}e-{places}"
    with localcontext() as context:
        context.prec = 2
        total = estimate(
            {
                "prompt": price,
                "completion": "0.0000000833333333333333",
                "input_cache_read": "1e-25",
            },
            prompt_tokens=rest + cached,
            cached_tokens=cached,
            completion_tokens=completion,
        ).total
    assert total is not None
    assert Fraction(total) == (
        rest * Fraction(digits, 10**places)
        + Fraction(cached, 10**25)
        + completion * Fraction("0.0000000833333333333333")
    )


@pytest.mark.parametrize(
    ("note", "pricing"),
    [
        ("not fixed", {"prompt": "-1", "completion": "-1"}),
        ("not known", {"prompt": "dear"}),
        ("not known", {"prompt": None}),
        ("not known", {"discount": 7}),
        ("not known", {"request": "NaN"}),
    ],
)
def test_a_price_that_is_no_number_leaves_no_total(note: str, pricing: dict[str, Any]) -> None:
    """No sum is better than a wrong one."""
    found = estimate(pricing, prompt_tokens=1)
    assert found.total is None
    assert not found.is_certain
    assert note in " ".join(found.notes)


def test_a_price_that_is_not_needed_may_be_unknown() -> None:
    """Only what was counted is billed."""
    assert Decimal(2) == estimate({"prompt": "-1"}, completion_tokens=1).total


@pytest.mark.parametrize("what", ["images", "output_images", "image_tokens", "web_searches"])
def test_what_has_no_price_is_left_out_and_noted(what: str) -> None:
    """The total is of the rest, and not certain."""
    found = estimate({}, prompt_tokens=1, **{what: 1})
    assert (Decimal(1), False) == (found.total, found.is_certain)
    assert (f"No price of its own is stated for {what}; left out.",) == found.notes


def test_a_prompt_above_the_threshold_pays_the_override() -> None:
    """The tier that the prompt has reached is applied, and the estimate says so."""
    tier = {"overrides": [{"min_prompt_tokens": 100, "prompt": "3"}]}
    below = estimate(tier, prompt_tokens=100)
    above = estimate(tier, prompt_tokens=101)
    assert (Decimal(100), Decimal(303)) == (below.total, above.total)
    assert below.is_certain
    assert above.is_certain
    assert ("Prices that depend on min_prompt_tokens 100 do not apply.",) == below.notes
    assert ("Prices that depend on min_prompt_tokens 100 apply.",) == above.notes


def test_several_calls_together_cannot_tell_the_tier() -> None:
    """The size of each prompt is not known, so the base price is not certain."""
    tier = {"overrides": [{"min_prompt_tokens": 100, "prompt": "3"}]}
    found = estimate(tier, prompt_tokens=300, requests=2)
    assert (Decimal(300), False) == (found.total, found.is_certain)


def test_an_estimate_reads_well() -> None:
    """The sum without an exponent, then what to know about it."""
    assert str(estimate({"prompt": "1e-9"}, prompt_tokens=1)) == "0.000000001 USD."
    assert str(estimate({"prompt": "-1"}, prompt_tokens=1)) == (
        "The price is not known. The price of prompt_tokens is not fixed."
    )


@pytest.mark.parametrize(
    ("message", "model", "usage"),
    [
        ("Expected a model, such as .*, got 'openai/gpt-4'", "openai/gpt-4", Usage()),
        ("Expected a usage object .*, got 5", Model.from_dict({}), 5),
        ("prompt_tokens must be an int, not '5'", Model.from_dict({}), {"prompt_tokens": "5"}),
    ],
)
def test_arguments_of_the_wrong_kind_are_named(message: str, model: Any, usage: Any) -> None:
    """In one sentence."""
    with pytest.raises(TypeError, match=message):
        cost(model, usage)
