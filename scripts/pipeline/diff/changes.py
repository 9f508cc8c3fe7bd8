"""Carry changes, make them of what differs, and tell those of one component once."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

import attrs

from pipeline.diff.severities import RULES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.released import Released
    from pipeline.diff.severities import Direction
    from pipeline.diff.witness import Witness
    from pipeline.generate.surface import Drift


@attrs.frozen
class Place:
    """Where a change is.

    Attributes:
        operation: The operation, such as "GET /models/user"; empty for what all are subject to.
        part: Which part of it, such as "response 200".
        pointer: A JSON Pointer into the body, `*` for any item or undeclared field; for parameters
            the name; empty for the part itself.
    """

    operation: str
    part: str
    pointer: str = ""


@attrs.frozen
class Lines:
    """Where two documents speak of a change.

    Attributes:
        old: The name of the old document, and the line; None where it says nothing of the place.
        new: The same of the new document.
    """

    old: tuple[str, int | None]
    new: tuple[str, int | None]

    @property
    def where(self) -> tuple[str, int | None]:
        """Where to point: at the new document, or at the old one if only that has the place."""
        return self.new if self.new[1] else self.old

    def __str__(self) -> str:
        return ", ".join(f"{name}:{line}" for name, line in (self.old, self.new) if line)


@attrs.frozen(kw_only=True)
class Change:
    """One change.

    Attributes:
        kind: Which one, a key of `pipeline.diff.severities.RULES`, or one made of it for a parameter.
        severity: Whom it concerns.
        where: The first place.
        also: Further places of the same change: two uses of one component.
        what: A phrase about it.
        why: The reason for the severity.
        who: Who has to do something about it: readers, senders or nobody.
        task: What they have to do; empty if nothing.
        proof: Whether it is proved that nobody can notice: that the one schema covers the other. None
            where no schemas decide.
        ignored: The reason why it is ignored; None if it is not.
        lines: Where the documents say it; None if that is not known.
        attribute: What happens to the generated client; None if nothing does.
        witness: The body that shows it; None for what no body shows.
    """

    kind: str
    severity: Severity
    where: Place
    what: str
    why: str
    who: str = "nobody"
    task: str = ""
    proof: bool | None = None
    ignored: str | None = None
    lines: Lines | None = None
    also: tuple[Place, ...] = ()
    attribute: str | None = None
    witness: Witness | None = None

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay the same for as long as kind, place and content do."""
        return sha256(
            "\n".join((self.kind, *attrs.astuple(self.where), self.what)).encode("utf-8", "replace")
        ).hexdigest()[:16]


@attrs.frozen(kw_only=True)
class Diff:
    """All changes between two revisions.

    Attributes:
        changes: The changes, breaking ones first.
        drift: The drift of the generated surface; None if a surface is not known.
        released: What the old client makes of new bodies; None if that was not tried.
        notes: What could not be told, and why.
    """

    changes: tuple[Change, ...]
    drift: Drift | None = None
    released: Released | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_breaking(self) -> bool:
        """Whether any change is breaking."""
        return Severity.BREAKING in self.severities

    @property
    def severities(self) -> set[Severity]:
        """What a release has to announce."""
        return {change.severity for change in self.changes if not change.ignored}

    @property
    def counts(self) -> dict[Severity, int]:
        """How many changes there are of each severity."""
        found = Counter(change.severity for change in self.changes)
        return {severity: found[severity] for severity in Severity}


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
