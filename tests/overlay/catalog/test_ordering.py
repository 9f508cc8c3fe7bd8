"""Sorting and grouping: nothing is lost, nothing invented."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import Model
from openrouter_models._catalog.fields import context_length
from openrouter_models._catalog.ordering import (
    GROUPINGS,
    ORDERS,
    Grouping,
    Order,
    chosen,
    in_groups,
    in_order,
)

LENGTHS = st.lists(st.integers(0, 3) | st.none() | st.just("long"))


def models(lengths: list[object]) -> list[Model]:
    """Make numbered models."""
    return [Model.from_dict({"id": str(n), "context_length": it}) for n, it in enumerate(lengths)]


@given(LENGTHS, st.booleans())
def test_sorting_is_a_stable_permutation_with_missing_values_last(
    lengths: list[object],
    descending: bool,  # noqa: FBT001  # drawn by hypothesis
) -> None:
    """In either direction."""
    listed = models(lengths)
    ordered = in_order(listed, context_length, descending=descending)
    assert sorted(int(model.id) for model in ordered) == list(range(len(listed)))
    keys = [context_length(model) for model in ordered]
    known = [key for key in keys if key is not None]
    assert sorted(known, reverse=descending) == known
    assert [None] * (len(keys) - len(known)) == keys[len(known) :]
    for one, next_ in pairwise(ordered):
        if context_length(one) == context_length(next_):
            assert int(one.id) < int(next_.id)


@given(LENGTHS)
def test_groups_hold_every_model_once(lengths: list[object]) -> None:
    """In the order of the listing; without a name in the group of the empty name."""
    groups = in_groups(models(lengths), lambda model: str(context_length(model) or "") or None)
    assert sorted(int(model.id) for group in groups.values() for model in group) == list(
        range(len(lengths))
    )
    assert all(
        [*map(int, (m.id for m in group))] == sorted(int(m.id) for m in group)
        for group in groups.values()
    )


def test_the_names_offered_are_those_that_are_there() -> None:
    """Type checkers and the tables agree."""
    assert get_args(Order) == tuple(ORDERS)
    assert get_args(Grouping) == tuple(GROUPINGS)


def test_an_unknown_name_is_refused() -> None:
    """With all that there are."""
    with pytest.raises(ValueError, match="'b' is none of a, c, nor a function"):
        chosen("b", {"a": 1, "c": 2})
