"""Values and text from outside are shown on one line, short, and without control characters."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import SCALARS, json_values

from openrouter_models._text import did_you_mean, one_line, printable, shorten, show


@given(st.text(), st.integers(1, 600))
def test_one_line_is_printable_and_bounded(text: str, limit: int) -> None:
    """No text can move a cursor or exceed its limit."""
    line = one_line(text, limit)
    assert line.isprintable()
    assert limit >= len(line)


def test_one_line_keeps_harmless_text() -> None:
    """Runs of white space become one space; nothing else changes."""
    assert "Größe 🎈 a b" == one_line("Größe 🎈\n\ta  b ")


def test_one_line_escapes_control_characters() -> None:
    """An escape sequence, an override of direction and a lone surrogate are visible text."""
    assert r"\x1b[31m \u202e \ud800" == one_line("\x1b[31m \u202e \ud800")


def test_one_line_marks_what_was_cut() -> None:
    """A text that is too long ends in an ellipsis."""
    assert "abc…" == one_line("abcdefg", 4)


SHORT: list[tuple[Any, Any]] = [
    ("a" * 80, "a" * 80),
    ("a" * 81, "a" * 80 + "…"),
    ([1, [2, [3]], {"a": 1}], [1, "[2 items]", "{1 fields}"]),
    (list(range(7)), [0, 1, 2, 3, 4, "… 2 more"]),
    (dict.fromkeys("abcdefg"), {**dict.fromkeys("abcde"), "…": "2 more"}),
    ({"user_id": "user_1", "id": "x"}, {"user_id": "(withheld)", "id": "x"}),
    (float("inf"), "inf"),
    (2**64, "an integer of 65 bits"),
    (-(2**63), -(2**63)),
    (None, None),
    (True, True),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), SHORT)
def test_shorten(value: object, expected: object) -> None:
    """Small values stay, large ones are cut, containers in containers are told by their size."""
    assert expected == shorten(value)


JSON = json_values(scalars=SCALARS | st.floats() | st.text(max_size=200))


@given(JSON)
def test_what_is_shortened_is_small_json(value: object) -> None:
    """JSON can write it, strictly, and it is bounded."""
    assert 7000 > len(json.dumps(shorten(value), allow_nan=False))


@given(JSON)
def test_what_is_shown_is_one_printable_line(value: object) -> None:
    """Whatever came, it is shown in characters that only show themselves."""
    assert show(value).isprintable()


@given(st.text())
def test_printable_keeps_what_is_harmless(text: str) -> None:
    """Printable characters stay; the rest is escaped."""
    assert printable(text).isprintable()
    if text.isprintable():
        assert text == printable(text)


def test_the_nearest_word_is_asked_for() -> None:
    """Where one is near."""
    assert "Did you mean 'tools'?" == did_you_mean("tool", ["seed", "tools"])
    assert "" == did_you_mean("zzz", ["seed", "tools"])
