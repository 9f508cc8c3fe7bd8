r"""Make texts that match a regular expression of ECMA-262.

Nothing here decides what matches. The syntax is read only as far as texts can be made from it;
lookarounds and boundaries count as empty, and whoever takes the texts asks the engine about each.
Characters for a class, an escape or `\p{…}` are found by asking the engine, too.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from openrouter_models._validation.patterns import matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Chooses a number below another; 0 stands for the plainest choice.
Choose: TypeAlias = "Callable[[int], int]"
Groups: TypeAlias = dict[str, str]
Node: TypeAlias = "Callable[[Choose, Groups], str]"

_LIKELY = "a0A1bz9Z_-x. /:@,éßλж日ァא\U0001f600" + "".join(map(chr, range(32, 127))) + "\t\n\r\x00"
_ATOM = re.compile(
    r"\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|\\x[0-9a-fA-F]{2}"
    r"|\\[pP]\{[^}]*\}|\\k<[^>]*>|\\[1-9][0-9]*|\\c[A-Za-z]|\\.|\[(?:\\.|[^\]\\])*\]|.",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"(?:([*+?])|\{([0-9]+)(,?)([0-9]*)\})\??")
_GROUP = re.compile(r"\((?:\?(?:(:)|<([^>=!]+)>|(<?[=!])|[-a-z]*(:)))?")
_TRIES = 400
_MOST_REPEATS = 4096


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text has a match of a pattern.

    Raises:
        ValueError: The pattern is invalid.
    """
    return matcher(pattern)(text)


def matching(pattern: str, low: int = 0, high: int | None = None) -> Iterator[str]:
    """Make different texts of some length that match a pattern, plain ones first, always the same; none where all tries fail.

    Raises:
        ValueError: The pattern is invalid.
    """
    seen: set[str] = set()
    for text in chain(_made(pattern, low), (t.ljust(low, "x") for t in _made(pattern, 0))):
        fits = low <= len(text) and (high is None or len(text) <= high)
        if fits and text not in seen and matches(pattern, text):
            seen.add(text)
            yield text


@cache
def _made(pattern: str, low: int) -> tuple[str, ...]:
    """Make texts that may match."""
    try:
        node = _Reader(pattern, low).alternation()
    except (RecursionError, OverflowError):
        return ()
    random = Random(0)  # noqa: S311 - not for secrets
    choosers: list[Choose] = [lambda _: 0, lambda n: n - 1, lambda n: min(1, n - 1)]
    choosers += [random.randrange] * _TRIES
    return tuple(dict.fromkeys(node(choose, {}) for choose in choosers))


class _Reader:
    """Reads a pattern into a function that makes a text."""

    def __init__(self, pattern: str, low: int) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups = 0
        self._spread = max(3, min(low + 1, _MOST_REPEATS))  # how far an open repeat reaches

    def alternation(self) -> Node:
        ways = [self._sequence()]
        while self._take("|"):
            ways.append(self._sequence())
        return ways[0] if len(ways) == 1 else lambda c, g: ways[c(len(ways))](c, g)

    def _take(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) * found
        return found

    def _sequence(self) -> Node:
        nodes: list[Node] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            nodes.append(self._repeated(self._atom()))
        return lambda choose, groups: "".join([node(choose, groups) for node in nodes])

    def _repeated(self, node: Node) -> Node:
        quantifier = _QUANTIFIER.match(self._pattern, self._at)
        if quantifier is None:
            return node
        self._at = quantifier.end()
        sign, fewest, comma, most = quantifier.groups()
        low = {"+": 1}.get(sign, 0) if sign else min(int(fewest), _MOST_REPEATS)
        high = low + self._spread
        if sign == "?" or most or not (sign or comma):
            high = min(1 if sign else int(most) if most else low, high)
        return lambda c, g: "".join([node(c, g) for _ in range(low + c(max(high - low, 0) + 1))])

    def _atom(self) -> Node:
        if group := _GROUP.match(self._pattern, self._at):
            return self._group(group)
        found = _ATOM.match(self._pattern, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        if text in {"^", "$", r"\b", r"\B"}:
            return lambda _, __: ""
        if reference := re.fullmatch(r"\\(?:k<(.+)>|([1-9][0-9]*))", text):
            name = reference[1] or reference[2]
            return lambda _, groups: groups.get(name, "")
        if len(text) == 1 and text != ".":
            return lambda _, __: text
        characters = _characters(text, self._pattern)
        return lambda choose, _: characters[choose(len(characters))] if characters else ""

    def _group(self, group: re.Match[str]) -> Node:
        self._at = group.end()
        plain, name, lookaround, modified = group.groups()
        is_capturing = not (plain or lookaround or modified)
        self._groups += is_capturing
        number = str(self._groups)
        inner = self.alternation()
        self._take(")")
        if lookaround:
            return lambda _, __: ""

        def make(choose: Choose, groups: Groups) -> str:
            text = inner(choose, groups)
            if is_capturing:
                groups[number] = groups[name or number] = text
            return text

        return make


@cache
def _characters(text: str, pattern: str) -> str:
    """Find characters that a class, an escape or a dot matches, likely ones first."""
    whole = f"^(?:{text})$"
    likely = dict.fromkeys((*_LIKELY, *pattern))
    try:
        found = [one for one in likely if matches(whole, one)]
        if not found:
            everything = (chr(n) for n in range(0x20000) if not 0xD800 <= n < 0xE000)
            found = [*islice((one for one in everything if matches(whole, one)), 8)]
    except ValueError:
        found = []
    return "".join(found)
