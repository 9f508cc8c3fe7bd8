"""Conditions: none where nothing is asked for, bounds as they are named, amounts exactly as written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import Model
from openrouter_models._catalog import filtering
from openrouter_models._catalog.fields import context_length

BOUND = st.none() | st.integers(-5, 5)


@pytest.mark.parametrize(
    "condition",
    [
        filtering.has_all(None, "supported_parameters"),
        filtering.is_by(None),
        filtering.says(None),
        filtering.is_free(None),
        filtering.can_reason(None),
        filtering.within(context_length),
    ],
)
def test_nothing_asked_for_is_no_condition(condition: object) -> None:
    """So nothing is read for it."""
    assert condition is None


@given(BOUND, BOUND, BOUND, st.integers(-6, 6))
def test_bounds_mean_what_they_are_called(
    at_least: int | None, at_most: int | None, below: int | None, value: int
) -> None:
    """The first two include their end, the third does not."""
    condition = filtering.within(context_length, at_least, at_most, below)
    expected = (
        (at_least is None or at_least <= value)
        and (at_most is None or value <= at_most)
        and (below is None or value < below)
    )
    assert expected is (condition is None or condition(Model.from_dict({"context_length": value})))


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        (Decimal("0.1"), 0.1),
        (Decimal("0.1"), "0.1"),
        (Decimal(3), 3),
        (Decimal("0.5"), Decimal("0.5")),
        (None, None),
    ],
)
def test_amounts_are_exact(amount: Decimal | None, asked: Any) -> None:
    """0.1 means 0.1."""
    assert amount == filtering.to_usd(asked)


@pytest.mark.parametrize("asked", ["", "$1", "NaN", True, [], Decimal("NaN"), Decimal("sNaN")])
def test_what_is_no_amount_is_refused(asked: Any) -> None:
    """With what was given."""
    with pytest.raises(ValueError, match="is a number, not"):
        filtering.to_usd(asked)


def test_moments_may_be_left_out() -> None:
    """None stays None."""
    assert (None, 86400) == (filtering.to_seconds(None), filtering.to_seconds(date(1970, 1, 2)))
