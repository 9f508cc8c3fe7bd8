"""Break a body in one place, and know which finding that must give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from openrouter_models.contract.instances.branch_values import UNDECLARED
from openrouter_models.contract.instances.branches import ANNOTATIONS, is_alone, json_type
from openrouter_models.contract.instances.scalar_probes import foreign, own
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Branch
    from openrouter_models.contract.instances.conforming_values import Instances
    from openrouter_models.contract.instances.unmakeable import Path

# Where a schema says nothing else, breaking one thing gives one finding.
_SIMPLE = ANNOTATIONS | {
    *("enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties"),
}


@frozen
class Spot:
    """A value within a body, with what it must conform to."""

    path: Path
    schema: Schema
    value: Any


@frozen
class Break:
    """What to put in the place of a value, and the finding that it gives.

    Attributes:
        kind: The kind of the finding.
        value: What to put there.
        below: The way from the place to where the finding stands.
    """

    kind: Kind
    value: Any
    below: Path = ()


class Breaking:
    """Lists the ways to break bodies of one contract."""

    def __init__(self, instances: Instances, kinds: frozenset[Kind] | None = None) -> None:
        self._instances = instances
        self._kinds = kinds
        self._values: dict[int, tuple[Schema, list[Break]]] = {}

    def spots(self, schema: Schema, body: Any) -> Iterator[Spot]:
        """List the values of a body of which a break gives one finding, from the root downwards."""
        pending = [Spot((), schema, body)]
        while pending:
            spot = pending.pop()
            if (branches := self._simple(spot.schema)) is not None:
                yield spot
                pending += reversed(list(self._inside(branches, spot)))

    def at(self, schema: Schema, body: Any, path: Path) -> Spot | None:
        """Give the value at a place, None where there is none of which a break gives one finding."""
        spot: Spot | None = Spot((), schema, body)
        for step in (*path, None):
            if spot is None or (branches := self._simple(spot.schema)) is None:
                return None
            if step is not None:
                inside = self._inside(branches, spot)
                spot = next((each for each in inside if each.path[-1] == step), None)
        return spot

    def breaks(self, spot: Spot) -> list[Break]:
        """List the ways to break a value."""
        if id(spot.schema) not in self._values:
            wrong = [each for each in self._wrong(spot.schema) if self._asked(each)]
            self._values[id(spot.schema)] = (spot.schema, wrong)
        found = self._values[id(spot.schema)][1]
        value: Any = spot.value
        branches = self._instances.branches(spot.schema)
        branch = next((each for each in branches if each["type"] == "object"), None)
        if json_type(value) != "object" or branch is None:
            return found
        fields = [
            Break(Kind.MISSING_REQUIRED, {n: value[n] for n in value if n != name}, (name,))
            for name in branch.get("required", ())
            if name in value
        ]
        if UNDECLARED not in value:
            open_to = branch.get("additionalProperties", True)
            kind = Kind.FORBIDDEN_FIELD if open_to is False else Kind.UNDECLARED_FIELD
            if open_to is False or (open_to is True and branch.get("properties")):
                fields.append(Break(kind, {**value, UNDECLARED: None}, (UNDECLARED,)))
        return [*filter(self._asked, fields), *found]

    def _simple(self, schema: Schema) -> list[Branch] | None:
        """Take a schema apart, if breaking one thing gives one finding."""
        branches = self._instances.branches(schema)
        simple = all(branch.keys() <= _SIMPLE and is_alone(branch, branches) for branch in branches)
        return branches if simple else None

    def _inside(self, branches: list[Branch], spot: Spot) -> Iterator[Spot]:
        """Give the values inside a value."""
        value: Any = spot.value
        for branch in branches:
            if branch["type"] == "object" == json_type(value):
                for name in value:
                    field = self._instances.field(branch, name)
                    yield Spot((*spot.path, name), field, value[name])
            elif branch["type"] == "array" == json_type(value):
                for index, item in enumerate(value):
                    yield Spot((*spot.path, index), self._instances.item(branch, index), item)

    def _asked(self, found: Break) -> bool:
        return self._kinds is None or found.kind in self._kinds

    def _wrong(self, schema: Schema) -> Iterator[Break]:
        """List values that a schema rejects, whatever stood there before."""
        branches = self._instances.branches(schema)
        for value, _ in foreign(frozenset(branch["type"] for branch in branches)):
            yield Break(Kind.NULL_NOT_ALLOWED if value is None else Kind.WRONG_TYPE, value)
        for branch in branches:
            asking = branch.keys() - ANNOTATIONS
            unknown = Kind.UNKNOWN_ENUM_VALUE if asking == {"enum"} else Kind.CONSTRAINT_VIOLATED
            if len(asking - {"const"}) == 1:
                for value, _ in own(branch, ()):
                    same = json_type(value) in {branch["type"], "integer"}
                    if same and not self._instances.accepts(schema, value):
                        yield Break(unknown, value)
