"""Conditions: none where nothing is asked for, bounds as they are named, amounts exactly as written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import Model
from openrouter_models._catalog import filtering
from openrouter_models._catalog.info import ModelInfo


def context_length(info: ModelInfo) -> int | None:
    """Read what is bounded."""
    return info.context_length


BOUND = st.none() | st.integers(-5, 5)


def test_nothing_asked_for_is_no_condition() -> None:
    """So nothing is read for it."""
    assert [] == filtering.where()


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
    assert expected is (
        condition is None or condition(ModelInfo.of(Model.from_dict({"context_length": value})))
    )


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
    with pytest.raises(ValueError, match="must be a number, not"):
        filtering.to_usd(asked)


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (None, None),
        (5, 5),
        (5.5, 5.5),
        (86400, date(1970, 1, 2)),
        (86400, datetime(1970, 1, 2)),  # noqa: DTZ001  # without a zone it is UTC
        (86400, datetime(1970, 1, 2, tzinfo=UTC)),
        (82800, datetime(1970, 1, 2, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_moments_are_utc_unless_they_say_otherwise(seconds: float | None, moment: Any) -> None:
    """Dates are their first instant, and None asks for nothing."""
    assert seconds == filtering.to_seconds(moment)


@pytest.mark.parametrize("moment", ["2026-01-01", True])
def test_what_is_no_moment_is_refused(moment: Any) -> None:
    """With what was given."""
    with pytest.raises(TypeError, match=f"got {moment!r}"):
        filtering.to_seconds(moment)
