"""JSON as text: how deep it may be nested, and what becomes of numbers that Python has no number for."""

from __future__ import annotations

import json
from itertools import accumulate
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 200
"""How many arrays and objects may stand within each other.

Python's own bound depends on its version, on the stack of the thread and on how much of it is in use, and it differs
between reading, copying, comparing and printing. Below this bound all of them work.
"""

_GREATEST = 10**4300 - 1  # the greatest integer that Python reads and writes by default
_STEPS = [0] * 256
_STEPS[ord("[")] = _STEPS[ord("{")] = 1
_STEPS[ord("]")] = _STEPS[ord("}")] = -1
_OTHERS = bytes(set(range(256)) - set(b'[]{}"'))


class TooDeepError(ValueError):
    """A JSON value is nested deeper than `MAX_DEPTH`."""

    def __init__(self) -> None:
        super().__init__(f"nested more than {MAX_DEPTH} deep")


class Numeral(str):
    """A JSON number that no number of Python holds, as the text it was.

    These are integers of more digits than Python converts (4,300, unless the process has another limit) and numbers
    beyond the range of a double. Every other number is an `int` if it is written without fraction and exponent, and
    otherwise the nearest double, as with most readers of JSON (RFC 8259, section 6).
    """

    __slots__ = ()

    def is_integer(self) -> bool:
        """Tell whether the number is whole, as JSON Schema understands it: 1e400 is."""
        digits, _, exponent = self.lower().partition("e")
        whole, _, decimals = digits.partition(".")
        figures = whole + decimals
        zeros = len(figures) - len(figures.rstrip("0"))
        size = exponent.lstrip("+-0")[:10] or "0"  # no number has so many figures that more matter
        power = -int(size) if exponent.startswith("-") else int(size)
        return len(decimals) - zeros <= power


def stand_in(text: str) -> int | float:
    """Give a number to judge in the place of one that no number of Python holds.

    Args:
        text: The number as JSON.

    Returns:
        One with the same sign, as whole, and no nearer to 0 than any that can be read.
    """
    sign = -1 if text.startswith("-") else 1
    return sign * (_GREATEST if Numeral(text).is_integer() else inf)


def parse(body: bytes, *, beyond: Callable[[str], Any] = Numeral) -> Any:
    """Parse JSON as RFC 8259 has it: with lone surrogates and numbers of any size, without NaN.

    Args:
        body: JSON text in UTF-8.
        beyond: Gives the value of a number that no number of Python holds.

    Raises:
        ValueError: The body is not JSON.
        TooDeepError: It is nested deeper than `MAX_DEPTH`.
    """
    refuse_too_deep(body)
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return parse_slowly(body, beyond=beyond)


def parse_slowly(
    body: bytes,
    *,
    beyond: Callable[[str], Any] = Numeral,
    collect: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Any:
    """Parse JSON that msgspec refuses, or whose objects are to be seen with all their members.

    Args:
        body: JSON text in UTF-8, known to be nested no deeper than `MAX_DEPTH`.
        beyond: Gives the value of a number that no number of Python holds.
        collect: Makes an object of its members.

    Raises:
        ValueError: The body is not JSON.
    """

    def to_int(text: str) -> Any:
        try:
            return int(text)
        except ValueError:
            return beyond(text)

    def to_float(text: str) -> Any:
        number = float(text)
        return number if isfinite(number) else beyond(text)

    return json.loads(
        body.decode(),
        parse_constant=_refuse_constant,
        parse_int=to_int,
        parse_float=to_float,
        object_pairs_hook=collect,
    )


def encode(value: Any) -> bytes:
    """Write plain JSON values, numerals as the numbers they stand for.

    Args:
        value: What `parse` gives; lone surrogates are escaped.
    """
    try:
        return msgspec.json.encode(value, enc_hook=_encode_numeral)
    except UnicodeError:
        return _write(value).encode()


def refuse_too_deep(body: bytes) -> None:
    """Raise where JSON text is nested deeper than `MAX_DEPTH`, at a fifth of what parsing takes.

    Raises:
        TooDeepError: It is.
    """
    if not is_surely_shallow(body) and _depth(body) > MAX_DEPTH:
        raise TooDeepError


def is_surely_shallow(text: bytes, *, within: int = 0) -> bool:
    """Tell whether JSON text has so few brackets that it cannot be too deep.

    Args:
        text: The text.
        within: The number of arrays and objects that it stands in.
    """
    return text.count(b"[") + text.count(b"{") <= MAX_DEPTH - within


def refuse_too_deep_value(value: Any) -> None:
    """Raise where plain JSON values are nested deeper than `MAX_DEPTH`.

    Raises:
        TooDeepError: They are.
    """
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        members = (one.values() if isinstance(one, dict) else one for one in level)
        level = [inner for one in members for inner in one if isinstance(inner, dict | list)]
        if not level:
            return
    raise TooDeepError


def _depth(body: bytes) -> int:
    # What follows leaves the brackets outside of strings. Escapes go first, for their quotation marks; two quotation
    # marks that meet may go whatever they were, since the rest stays inside or outside as it was.
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = unescaped.translate(None, _OTHERS).replace(b'""', b"")
    brackets = b"".join(marks.split(b'"')[::2])
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _encode_numeral(value: Any) -> Any:
    if isinstance(value, Numeral):
        return msgspec.Raw(value.encode())
    raise TypeError(f"{type(value).__name__} is not JSON")


def _write(value: Any) -> str:
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}:{_write(one)}" for key, one in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_write, value))}]"
    return str(value) if isinstance(value, Numeral) else json.dumps(value)
