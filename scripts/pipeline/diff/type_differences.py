"""Sort what a value may be by JSON type, and tell in which types two schemas differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.diff.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.alternatives import Alternative

    Types = dict[str, list[Alternative]]

_ALL_TYPES = frozenset({"boolean", "integer", "fraction", "string", "array", "object"})


def by_type(alternatives: Iterable[Alternative]) -> Types:
    """Sort alternatives by JSON type; an integer is a number, and lists of values are one list."""
    found: Types = {}
    for one in alternatives:
        name = one.branch["type"]
        found.setdefault("number" if name == "integer" else name, []).append(one)
    return {name: _as_one_list(several) for name, several in found.items()}


def in_types(old: Types, new: Types) -> Iterator[Difference]:
    """Yield the differences between the types of two schemas."""
    if not old or not new:
        kind, what = ("value-allowed", "was never") if new else ("value-forbidden", "is never")
        yield Difference(kind, (), f"{what} there")
        return
    if "null" in new and "null" not in old:
        yield Difference("null-allowed", (), "may be null", probes=(None,))
    if "null" in old and "null" not in new:
        yield Difference("null-forbidden", (), "is never null", probes=(None,))
    before, after = _types(old), _types(new)
    what = f"was {_words(before)}, is {_words(after)}"
    if before == after:
        return
    if not before or not after:
        yield Difference("value-allowed" if after else "value-forbidden", (), what)
    elif before < after:
        yield Difference("type-widened", (), what)
    else:
        yield Difference("type-narrowed" if after < before else "type-changed", (), what)


def describe(found: Types) -> str:
    """Name the types that a value may have."""
    return _words(_types(found), or_null="null" in found)


def _as_one_list(several: list[Alternative]) -> list[Alternative]:
    if len(several) > 1 and all("enum" in one.branch for one in several):
        first = several[0]
        every = [value for one in several for value in one.branch["enum"]]
        return [attrs.evolve(first, branch={"type": first.branch["type"], "enum": every})]
    return several


def _types(found: Types) -> frozenset[str]:
    """Give the types but null, numbers being split into integers and fractions."""
    names = {name for name in found if name not in {"null", "number"}}
    if numbers := found.get("number"):
        whole = all(one.branch["type"] == "integer" for one in numbers)
        names |= {"integer"} if whole else {"integer", "fraction"}
    return frozenset(names)


def _words(types: frozenset[str], *, or_null: bool = False) -> str:
    if types == _ALL_TYPES:
        return "any value"
    words = types - {"fraction", "integer"} | {"number"} if "fraction" in types else types
    return " or ".join([*sorted(words), *["null"] * or_null]) or "nothing but null"
