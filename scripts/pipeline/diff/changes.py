"""Make changes of what differs, and tell those of one component once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.diff.change_kinds import RULES, Severity
from pipeline.diff.revision import Change, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.change_kinds import Direction
    from pipeline.diff.witness import Witness


def made(
    kind: str,
    place: Place,
    what: str,
    attribute: str | None = None,
    *,
    direction: Direction = "response",
) -> Change:
    """Make a change that its rule alone judges."""
    rule = RULES[kind]
    who, task = rule.asks(direction)
    return Change(
        kind=kind,
        severity=rule.severity(direction),
        where=place,
        what=what,
        why=rule.why(direction),
        who=who,
        task=task,
        attribute=attribute,
    )


def of_sets(kind: str, place: Place, old: frozenset[str], new: frozenset[str]) -> Iterator[Change]:
    """Yield what came to a set and what left it, as changes such as `server-added`."""
    for one in sorted(new - old):
        yield made(f"{kind}-added", place, one, direction="request")
    for one in sorted(old - new):
        yield made(f"{kind}-removed", place, one, direction="request")


def judged_as(kind: str, direction: Direction, witness: Witness | None) -> str:
    """Name the kind by whose rule a difference of schemas is judged: its witness may show it to be harmless.

    Returns:
        The kind itself; for a keyword that is compared as it is written, and of which only bodies
        were found that go missing, that of a narrower schema, or in a request of a wider one.
    """
    harmless = "old" if direction == "response" else "new"
    if kind == "constraint-changed" and witness and witness.accepted_by == harmless:
        return "constraint-tightened" if direction == "response" else "constraint-loosened"
    return kind


def grouped(changes: Iterable[Change]) -> list[Change]:
    """Tell a change of one component once, with all the places where it is used; breaking ones come first."""
    together: dict[object, list[Change]] = {}
    for number, one in enumerate(changes):
        shared = (one.kind, one.severity, one.what, one.attribute)
        together.setdefault(shared if one.attribute else number, []).append(one)
    found = [
        attrs.evolve(same[0], also=tuple(one.where for one in same[1:]))
        for same in together.values()
    ]
    return sorted(found, key=lambda change: list(Severity).index(change.severity))
