"""Name the ways in which two schemas differ, those of single keywords among them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

from openrouter_models.findings import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diff.forms import Alternative

# A lower bound that grows accepts less, an upper bound that grows accepts more.
_LOWER = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"})
_UPPER = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"})
_OF_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


class Step(Enum):
    """A step into a value that is not by the name of a declared field."""

    ITEM = "item"
    MEMBER = "member"


Path = tuple["str | Step", ...]


@attrs.frozen
class Owner:
    """The field whose value is compared.

    Attributes:
        old: The component that declares it in the old contract.
        new: The same in the new contract.
        field: Its name on the wire; None for the undeclared ones.
    """

    old: str | None
    new: str | None
    field: str | None


@attrs.frozen
class Difference:
    """One way in which two schemas differ.

    Attributes:
        kind: Which one, a key of `pipeline.diff.change_kinds.RULES`.
        path: Where, from the root of the compared value.
        what: A sentence about it; names in it are those of the documents.
        owner: The field it is about; None at the root.
        enum: The old and the new name of the component that lists the values, if it is about one.
        probes: The values that tell the two apart; empty where any may.
        without: Whether it is the absence of the last field of the path that tells them apart.
    """

    kind: str
    path: Path
    what: str
    owner: Owner | None = None
    enum: tuple[str | None, str | None] = (None, None)
    probes: tuple[Any, ...] = ()
    without: bool = False


def in_values(old: Alternative, new: Alternative) -> Iterator[Difference]:
    """Yield the differences between the values that two alternatives list."""
    enum = old.name, new.name
    if old.values is None and new.values is None:
        return
    if old.values is None or new.values is None:
        kind = "enum-opened" if new.values is None else "enum-closed"
        what = "any value may come" if new.values is None else "only listed values come"
        yield Difference(kind, (), what, enum=enum)
        return
    for key in new.values:
        if key not in old.values:
            value = new.values[key]
            what = f"the value {show(value)} was added"
            yield Difference("enum-value-added", (), what, enum=enum, probes=(value,))
    for key in old.values:
        if key not in new.values:
            value = old.values[key]
            what = f"the value {show(value)} was removed"
            yield Difference("enum-value-removed", (), what, enum=enum, probes=(value,))


def in_limits(old: Alternative, new: Alternative) -> Iterator[Difference]:
    """Yield the differences between the limits that two alternatives set."""
    for keyword in sorted(old.limits.keys() | new.limits.keys()):
        before, after = old.limits.get(keyword), new.limits.get(keyword)
        if before == after or keyword == "whole":
            continue
        probes = tuple(_beyond(keyword, before, after))
        if before is None:
            kind, what = "constraint-added", f"{keyword} {show(after)} was added"
        elif after is None:
            kind, what = "constraint-removed", f"{keyword} {show(before)} was removed"
        else:
            kind, what = (
                _how(keyword, before, after),
                f"{keyword} was {show(before)}, is {show(after)}",
            )
        yield Difference(kind, (), what, probes=probes)


def _beyond(keyword: str, *bounds: Any) -> Iterator[Any]:
    """Give the values at and beyond the bounds of numbers, on the side that they forbid."""
    if keyword in _OF_NUMBERS:
        for bound in bounds:
            if bound is not None:
                sign = -1 if keyword in _LOWER else 1
                yield from (bound, bound + sign, bound + sign / 2)


def _how(keyword: str, before: Any, after: Any) -> str:
    if keyword not in _LOWER | _UPPER:
        was, now = set[Any](before), set[Any](after)
        if was < now:
            return "constraint-tightened"
        return "constraint-loosened" if now < was else "constraint-changed"
    tightened = (after > before) == (keyword in _LOWER)
    return "constraint-tightened" if tightened else "constraint-loosened"
