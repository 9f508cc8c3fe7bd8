"""JSON Pointers are written and read as RFC 6901 says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._pointers import keys_of, pointer


@given(st.lists(st.text("a0/~")))
def test_what_is_written_is_read(tokens: list[str]) -> None:
    """Whatever names hold."""
    assert tokens == keys_of(pointer(tokens))


def test_a_pointer_escapes_slash_and_tilde() -> None:
    """RFC 6901 section 3."""
    assert "/a~1b/~01/0" == pointer(["a/b", "~1", 0])
