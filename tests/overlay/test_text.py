"""Text from outside is shown without secrets and without control characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._text import one_line, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key sk-or-v1-0123456789abcdef!", "key sk-or-[redacted]"),
        (r"{\"k\":\"a\nsk-or-v1-0123\"}", r"{\"k\":\"a\nsk-or-[redacted]\"}"),
        ("Bearer abcdefghijklmnop0123", "Bearer [redacted]"),
        ("sk-proj_0123456789abcdef", "sk-[redacted]"),
        ("for user_2abcDEF, org_9xyz", "for user_[redacted], org_[redacted]"),
    ],
)
def test_secrets_are_replaced(text: str, expected: str) -> None:
    """Keys, bearer tokens and account ids go; the prefix that tells their kind stays."""
    assert expected == redact(text)


@pytest.mark.parametrize(
    "text", ["risk-or-reward", "the user_id field", "a bearer token", "task-based", "org_ids"]
)
def test_ordinary_words_stay(text: str) -> None:
    """What only resembles a secret is left alone."""
    assert text == redact(text)


def test_given_secrets_are_replaced_whatever_their_form() -> None:
    """A secret that is known is found without any prefix, the longer before its own part."""
    assert "[redacted] and [redacted]" == redact("hunter22 and hunter", ["hunter", "hunter22"])


def test_a_tiny_secret_does_not_tear_words_apart() -> None:
    """An empty or very short value is passed over."""
    assert "banana" == redact("banana", ["", "an"])


@given(st.text(), st.text(min_size=4), st.text())
def test_a_given_secret_never_survives(before: str, secret: str, after: str) -> None:
    """Wherever a secret stands, nothing of the text between the marks is it."""
    between = redact(f"{before}{secret}{after}", [secret]).split("[redacted]")
    assert all(secret not in piece for piece in between)


@given(
    st.lists(st.sampled_from(["sk-or-", "v1-", "ab12", " ", "user_", "[", "bearer "])).map("".join)
)
def test_redacting_twice_changes_nothing(text: str) -> None:
    """What was redacted holds nothing that looks like a secret."""
    assert redact(text) == redact(redact(text))


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
