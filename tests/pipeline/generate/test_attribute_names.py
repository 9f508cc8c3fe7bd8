"""Names: each thing has one in Python, and no two have the same."""

from __future__ import annotations

from keyword import iskeyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.generate.attribute_names import (
    is_class_name,
    masked,
    member_names,
    python_names,
    unmasked,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["a-b", "a_b", "aB", "class", "type", "__init__", "", "-", "é", "e"]
)


@given(texts)
def test_masks_can_be_taken_off(text: str) -> None:
    """A masked text is a word of letters and digits, and stands for nothing else."""
    assert masked(text).isidentifier()
    assert masked(text).isascii()
    assert text == unmasked(masked(text))


@given(st.lists(texts, unique=True, max_size=8), st.sets(st.sampled_from(["a_b", "type_", "id"])))
def test_every_text_has_a_name_of_its_own(wires: list[str], reserved: set[str]) -> None:
    """Names are identifiers in ASCII, all different, none private, reserved or a keyword."""
    names = python_names(wires, reserved)
    assert set(wires) == set(names)
    assert len(wires) == len({*names.values()} - reserved)
    for name in names.values():
        assert name.isidentifier()
        assert name.isascii()
        assert not name.startswith("_")
        assert not iskeyword(name)


@given(st.lists(texts, unique=True, max_size=8))
def test_names_do_not_depend_on_the_order(wires: list[str]) -> None:
    """The same texts get the same names in any order."""
    assert python_names(wires) == python_names(sorted(wires)) == python_names(wires[::-1])


@pytest.mark.parametrize(
    ("wires", "names"),
    [
        (["id", "context_length"], ["id", "context_length"]),
        (["type", "next", "class"], ["type_", "next_", "class_"]),
        (["HTTP-Referer", "userId"], ["http_referer", "user_id"]),
        (["a-b", "a_b"], ["a_b_", "a_b"]),
        (["1h"], ["field_1h"]),
        (["ﬁ"], ["fi"]),
    ],
)
def test_names(wires: list[str], names: list[str]) -> None:
    """Words are joined by underscores; who is called so on the wire has precedence."""
    assert names == [python_names(wires)[wire] for wire in wires]


@given(st.lists(st.one_of(texts, st.integers()), unique=True, max_size=8))
def test_members_have_names_of_their_own(values: list[str | int]) -> None:
    """Members of an enum have names in capitals, all different."""
    names = member_names(values)
    assert len(values) == len(set(names))
    assert all(name.isidentifier() and name == name.upper() and name.isascii() for name in names)


def test_member_names() -> None:
    """The name of a member is its value's words; one without gets its place, and so does the second of a kind."""
    values: list[str | int] = ["gpt-4", "gpt_4", "A", "a", "", "4o", 3]
    assert ["GPT_4", "GPT_4_1", "A", "A_3", "VALUE_4", "VALUE_4O", "VALUE_3"] == member_names(
        values
    )


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        *((name, True) for name in ("Model", "A.b-c_d", "3D", "x" * 100)),
        *((name, False) for name in ("", "..", "_", "../x", "ä", "A\n", "x" * 101)),
    ],
)
def test_class_names(name: str, *, verdict: bool) -> None:
    """A component can be a class if it is called by letters and digits of ASCII."""
    assert verdict is is_class_name(name)
