"""Hold the values worth trying at a position: whatever a constraint could be about, stated or not.

A constraint that nobody stated must not creep in: so an unrestricted string, number, array or object
is tried empty and huge, with equal parts and different ones, formatted and formless.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models.contract.instances.pattern_strings import matching
from openrouter_models.contract.instances.scalar_values import limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models.contract.instances.branches import Branch

Probe: TypeAlias = tuple[Any, str]

MANY = 1025  # just beyond 2**10: whoever limits a number of things rarely allows more
_MATCHING = 3
_LONG = 65_537  # just beyond 2**16, in characters

# One or two values of each type stand for it where it is the wrong one. Texts look like the value
# that they are not, because that is how servers get types wrong.
_OF_TYPE: dict[str, list[Any]] = {
    "null": [None],
    "boolean": [False, True],
    "integer": [0, 1, 8192, 8192.0],
    "number": [8192.5],
    "string": ["", "0", "8192", "true", "null", "text"],
    "array": [[], [None], ["text"], [{}]],
    "object": [{}, {"text": "text"}],
}
_INTEGERS = [0, 1, -1, 2, 7, 8192.0, 2**31, 2**53 + 1, 2**64 - 1, -(2**63), -0.0]
_HUGE = 1.7976931348623157e308
_FRACTIONS = [0.5, -0.5, 8192.5, 0.1234567890123456, 1e-7, 5e-324, _HUGE, -_HUGE]
_STRINGS = {
    "an empty string": "",
    "a blank": " ",
    "one character": "x",
    "text": "text",
    "words": "Some words, with a comma.",
    "blanks around it": " text ",
    "upper case": "TEXT",
    "mixed case": "tExT-1_a/B",
    "a whole number": "0",
    "a negative number": "-1",
    "a long decimal": "0.0000000833333333333333",
    "an exponent": "1e-7",
    "no number": "NaN",
    "the word null": "null",
    "a date": "2024-01-31",
    "no date": "2024-13-45",
    "a time": "2024-01-31T12:00:00Z",
    "an address": "https://example.com/a?b=c#d",
    "no address": "ht!tp:// no address",
    "an e-mail address": "a@example.com",
    "a UUID": "00000000-0000-4000-8000-000000000000",
    "line ends": "\r\ntext\n",
    "control characters": "\x00\x07\x1b[2J\x7f",
    "quotes and backslashes": '"\\/',
    "markup": "<script>=1+1</script>",
    "letters with marks": "éé",
    "ideographs": "日本語",
    "a code point beyond 16 bits": "\U0001f600",
    "invisible characters": "\u202e\u200b\ufeff\u2028",
    f"{_LONG:,} characters": "x" * _LONG,
}
# Words that an enum may gain one day or that a careless one would let pass.
_LIKELY_WORDS = (
    "0 null none None other unknown default auto any all * new new-value new_value extra added "
    "mutant __mutant__ x zzz foo test value future bogus invalid undocumented not-a-value "
    "not-in-enum something-else brand-new __new__ __unknown__ x-unknown prediction decisions tts pdf "
    "document code 3d ultra extreme"
)
_WORDS = ("", " ", *_LIKELY_WORDS.split())
# Names that an object may gain one day, and names that a careless implementation trips over.
_LIKELY_NAMES = (
    "0 x X x-extra X-Extra xExtra x_extra extra new new_field added mutant unknown foo test value id "
    "type next links overrides alias_target total_count metadata $ref __proto__ a/b~c a.b "
    "additional_properties"
)
NAMES = ("", " ", *_LIKELY_NAMES.split(), "naïve", "日本語", "line\nend\x00", "x" * 300)


def foreign(allowed: frozenset[str]) -> Iterator[Probe]:
    """Give values of the types that are not allowed at a place, each with what it is."""
    for name, values in _OF_TYPE.items():
        if name not in allowed and not (name == "integer" and "number" in allowed):
            for value in values:
                yield value, f"{_article(name)} where {_listed(allowed)} is expected"


def stand_ins() -> Iterator[Any]:
    """Give a value of every type."""
    for values in _OF_TYPE.values():
        yield values[0]


def own(branch: Branch, words: Iterable[str]) -> Iterator[Probe]:
    """Give scalars at every edge of a branch, and those that it has no reason to reject, each with what it is.

    Words are what is not a value of an enum but may be mistaken for one.
    """
    for value in branch.get("examples", ()):
        yield value, "an example of the document"
    kind = branch["type"]
    if "enum" in branch:
        yield from ((value, "a documented value") for value in branch["enum"])
    if kind in {"integer", "number"}:
        yield from ((value, f"the number {value!r}") for value in (*_INTEGERS, *_FRACTIONS))
        yield from ((value, f"the number {value!r}, at a bound") for value in limits(branch))
    elif kind == "string":
        yield from ((value, why) for why, value in _STRINGS.items())
        yield from _lengths(branch)
        yield from _unmatched(branch)
        yield from _unlisted(branch, words)
    elif kind in {"null", "boolean"}:
        yield from ((value, f"the value {value}") for value in _OF_TYPE[kind])


def _lengths(branch: Branch) -> Iterator[Probe]:
    """Give strings as long as the bounds, one shorter and one longer."""
    for word in ("minLength", "maxLength"):
        bound = branch.get(word, _LONG)
        for length in range(max(bound - 1, 0), bound + 2) if bound < _LONG else ():
            yield "x" * length, f"{length} characters, {word} being {branch[word]}"
            yield "\U0001f600" * length, f"{length} code points, {word} being {branch[word]}"


def _unmatched(branch: Branch) -> Iterator[Probe]:
    """Give strings that match a pattern, and their neighbours, some of which do not."""
    if "pattern" in branch:
        bounds = branch.get("minLength", 0), branch.get("maxLength")
        for text in islice(matching(branch["pattern"], *bounds), _MATCHING):
            yield text, "a match of the pattern"
            yield from ((near, "nearly a match of the pattern") for near in neighbours(text))


def _unlisted(branch: Branch, words: Iterable[str]) -> Iterator[Probe]:
    """Give strings that are almost, or one day perhaps, values of an enum."""
    for value in branch.get("enum", ()):
        yield from ((near, f"nearly the value {value}") for near in neighbours(value))
    if "enum" in branch:
        yield from ((word, "an undocumented value") for word in (*_WORDS, *words))


def neighbours(word: str) -> Iterable[str]:
    """Give strings that a careless comparison takes for another: in other cases, cut, lengthened, with other separators."""
    near = [word.upper(), word.lower(), word.capitalize(), word.swapcase(), word[:-1], word[1:]]
    near += [f"{word}{end}" for end in ("x", "s", "2", "_x", "-x", "_2", "-2", "_new", "-new", " ")]
    near += [f"{start}{word}" for start in (" ", "x", "x-", "x_", "new-", "new_")]
    near += [f"{word}\n", word.replace("_", "-"), word.replace("-", "_"), word.replace("-", "")]
    return [each for each in dict.fromkeys(near) if each != word]


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}" if name != "null" else name


def _listed(allowed: frozenset[str]) -> str:
    return " or ".join(map(_article, sorted(allowed))) or "nothing"
