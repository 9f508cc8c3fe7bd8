"""Parse JSON strictly (RFC 8259, and I-JSON, RFC 7493, where that leaves things open)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec
from attrs import frozen

from openrouter_api.jsontext import parse_slowly, refuse_too_deep, stand_in
from openrouter_models.findings import pointer, printable, show

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Parsed:
    """A JSON text, parsed.

    Attributes:
        value: The value; of members with the same name the last counts.
        faults: What each reader would take differently, and where: names that stand more than once
            in an object, strings with half a surrogate pair.
    """

    value: Any
    faults: tuple[str, ...] = ()


def parse(body: bytes) -> Parsed:
    """Parse a JSON text.

    A byte order mark, other encodings than UTF-8, NaN and infinity, comments, and anything before
    or after the value but white space are refused. Numbers may have any size.

    Args:
        body: The text as it came.

    Returns:
        The value, and what in it is ambiguous (RFC 8259 sections 4 and 8.2, RFC 7493 sections 2.1
        and 2.3).

    Raises:
        ValueError: It is no JSON text.
        TooDeepError: It is nested more than 200 deep; a `ValueError` too.
    """
    refuse_too_deep(body)
    try:
        value = msgspec.json.decode(body)
    except ValueError:
        # No JSON, or one of the things that msgspec refuses and JSON allows.
        return _parse_slowly(body)
    return Parsed(value) if _names_are_unique(body, value) else _parse_slowly(body)


def _names_are_unique(body: bytes, value: Any) -> bool:
    r"""Prove that no member was dropped for another of its name; False where that is not proved.

    What is dropped has quotation marks around its name, and those of the rest are the same when it
    is encoded again, unless the body has written some as `\u0022`.
    """
    encoded = msgspec.json.encode(value)
    if encoded == body:
        return True
    return b"u0022" not in body and body.count(b'"') == encoded.count(b'"')


def _parse_slowly(body: bytes) -> Parsed:
    repeated: list[tuple[dict[str, Any], str]] = []

    def collect(members: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(members)
        if len(made) < len(members):
            names = [name for name, _ in members]
            repeated.extend((made, name) for name in made if names.count(name) > 1)
        return made

    value = parse_slowly(body, beyond=stand_in, collect=collect)
    faults = [
        f"the name {show(name)} more than once {_where(value, made)}" for made, name in repeated
    ]
    if b"\\ud" in body.lower():
        faults += [
            f"half a surrogate pair at {_shown(way)}"
            for way, each in _walk(value)
            if _is_cut(each) or (way and _is_cut(way[-1]))
        ]
    return Parsed(value, tuple(faults))


def _where(value: Any, wanted: dict[str, Any]) -> str:
    """Say where in a value an object stands; it may have been dropped as a repeat itself."""
    ways = (way for way, each in _walk(value) if each is wanted)
    way = next(ways, None)
    return "in an object that is itself a repeat" if way is None else f"at {_shown(way)}"


def _walk(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Give everything in a value and the way to it."""
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while pending:
        way, each = pending.pop()
        yield way, each
        if isinstance(each, dict):
            members = cast("dict[str, Any]", each).items()
            pending += [((*way, name), inner) for name, inner in members]
        elif isinstance(each, list):
            items = enumerate(cast("list[object]", each))
            pending += [((*way, index), inner) for index, inner in items]


def _is_cut(value: Any) -> bool:
    return isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value)


def _shown(way: tuple[str | int, ...]) -> str:
    return printable(pointer(way)) or "the top"
