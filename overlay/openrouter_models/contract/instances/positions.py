"""Walk the positions that a body can have."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from openrouter_models._validation.schemas import is_trivial
from openrouter_models.contract.instances.branch_values import UNDECLARED
from openrouter_models.contract.instances.branches import ANNOTATIONS, is_alone
from openrouter_models.contract.instances.scalar_probes import NAMES
from openrouter_models.contract.instances.subschemas import replaced
from openrouter_models.contract.instances.unmakeable import UnmakeableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Branch
    from openrouter_models.contract.instances.conforming_values import Instances
    from openrouter_models.contract.instances.unmakeable import Path

# Of an object or array without other keywords, one part decides: if it conforms, the whole does.
_PLAIN = frozenset(
    {"properties", "additionalProperties", "required", "items", "prefixItems"} | ANNOTATIONS
)
_MOST_VISITS = 3


@frozen
class Position:
    """A position in the bodies of one response.

    Attributes:
        schema: What the value there must conform to.
        path: Names and indices from the root.
        around: The smallest body found with a value at the place, whatever that is.
        full: Whether everything is to be tried here, or wrong types only, as at the second item.
        within: The schemas on the way, by identity.
        decides: Whether the body conforms exactly when the value here does.
    """

    schema: Schema
    path: Path = ()
    around: Any = None
    full: bool = True
    within: tuple[int, ...] = ()
    decides: bool = True

    def embed(self, value: Any) -> Any:
        """Make a whole body with a value at this position; unchanged parts are shared."""
        return replaced(self.around, self.path, value)


class Positions:
    """Finds the positions of one contract."""

    def __init__(self, instances: Instances) -> None:
        self._instances = instances

    def of(self, schema: Schema) -> Iterator[Position]:
        """Walk all positions of a response, from the root downwards.

        Yields:
            Positions; one for each schema that may apply there. What stands below a schema that many
            ways lead to is listed on the first three.
        """
        pending = [Position(schema)]
        visits = Counter[int]()
        while pending:
            position = pending.pop()
            yield position
            visits[id(position.schema)] += 1
            if visits[id(position.schema)] > _MOST_VISITS:
                continue
            if position.full and not is_trivial(position.schema):
                pending += reversed(list(self._below(position)))

    def least_bodies(self, schema: Schema) -> Iterator[Any]:
        """Give a small body for each position that a response has, and each type there."""
        for position in self.of(schema):
            for branch in self._instances.branches(position.schema):
                if (value := self._instances.least(branch)) is not None:
                    yield position.embed(value)

    def _below(self, position: Position) -> Iterator[Position]:
        """Give the positions directly below one."""
        branches = self._instances.branches(position.schema)
        for branch in branches:
            plain = branch.keys() <= _PLAIN and is_alone(branch, branches)
            here = evolve(position, decides=position.decides and plain)
            if branch["type"] == "object":
                yield from self._below_object(here, branch)
            elif branch["type"] == "array":
                yield from self._below_array(here, branch)

    def _below_object(self, position: Position, branch: Branch) -> Iterator[Position]:
        least = self._instances.least(branch)
        if least is None:
            return
        field = self._instances.field
        names = [*branch.get("properties", {})]
        if "additionalProperties" in branch or "patternProperties" in branch:
            asked = islice(self._instances.names(branch), 3) if len(branch) > 2 else ()
            special = [*NAMES, *asked] if "patternProperties" in branch else []
            plain = field(branch, UNDECLARED)
            others = (name for name in special if field(branch, name) is not plain)
            names += [UNDECLARED, *dict.fromkeys(others)]
        for name in names:
            yield from self._step(position, field(branch, name), least, name)

    def _below_array(self, position: Position, branch: Branch) -> Iterator[Position]:
        item = self._instances.item
        fixed = len(branch.get("prefixItems", ()))
        for index in range(fixed + 2):
            try:
                before = [self._instances.smallest(item(branch, i)) for i in range(index)]
            except UnmakeableError:
                return
            around = [*before, None]
            yield from self._step(position, item(branch, index), around, index, full=index <= fixed)

    def _step(
        self,
        position: Position,
        schema: Schema,
        container: Any,
        step: str | int,
        *,
        full: bool = True,
    ) -> Iterator[Position]:
        """Go one step down, unless the way goes in circles."""
        if schema is not False and position.within.count(id(schema)) < 2:
            within = (*position.within, id(schema))
            yield Position(
                schema,
                (*position.path, step),
                position.embed(container),
                full and position.full,
                within,
                position.decides,
            )
