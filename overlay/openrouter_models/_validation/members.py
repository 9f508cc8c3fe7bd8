"""Checks of what is inside objects and arrays: their fields, names and items."""

from __future__ import annotations

from collections import Counter
from itertools import chain, filterfalse
from typing import TYPE_CHECKING, Any

from msgspec import convert

from openrouter_models._validation.batches import Batch
from openrouter_models._validation.checks import MISSING, Check, Node, every_row, failing, run
from openrouter_models._validation.gates import refused
from openrouter_models._validation.sieve import Partial
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from msgspec import Struct

    from openrouter_models._validation.deviations import Found

_STRETCH = 1024
_LONG_STRETCH = 16 * _STRETCH
_FEW = 16


def fields(known: Mapping[str, Node], other: Node | None, required: Sequence[str]) -> Check:
    """Check the fields of objects.

    Args:
        known: The nodes of the fields that are declared here.
        other: The node of all others; None if they do not matter.
        required: The fields that must be there.
    """
    needed = tuple(dict.fromkeys(required))

    def choose_others(names: Iterable[str]) -> Iterable[str]:
        return filterfalse(known.__contains__, names)

    def check(batch: Batch, found: Found) -> None:
        objects = batch.values
        names = set[str]().union(*objects)
        sparse = _check_known(batch, {name: known[name] for name in known.keys() & names}, found)
        if other is not None and (others := [*choose_others(names)]):
            if len(others) > _FEW:
                _members(batch, choose_others, other, found)
            else:
                _check_known(batch, dict.fromkeys(sorted(others), other), found)
        for name in needed if type(objects[0]) is not Partial else ():
            if name not in names:
                found.add(Kind.MISSING_REQUIRED, MISSING, batch, every_row(batch), name)
            elif name in sparse or name not in known:
                lacking = [row for row, each in enumerate(objects) if name not in each]
                found.add(Kind.MISSING_REQUIRED, MISSING, batch, lacking, name)

    return check


def _check_known(
    batch: Batch, nodes: Mapping[str, Node], found: Found
) -> Mapping[str, Sequence[int]]:
    """Check fields that some objects have; give the rows of those that not all have."""
    objects = batch.values
    sparse: dict[str, list[int]] = {}
    for name, node in nodes.items():
        try:
            column = [each[name] for each in objects]
        except KeyError:
            sparse[name] = []
        else:
            run(node, batch.column(name, column), found)
    if sparse:
        _find_rows(objects, sparse)
    for name, rows in sparse.items():
        column = [objects[row][name] for row in rows]
        run(nodes[name], batch.column(name, column, rows), found)
    return sparse


def gated(gate: type[Struct], check: Check) -> Check:
    """Check only what does not pass a gate."""
    several: Any = list[gate]  # type: ignore[valid-type]  # made at run time

    def check_refused(batch: Batch, found: Found) -> None:
        # All in one call first, since mostly nothing is refused.
        is_single = len(batch.values) == 1
        if not is_single and not refused(convert, [batch.values], several):
            return
        if rows := refused(convert, batch.values, gate):
            check(batch.only(rows), found)

    return check_refused


def _find_rows(objects: Sequence[dict[str, Any]], sparse: dict[str, list[int]]) -> None:
    """Find the objects that have fields which not all have."""
    if len(sparse) <= _FEW:
        for name in sparse:
            sparse[name] = [row for row, each in enumerate(objects) if name in each]
        return
    for row, each in enumerate(objects):
        for name in each:
            if name in sparse:
                sparse[name].append(row)


def _members(
    batch: Batch, choose: Callable[[Iterable[str]], Iterable[str]], node: Node, found: Found
) -> None:
    """Check the fields of the names that are chosen."""
    rows: list[int] = []
    names: list[str] = []
    for row, each in enumerate(batch.values):
        chosen = [*choose(each)]
        if chosen:
            rows += [row] * len(chosen)
            names += chosen
    run(node, batch.members(rows, names), found)


def patterned(matches: Callable[[str], bool], node: Node) -> Check:
    """Check the fields whose names match a pattern."""
    return lambda batch, found: _members(batch, lambda names: filter(matches, names), node, found)


def spare(patterns: Sequence[Callable[[str], bool]], known: frozenset[str], other: Node) -> Check:
    """Check the fields that neither names nor patterns cover."""

    def is_spare(name: str) -> bool:
        return name not in known and not any(matches(name) for matches in patterns)

    return patterned(is_spare, other)


def names(node: Node) -> Check:
    """Check the names of objects' fields."""
    asks = "where the contract forbids the name of the field"

    def check(batch: Batch, found: Found) -> None:
        rows = [row for row, each in enumerate(batch.values) for _ in each]
        every = [*chain.from_iterable(batch.values)]
        refused = failing(node, Batch(every))
        members = batch.members(rows, every)
        found.add(Kind.FORBIDDEN_FIELD, asks, members, sorted(refused))

    return check


def implied(name: str, needed: Sequence[str]) -> Check:
    """Check that with one field others are there (`dependentRequired`)."""

    def check(batch: Batch, found: Found) -> None:
        having = [row for row, each in enumerate(batch.values) if name in each]
        for other in needed:
            rows = [row for row in having if other not in batch.values[row]]
            found.add(Kind.MISSING_REQUIRED, MISSING, batch, rows, other)

    return check


def items(node: Node) -> Check:
    """Check the items of arrays."""

    def check(batch: Batch, found: Found) -> None:
        if len(batch.values) > 1 or len(batch.values[0]) <= _STRETCH or not found.enter():
            run(node, batch.items(), found)
            return
        start, size = 0, _STRETCH
        while start < len(batch.values[0]):
            run(node, batch.stretch(start, size), found)
            start += size
            size = _STRETCH if found.settle() else _LONG_STRETCH

    return check


def tuples(first: Sequence[Node], rest: Node) -> Check:
    """Check the items of arrays of which the first ones have nodes of their own."""

    def check(batch: Batch, found: Found) -> None:
        every = batch.items()
        by_place: list[list[int]] = [[] for _ in (*first, rest)]
        sizes = map(len, batch.values)
        for row, step in enumerate(chain.from_iterable(map(range, sizes))):
            by_place[min(step, len(first))].append(row)
        for rows, node in zip(by_place, (*first, rest), strict=True):
            run(node, every.only(rows), found)

    return check


def contains(node: Node, low: int, high: int | None) -> Check:
    """Check how many items of an array a schema accepts."""
    most = "" if high is None else f" and at most {high}"
    asks = f"expected at least {low}{most} items of the kind that the contract asks for"

    def check(batch: Batch, found: Found) -> None:
        every = batch.items()
        refused = Counter(every.rows_in(batch, [*failing(node, every)]))
        counts = [len(each) - refused[row] for row, each in enumerate(batch.values)]
        fit = [low <= count and (high is None or count <= high) for count in counts]
        rows = [row for row, fits in enumerate(fit) if not fits]
        found.add(Kind.CONSTRAINT_VIOLATED, asks, batch, rows)

    return check
