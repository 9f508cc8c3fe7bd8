r"""Regular expressions as JSON Schema means them: ECMA-262, not anchored, read by an engine of that language.

Python's own dialect differs where it hurts: `.` and line ends, `\s`, `\d` and `\w`, `$`, code points
beyond the BMP, `\p{…}`. So nothing is translated to judge a text. Only who must *make* texts gets a
translation, which is a guess to be filtered.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

_FOREIGN = re.compile(
    r"\\[pP]\{[^}]*\}|\\u\{([0-9a-fA-F]+)\}|\\k<|\\.|\[|\]|\$|\(\?<(?![=!])|\{,", re.DOTALL
)
_PYTHON = {"$": r"\Z", "(?<": "(?P<", "{,": r"\{,", r"\/": "/", r"\d": "[0-9]"}


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Compile a pattern into a function that tells whether a text has a match.

    A pattern is read with the `u` flag, as JSON Schema Core section 6.4 recommends, and without it where only
    the lenient grammar of ECMA-262 Annex B takes it. A lone surrogate counts as U+FFFD.

    Args:
        pattern: The regular expression, not anchored.

    Returns:
        The function.

    Raises:
        ValueError: The pattern is not a regular expression of ECMA-262.
        ConfigurationError: The engine is not installed; it comes with the extra `contract`.
    """
    try:
        import regress  # noqa: PLC0415 - most contracts have no pattern
    except ImportError as error:
        raise ConfigurationError(
            f"The contract uses the pattern {pattern!r}, and checking it needs the package regress: "
            "pip install 'openrouter-models[contract]'"
        ) from error
    problems: list[str] = []
    for flags in ("u", ""):
        try:
            find = regress.Regex(_encodable(pattern), flags).find
        except regress.RegressError as error:
            problems.append(str(error))
        else:
            return lambda text: find(text if text.isascii() else _encodable(text)) is not None
    raise ValueError(f"{pattern!r} is not an ECMA-262 regular expression: {problems[0]}")


def python_guess(pattern: str) -> re.Pattern[str]:
    r"""Translate a pattern for generators that know Python's dialect only.

    Args:
        pattern: The regular expression, in ECMA-262.

    Returns:
        A pattern for `re.search`; what it matches must still be tried with `matcher`.

    Raises:
        ValueError: Python cannot express the pattern.
    """
    in_class = False

    def translate(match: re.Match[str]) -> str:
        nonlocal in_class
        part = match[0]
        if part[:2] in {r"\p", r"\P"}:
            return r"\w" if part[1] == "p" else r"\W"
        if match[1]:
            return re.escape(chr(min(int(match[1], 16), 0x10FFFF)))
        if in_class:
            in_class = part != "]"
            return {"[": r"\[", r"\d": "0-9"}.get(part, part)
        in_class = part == "["
        return "(?P=" if part == r"\k<" else _PYTHON.get(part, part)

    try:
        text = re.sub(r"\(\?P=(\w+)>", r"(?P=\1)", _FOREIGN.sub(translate, pattern))
        return re.compile(_joined(text))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"Python cannot express the pattern {pattern!r}: {error}") from error


def _joined(pattern: str) -> str:
    r"""Join escaped pairs of surrogates (`\uD83D\uDE00`), which Python reads as two characters."""
    pair = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
    return pair.sub(lambda m: _encodable(chr(int(m[1], 16)) + chr(int(m[2], 16))), pattern)


def _encodable(text: str) -> str:
    """Join pairs of surrogates and replace lone ones, which no UTF-8 can carry."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
