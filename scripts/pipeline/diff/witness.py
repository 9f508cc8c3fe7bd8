"""Prove a difference by the smallest body that one contract accepts and the other rejects.

No body is called a witness before two independent validators, jsonschema-rs and our own walker, have
both accepted it by the one contract and both rejected it by the other.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Literal

import attrs
import jsonschema_rs

from openrouter_models._validation.walker import compile_walker
from openrouter_models.findings import Finding, Severity, pointer
from pipeline.diff.differences import Step
from pipeline.diff.edges import probes, size
from pipeline.diff.minimal import Builder, UnbuildableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models._validation.walker import Walker
    from pipeline.diff.change_kinds import Shown
    from pipeline.diff.differences import Difference, Path
    from pipeline.diff.forms import Parts, Reader
    from pipeline.openapi.grammar import Schema

_MOST_BODIES = 200


@attrs.frozen
class Witness:
    """A body that shows a change.

    Attributes:
        body: The body.
        at: The JSON Pointer of the place in it.
        accepted_by: The contract whose validators accept it, or both.
        finding: What the other contract's walker says; None where both accept it.
    """

    body: Any
    at: str
    accepted_by: Literal["old", "new", "both"]
    finding: str | None


class Judge:
    """Ask two validators about values of one schema of one contract."""

    def __init__(self, reader: Reader, schema: Schema) -> None:
        whole = {"allOf": [schema], "components": reader.contract.get("components", {})}
        self._judges: tuple[jsonschema_rs.Draft202012Validator, Walker] | None = None
        # What a judge cannot compile is never claimed to have a witness.
        with contextlib.suppress(ValueError):
            validator = jsonschema_rs.Draft202012Validator(whole)
            self._judges = validator, compile_walker(reader.contract, schema)

    def errors(self, value: Any) -> list[Finding] | None:
        """List the errors that a value has, or None if the validators cannot tell or disagree."""
        if self._judges is None:
            return None
        validator, walk = self._judges
        found = [one for one in walk(value) if one.severity is Severity.ERROR]
        return found if validator.is_valid(value) is not bool(found) else None


class Witnesses:
    """Find witnesses for the differences between two schemas."""

    def __init__(self, old: tuple[Reader, Schema], new: tuple[Reader, Schema]) -> None:
        self._old, self._new = old, new
        self._judges = {"old": Judge(*old), "new": Judge(*new)}
        self._builders = {"old": Builder(old[0], new[0]), "new": Builder(new[0], old[0])}

    def find(self, difference: Difference, shown_by: Iterable[Shown]) -> Witness | None:
        """Find the smallest witness of a difference.

        Args:
            difference: The difference.
            shown_by: What it may be, best first.

        Returns:
            The witness; None if none was found, which happens only where a keyword is compared as it
            is written.
        """
        for shown in shown_by:
            if found := self._search(difference, shown):
                return found
        return None

    def smallest(self) -> Witness | None:
        """Give the smallest body of the new contract, to show a response that is new as a whole."""
        try:
            body = self._builders["new"].smallest((self._new[1],), (self._old[1],))
        except UnbuildableError:
            return None
        return None if self._judges["new"].errors(body) else Witness(body, "", "new", None)

    def _search(self, difference: Difference, shown: Shown) -> Witness | None:
        accepting: Literal["old", "new"] = "old" if shown == "narrower" else "new"
        rejecting: Literal["old", "new"] = "new" if shown == "narrower" else "old"
        second: Witness | None = None
        for keys, body in self._bodies(difference, accepting, shown):
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
                if all(_concerns(error, at) for error in errors):
                    return one
                if second is None and any(_concerns(error, at) for error in errors):
                    second = one
        return second

    def _bodies(
        self, difference: Difference, accepting: Literal["old", "new"], shown: Shown
    ) -> Iterator[tuple[tuple[str, ...], Any]]:
        reader, schema = self._new if accepting == "new" else self._old
        other, other_schema = self._old if accepting == "new" else self._new
        parts, others = (schema,), (other_schema,)
        builder = self._builders[accepting]
        if difference.without and shown != "both":
            values: list[Any] = [None]
        elif difference.probes:
            values = list(difference.probes)
        else:
            values = list(_probes(builder, (reader, parts), (other, others), difference.path))
        made = 0
        for value in values:
            along = builder.along(
                parts,
                others,
                difference.path,
                value,
                without=difference.without and shown != "both",
            )
            try:
                for keys, body in along:
                    yield keys, body
                    made += 1
                    if made > _MOST_BODIES:
                        return
            except UnbuildableError:
                continue


def _probes(
    builder: Builder, one: tuple[Reader, Parts], other: tuple[Reader, Parts], path: Path
) -> list[Any]:
    """Give the values to try at a place, smallest first."""
    found: list[Any] = []
    here, there = _reach(*one, path), _reach(*other, path)
    for parts, others in ((here, there), (here, ())):
        try:
            found.append(builder.smallest(parts, others))
        except UnbuildableError:
            continue
    found += probes(one[0].form(here), other[0].form(there))
    found += builder.samples(here, there)
    return sorted(found, key=size)


def _reach(reader: Reader, parts: Parts, path: Path) -> Parts:
    """Give what a contract says of a place; where alternatives lead there, what the first says."""
    for step in path:
        form = reader.form(parts)
        if step is Step.ITEM:
            arrays = form.get("array", ())
            parts = arrays[0].items if arrays else ()
        else:
            objects = form.get("object", ())
            known = [
                one.fields[step] for one in objects if isinstance(step, str) and step in one.fields
            ]
            parts = known[0] if known else objects[0].others if objects else ()
    return parts


def _concerns(error: Finding, at: str) -> bool:
    """Tell whether an error is about a place: there, below, or about the whole that it stands in."""
    return f"{error.path}/".startswith(f"{at}/") or f"{at}/".startswith(f"{error.path}/")
