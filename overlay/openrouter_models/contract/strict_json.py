"""Parse JSON strictly (RFC 8259, and I-JSON, RFC 7493, where that leaves things open)."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import msgspec
from attrs import frozen

from openrouter_api.jsontext import parse_slowly, refuse_too_deep, stand_in
from openrouter_models._pointers import pointer
from openrouter_models._text import printable, show
from openrouter_models.findings import MAX_FINDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The last step and the way before it: a way costs one cell, however long it is.
_Way: TypeAlias = "tuple[_Way, str | int] | tuple[()]"
_HALF = re.compile("[\ud800-\udfff]")


@frozen
class Parsed:
    """A JSON text, parsed.

    Attributes:
        value: The value; of members with the same name the last counts.
        faults: What each reader would take differently, and where: names that stand more than once
            in an object, strings with half a surrogate pair.
        more: How many faults there are beside those told.
    """

    value: Any
    faults: tuple[str, ...] = ()
    more: int = 0


def parse(
    body: bytes, most: int = MAX_FINDINGS, pass_gate: Callable[[bytes], Any] | None = None
) -> Parsed:
    """Parse a JSON text.

    A byte order mark, other encodings than UTF-8, NaN and infinity, comments, and anything before
    or after the value but white space are refused. Numbers may have any size.

    Args:
        body: The text as it came.
        most: How many faults to tell; more are counted.
        pass_gate: Decodes what is certain to have no finding, and to be shallow; raises on the rest.

    Returns:
        The value, as the gate decoded it if it passed, and what in it is ambiguous (RFC 8259
        sections 4 and 8.2, RFC 7493 sections 2.1 and 2.3).

    Raises:
        ValueError: It is not JSON text.
        TooDeepError: It is nested more than 200 deep; a `ValueError` too.
    """
    if pass_gate is not None:
        with suppress(ValueError, RecursionError):
            value = pass_gate(body)
            if _names_are_unique(body, value):
                return Parsed(value)
    refuse_too_deep(body)
    try:
        value = msgspec.json.decode(body)
    except ValueError:
        # No JSON, or one of the things that msgspec refuses and JSON allows.
        return _parse_slowly(body, most)
    return Parsed(value) if _names_are_unique(body, value) else _parse_slowly(body, most)


def _names_are_unique(body: bytes, value: Any) -> bool:
    r"""Prove that no member was dropped for another of its name; False where that is not proved.

    What is dropped has quotation marks around its name, and those of the rest are the same when it
    is encoded again, unless the body has written some as `\u0022`.
    """
    encoded = msgspec.json.encode(value)
    if encoded == body:
        return True
    is_plain = b"\\" not in body or b"u0022" not in body
    return is_plain and body.count(b'"') == encoded.count(b'"')


def _parse_slowly(body: bytes, most: int) -> Parsed:
    repeated: list[tuple[dict[str, Any], str]] = []
    more = 0

    def collect(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal more
        made = dict(members)
        surplus = len(members) - len(made)
        if surplus == 1 and len(repeated) >= most:
            more += 1
        elif surplus:
            counts = Counter(map(itemgetter(0), members))
            names = [name for name, count in counts.items() if count > 1]
            room = most - len(repeated)
            repeated.extend(zip(repeat(made), names[:room], strict=False))
            more += len(names[room:])
        return made

    value = parse_slowly(body, beyond=stand_in, collect=collect)
    cut: list[_Way] = []
    if b"\\ud" in body.lower():
        cut = [way for way, each in _walk(value) if _is_cut(each) or (way and _is_cut(way[1]))]
    owners = {id(made) for made, _ in repeated}
    where = dict.fromkeys(owners, "in an object that is itself a repeat")
    where |= {owner: f"at {_shown(way)}" for owner, way in _places(value, owners).items()}
    names = {name: show(name) for _, name in repeated}
    faults = [f"the name {names[name]} more than once {where[id(made)]}" for made, name in repeated]
    told = cut[: most - len(repeated)]
    faults += [f"half a surrogate pair at {_shown(way)}" for way in told]
    return Parsed(value, tuple(faults), more + len(cut) - len(told))


def _places(value: Any, wanted: set[int]) -> dict[int, _Way]:
    """Give the ways to objects that are wanted, by their identities."""
    found: dict[int, _Way] = {}
    for way, each in _walk(value) if wanted else ():
        if id(each) in wanted:
            found[id(each)] = way
            if len(found) == len(wanted):
                break
    return found


def _walk(value: Any) -> Iterator[tuple[_Way, Any]]:
    """Give everything in a value and the way to it, in the order of the text."""
    pending: list[Iterator[tuple[_Way, Any]]] = [iter([((), value)])]
    while pending:
        for way, each in pending[-1]:
            yield way, each
            if inner := _inside(way, each):
                pending.append(inner)
                break
        else:
            pending.pop()


def _inside(way: _Way, value: Any) -> Iterator[tuple[_Way, Any]] | None:
    if isinstance(value, dict):
        return (((way, name), inner) for name, inner in cast("dict[str, Any]", value).items())
    if isinstance(value, list):
        items = enumerate(cast("list[object]", value))
        return (((way, index), inner) for index, inner in items)
    return None


def _is_cut(value: Any) -> bool:
    return isinstance(value, str) and _HALF.search(value) is not None


def _shown(way: _Way) -> str:
    steps: list[str | int] = []
    rest: Any = way  # pairs within pairs
    while rest:
        rest, step = rest
        steps.append(step)
    return printable(pointer(reversed(steps))) or "the top"
