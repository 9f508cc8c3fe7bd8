"""Constraints on one value: equality as JSON Schema defines it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._validation.constraints import identity

SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.just(1.0) | st.sampled_from(["", "1"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab"), inner)
)


@given(one=VALUES, other=VALUES)
def test_equal_identities_are_equal_values(one: object, other: object) -> None:
    """Python agrees on what is equal, except that it takes booleans for numbers."""
    if identity(one) == identity(other):
        assert one == other


def test_identity_tells_true_from_one() -> None:
    """`true` is no number, at any depth."""
    assert identity([1, {"a": 0}]) != identity([True, {"a": False}])


def test_identity_takes_whole_floats_for_integers() -> None:
    """`1.0` and `1` are the same number, at any depth."""
    assert identity([1, {"a": 0}]) == identity([1.0, {"a": 0.0}])


def test_identity_does_not_take_a_tag_for_a_value() -> None:
    """An array is never equal to a scalar or an object that looks like its key."""
    assert 4 == len({identity(value) for value in (["boolean", True], True, ["a"], {"a": 1})})
