"""Texts made from regular expressions: each matches, by the engine of another library."""

from __future__ import annotations

from itertools import islice

import pytest
import regress

from openrouter_models.contract.instances.pattern_strings import matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(0|[1-9]\d*)\.(0|[1-9]\d*)$",
        r"^(?=.*\d)(?=.*[A-Z])(?!x)[A-Za-z\d]{8,12}$",
        r"^a{,3}$",
        r"^\uD83D\uDE00$",
        r"^\u{1F600}{2,}$",
        r"^(?<a>[bc])\k<a>(d)\2$",
        r"^\p{Lu}[\d\[]$",
        r"^\P{L}\W\D\S$",
        r"^[^\s/]+/\x41\cA\/(?:x|y)??\b",
        r"^[\u10A0-\u10FF]+$",
        r"(?<!a)b|^$",
        "",
    ],
)
def test_what_is_made_matches(pattern: str) -> None:
    """Several different texts where there are several, in the dialect of ECMA-262."""
    found = list(islice(matching(pattern), 20))
    assert found
    assert len(found) == len(set(found))
    flags = "u" if r"\p" in pattern or r"\P" in pattern or r"\u{" in pattern else ""
    assert all(regress.Regex(pattern, flags).find(text) for text in found)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (3, 3), (30, 40)])
def test_lengths_are_kept(low: int, high: int) -> None:
    """Repetitions reach as far as the bounds ask."""
    assert all(low <= len(text) <= high for text in matching("^[a-z]*$", low, high))
    assert next(matching("^[a-z]*$", low, high)) is not None


def test_what_nothing_matches_gives_nothing() -> None:
    """All tries fail, and no text is given that does not match."""
    assert [] == list(matching("^a(?!a)a$"))
    assert [] == list(matching("^(?=.*zebra)(?=.*quagga).{40}$"))
