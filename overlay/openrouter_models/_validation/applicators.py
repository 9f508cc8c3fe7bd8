"""Nodes made of nodes: what `allOf`, `anyOf`, `oneOf`, `not` and conditions make of their parts.

They are resolved type by type when they are compiled, so a nullable costs nothing, and the branch
that a value fits by its type is the one that reports what is wrong with it.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from openrouter_models._validation.checks import Mismatch, failing, never, run
from openrouter_models._validation.deviations import OF_TYPE, Found, fails
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openrouter_models._validation.batches import Batch
    from openrouter_models._validation.checks import Check, Node
    from openrouter_models._validation.deviations import Alike

TYPES: tuple[type, ...] = (dict, list, str, int, float, bool, type(None))


def always(check: Check | None) -> Node:
    """Use one check for every type."""
    return dict.fromkeys(TYPES, check)


def sequence(checks: Iterable[Check | None]) -> Check | None:
    """Make several checks one; a deviation that several report counts once."""
    parts = [check for check in checks if check is not None]
    if len(parts) < 2:
        return parts[0] if parts else None

    def check(batch: Batch, found: Found) -> None:
        several = [alike for part in parts if (alike := found_by(part, batch).alike)]
        found.alike += several[0] if len(several) == 1 else _once(chain.from_iterable(several))

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

    def check(batch: Batch, found: Found) -> None:
        refused = failing(condition, batch)
        rows = range(len(batch.values))
        run(then, batch.only([row for row in rows if row not in refused]), found)
        run(otherwise, batch.only(sorted(refused)), found)

    return always(check)


def dependent(name: str, node: Node) -> Node:
    """Make a node that asks for something if an object has a field (`dependentSchemas`)."""

    def check(batch: Batch, found: Found) -> None:
        having = [row for row, each in enumerate(batch.values) if name in each]
        run(node, batch.only(having), found)

    return {**always(None), dict: check}


def negation(node: Node) -> Node:
    """Make a node that asks for the contrary (`not`)."""

    def check(batch: Batch, found: Found) -> None:
        refused = failing(node, batch)
        rows = [row for row in range(len(batch.values)) if row not in refused]
        found.add(Kind.CONSTRAINT_VIOLATED, "which the contract rules out", batch, rows)

    return always(check)


def found_by(check: Check, batch: Batch) -> Found:
    """Give what one check finds."""
    found = Found()
    check(batch, found)
    return found


def _choice(checks: Sequence[Check | None], *, exclusive: bool) -> Check:
    """Choose among branches that allow the type of the value."""

    def check(batch: Batch, found: Found) -> None:
        tried = [found_by(each, batch) if each else Found() for each in checks]
        grouped = [each.rows_in(batch) for each in tried]
        rows = range(len(batch.values)) if exclusive else set(grouped[0]).intersection(*grouped)
        for row in sorted(rows):
            results = [each.get(row, []) for each in grouped]
            met = [result for result in results if not fails(result)]
            of_type = [each for each in results if not _is_mistyped(each, batch)]
            if exclusive and len(met) > 1:
                asks = f"expected one of the alternatives to fit, {len(met)} do"
                found.add(Kind.CONSTRAINT_VIOLATED, asks, batch, (row,))
            elif met:
                found.alike += min(met, key=lambda each: len([*each]))
            elif len(of_type) < 2:
                found.alike += (of_type or results)[0]
            else:
                asks = f"expected one of {len(checks)} alternatives to fit"
                found.add(Kind.CONSTRAINT_VIOLATED, asks, batch, (row,))

    return check


def _is_mistyped(alike: Sequence[Alike], batch: Batch) -> bool:
    """Tell whether what was found of a value is that it is of the wrong type itself."""
    return any(one.kind in OF_TYPE and one.batch.depth == batch.depth for one in alike)


def _once(alike: Iterable[Alike]) -> Iterator[Alike]:
    """Tell a deviation once, nothing at or below a value of the wrong type."""
    singles = [pair for one in alike for pair in zip(one.ways(), one.singles(), strict=True)]
    mistyped = {way for way, one in singles if one.kind in OF_TYPE}
    kept: dict[tuple[Any, ...], Alike] = {}
    for way, one in singles:
        itself = 0 if one.kind in OF_TYPE else 1
        if any(way[:end] in mistyped for end in range(len(way) + itself)):
            continue
        asks = one.asks if one.kind is Kind.CONSTRAINT_VIOLATED else ""
        kept.setdefault((one.kind, way, asks), one)
    return iter(kept.values())
