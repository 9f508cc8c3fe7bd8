"""Text from outside is shown on one line and without control characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._text import one_line


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
