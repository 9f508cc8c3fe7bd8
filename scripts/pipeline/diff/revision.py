"""Carry what is compared, and what comes out of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from pipeline.diff.change_kinds import Severity

if TYPE_CHECKING:
    from pipeline.diff.released import Released
    from pipeline.diff.witness import Witness
    from pipeline.generate.surface import Drift, Surface
    from pipeline.openapi.grammar import JsonObject


@attrs.frozen
class Revision:
    """One revision of the contract.

    Attributes:
        contract: The contract, plain OpenAPI 3.1.
        surface: The surface of the client that is generated from it; None if it is not known.
    """

    contract: JsonObject
    surface: Surface | None = None


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


@attrs.frozen(kw_only=True)
class Change:
    """One change.

    Attributes:
        kind: Which one, a key of `pipeline.diff.change_kinds.RULES`, or one made of it for a parameter.
        severity: Whom it concerns.
        where: The first place.
        also: Further places of the same change: two uses of one component.
        what: A phrase about it.
        why: The reason for the severity.
        attribute: What happens to the generated client; None if nothing does.
        witness: The body that shows it; None for what no body shows.
    """

    kind: str
    severity: Severity
    where: Place
    what: str
    why: str
    also: tuple[Place, ...] = ()
    attribute: str | None = None
    witness: Witness | None = None


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
        return any(change.severity is Severity.BREAKING for change in self.changes)

    @property
    def severities(self) -> set[Severity]:
        """What a release has to announce."""
        return {change.severity for change in self.changes}

    @property
    def counts(self) -> dict[Severity, int]:
        """How many changes there are of each severity."""
        found = Counter(change.severity for change in self.changes)
        return {severity: found[severity] for severity in Severity}
