r"""Regular expressions as JSON Schema means them: ECMA-262, not anchored, read by an engine of that language.

Python's own dialect differs where it hurts: `.` and line ends, `\s`, `\d` and `\w`, `$`, code points
beyond the BMP, `\p{…}`. So no pattern is translated.

That engine backtracks: `^(a+)+$` takes it longer than anybody waits for 40 characters. So it gets only the
texts for which a pattern offers few ways, and the others go to one whose time is linear in the text.
"""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_WAYS = 1_000
_MOST_BACKTRACKS = 10_000
_ESCAPE = r"\\(?:[pPu]\{[^}]*\}|.)"
_TOKEN = re.compile(
    rf"(?P<escape>{_ESCAPE})|(?P<set>\[(?:\\.|[^\]\\])*\])|(?P<opens>\((?:\?(?:<?[=!]|<[^>]*>|[-a-z]*:))?)|(?P<closes>\))"
    r"|(?P<repeats>[*+?]|\{(?P<low>\d+)(?P<comma>,?)(?P<high>\d*)\})\??|(?P<other>.)",
    re.DOTALL,
)
_SPECIAL_IN_SETS = re.compile(rf"{_ESCAPE}|--|[\[&~]", re.DOTALL)  # elsewhere, not in ECMA-262
_UNICODE = re.compile(r"(\\\\)|\\u(?=\{)")  # without the u flag, `\u{2}` is two letters
_WORD = "[0-9A-Za-z_]"
_EDGES = {
    r"\b": rf"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    r"\B": rf"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
}
_LETTERS = "bBcdDfknrsStuvwWx0123456789"  # that mean something behind a backslash


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Compile a pattern into a function that tells whether a text has a match.

    A pattern is read with the `u` flag, as JSON Schema Core section 6.4 recommends, and without it where only
    the lenient grammar of ECMA-262 Annex B takes it. A lone surrogate counts as U+FFFD. The time is linear in
    the length of the text; where lookarounds or back references would take longer, the text does not match.

    Args:
        pattern: The regular expression, not anchored.

    Returns:
        The function.

    Raises:
        ValueError: The pattern is not a regular expression of ECMA-262, or none that time can be bounded for.
        ConfigurationError: The engines are not installed; they come with the extra `contract`.
    """
    try:
        import regress  # noqa: PLC0415 - most contracts have no pattern
    except ImportError as error:
        raise ConfigurationError(
            f"The contract uses the pattern {pattern!r}, and checking it needs the package regress: "
            "pip install 'openrouter-models[contract]'"
        ) from error
    tokens = _TOKEN.finditer(pattern)
    if any(one[0] in _EDGES and two["repeats"] for one, two in pairwise(tokens)):
        raise ValueError(f"{pattern!r} is not an ECMA-262 regular expression: it repeats an edge")
    problems: list[str] = []
    for flags in ("u", ""):
        if not flags:
            pattern = _UNICODE.sub(lambda found: found[1] or "u", pattern)
        try:
            find = regress.Regex(_encodable(pattern), flags).find
        except regress.RegressError as error:
            problems.append(str(error))
        else:
            return _bounded(pattern, find, lenient=not flags)
    raise ValueError(f"{pattern!r} is not an ECMA-262 regular expression: {problems[0]}")


def _bounded(
    pattern: str, find: Callable[[str], object], *, lenient: bool
) -> Callable[[str], bool]:
    """Choose for each text an engine that is done with it in time."""
    choices, longest = _choices(pattern), 0
    if choices == 0:
        return lambda text: find(_encodable(text)) is not None
    if choices is not None:
        longest = int(_MOST_WAYS ** (1 / choices))
    linear = {plain: _linear(pattern, lenient=lenient, plain=plain) for plain in (True, False)}

    def matches(text: str) -> bool:
        text = _encodable(text)
        return find(text) is not None if len(text) < longest else linear[text.isascii()](text)

    return matches


def _choices(pattern: str) -> int | None:
    """Count where a match can go on in several ways; None where such a place is repeated itself.

    A text of n characters then has at most (n + 1) ** choices ways from each of its characters.
    """
    groups, inner = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token["opens"]:
            groups.append(0)
        elif token["closes"] and len(groups) > 1:
            inner = groups.pop()
            groups[-1] += inner
            continue
        elif token["repeats"]:
            if inner and token["repeats"] != "?":
                return None
            groups[-1] += not token["low"] or bool(token["comma"])
        elif token["other"] == "|":
            groups[-1] += 1
        inner = 0
    return sum(groups)


@cache
def _linear(pattern: str, *, lenient: bool, plain: bool) -> Callable[[str], bool]:
    """Compile a pattern for texts that are plain ASCII, or for others: there words end elsewhere."""
    import jsonschema_rs  # noqa: PLC0415 - the other engine of the same extra

    explicit = partial(_explicit, lenient=lenient, plain=plain)
    schema = {"pattern": _TOKEN.sub(explicit, _encodable(pattern))}
    try:
        options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_MOST_BACKTRACKS)
        return jsonschema_rs.Draft202012Validator(schema, pattern_options=options).is_valid
    except jsonschema_rs.ValidationError:
        raise ValueError(
            f"{pattern!r} is a regular expression that could take unbounded time; simplify its repeats"
        ) from None


def _explicit(token: re.Match[str], *, lenient: bool, plain: bool) -> str:
    """Write what other engines read differently as what it means in ECMA-262 (section 22.2 and Annex B.1.2)."""
    written, letters = token[0], _LETTERS if lenient else _LETTERS + "pP"

    def escape(part: re.Match[str]) -> str:
        if part[0] == "--":
            return r"-\-"
        if not part[0].startswith("\\"):
            return re.escape(part[0])
        return part[0] if part[0][1] in letters else re.escape(part[0][1:])

    if written == ".":
        return r"[^\n\r\u2028\u2029]"
    if token["set"]:
        return "[" + _SPECIAL_IN_SETS.sub(escape, written[1:])
    if token["escape"]:
        return _EDGES[written] if written in _EDGES and not plain else escape(token)
    return re.escape(written) if token["other"] and written in "{}]" else written


def _encodable(text: str) -> str:
    """Join pairs of surrogates and replace lone ones, which no UTF-8 can carry."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
