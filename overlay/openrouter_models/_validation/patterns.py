r"""Regular expressions as JSON Schema means them: ECMA-262, not anchored, read by an engine of that language.

Python's own dialect differs where it hurts: `.` and line ends, `\s`, `\d` and `\w`, `$`, code points
beyond the BMP, `\p{…}`. So no pattern is translated.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable


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


def _encodable(text: str) -> str:
    """Join pairs of surrogates and replace lone ones, which no UTF-8 can carry."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
