"""Find the lines and columns of values in JSON text, by their pointers."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from attrs import frozen

from openrouter_models._pointers import pointer as to_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

# A token that matters: what opens, closes or parts containers, a string with its colon, another scalar.
_TOKEN = re.compile(
    r"""(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|
    (?P<text>"(?:[^"\\]|\\.)*")(?P<colon>\s*:)?|(?P<scalar>[^\s,:\[\]{}"]+)""",
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\n|\r")


@frozen
class Location:
    """Where a value starts in a text.

    Attributes:
        line: Its line, from 1.
        column: Its column in UTF-16 code units, from 1, as SARIF and editors count.
    """

    line: int
    column: int


def locate(text: str, pointers: Iterable[str]) -> dict[str, Location]:
    """Find where the values at JSON Pointers (RFC 6901) start.

    Of a value that is not there, such as a missing field, the nearest container above it is found; of text
    that is not JSON, the part that reads as JSON is used.
    """
    wanted = {*pointers}
    around = {pointer[:at] for pointer in wanted for at, char in enumerate(pointer) if char == "/"}
    offsets = _offsets(text, wanted | around)
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    found: dict[str, Location] = {}
    for pointer in wanted:
        near = pointer
        while near not in offsets and near:
            near = near.rpartition("/")[0]
        found[pointer] = _location(text, starts, offsets.get(near, 0))
    return found


def _offsets(text: str, wanted: set[str]) -> dict[str, int]:
    """Walk the tokens once, and note where each wanted value starts."""
    found: dict[str, int] = {}
    # Of each open container its pointer, and the name or index of the value that comes next.
    path: list[tuple[str, str | int]] = []
    for match in _TOKEN.finditer(text):
        at, name = path[-1] if path else ("", "")
        if match["comma"]:
            path[-1:] = [(at, name + 1 if isinstance(name, int) else name)] if path else []
        elif match["colon"] is not None:
            path[-1:] = [(at, _decoded(match["text"]))] if path else []
        elif match["close"]:
            path[-1:] = []
        else:
            pointer = at + to_pointer((name,)) if path else ""
            if pointer in wanted:
                found.setdefault(pointer, match.start())
            if match["open"]:
                path.append((pointer, 0 if match["open"] == "[" else ""))
    return found


def _decoded(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text[1:-1]


def _location(text: str, starts: list[int], offset: int) -> Location:
    """Turn an offset into a line and a column."""
    line = bisect_right(starts, offset)
    before = text[starts[line - 1] : offset]
    return Location(line, len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1)
