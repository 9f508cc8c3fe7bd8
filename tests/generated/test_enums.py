"""Open enums: a value that the contract does not list is a member like the others, but not known."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import Parameter
from openrouter_api.types import OpenIntEnum

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = ["", "unknown", "TOOLS", "__class__", "mro", "\x1b[2J", "\n", "'", '"', "\ud800", "{x}"]


class Size(OpenIntEnum):
    """An integer enum, which this contract does not have."""

    SMALL = 1
    LARGE = 2


def test_known_value_is_the_member() -> None:
    """A value that the contract lists is the one member of the enum."""
    assert Parameter.TOOLS is Parameter("tools")
    assert Parameter.TOOLS.is_known


@pytest.mark.parametrize("value", ["unheard-of", *HOSTILE])
def test_unknown_value_equals_its_string(value: str) -> None:
    """An unknown value is of the enum, and equals, hashes and reads as its string."""
    member = Parameter(value)
    assert (Parameter, False) == (type(member), member.is_known)
    assert value == member
    assert hash(value) == hash(member)
    assert (value, value) == (str(member), member.value)
    assert {value: 1} == {member: 1}
    assert json.dumps([value]) == json.dumps([member])


@given(st.text())
def test_every_string_is_a_value(value: str) -> None:
    """Whatever string a server sends, the enum takes it."""
    assert value == Parameter(value)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("member", [Parameter("unheard-of"), Parameter.TOOLS, Size(7), Size.SMALL])
def test_pickle(member: Any, protocol: int) -> None:
    """Known and unknown values survive every protocol of pickle, in their own type."""
    again = pickle.loads(pickle.dumps(member, protocol))  # noqa: S301 - our own bytes
    assert (member, type(member), member.is_known) == (again, type(again), again.is_known)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("member", [Parameter("unheard-of"), Parameter.TOOLS, Size(7)])
def test_copy(member: Any, copied: Callable[[Any], Any]) -> None:
    """A copy is the value itself, alone or within something."""
    assert member is copied(member)
    assert [member] == copied([member])


@pytest.mark.parametrize("value", HOSTILE)
def test_repr_shows_no_hostile_text(value: str) -> None:
    """What `repr` shows of a value has no character that a terminal would obey."""
    assert repr(Parameter(value)).isprintable()
    assert f"<Parameter.unknown: {value!r}>" == repr(Parameter(value))


@pytest.mark.parametrize("value", [5, None, True, b"tools", ["tools"], 1.0])
def test_other_types_are_no_values(value: Any) -> None:
    """An enum of strings takes strings only."""
    with pytest.raises(ValueError, match="is not a valid Parameter"):
        Parameter(value)


@pytest.mark.parametrize("value", ["1", None, 1.5, [1]])
def test_other_types_are_no_integers(value: Any) -> None:
    """An enum of integers takes integers only."""
    with pytest.raises(ValueError, match="is not a valid Size"):
        Size(value)


def test_unknown_integer() -> None:
    """An unknown number equals and counts as its number."""
    member = Size(7)
    assert (Size, False, 7, 8) == (type(member), member.is_known, member, member + 1)
    assert Size.LARGE is Size(2)
    assert Size.LARGE.is_known


def test_unknown_values_leave_nothing_behind() -> None:
    """A hundred thousand different values are gone when nobody holds them, and the enum is as it was."""
    before = (len(Parameter), len(Parameter._value2member_map_), len(vars(Parameter)))
    first = weakref.ref(Parameter("new"))
    for number in range(100_000):
        assert not Parameter(f"new-{number}").is_known
    gc.collect()
    assert first() is None
    assert before == (len(Parameter), len(Parameter._value2member_map_), len(vars(Parameter)))
