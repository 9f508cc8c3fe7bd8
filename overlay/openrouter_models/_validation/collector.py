"""Collect what was found in one body into its report: the first findings are kept, the rest counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openrouter_models._pointers import pointer
from openrouter_models._text import brief
from openrouter_models._validation.model_names import ModelNames
from openrouter_models._validation.tallies import Tally, at
from openrouter_models.findings import MAX_FINDINGS, Finding, Omitted, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openrouter_models._validation.deviations import Alike
    from openrouter_models._validation.tallies import Kept
    from openrouter_models.findings import Kind


class Collector:
    """Collects findings in the order in which they are told.

    Args:
        body: The decoded body.
        most: How many findings to keep.

    Attributes:
        room: How many more are kept.
        models: Names the models of the body.
    """

    def __init__(self, body: Any = None, most: int = MAX_FINDINGS) -> None:
        if not isinstance(most, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise TypeError(f"max_findings must be a whole number, got {brief(most)}.")
        self.room = max(most, 0)
        self.models = ModelNames(body)
        self._findings: list[Finding] = []
        self._rest = Tally()

    def tell(self, *findings: Finding) -> None:
        """Add findings about the whole response."""
        kept = findings[: self.room]
        self._findings += kept
        self.room -= len(kept)
        for finding in findings[len(kept) :]:
            self._rest.add(finding.kind, at(tuple(finding.path.split("/")[1:])))

    def count(self, kind: Kind, number: int) -> None:
        """Count findings about the whole response that are not to be kept."""
        if number:
            self._rest.add(kind, at((), number))

    def add(self, found: Iterable[Alike]) -> None:
        """Add values that deviate from the contract."""
        for alike in found:
            room = self.room
            self._keep([finding for _, finding in alike.told(room, self.models)])
            self._rest.add_alike(alike, room)

    def take(self, kept: Kept) -> None:
        """Add what a walk has kept, which is no more than there is room for, and counted beyond that."""
        self._keep(kept.finish())
        for (kind, place), number in kept.rest.counts.items():
            self._rest.add(kind, at(place, number))

    def _keep(self, findings: Sequence[Finding]) -> None:
        self._findings += findings
        self.room -= len(findings)

    def report(self, *, verified: bool) -> Report:
        """Give the report."""
        counts = sorted(
            (-number, pointer(where), kind) for (kind, where), number in self._rest.counts.items()
        )
        omitted = tuple(Omitted(kind, where, -number) for number, where, kind in counts)
        return Report(tuple(self._findings), verified, omitted)
