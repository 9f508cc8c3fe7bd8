"""Compare two revisions of a contract, operation by operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import attrs

from openrouter_models._text import show
from openrouter_models.contract import ContractError
from pipeline.diff.alternatives import Side
from pipeline.diff.changes import Change, Diff, Place, grouped, judged_as, made, of_sets
from pipeline.diff.client_names import attribute_of, parameter_of
from pipeline.diff.differences import Step
from pipeline.diff.operations import read_operations
from pipeline.diff.schema_comparison import Comparison
from pipeline.diff.security import compare_security
from pipeline.diff.severities import RULES, Severity
from pipeline.diff.texts import compare_deprecations, compare_texts
from pipeline.diff.witness import Witnesses
from pipeline.failure import PipelineError
from pipeline.generate.surface import Surface, compare_surfaces
from pipeline.json_values import pointer, shown
from pipeline.openapi.semantics import relate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diff.differences import Difference
    from pipeline.diff.operations import Message, Operation
    from pipeline.diff.severities import Direction, Rule
    from pipeline.diff.witness import Witness
    from pipeline.openapi.grammar import JsonObject, Schema


_of_request = partial(made, direction="request")


def compare(
    old: JsonObject, new: JsonObject, surfaces: tuple[Surface | None, Surface | None] = (None, None)
) -> Diff:
    """Compare two revisions.

    Args:
        old: The old contract, plain OpenAPI 3.1.
        new: The new contract.
        surfaces: Those of the clients that are generated from them, as far as they are known.

    Raises:
        PipelineError: One of them cannot be followed, or has a schema that is not one.
    """
    try:
        changes = list(_Compared(old, new, surfaces).changes())
    except RecursionError:
        raise PipelineError("the documents are nested too deeply to compare") from None
    except ContractError as error:
        raise PipelineError(f"the documents cannot be compared: {shown(str(error))}") from error
    before, after = surfaces
    drift = compare_surfaces(before, after) if before and after else None
    return Diff(changes=tuple(grouped(changes)), drift=drift)


class _Compared:
    """Two revisions under comparison."""

    def __init__(
        self, old: JsonObject, new: JsonObject, surfaces: tuple[Surface | None, Surface | None]
    ) -> None:
        self._contracts = old, new
        # A surface that is not known has a name for nothing.
        self._names = [one or Surface({}, {}, {}) for one in surfaces]
        self._sides = Side(old), Side(new)
        self._comparisons: dict[Direction, Comparison] = {
            name: Comparison(*self._sides, name) for name in ("response", "request")
        }

    def changes(self) -> Iterator[Change]:
        """Yield all changes in the order of the new contract."""
        before, after = map(read_operations, self._contracts)
        for name in dict.fromkeys([*after, *before]):
            place = Place(name, "operation")
            if name not in before:
                yield _of_request("operation-added", place, "the operation is new")
            elif name not in after:
                yield _of_request("operation-removed", place, "the operation is gone")
            else:
                yield from self._sent(name, before[name], after[name])
                yield from self._answered(name, before[name], after[name])
        for kind, what in compare_texts(*self._contracts):
            yield made(kind, Place("", "texts"), what)
        for kind, at, what in compare_deprecations(*self._contracts):
            yield made(kind, Place("", "document", at), what)

    def _sent(self, name: str, old: Operation, new: Operation) -> Iterator[Change]:
        yield from compare_security(Place(name, "security"), old.security, new.security)
        yield from of_sets("server", Place(name, "servers"), old.servers, new.servers)
        yield from self._parameters(name, old, new)
        yield from self._request(Place(name, "request body"), old.request, new.request)

    def _answered(self, name: str, old: Operation, new: Operation) -> Iterator[Change]:
        for status in dict.fromkeys([*new.responses, *old.responses]):
            place = Place(name, f"response {status}")
            before, after = old.responses.get(status), new.responses.get(status)
            if before and after:
                yield from self._message(place, before, after, "response")
                continue
            kind = f"{'success-' * status.startswith('2')}status-{'added' if after else 'removed'}"
            what = f"the status {status} {'may come' if after else 'no longer comes'}"
            yield attrs.evolve(
                made(kind, place, what), witness=self._sample(after) if after else None
            )

    def _parameters(self, name: str, old: Operation, new: Operation) -> Iterator[Change]:
        nothing: JsonObject = {"type": "object", "properties": {}, "required": []}
        for at in dict.fromkeys([*new.parameters, *old.parameters]):
            part = f"{at} parameters"
            before, after = old.parameters.get(at, nothing), new.parameters.get(at, nothing)
            yield from self._schemas(Place(name, part), before, after, "request", "parameter")
            for key in [key for key in after["properties"] if key in before["properties"]]:
                place = Place(name, part, pointer(key))
                was, now = old.serialisation[at, key], new.serialisation[at, key]
                if was != now:
                    what = f"was {was}, is {now}"
                    yield _of_request("parameter-serialised-otherwise", place, what)
                was, now = (_default(one["properties"][key]) for one in (before, after))
                if was != now:
                    argument = parameter_of(key, place, *self._names)
                    yield _of_request("default-changed", place, f"was {was}, is {now}", argument)

    def _request(self, place: Place, old: Message | None, new: Message | None) -> Iterator[Change]:
        what = f"a body {'must' if new and new.required else 'may'} be sent"
        if old and new:
            if old.required != new.required:
                word = "required" if new.required else "optional"
                yield _of_request(f"request-body-became-{word}", place, what)
            yield from self._message(place, old, new, "request")
        elif new:
            yield _of_request(f"{'required-' * new.required}request-body-added", place, what)
        elif old:
            yield _of_request("request-body-removed", place, "no body is read")

    def _message(
        self, place: Place, old: Message, new: Message, direction: Direction
    ) -> Iterator[Change]:
        headers = attrs.evolve(place, part=f"{place.part} headers")
        yield from self._schemas(headers, old.headers, new.headers, direction, "header")
        for media_type in dict.fromkeys([*new.bodies, *old.bodies]):
            if media_type not in old.bodies:
                yield made("media-type-added", place, media_type, direction=direction)
            elif media_type not in new.bodies:
                yield made("media-type-removed", place, media_type, direction=direction)
            else:
                json = media_type == "application/json"
                at = place if json else attrs.evolve(place, part=f"{place.part} {media_type}")
                before, after = old.bodies[media_type], new.bodies[media_type]
                yield from self._schemas(at, before, after, direction)

    def _sample(self, message: Message) -> Witness | None:
        """Give the smallest body of a response that is new."""
        schema = message.bodies.get("application/json")
        if schema is None:
            return None
        return Witnesses((self._sides[0], True), (self._sides[1], schema)).smallest()

    def _schemas(
        self,
        place: Place,
        old: Schema,
        new: Schema,
        direction: Direction,
        member: str | None = None,
    ) -> Iterator[Change]:
        """Compare two schemas; `member` names what their fields really are."""
        differences = self._comparisons[direction].compare(old, new)
        if not differences:
            return
        witnesses = Witnesses((self._sides[0], old), (self._sides[1], new))
        for one in differences:
            witness = witnesses.find(one, RULES[one.kind].shown(direction))
            judged = judged_as(one.kind, direction, witness)
            steps = ("*" if isinstance(step, Step) else step for step in one.path)
            where = attrs.evolve(place, pointer=pointer(*steps))
            attribute = self._attribute(one, member, place)
            change = made(judged, where, one.what, attribute, direction=direction)
            yield attrs.evolve(
                change,
                kind=one.kind.replace("field", member)
                if member and len(one.path) == 1
                else one.kind,
                proof=self._proof(one, RULES[judged], direction),
                witness=witness,
            )

    def _proof(self, one: Difference, rule: Rule, direction: Direction) -> bool | None:
        """Tell whether the algebra proves that a compatible change allows nothing new, or refuses nothing."""
        if rule.severity(direction) is not Severity.COMPATIBLE:
            return None
        if direction == "request" and one.kind == "field-added":
            return None  # that nobody needs to send it does not depend on values
        if one.schemas is None:
            # To demand a field only takes values away, and not to demand it any more only adds some.
            return one.without
        old, new = (side.meaning(it) for side, it in zip(self._sides, one.schemas, strict=True))
        relation = relate(old, new)
        return (relation.gains if direction == "response" else relation.loses) is False

    def _attribute(self, difference: Difference, member: str | None, place: Place) -> str | None:
        if member is None:
            return attribute_of(difference, *self._names)
        if member == "parameter" and difference.path:
            return parameter_of(str(difference.path[0]), place, *self._names)
        return None


def _default(schema: Schema) -> str:
    return show(schema["default"]) if isinstance(schema, dict) and "default" in schema else "none"
