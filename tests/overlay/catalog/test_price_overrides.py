"""Conditional prices: applied where their conditions can be decided, noted where not."""

from __future__ import annotations

from typing import Any

import pytest

from openrouter_api.models import PublicPricing
from openrouter_models._catalog.price_overrides import Applied, apply
from openrouter_models._catalog.pricing import Prices

TIERS = [
    {"min_prompt_tokens": 10, "prompt": "2", "completion": "20"},
    {"min_prompt_tokens": 20.0, "prompt": "3"},
]


def applied(overrides: object, prompt_tokens: int | None, **pricing: Any) -> Applied:
    """Apply overrides to prices of 1 for the prompt and 10 for the completion."""
    stated = {"prompt": "1", "completion": "10", "overrides": overrides} | pricing
    return apply(Prices.of(PublicPricing.from_dict(stated)), prompt_tokens)


@pytest.mark.parametrize(
    ("prompt", "completion", "prompt_tokens"),
    [(1, 10, 0), (1, 10, 10), (2, 20, 11), (2, 20, 20), (3, 20, 21)],
)
def test_later_entries_win_price_by_price(prompt: int, completion: int, prompt_tokens: int) -> None:
    """Thresholds are exceeded strictly; what an entry does not state stays."""
    found = applied(TIERS, prompt_tokens)
    assert {"prompt": prompt, "completion": completion} == found.per_unit
    assert found.is_certain


@pytest.mark.parametrize(
    "entry",
    [
        {"utc_start": 100, "utc_end": 400, "prompt": "2"},
        {"min_prompt_tokens": 5, "utc_days": ["sat"], "prompt": "2"},
        {"min_prompt_tokens": "many", "prompt": "2"},
        {"min_prompt_tokens": 5, "new_price": "2"},
        {},
        "soon",
        [1],
    ],
    ids=str,
)
def test_what_cannot_be_decided_is_left_out_and_said(entry: object) -> None:
    """Times, unknown conditions, unknown prices, garbage."""
    found = applied([entry], 9)
    assert {"prompt": 1, "completion": 10} == found.per_unit
    assert not found.is_certain
    assert found.notes[0].endswith("may apply and are left out.")


@pytest.mark.parametrize(
    ("certain", "prompt", "entries", "prompt_tokens"),
    [
        (True, 1, [{"min_prompt_tokens": 9, "utc_start": 0, "prompt": "2"}], 9),
        (False, 1, TIERS, None),
        (True, 2, [{"prompt": "2", "utc_start": None}], None),
    ],
)
def test_one_condition_may_decide(
    certain: bool,  # noqa: FBT001  # a table
    prompt: int,
    entries: list[dict[str, Any]],
    prompt_tokens: int | None,
) -> None:
    """One that fails does, whatever the others are; one whose size is not known does not; a null one is none."""
    found = applied(entries, prompt_tokens)
    assert prompt == found.per_unit["prompt"]
    assert certain is found.is_certain


def test_overridden_prices_are_discounted_and_may_be_unknown() -> None:
    """They are read as all prices are."""
    found = applied([{"prompt": "4", "completion": "-1", "audio": None}], 1, discount=0.5)
    assert {"prompt": 2, "completion": None} == found.per_unit


def test_an_object_of_a_later_contract_will_do() -> None:
    """Once the entries are declared they come as generated objects."""
    entry = PublicPricing.from_dict({"min_prompt_tokens": 5, "prompt": "2"})
    prices = Prices({"prompt": None}, True, Prices.of(entry).discount, (entry,))
    assert 2 == apply(prices, 6).per_unit["prompt"]


def test_notes_are_harmless() -> None:
    """Names and values from the server cannot move the cursor, or fill the screen."""
    (note,) = applied([{"\x1b[2J": "\n" + "x" * 10_000, "prompt": "2"}], 1).notes
    assert note.isprintable()
    assert len(note) < 600
