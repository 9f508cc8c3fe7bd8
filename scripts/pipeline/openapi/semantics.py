"""Compare what schemas accept, whatever their form: the set algebra of jsonschema-rs, and its limits.

The library calls its canonical forms experimental, so this is the only module that uses them, and
only development does. What it cannot decide, and what would take it seconds, is `None` here and never
a guess: several unions that apply to one value are multiplied out, long enums compared pairwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import jsonschema_rs
from jsonschema_rs.canonical import Containment, Satisfiability

from pipeline.failure import PipelineError
from pipeline.json_values import is_object
from pipeline.openapi.inlining import Inlining

if TYPE_CHECKING:
    from jsonschema_rs import CanonicalSchema

    from pipeline.openapi.grammar import JsonObject, Schema

_ANSWERS = {Containment.YES.value: False, Containment.NO.value: True}


@attrs.frozen
class Relation:
    """How the values that two schemas accept relate; None is what could not be decided.

    Attributes:
        gains: Whether the new schema accepts values that the old one rejects.
        loses: Whether the new schema rejects values that the old one accepts.
    """

    gains: bool | None
    loses: bool | None

    @property
    def is_equal(self) -> bool:
        """Whether both are proved to accept the same."""
        return self.gains is False and self.loses is False


def relate(old: CanonicalSchema | None, new: CanonicalSchema | None) -> Relation:
    """Relate what two schemas accept."""
    if old is None or new is None:
        return Relation(None, None)
    if old == new:
        return Relation(gains=False, loses=False)
    return Relation(gains=_exceeds(new, old), loses=_exceeds(old, new))


def subtract(one: CanonicalSchema | None, other: CanonicalSchema | None) -> Schema | None:
    """Give a schema for the values that one schema accepts and another rejects.

    Returns:
        A schema without references out of itself; None if the library cannot write it.
    """
    if one is None or other is None:
        return None
    try:
        rest = one.subtract(other).to_json_schema()
    except ValueError:
        return None
    return rest if isinstance(rest, bool) or is_object(rest) else None


def is_impossible(meaning: CanonicalSchema | None) -> bool:
    """Tell whether a schema is proved to accept nothing."""
    return meaning is not None and meaning.satisfiability() == Satisfiability.NO


class Meanings:
    """The meanings of the schemas of one contract, each worked out once."""

    def __init__(self, contract: JsonObject) -> None:
        self._inlined = Inlining(contract).of
        self._known: dict[int, tuple[Schema, CanonicalSchema | None]] = {}

    def of(self, schema: Schema) -> CanonicalSchema | None:
        """Work out what a schema means.

        Returns:
            Its canonical form, in which all but recursive references are inlined; None if the schema
            is invalid, a reference does not resolve, or it is too large.
        """
        if id(schema) not in self._known:
            try:
                meaning = jsonschema_rs.canonicalize(self._inlined(schema), validate_formats=False)
            except (ValueError, PipelineError, KeyError, TypeError, AttributeError, RecursionError):
                meaning = None
            self._known[id(schema)] = schema, meaning
        return self._known[id(schema)][1]


def _exceeds(one: CanonicalSchema, other: CanonicalSchema) -> bool | None:
    """Tell whether one schema accepts what another rejects."""
    try:
        return _ANSWERS.get(other.covers(one).value)
    except ValueError:
        return None
