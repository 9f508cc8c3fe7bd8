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
from openrouter_models._catalog.filtering import Criteria
from openrouter_models._catalog.info import ModelInfo

BOUND = st.none() | st.integers(-5, 5)


def test_nothing_asked_for_is_no_condition() -> None:
    """So nothing is read for it."""
    assert [] == filtering.conditions(dict.fromkeys(Criteria.__annotations__))


def test_every_criterion_is_described() -> None:
    """What type checkers know is what there is."""
    with pytest.raises(TypeError, match=", ".join(Criteria.__annotations__)):
        filtering.conditions({"": 1})


@given(BOUND, BOUND, st.integers(-6, 6))
def test_bounds_include_their_ends(at_least: int | None, at_most: int | None, value: int) -> None:
    """A bound of None is none."""
    info = ModelInfo.of(Model.from_dict({"context_length": value}))
    found = filtering.conditions({"min_context": at_least, "max_context": at_most})
    expected = (at_least is None or at_least <= value) and (at_most is None or value <= at_most)
    assert expected is all(holds(info) for holds in found)


WORD = st.sampled_from(["text", "image", "tools", "openai"])


@given(st.lists(WORD), st.lists(WORD), WORD, st.sampled_from(["input", "output", "supports"]))
def test_a_negation_excludes_models_with_any_of_the_words(
    has: list[str], asked: list[str], author: str, name: str
) -> None:
    """A model without the field has none of them."""
    ways = {"input_modalities": has, "output_modalities": has}
    body = {"id": f"{author}/x", "architecture": ways, "supported_parameters": has}
    info = ModelInfo.of(Model.from_dict(body))
    (by_words,) = filtering.conditions({f"not_{name}": asked})
    assert set(has).isdisjoint(asked) is by_words(info)
    by_author, by_text = filtering.conditions({"not_author": asked, "not_text": author})
    assert (author not in asked, False) == (by_author(info), by_text(info))


@pytest.mark.parametrize(
    ("message", "criteria"),
    [
        ("supports must be a word or several, got 3.", {"supports": 3}),
        ("not_input must be a word or several, got .1.", {"not_input": [1]}),
        ("text must be a string, got 3.", {"text": 3}),
        ("free must be True or False, got 'yes'.", {"free": "yes"}),
        ("min_context must be a number, got '8k'.", {"min_context": "8k"}),
        ("max_context must be a number, got True.", {"max_context": True}),
        ("There is no criterion 'inputs'. Did you mean 'input'?", {"inputs": "image"}),
    ],
)
def test_the_wrong_kind_is_told_by_name(message: str, criteria: dict[str, Any]) -> None:
    """In one sentence."""
    with pytest.raises(TypeError, match=message):
        filtering.conditions(criteria)


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        (Decimal("0.1"), 0.1),
        (Decimal("0.1"), "0.1"),
        (Decimal(3), 3),
        (Decimal("0.5"), Decimal("0.5")),
    ],
)
def test_amounts_are_exact(amount: Decimal, asked: Any) -> None:
    """0.1 means 0.1."""
    assert amount == filtering.to_usd("price", asked)


@pytest.mark.parametrize("asked", ["", "$1", "NaN", True, [], Decimal("NaN"), Decimal("sNaN")])
def test_what_is_no_amount_is_refused(asked: Any) -> None:
    """With what was given."""
    with pytest.raises(ValueError, match="price must be a number of USD, got"):
        filtering.to_usd("price", asked)


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (5, 5),
        (5.5, 5.5),
        (86400, date(1970, 1, 2)),
        (86400, datetime(1970, 1, 2)),  # noqa: DTZ001  # without a zone it is UTC
        (86400, datetime(1970, 1, 2, tzinfo=UTC)),
        (82800, datetime(1970, 1, 2, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_moments_are_utc_unless_they_say_otherwise(seconds: float, moment: Any) -> None:
    """Dates are their first instant."""
    assert seconds == filtering.to_seconds("since", moment)


@pytest.mark.parametrize("moment", ["2026-01-01", True])
def test_what_is_no_moment_is_refused(moment: Any) -> None:
    """With what was given."""
    with pytest.raises(TypeError, match=f"got {moment!r}"):
        filtering.to_seconds("since", moment)
