"""Show values and text from outside: on one line, without control characters, short, and without account ids."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_TEXT = 80
_MOST_ENTRIES = 5
_MOST_BITS = 64
PRIVATE = frozenset({"user_id"})  # error bodies carry real account ids under this name
WITHHELD = "(withheld)"
# json.dumps makes an encoder for every call, and so does this one for containers; that is expensive.
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def one_line(text: str, limit: int = 500) -> str:
    """Put a text on one line of printable characters, and shorten it to some characters with an ellipsis."""
    # Shortened before too: a server may send megabytes, and escaping goes character by character.
    line = printable(" ".join(text.split())[: limit + 1])
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def brief(value: object) -> str:
    """Show any value, so that an error can say what was given in place of what was expected."""
    return one_line(repr(value), 80)


def count(number: int, noun: str) -> str:
    """Write a number of things: "1 finding", "2,000 findings"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Ask whether the nearest known word was meant; say nothing where none is near."""
    near = get_close_matches(word, [*known], n=1)
    return f"Did you mean {near[0]!r}?" if near else ""


def shorten(value: Any) -> Any:
    """Copy a JSON value of any size and depth into something small that JSON can write, at a bounded cost.

    Strings keep their first 80 code points, containers their first five entries, in which
    further containers are told by their size only; account ids are withheld; numbers that JSON
    or 64 bits cannot hold become text.
    """
    if isinstance(value, str):
        return _brief(value)
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        short = {
            _brief(name): WITHHELD if name in PRIVATE else _brief(item)
            for name, item in islice(members.items(), _MOST_ENTRIES)
        }
        more = len(members) - _MOST_ENTRIES
        return short | {"…": f"{more} more"} if more > 0 else short
    if isinstance(value, list):
        items = cast("list[object]", value)
        more = len(items) - _MOST_ENTRIES
        rest = [f"… {more} more"] if more > 0 else []
        return [_brief(item) for item in items[:_MOST_ENTRIES]] + rest
    return _brief(value)


def _brief(value: Any) -> Any:
    """Shorten a scalar; tell a container by its size."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, dict):
        return f"{{{len(cast('dict[str, Any]', value))} fields}}"
    if isinstance(value, list):
        return f"[{len(cast('list[object]', value))} items]"
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"an integer of {value.bit_length()} bits"
    return value


def show(value: Any) -> str:
    """Write a JSON value of any size and depth, shortened, on one line of printable characters."""
    return written(shorten(value))


def written(value: Any) -> str:
    """Write a JSON value that is short already on one line of printable characters."""
    if not isinstance(value, float):  # msgspec writes some with another exponent
        try:
            text = msgspec.json.encode(value)
            return _formatted(text) if isinstance(value, dict | list) else printable(text.decode())
        except (ValueError, OverflowError, TypeError):
            pass  # half a surrogate pair, an integer beyond 64 bits, a class of its own
    return printable(_ENCODE(value))


@lru_cache  # drift repeats itself
def _formatted(text: bytes) -> str:
    return printable(msgspec.json.format(text, indent=0).decode())


def printable(text: str) -> str:
    """Escape every character that is not printable, line ends and control characters first."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def workflow_command(name: str, message: str, **properties: str) -> str:
    """Write GitHub's `error`, `warning` or `notice`, escaped as the runner decodes it."""
    written = ",".join(
        f"{key}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
    )
    return f"::{name} {written}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return printable(text).replace("%", "%25")
