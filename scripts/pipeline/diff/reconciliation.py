"""Hold differences between keywords against what the schemas accept: drop some, add what none explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.diff.differences import Difference, narrowed, widened
from pipeline.diff.severities import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.openapi.semantics import Relation

_DECLARED = ("field-added", "required-field-added", "field-removed")
_ONE_WAY = {
    ("type-changed", "wider"): "type-widened",
    ("type-changed", "narrower"): "type-narrowed",
    ("constraint-changed", "wider"): "constraint-loosened",
    ("constraint-changed", "narrower"): "constraint-tightened",
}


def confirmed(differences: Iterable[Difference], relation: Relation) -> Iterator[Difference]:
    """Keep the differences, and of two-sided ones the side, that the meaning does not deny."""
    denied: set[str] = {"wider"} if relation.gains is False else set()
    denied |= {"narrower"} if relation.loses is False else set()
    for one in differences:
        shown = RULES[one.kind].shown_by
        if one.kind.startswith(_DECLARED):
            plain = one.kind != "field-removed" and denied & set(shown)
            yield attrs.evolve(one, kind="field-added") if plain else one
        elif left := [each for each in shown if each not in denied]:
            yield (
                one
                if len(left) == len(shown)
                else attrs.evolve(one, kind=_ONE_WAY[one.kind, left[0]])
            )
        elif not shown:
            yield one  # not a matter of which values conform


def unexplained(found: list[Difference], relation: Relation) -> Iterator[Difference]:
    """Tell of values that no difference between keywords accounts for."""
    if relation.gains and not any(map(widened, found)):
        yield Difference("value-allowed", (), "accepts values that it rejected")
    if relation.loses and not any(map(narrowed, found)):
        yield Difference("value-forbidden", (), "rejects values that it accepted")
