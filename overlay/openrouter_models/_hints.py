"""Hints for mistyped words."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Ask whether the nearest known word was meant; say nothing where none is near."""
    near = get_close_matches(word, [*known], n=1)
    return f"Did you mean {near[0]!r}?" if near else ""
