"""Nodes made of nodes: what `allOf`, `anyOf`, `oneOf`, `not` and conditions make of their parts.

They are resolved type by type when they are compiled, so a nullable costs nothing, and the branch
that a value fits by its type is the one that reports what is wrong with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openrouter_models._validation.checks import Deviation, Mismatch, accepts, fails, never, run
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openrouter_models._validation.checks import Check, Node

TYPES: tuple[type, ...] = (dict, list, str, int, float, bool, type(None))
_OF_TYPE = (Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED)


def always(check: Check | None) -> Node:
    """Use one check for every type."""
    return dict.fromkeys(TYPES, check)


def sequence(checks: Iterable[Check | None]) -> Check | None:
    """Make several checks one; a deviation that several report counts once."""
    parts = [check for check in checks if check is not None]
    if len(parts) < 2:
        return parts[0] if parts else None

    def check(value: Any) -> list[Deviation] | None:
        found = [deviation for part in parts for deviation in part(value) or ()]
        return _once(found, value) if found else None

    return check


def every(nodes: Sequence[Node]) -> Node:
    """Make a node that asks for what several ask for (`allOf`, siblings)."""
    merged: Node = {}
    for kind in TYPES:
        checks = [node[kind] for node in nodes]
        mismatches = [check for check in checks if isinstance(check, Mismatch)]
        if mismatches:
            first, *others = (mismatch.allowed for mismatch in mismatches)
            merged[kind] = Mismatch(first.intersection(*others))
        else:
            merged[kind] = sequence(checks)
    return merged


def union(nodes: Sequence[Node], *, exclusive: bool) -> Node:
    """Make a node that asks for what one of several asks for (`anyOf`, exclusively `oneOf`)."""
    merged: Node = {}
    for kind in TYPES:
        checks = [node[kind] for node in nodes]
        fitting = [c for c in checks if not isinstance(c, Mismatch) and c is not never]
        mismatches = [check for check in checks if isinstance(check, Mismatch)]
        if not fitting:
            types = frozenset[str]().union(*(m.allowed for m in mismatches))
            merged[kind] = Mismatch(types) if mismatches else never
        elif len(fitting) == 1 or (None in fitting and not exclusive):
            merged[kind] = None if None in fitting else fitting[0]
        else:
            merged[kind] = _choice(fitting, exclusive=exclusive)
    return merged


def conditional(condition: Node, then: Node, otherwise: Node) -> Node:
    """Make a node that asks for one thing or another (`if`, `then`, `else`)."""

    def check(value: Any) -> list[Deviation] | None:
        return run(then if accepts(condition, value) else otherwise, value)

    return always(check)


def dependent(name: str, node: Node) -> Node:
    """Make a node that asks for something if an object has a field (`dependentSchemas`)."""

    def check(value: dict[str, Any]) -> list[Deviation] | None:
        return run(node, value) if name in value else None

    return {**always(None), dict: check}


def negation(node: Node) -> Node:
    """Make a node that asks for the contrary (`not`)."""

    def check(value: Any) -> list[Deviation] | None:
        if not accepts(node, value):
            return None
        return [Deviation(Kind.CONSTRAINT_VIOLATED, "which the contract rules out", value)]

    return always(check)


def _choice(checks: Sequence[Check | None], *, exclusive: bool) -> Check:
    """Choose among branches that allow the type of the value."""

    def check(value: Any) -> list[Deviation] | None:
        results = [each(value) if each else None for each in checks]
        met = [result for result in results if not fails(result)]
        if exclusive and len(met) > 1:
            asks = f"expected one of the alternatives to fit, {len(met)} do"
            return [Deviation(Kind.CONSTRAINT_VIOLATED, asks, value)]
        if met:
            return min(met, key=lambda result: len(result or ()))
        of_type = [r for r in results if r and not (r[0].kind in _OF_TYPE and not r[0].way)]
        if len(of_type) < 2:
            return (of_type or results)[0]
        asks = f"expected one of {len(checks)} alternatives to fit"
        return [Deviation(Kind.CONSTRAINT_VIOLATED, asks, value)]

    return check


def _once(found: list[Deviation], value: Any) -> list[Deviation]:
    """Tell a deviation once, nothing at or below a value of the wrong type, in the value's order."""
    mistyped = {tuple(d.way) for d in found if d.kind in _OF_TYPE}
    kept: dict[tuple[Any, ...], Deviation] = {}
    for deviation in found:
        way = tuple(deviation.way)
        nearest = 1 if deviation.kind in _OF_TYPE else 0
        if any(way[i:] in mistyped for i in range(nearest, len(way) + 1)):
            continue
        asks = deviation.asks if deviation.kind is Kind.CONSTRAINT_VIOLATED else ""
        kept.setdefault((deviation.kind, way, asks), deviation)
    members = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    rank = {name: place for place, name in enumerate(members)}

    def place(deviation: Deviation) -> int:
        step = deviation.way[-1] if deviation.way else -1
        return step if isinstance(step, int) else rank.get(step, len(rank))

    return sorted(kept.values(), key=place)
