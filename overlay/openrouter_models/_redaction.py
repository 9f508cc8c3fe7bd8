"""Take secrets out of what is shown, kept or handed on: one rule, stated in SECURITY.md.

`redact` removes what has the form of a secret; `Redactor` removes one key that is known, however it
is spelled. A server may echo the key in any of these ways.
"""

from __future__ import annotations

import base64
import re
from html.entities import html5
from typing import Any, AnyStr, cast

MARK = "[redacted]"
SHORTEST_WORD = 4
"""Characters that a key must have to be looked for at all."""
SHORTEST_ANYWHERE = 8
"""Characters that a key must have to be replaced inside of words too."""

_FORMS = re.compile(
    r"""
      (?P<key> sk-or-(?=v\d) | (?<![0-9A-Za-z])sk-or- | (?<![0-9A-Za-z])sk-(?=[\w-]{16}) )
          [^\s"'`,;<>()\[\]{}\\]+
    | (?P<bearer> bearer\s+ ) [\w.~+/=-]{16,}
    | (?P<account> (?:user|org)_ ) (?!ids?\b)[0-9A-Za-z]+
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_BACKSLASHED = re.compile(r"\\(?:u00[2-7]|u\{|x[2-7]|[01])")
_ELSEWISE = (("%", "234567u"), ("&", "#almpU"))  # what begins an escape, and what may come next
_REFERENCES = {
    name[:-1]: sign for name, sign in html5.items() if sign.isascii() and name[-1] == ";"
}
# An escape of JSON that the key begins in, as in \u0000 or \n before 0000… or n…: cut in two it would not be JSON.
_CUT_ESCAPE = r"(?:(?<!\\)\\+(?:u[0-9A-Fa-f]{0,3})?)?"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")
_LONG = 10_000
_DROPPED = (
    0,
    2,
    3,
)  # characters of base64 that bytes before the key share with it, by their number


def redact(text: str) -> str:
    """Replace what has the form of a key, a bearer token or an account id; the prefix that tells its kind stays."""
    return _FORMS.sub(lambda match: f"{match[match.lastgroup or 0]}{MARK}", text)


class Hiding:
    """A block whose frames no traceback shows, because their local variables hold a secret.

    What is raised in the block goes on without what led to it: type and message tell enough.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is not None:
            error.__traceback__ = error.__context__ = None


class Redactor:
    """Replaces a key wherever it stands, in any case and in any of the usual spellings.

    Those are: as it is; with characters escaped as in JSON, JavaScript, HTML or a URL, once or
    more; in hexadecimal; and in base64 at any offset, with either alphabet. A key of fewer than
    eight characters is replaced only as a word of its own, because it may be part of ordinary
    words; one of fewer than four is not looked for.
    """

    __slots__ = ("_key", "_pattern", "_spellings")

    def __init__(self, key: str) -> None:
        code = key.encode()
        cases = (key, key.lower(), key.upper(), code.hex(), code.hex().upper())
        wide = key.encode("utf-16-le").decode("latin-1")[:-1]  # in either order of bytes
        spellings = tuple(dict.fromkeys([*cases, wide, *_in_base64(code)]))
        self._key = key
        self._spellings = spellings if len(key) >= SHORTEST_ANYWHERE else ()
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return "Redactor('***')"

    def __call__(self, data: AnyStr) -> AnyStr:
        """Replace the key in a text or in bytes; where it does not occur the same object returns."""
        with Hiding():
            if isinstance(data, str):
                return self._replaced(data)
            text = data.decode("latin-1")
            clean = self._replaced(text)
            return data if clean is text else clean.encode("latin-1")

    def value(self, value: Any) -> Any:
        """Replace the key in all strings of a JSON value, names of fields included."""
        if isinstance(value, str):
            return self._replaced(value)
        if isinstance(value, list):
            return [self.value(item) for item in cast("list[object]", value)]
        if isinstance(value, dict):
            members = cast("dict[str, object]", value)
            return {self.value(name): self.value(item) for name, item in members.items()}
        return value

    def _replaced(self, text: str) -> str:
        if len(self._key) < SHORTEST_WORD:
            return text
        # The pattern takes ten times as long as a search for what is fixed, so a listing is spared it
        # where it cannot match. A key of other characters than these has shorter escapes too.
        spelled = any(spelling in text for spelling in self._spellings)
        is_spared = len(text) > _LONG and _UNRESERVED.fullmatch(self._key) is not None
        if is_spared and self._spellings and not spelled and not _has_escapes(text):
            return text
        if self._pattern is None:
            self._pattern = re.compile(_spelled(self._key))
        clean, found = self._pattern.subn(MARK, text)
        for spelling in self._spellings:
            if spelling in clean:
                clean = re.sub(_CUT_ESCAPE + re.escape(spelling), MARK, clean)
        return clean if found or spelled else text


def _has_escapes(text: str) -> bool:
    """Tell whether a character that may stand in a key is escaped anywhere."""
    if _BACKSLASHED.search(text):
        return True
    for sign, following in _ELSEWISE:
        at = text.find(sign)
        while at >= 0:
            if text[at + 1 : at + 2] in following:
                return True
            at = text.find(sign, at + 1)
    return False


def _spelled(key: str) -> str:
    """Make a pattern for a key whose characters may be escaped, each in a way of its own."""
    pattern = "".join(map(_spelled_character, key))
    if len(key) < SHORTEST_ANYWHERE:
        return rf"(?<![\w-]){pattern}(?![\w-])"
    return _CUT_ESCAPE + pattern


def _spelled_character(character: str) -> str:
    """Write one character as it is in either case, and as JSON, JavaScript, URLs and HTML escape it."""
    code, either = ord(character), _any_case(ord(character))
    names = "".join(f"|{name}" for name, sign in _REFERENCES.items() if sign == character)
    plain = "|".join({re.escape(character.lower()), re.escape(character.upper())})
    backslashes = "" if character.isalnum() else r"\\{0,15}"
    # The longest come first, and the repeats are bounded, so that no text makes the search slow.
    return (
        rf"(?:\\(?:\\|u005[cC]){{0,15}}(?:(?:u00|x){either}|u\{{0{{0,6}}{either}\}}|0?{code:o})"
        rf"|%(?:25){{0,3}}(?:u00)?{either}"
        rf"|&(?:amp;|\#38;|\#[xX]26;){{0,3}}(?:\#[xX]0{{0,6}}{either}|\#0{{0,6}}{code}{names});?"
        rf"|{backslashes}(?:{plain}))"
    )


def _any_case(code: int) -> str:
    """Write a code in hexadecimal, in either case."""
    return "".join(f"[{digit}{digit.upper()}]" for digit in f"{code:02x}")


def _in_base64(key: bytes) -> list[str]:
    """Give what base64 makes of a key behind zero to two other bytes, without what they share."""
    return [
        encode(bytes(before) + key)[dropped : (before + len(key)) * 8 // 6].decode()
        for before, dropped in enumerate(_DROPPED)
        for encode in (base64.b64encode, base64.urlsafe_b64encode)
    ]
