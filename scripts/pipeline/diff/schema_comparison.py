"""Compare two schemas place by place, and list in what the values that they accept differ.

What differs is read from the keywords, whether it differs from the meaning: where two schemas are proved
to accept the same, only fields that were declared or no longer are differ; where the new one is
proved to accept no more than the old, nothing is said to be allowed, and so on. What no keyword
explains is told as values that are allowed or forbidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from pipeline.diff.alternatives import paired
from pipeline.diff.candidates import separating
from pipeline.diff.differences import (
    Difference,
    Owner,
    Step,
    discriminator_of,
    in_discriminators,
    in_limits,
    in_values,
)
from pipeline.diff.reconciliation import confirmed, unexplained
from pipeline.diff.type_differences import by_type, describe, in_types
from pipeline.failure import PipelineError
from pipeline.openapi.semantics import Relation, is_impossible, relate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.alternatives import Alternative, Side
    from pipeline.diff.severities import Direction
    from pipeline.openapi.grammar import Schema

    Pair = tuple[int, int]

_MOST_DIFFERENCES = 5000
# The fields that travel in the other direction only.
_FOREIGN = {"response": ("writeOnly", "write-only"), "request": ("readOnly", "read-only")}


class Comparison:
    """Compare schemas of two contracts."""

    def __init__(self, old: Side, new: Side, direction: Direction) -> None:
        self._mark, self._foreign = _FOREIGN[direction]
        self._old = old
        self._new = new
        self._known: dict[Pair, list[Difference]] = {}
        self._open: set[Pair] = set()
        self._awaited: set[Pair] = set()

    def compare(self, old: Schema, new: Schema) -> list[Difference]:
        """List the differences between what two schemas accept, in the order of the new one.

        Raises:
            PipelineError: A schema cannot be followed, or there are more than 5,000 differences.
        """
        return self._at(old, new, None)

    def _at(self, old: Schema, new: Schema, owner: Owner | None) -> list[Difference]:
        key = self._old.identity(old), self._new.identity(new)
        if key in self._open:
            self._awaited.add(key)  # what a circle finds of itself
            return []
        if key not in self._known:
            outer, self._awaited = self._awaited, set()
            self._open.add(key)
            relation = self._relation(old, new)
            found = list(confirmed(self._differences(old, new), relation))
            self._open.discard(key)
            if not self._awaited - {key}:
                found += unexplained(found, relation if found else self._tried(old, new, relation))
            self._awaited = outer | self._awaited - {key}
            if len(found) > _MOST_DIFFERENCES:
                raise PipelineError(
                    f"the documents differ in more than {_MOST_DIFFERENCES} places; do they describe the same API?"
                )
            self._known[key] = [
                one if one.path or one.schemas else attrs.evolve(one, schemas=(old, new))
                for one in found
            ]
        return [one if one.owner else attrs.evolve(one, owner=owner) for one in self._known[key]]

    def _relation(self, old: Schema, new: Schema) -> Relation:
        return relate(self._old.meaning(old), self._new.meaning(new))

    def _tried(self, old: Schema, new: Schema, relation: Relation) -> Relation:
        """Look for values that decide what the algebra could not."""
        one, other = (self._old, old), (self._new, new)
        gains, loses = relation.gains, relation.loses
        if old == new or relation.is_equal:
            return relation
        if gains is None and separating(other, one):
            gains = True
        if loses is None and separating(one, other):
            loses = True
        return Relation(gains, loses)

    def _differences(self, old: Schema, new: Schema) -> Iterator[Difference]:
        before = by_type(self._old.alternatives(old))
        after = by_type(self._new.alternatives(new))
        yield from in_types(before, after)
        yield from in_discriminators(self._old.followed(old), self._new.followed(new))
        for json_type in after:
            if json_type in before and json_type != "null":
                pairs, added, removed = paired(before[json_type], after[json_type], self._relation)
                for one, other in pairs:
                    yield from self._alternative(json_type, one, other)
                yield from self._unpaired(json_type, (old, new), added, removed)

    def _unpaired(
        self,
        json_type: str,
        wholes: tuple[Schema, Schema],
        added: Iterable[Alternative],
        removed: Iterable[Alternative],
    ) -> Iterator[Difference]:
        """Tell of alternatives, but not of those whose values were or still are allowed by others."""
        for one in added:
            if self._relation(wholes[0], one.branch).gains is not False:
                what = f"may be {_variant(json_type, one)}"
                yield Difference("variant-added", (), what, schemas=(wholes[0], one.branch))
        for one in removed:
            if self._relation(one.branch, wholes[1]).loses is not False:
                what = f"is no longer {_variant(json_type, one)}"
                yield Difference("variant-removed", (), what, schemas=(one.branch, wholes[1]))

    def _alternative(
        self, json_type: str, old: Alternative, new: Alternative
    ) -> Iterator[Difference]:
        yield from in_values(old, new)
        yield from in_limits(old, new, self._relation)
        if ("enum" in old.branch) != ("enum" in new.branch):
            return  # listed values declare no fields or items
        if json_type == "array":
            before, after = old.branch.get("items", True), new.branch.get("items", True)
            yield from _below(Step.ITEM, self._at(before, after, None))
        if json_type == "object":
            yield from self._fields(old, new)

    def _fields(self, old: Alternative, new: Alternative) -> Iterator[Difference]:
        others = _others(old), _others(new)
        closed_before = is_impossible(self._old.meaning(others[0]))
        closed_after = is_impossible(self._new.meaning(others[1]))
        names = dict.fromkeys([*new.fields, *old.fields, *sorted(old.required ^ new.required)])
        for name in names:
            owner = Owner(old.name, new.name, name)
            before = self._declared(self._old, old, name)
            after = self._declared(self._new, new, name)
            needed_before, needed_after = name in old.required, name in new.required
            if before is None and after is not None:
                needed = needed_after and not needed_before
                is_shut = closed_before or name in old.fields  # it was declared to be absent
                kind = "required-field-added" if needed else "field-added"
                kind = "field-added-to-closed-object" if is_shut else kind
                words = "required" if needed_after else "optional"
                what = f"added, {words}: {describe(by_type(self._new.alternatives(after)))}"
                schemas = old.fields.get(name, others[0]), after
                without = kind == "required-field-added"
                yield Difference(kind, (name,), what, owner, schemas=schemas, without=without)
            elif after is None and before is not None:
                what = f"removed, was {'required' if needed_before else 'optional'}"
                schemas = before, others[1]
                without = needed_before and not needed_after
                yield Difference(
                    "field-removed", (name,), what, owner, schemas=schemas, without=without
                )
            else:
                if needed_after != needed_before:
                    kind = "field-became-required" if needed_after else "field-became-optional"
                    what = "is always there" if needed_after else "may be missing"
                    yield Difference(kind, (name,), what, owner, without=True)
                if before is not None and after is not None:
                    yield from self._in_direction(name, before, after, owner)
                    yield from _below(name, self._at(before, after, owner))
        yield from self._undeclared(old, new, others, (closed_before, closed_after))

    def _undeclared(
        self,
        old: Alternative,
        new: Alternative,
        others: tuple[Schema, Schema],
        closed: tuple[bool, bool],
    ) -> Iterator[Difference]:
        owner = Owner(old.name, new.name, None)
        path = (Step.MEMBER,)
        if closed == (True, False):
            what = "undeclared fields may come"
            yield Difference("object-opened", path, what, owner, schemas=others)
        elif closed == (False, True):
            what = "undeclared fields never come"
            yield Difference("object-closed", path, what, owner, schemas=others)
        elif not closed[0]:
            yield from _below(Step.MEMBER, self._at(*others, owner))

    def _declared(self, side: Side, one: Alternative, name: str) -> Schema | None:
        """Give what a field must be like; None if it is not declared, or declared to be absent."""
        if name not in one.fields:
            return None
        schema = cast("Schema", side.instances.field(one.branch, name))  # by patterns, too
        if discriminator_of(side.followed(schema)):
            return (
                schema  # a discriminator decides between equal shapes, which `oneOf` alone cannot
            )
        return None if is_impossible(side.meaning(schema)) else schema

    def _in_direction(
        self, name: str, before: Schema, after: Schema, owner: Owner
    ) -> Iterator[Difference]:
        """Tell of a field that this direction no longer sees, or sees from now on."""
        was, is_now = (
            side.is_marked(schema, self._mark)
            for side, schema in ((self._old, before), (self._new, after))
        )
        if was != is_now:
            word = "became" if is_now else "no-longer"
            what = f"is {'' if is_now else 'no longer '}{self._foreign}"
            yield Difference(f"field-{word}-{self._foreign}", (name,), what, owner)


def _below(step: str | Step, differences: Iterable[Difference]) -> Iterator[Difference]:
    for one in differences:
        yield attrs.evolve(one, path=(step, *one.path))


def _others(one: Alternative) -> Schema:
    """Give what undeclared fields must be like."""
    words = ("additionalProperties", "unevaluatedProperties")
    others: Schema = next((one.branch[word] for word in words if word in one.branch), True)
    return others


def _variant(json_type: str, alternative: Alternative) -> str:
    return alternative.name or f"another {json_type}"
