"""Break conforming bodies in one place, and know which finding that must give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from openrouter_models.contract.instances.branches import ANNOTATIONS, is_alone, json_type
from openrouter_models.contract.instances.probes import foreign, own
from openrouter_models.contract.instances.smallest import UNDECLARED
from openrouter_models.findings import Kind, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.documented import Documented
    from openrouter_models.contract.instances.branches import Branch
    from openrouter_models.contract.instances.positions import Positions
    from openrouter_models.contract.instances.smallest import Instances

Path: TypeAlias = tuple[str | int, ...]

# Where a schema says nothing else, breaking one thing gives one finding.
_SIMPLE = ANNOTATIONS | {
    *("enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties"),
}


@frozen
class Violation:
    """A body that breaks the contract in exactly one way.

    Attributes:
        status: The documented status that the body is for.
        body: The decoded body.
        kind: The kind of the one finding of severity error.
        path: JSON Pointer (RFC 6901) of the finding.
    """

    status: int
    body: Any
    kind: Kind
    path: str


@frozen
class _Spot:
    """A value within a body, with what it must conform to."""

    path: Path
    schema: Schema
    value: Any


@frozen
class _Break:
    """What to put in the place of a value, and the finding that it gives."""

    kind: Kind
    value: Any
    below: Path = ()


class Breaking:
    """Breaks bodies of one contract."""

    def __init__(
        self, instances: Instances, positions: Positions, kinds: frozenset[Kind] | None = None
    ) -> None:
        """Prepare for a contract.

        Args:
            instances: Takes its schemas apart.
            positions: Knows the positions of bodies, for those that have too few of them to break.
            kinds: Which kinds of findings to give, None for all.
        """
        self._instances = instances
        self._positions = positions
        self._kinds = kinds
        self._values: dict[int, tuple[Schema, list[_Break]]] = {}

    def violations(
        self, response: Documented, bodies: st.SearchStrategy[Any]
    ) -> st.SearchStrategy[Violation] | None:
        """Draw violations of a response.

        Args:
            response: The response.
            bodies: Conforming bodies of it.

        Returns:
            A strategy, None if the response cannot be broken in one of the ways asked for.
        """
        bodies_at = (
            place.embed(value)
            for place in self._positions.of(response.schema)
            for branch in self._instances.branches(place.schema)
            if (value := self._instances.least(branch)) is not None
        )
        fallback = next((b for b in bodies_at if self._spots(response.schema, b)), None)
        if fallback is None:
            return None

        @st.composite
        def draw_violation(draw: st.DrawFn) -> Violation:
            body = draw(bodies)
            if not (spots := self._spots(response.schema, body)):
                body, spots = fallback, self._spots(response.schema, fallback)
            spot = draw(st.sampled_from(spots))
            chosen = draw(st.sampled_from(self._breaks(spot)))
            broken = _replaced(body, spot.path, chosen.value)
            return Violation(
                response.status, broken, chosen.kind, pointer((*spot.path, *chosen.below))
            )

        return draw_violation()

    def _spots(self, schema: Schema, body: Any) -> list[_Spot]:
        """List the values of a body that can be broken in one of the ways asked for."""
        found: list[_Spot] = []
        pending = [_Spot((), schema, body)]
        while pending:
            spot = pending.pop()
            branches = self._simple(spot.schema)
            if branches is not None:
                if self._breaks(spot):
                    found.append(spot)
                pending += self._inside(branches, spot)
        return found

    def _simple(self, schema: Schema) -> list[Branch] | None:
        """Take a schema apart, if breaking one thing gives one finding."""
        branches = self._instances.branches(schema)
        simple = all(branch.keys() <= _SIMPLE and is_alone(branch, branches) for branch in branches)
        return branches if simple else None

    def _inside(self, branches: list[Branch], spot: _Spot) -> Iterator[_Spot]:
        """Give the values inside a value."""
        value: Any = spot.value
        for branch in branches:
            if branch["type"] == "object" == json_type(value):
                for name in value:
                    yield _Spot(
                        (*spot.path, name), self._instances.field(branch, name), value[name]
                    )
            elif branch["type"] == "array" == json_type(value):
                for index, item in enumerate(value):
                    yield _Spot((*spot.path, index), self._instances.item(branch, index), item)

    def _breaks(self, spot: _Spot) -> list[_Break]:
        """List the ways to break a value."""
        if id(spot.schema) not in self._values:
            wrong = [each for each in self._wrong(spot.schema) if self._asked(each)]
            self._values[id(spot.schema)] = (spot.schema, wrong)
        found = self._values[id(spot.schema)][1]
        value: Any = spot.value
        if json_type(value) != "object":
            return found
        branch = next(f for f in self._instances.branches(spot.schema) if f["type"] == "object")
        fields = [
            _Break(Kind.MISSING_REQUIRED, {n: value[n] for n in value if n != name}, (name,))
            for name in branch.get("required", ())
        ]
        if branch.get("additionalProperties") is False and UNDECLARED not in value:
            fields.append(_Break(Kind.FORBIDDEN_FIELD, {**value, UNDECLARED: None}, (UNDECLARED,)))
        return [*filter(self._asked, fields), *found]

    def _asked(self, found: _Break) -> bool:
        return self._kinds is None or found.kind in self._kinds

    def _wrong(self, schema: Schema) -> Iterator[_Break]:
        """List values that a schema rejects, whatever stood there before."""
        branches = self._instances.branches(schema)
        for value, _ in foreign(frozenset(branch["type"] for branch in branches)):
            yield _Break(Kind.NULL_NOT_ALLOWED if value is None else Kind.WRONG_TYPE, value)
        for branch in branches:
            asking = branch.keys() - ANNOTATIONS
            unknown = Kind.UNKNOWN_ENUM_VALUE if asking == {"enum"} else Kind.CONSTRAINT_VIOLATED
            if len(asking - {"const"}) == 1:
                for value, _ in own(branch, ()):
                    same = json_type(value) in {branch["type"], "integer"}
                    if same and not self._instances.accepts(schema, value):
                        yield _Break(unknown, value)


def _replaced(body: Any, path: Path, value: Any) -> Any:
    """Copy a body with another value at one place; unchanged parts are shared."""
    if not path:
        return value
    step, *rest = path
    copy = body.copy()
    copy[step] = _replaced(body[step], tuple(rest), value)
    return copy
