"""Prove a difference by a small body that one contract accepts and the other rejects.

No body is called a witness before two independent validators have both accepted it by the one contract and
both rejected it by the other: jsonschema-rs, and our own walker or, for keywords that it does not
know, jsonschema.
"""

from __future__ import annotations

import contextlib
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Literal

import attrs
import jsonschema
import jsonschema_rs

from openrouter_models._pointers import pointer
from openrouter_models.contract import compile_walker
from openrouter_models.findings import Finding, Kind, Severity
from pipeline.diff.candidates import concerns, places, schema_at, separating, shared
from pipeline.diff.differences import LIMITS
from pipeline.json_values import NOTHING, keys_in, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.diff.alternatives import Side
    from pipeline.diff.candidates import Keys
    from pipeline.diff.differences import Difference
    from pipeline.diff.severities import Shown
    from pipeline.openapi.grammar import Schema

    Walker = Callable[[object], list[Finding]]

_MOST_BODIES = 200
_MOST_MENDS = 20
_MOST_PLACES = 8
_MOST_WORK = 10_000  # verdicts and findings, for all differences of two schemas
Word = Literal["old", "new"]


@attrs.frozen
class Witness:
    """A body that shows a change.

    Attributes:
        body: The body.
        at: The JSON Pointer of the place in it.
        accepted_by: The contract whose validators accept it, or both.
        finding: What the other contract's validator says; None where both accept it.
    """

    body: Any
    at: str
    accepted_by: Literal["old", "new", "both"]
    finding: str | None


class Validators:
    """One schema of one contract, asked about values by two validators."""

    def __init__(self, side: Side, schema: Schema) -> None:
        self.side, self.schema = side, schema
        self.work = 0
        self._accepts: Callable[[Any], bool]
        self._walk: Walker | None = None
        whole = {"allOf": [schema], "components": side.contract.get("components", {})}
        with contextlib.suppress(ValueError):  # what cannot be compiled is never a witness
            self._accepts = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=False
            ).is_valid
            self._walk = _walker(side, schema, whole)

    def errors(self, value: Any) -> list[Finding] | None:
        """List the errors that a value has, or None if the validators cannot tell or disagree."""
        if self._walk is None:
            return None
        found = [one for one in self._walk(value) if one.severity is Severity.ERROR]
        self.work += 1 + len(found)
        return found if self._accepts(value) is not bool(found) else None


class Witnesses:
    """Find witnesses for the differences between two schemas."""

    def __init__(self, old: tuple[Side, Schema], new: tuple[Side, Schema]) -> None:
        self._judges: dict[Word, Validators] = {"old": Validators(*old), "new": Validators(*new)}

    def find(self, difference: Difference, shown_by: Iterable[Shown]) -> Witness | None:
        """Find a witness of a difference, the smallest of those that are tried.

        Returns:
            The witness; None if none was found, or after much work on the differences before.
        """
        for shown in shown_by:
            if found := self._search(difference, shown):
                return found
        return None

    def smallest(self) -> Witness | None:
        """Give the smallest body of the new contract, to show a response that is new as a whole."""
        judge = self._judges["new"]
        body = next(iter(judge.side.instances.several(judge.schema)), NOTHING)
        return Witness(body, "", "new", None) if judge.errors(body) == [] else None

    def _search(self, difference: Difference, shown: Shown) -> Witness | None:
        accepting: Word = "old" if shown == "narrower" else "new"
        rejecting: Word = "new" if shown == "narrower" else "old"
        second: Witness | None = None
        for keys, body in islice(
            self._bodies(difference, accepting, rejecting, shown), _MOST_BODIES
        ):
            if self._judges[accepting].errors(body) != []:
                continue
            errors = self._judges[rejecting].errors(body)
            at = pointer(keys)
            if errors is None:
                continue
            if shown == "both":
                if not errors:
                    return Witness(body, at, "both", None)
            elif errors:
                one = Witness(body, at, accepting, str(errors[0]))
                if all(concerns(error, at) for error in errors):
                    return one
                second = second or one
        return second

    def _bodies(
        self, difference: Difference, accepting: Word, rejecting: Word, shown: Shown
    ) -> Iterator[tuple[Keys, Any]]:
        """Make bodies that are what the one contract accepts, and as far as may be the other."""
        judge, other = self._judges[accepting], self._judges[rejecting]
        without = difference.without and shown != "both"
        values = [None] if without else self._values(difference, accepting, rejecting, shown)
        found = [*places(judge.side.instances, judge.schema, difference.path)][:_MOST_PLACES]
        for value, keys in product(values, found):
            for body in judge.side.instances.around(judge.schema, keys, value):
                if judge.work + other.work > _MOST_WORK:
                    return
                bare = put(body, keys, NOTHING) if without else body
                yield keys, _mended(bare, keys, judge, other)
                yield keys, bare

    def _values(
        self, difference: Difference, accepting: Word, rejecting: Word, shown: Shown
    ) -> Iterable[Any]:
        """Give values for the place of a difference, smallest first."""
        if difference.probes:
            return difference.probes
        sides = {word: judge.side for word, judge in self._judges.items()}
        roots = self._judges["old"].schema, self._judges["new"].schema
        halves = dict(zip(("old", "new"), difference.schemas or roots, strict=True))
        one, other = ((sides[word], halves[word]) for word in (accepting, rejecting))
        if shown == "both":
            return shared(one, other)
        found = separating(one, other)
        if difference.among is None:
            return found
        # First those that nothing but the keyword rejects: another may reject a smaller one.
        keyword, *branches = difference.among
        branch, rejected = branches if accepting == "old" else reversed(branches)
        rest = {word: value for word, value in rejected.items() if word in LIMITS - {keyword}}
        alone = {word: value for word, value in rejected.items() if word in {keyword, "type"}}
        both = {"allOf": [branch, rest]}
        return [*separating((sides[accepting], both), (sides[rejecting], alone)), *found]


def _walker(side: Side, schema: Schema, whole: Schema) -> Walker:
    try:
        return compile_walker(side.contract, schema)
    except ValueError:
        validator: Any = jsonschema.Draft202012Validator(whole)
        return lambda value: [
            Finding(Kind.CONSTRAINT_VIOLATED, pointer(tuple(error.absolute_path)), error.message)
            for error in validator.iter_errors(value)
        ]


def _mended(body: Any, at: Keys, judge: Validators, other: Validators) -> Any:
    """Change what the other contract finds elsewhere than at the place, if this one lets us."""
    for _ in range(_MOST_MENDS):
        errors = other.errors(body) or []
        wrong = [one for one in errors if not concerns(one, pointer(at))]
        if not 0 < len(wrong) <= _MOST_MENDS:
            break
        keys = keys_in(wrong[0].path, body)
        schema = schema_at(other.side.instances, other.schema, keys)
        values = other.side.instances.several(schema)
        tries = (put(body, keys, value) for value in values)
        better = next((one for one in tries if judge.errors(one) == []), NOTHING)
        if better is NOTHING:
            break
        body = better
    return body
