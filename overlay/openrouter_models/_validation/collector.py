"""Collect what was found in one body into its report: the first findings are kept, the rest counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct, to_builtins

from openrouter_models._pointers import pointer
from openrouter_models._text import printable, shorten
from openrouter_models._validation.gates import member
from openrouter_models._validation.sieve import Partial
from openrouter_models._validation.tallies import Tally
from openrouter_models.findings import MAX_FINDINGS, Finding, Omitted, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openrouter_models._validation.batches import Way
    from openrouter_models._validation.deviations import Alike, Deviation
    from openrouter_models._validation.tallies import Kept
    from openrouter_models.findings import Kind

_NAMES = ("id", "canonical_slug", "name")


class Collector:
    """Collects findings in the order in which they are told.

    Args:
        body: The decoded body, in which models are looked up by name.
        most: How many findings to keep.
    """

    def __init__(self, body: Any = None, most: int = MAX_FINDINGS) -> None:
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
            self._rest.add(finding.kind, tuple(finding.path.split("/")[1:]))

    def count(self, kind: Kind, number: int) -> None:
        """Count findings about the whole response that are not to be kept."""
        if number:
            self._rest.add(kind, (), number)

    def add(self, found: Iterable[Alike]) -> None:
        """Add values that deviate from the contract."""
        for alike in found:
            room = self.room
            self._keep(alike.first(room))
            self._rest.add_alike(alike, room)

    def take(self, kept: Kept) -> None:
        """Add what a walk has kept, which is no more than there is room for, and counted beyond that."""
        self._keep(kept.finish())
        for (kind, place), number in kept.rest.counts.items():
            self._rest.add(kind, place, number)

    def _keep(self, deviations: Sequence[Deviation]) -> None:
        self._findings += [each.finding(self._model(each.way)) for each in deviations]
        self.room -= len(deviations)

    def report(self, *, verified: bool) -> Report:
        """Give the report."""
        counts = sorted(
            (-number, pointer(where), kind) for (kind, where), number in self._rest.counts.items()
        )
        omitted = tuple(Omitted(kind, where, -number) for number, where, kind in counts)
        return Report(tuple(self._findings), verified, omitted)

    def _model(self, way: Way) -> str | None:
        """Name the model that something is in."""
        if len(way) < 2 or way[0] != "data" or type(index := way[1]) is not int:
            return None
        if index not in self._models:
            if isinstance(self._body, Struct):
                self._body = to_builtins(self._body)
            self._models[index] = _name(self._body["data"][index])
        return self._models[index]


def _name(model: Any) -> str | None:
    if isinstance(model, dict):
        for field in _NAMES:
            name = cast("dict[str, Any]", model).get(field)
            if name is None and isinstance(model, Partial):
                name = member(model.rest, field)
            if name and isinstance(name, str):
                return printable(shorten(name))
    return None
