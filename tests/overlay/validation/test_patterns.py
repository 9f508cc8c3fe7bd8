"""Patterns mean what ECMA-262 says, and generators get a usable guess."""

from __future__ import annotations

import sys

import jsonschema_rs
import pytest
import regress
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models import errors
from openrouter_models._validation.patterns import matcher

ASTRAL = "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^.+$", "a\r", False),
        (r"^.+$", "a\u2028", False),
        (r"^a$", "a\n", False),
        (r"^\s$", "\u00a0", True),
        (r"^\s$", "\ufeff", True),
        (r"^\S$", "\u00a0", False),
        (r"^\d$", "\u0663", False),
        (r"^\w$", "\u00e9", False),
        (r"^\p{Alpha}$", "\u00e9", True),
        (r"^\uD83D\uDE00$", ASTRAL, True),
        (r"^\u{1F600}$", ASTRAL, True),
        (r"^.$", ASTRAL, True),
        (r"^.$", "\ud83d\ude00", True),
        (r"^.$", "\ud800", True),
        (r"^a{,3}$", "aa", False),
        (r"^a{,3}$", "a{,3}", True),
        (r"^\-$", "-", True),
        (r"^(?<a>b)\k<a>$", "bb", True),
        (r"b", "abc", True),
        (r"^(?=.*\d)[a-z\d]{3}$", "ab1", True),
        # Repeats in repeats are for the other engine, whose own syntax is larger.
        (r"^(\<|\A|b+)+$", "<Ab", True),
        (r"^([a&&b]+)+$", "&", True),
        (r"^([a~~b]+)+$", "~", True),
        (r"^([+--]+)+$", ",", True),
        (r"^([\<\]]+)+$", "<]", True),
        (r"^(a{,3}b*)+$", "a{,3}", True),
        (r"^(\pL+)+$", "\u00e9", False),
        (r"^(\B|a+)+\u00e9$", "\u00e9", True),
        (r"^(\b\u00e9+)+$", "\u00e9", False),
        (r"^\u{2}\-$", "uu-", True),
        (r"^(\\u{2}\-+)+$", r"\uu-", True),
    ],
)
def test_a_pattern_means_what_ecma_262_says(pattern: str, text: str, *, expected: bool) -> None:
    """Line ends, white space, digits, letters, code points and lenient syntax are those of ECMA-262."""
    assert expected == matcher(pattern)(text)


@given(st.from_regex(r"\A[ab.\[\]^$*+?|()]{1,6}\Z"), st.text("ab.\n", max_size=4))
def test_an_independent_engine_agrees(pattern: str, text: str) -> None:
    """Where jsonschema-rs, whose engine is another one, accepts a pattern, both find the same matches."""
    try:
        matches = matcher(pattern)
        judge = jsonschema_rs.validator_for({"pattern": pattern})
    except ValueError:
        return
    assert judge.is_valid(text) == matches(text)


AMBIGUOUS = [
    "^(a+)+$",
    "(a|a)*b",
    "(.*)*x",
    "^((a*)*)*$",
    r"^(\w+\s?)*$",
    "^(a{1,30}){1,30}$",
    f"^{'a?' * 30}{'a' * 30}$",
    f"^{'(a|a)' * 30}$",
    "^a*a*a*a*a*a*a*a*b$",
    r"^(.+)\1+$",
    r"(?<!q)(a|aa)+(?=$)",
    "[a!]+x$",
]


@pytest.mark.parametrize("pattern", AMBIGUOUS)
@pytest.mark.parametrize("length", [50, 100_000])
def test_no_text_takes_long(pattern: str, length: int) -> None:
    """Patterns that an engine would try in exponentially or quadratically many ways: this test ends."""
    assert not matcher(pattern)("a" * length + "!")


AGREED = ["^(a+)+$", "(a|a)*b", r"^(\w+\s?)*$", r"^(.|\.)*$", r"^([.a]|\\?b)+$", "^(.(?!b))+$"]


@given(st.sampled_from(AGREED), st.text("ab.\n\r\u2028", max_size=5))
def test_both_engines_agree(pattern: str, text: str) -> None:
    """Whichever engine gets a text, the dot and line ends are those of ECMA-262."""
    assert (regress.Regex(pattern, "u").find(text) is not None) == matcher(pattern)(text)


def test_a_pattern_that_no_engine_is_sure_to_end_with_is_refused() -> None:
    """Where only the backtracking engine takes a pattern, and it offers many ways, it is none for us."""
    with pytest.raises(ValueError, match="could take unbounded time"):
        matcher(r"^(\uD83D\uDE00+)+$")


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "a{2,1}", "*", r"\b+", r"a\B{2}"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    """A pattern that no reading accepts is named in the error."""
    with pytest.raises(ValueError, match="is not an ECMA-262 regular expression"):
        matcher(pattern)


def test_without_the_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The core alone has no engine; it names the extra that brings one."""
    monkeypatch.setitem(sys.modules, "regress", None)
    with pytest.raises(errors.ConfigurationError, match=r"openrouter-models\[contract\]"):
        matcher("^only here$")
