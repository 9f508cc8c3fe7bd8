"""Collect what was found in one body into its report: the first findings are kept, the rest counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct, to_builtins

from openrouter_models._validation.tallies import Tally
from openrouter_models.findings import MAX_FINDINGS, Finding, Omitted, Report, printable, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models._validation.deviations import Deviation, Way
    from openrouter_models._validation.tallies import Kept
    from openrouter_models.findings import Kind

_NAMES = ("id", "canonical_slug", "name")


class Collector:
    """Collects findings in the order in which they are told.

    Args:
        body: The decoded body, in which models are looked up by name.
        most: How many findings to keep.
    """

    def __init__(self, body: object = None, most: int = MAX_FINDINGS) -> None:
        self.room = max(most, 0)
        self._body = body
        self._findings: list[Finding] = []
        self._rest = Tally()
        self._models: dict[int, str | None] = {}

    def tell(self, *findings: Finding) -> None:
        """Add findings about the whole response."""
        kept = findings[: self.room]
        self._findings += kept
        self.room -= len(kept)
        for finding in findings[len(kept) :]:
            self._rest.add(finding.kind, finding.path.split("/")[1:])

    def count(self, kind: Kind, number: int) -> None:
        """Count findings about the whole response that are not to be kept."""
        if number:
            self._rest.add(kind, (), number)

    def add(self, deviations: Iterable[Deviation]) -> None:
        """Add deviations from the contract."""
        for each in deviations:
            if self.room:
                self.room -= 1
                self._findings.append(each.finding(self._model(each.way)))
            else:
                self._rest.add(each.kind, each.way)

    def take(self, kept: Kept) -> None:
        """Add what a walk has kept, and counted beyond that."""
        self.add(kept.finish())
        self._rest.counts.update(kept.rest.counts)

    def report(self, *, verified: bool) -> Report:
        """Give the report."""
        counts = sorted(
            (-number, place, kind) for (kind, place), number in self._rest.counts.items()
        )
        omitted = tuple(Omitted(kind, place, -number) for number, place, kind in counts)
        return Report(tuple(self._findings), verified, omitted)

    def _model(self, way: Way) -> str | None:
        """Name the model that something is in."""
        if len(way) < 2 or way[0] != "data" or not isinstance(way[1], int):
            return None
        if isinstance(self._body, Struct):
            self._body = to_builtins(self._body)
        if way[1] not in self._models:
            self._models[way[1]] = _name(cast("Any", self._body)["data"][way[1]])
        return self._models[way[1]]


def _name(model: object) -> str | None:
    names = map(cast("dict[str, Any]", model).get, _NAMES) if isinstance(model, dict) else ()
    return next(
        (printable(shorten(name)) for name in names if name and isinstance(name, str)), None
    )
