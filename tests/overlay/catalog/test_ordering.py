"""Sorting and grouping: nothing is lost, nothing invented."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models import Catalog, ModelInfo, decode
from openrouter_models._catalog.ordering import Grouping, Order

if TYPE_CHECKING:
    from openrouter_api.models import Model

LENGTHS = st.lists(st.integers(0, 3) | st.none() | st.just("long"))


def catalog(lengths: list[object]) -> Catalog:
    """List numbered models."""
    items = [{"id": str(n), "context_length": it} for n, it in enumerate(lengths)]
    return decode(json.dumps({"data": items}))


def length(model: Model) -> int | None:
    """Read what is sorted by."""
    return ModelInfo.of(model).context_length


@given(LENGTHS, st.booleans())
def test_sorting_is_a_stable_permutation_with_missing_values_last(
    lengths: list[object],
    descending: bool,  # noqa: FBT001  # drawn by hypothesis
) -> None:
    """In either direction."""
    ordered = catalog(lengths).sorted_by("context_length", descending=descending)
    assert list(range(len(lengths))) == sorted(int(model.id) for model in ordered)
    keys = [length(model) for model in ordered]
    known = [key for key in keys if key is not None]
    assert sorted(known, reverse=descending) == known
    assert [None] * (len(keys) - len(known)) == keys[len(known) :]
    for one, next_ in pairwise(ordered):
        if length(one) == length(next_):
            assert int(one.id) < int(next_.id)


@given(LENGTHS)
def test_groups_hold_every_model_once(lengths: list[object]) -> None:
    """In the order of the listing; without a name in the group of the empty name."""
    groups = catalog(lengths).group_by(lambda model: str(length(model) or "") or None)
    numbers = [[int(model.id) for model in group] for group in groups.values()]
    assert list(range(len(lengths))) == sorted(number for group in numbers for number in group)
    assert numbers == [sorted(group) for group in numbers]


def test_every_name_is_a_field_of_the_view() -> None:
    """So there is one definition of what is sorted and grouped by."""
    assert {*get_args(Order), *get_args(Grouping)} <= {each.name for each in fields(ModelInfo)}


@pytest.mark.parametrize("method", ["sorted_by", "group_by"])
def test_an_unknown_name_is_refused(method: str) -> None:
    """With all that there are."""
    with pytest.raises(ValueError, match=r"Expected one of .*, or a function, got 'prize'"):
        getattr(catalog([]), method)("prize")
