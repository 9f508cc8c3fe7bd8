"""Make values that conform to a schema: the smallest, several different ones, one with every field."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from openrouter_models._validation.constraints import identity
from openrouter_models._validation.schemas import Schemas
from openrouter_models.contract.instances import scalar_values
from openrouter_models.contract.instances.branch_values import MOST_ITEMS, SEVERAL, BranchValues
from openrouter_models.contract.instances.unmakeable import UnmakeableError
from openrouter_models.contract.instances.validator import Validator

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterable, Iterator, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branch_values import JsonObject
    from openrouter_models.contract.instances.branches import Branch
    from openrouter_models.contract.instances.unmakeable import Path

_TRIES = 64
_MOST_VALUES = 5_000
_MOST_TOGETHER = 20_000
_VALUE = 100  # so many characters cost as much as a value
_MISSING = object()


class _Making(threading.local):
    """The schemas for which a thread is making values, and those of them that it was led back to, by identity."""

    def __init__(self) -> None:
        self.schemas: set[int] = set()
        self.circles: set[int] = set()

    @contextmanager
    def apart(self) -> Generator[set[int]]:
        """Give a set that holds, after the block, the schemas around it to which the block was led back."""
        others, self.circles = self.circles, set()
        circles: set[int] = set()
        try:
            yield circles
        finally:
            circles |= self.circles & self.schemas
            self.circles = others | circles


class Instances(BranchValues):
    """Makes values for the schemas of one contract, each once.

    Threads may share it. What it returns is shared, too, so not to be changed.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(Schemas(document))
        self.accepts = Validator(self.schemas).accepts
        self._made: dict[int, tuple[Schema, Any]] = {}
        self._found: dict[int, tuple[Schema, dict[Hashable, Any]]] = {}
        self._making = _Making()

    def smallest(self, schema: Schema) -> Any:
        """Make the smallest value that a schema accepts.

        Returns:
            Null where that is allowed, else false, 0, the shortest string, as few items and fields
            as possible.

        Raises:
            UnmakeableError: None was found.
        """
        if id(schema) not in self._made:
            if id(schema) in self._making.schemas:
                self._making.circles.add(id(schema))
                raise UnmakeableError((), schema)  # a value that contains itself
            with self._making.apart() as circles:
                try:
                    value = next(self._conforming(schema), _MISSING)
                except UnmakeableError as inner:
                    value = inner
            if value is _MISSING:
                value = UnmakeableError((), schema)
            if isinstance(value, UnmakeableError) and circles:
                raise value  # perhaps only on this way
            self._made[id(schema)] = (schema, value)
        value = self._made[id(schema)][1]
        if isinstance(value, UnmakeableError):
            raise value
        return value

    def several(self, schema: Schema, least: int = 0) -> list[Any]:
        """Make up to 32 different values that a schema accepts, or looking harder up to the least, the smallest first."""
        found = self._tried(schema)
        if len(found) < least:
            found = dict(found)
            more = (value for branch in self.branches(schema) for value in _progression(branch))
            for value in islice(more, 2 * least + _TRIES):
                if len(found) < least and self.accepts(schema, value):
                    found.setdefault(identity(value), value)
        return list(islice(found.values(), max(SEVERAL, least)))

    def around(self, schema: Schema, path: Path, value: Any) -> Iterator[Any]:
        """Make values that hold another one at a place and are small around it: one for each branch on the way."""
        if not path:
            yield value
            return
        step, rest = path[0], path[1:]
        for branch in self.branches(schema):
            if isinstance(step, str) and branch["type"] == "object":
                least = self.least(branch)
                for inner in self.around(self.field(branch, step), rest, value):
                    if least is not None:
                        yield {**least, step: inner}
            elif isinstance(step, int) and branch["type"] == "array":
                others = [self.item(branch, i) for i in range(branch.get("minItems", 0))]
                for inner in self.around(self.item(branch, step), rest, value):
                    try:
                        before = [self.smallest(self.item(branch, i)) for i in range(step)]
                        after = [self.smallest(each) for each in others[step + 1 :]]
                    except UnmakeableError:
                        continue
                    yield [*before, inner, *after]

    def _tried(self, schema: Schema) -> dict[Hashable, Any]:
        """Make the first values that conform, by identity; not to be changed."""
        if id(schema) in self._found:
            return self._found[id(schema)][1]
        with self._making.apart() as circles:
            try:
                values = islice(_not_too_many(self._conforming(schema)), _TRIES)
                found = {identity(value): value for value in values}
            except UnmakeableError:
                found = {}
        if not circles:
            self._found[id(schema)] = (schema, found)
        return found

    def _conforming(self, schema: Schema) -> Iterator[Any]:
        """Give values that conform; if none does because of something inside, say so."""
        if id(schema) in self._making.schemas:
            self._making.circles.add(id(schema))
            return
        culprits: list[UnmakeableError] = []
        is_empty = True
        self.accepts(schema, None)  # refuse an invalid schema before reading it
        self._making.schemas.add(id(schema))
        try:
            for branch in self.branches(schema):
                for value in self._likely(branch, culprits):
                    is_small = culprits or _size(value) <= _MOST_VALUES
                    if is_small and self.accepts(schema, value):
                        is_empty = False
                        yield value
        finally:
            self._making.schemas.discard(id(schema))
        if is_empty and culprits:
            raise culprits[-1]

    def _likely(self, branch: Branch, culprits: list[UnmakeableError]) -> Iterator[Any]:
        """Give values for a branch, then its examples; keep the error if something inside is not found."""
        try:
            yield from self.of(branch)
        except UnmakeableError as inner:
            culprits.append(inner)
        yield from branch.get("examples", ())


def _size(value: Any) -> int:
    """Count the values in a value, parts that it shares each time, until it is beyond what bodies are made around."""
    size, pending = 0, [value]
    while pending and size <= _MOST_VALUES:
        held = pending.pop()
        if isinstance(held, dict):
            pending += cast("JsonObject", held).values()
        elif isinstance(held, list):
            pending += held
        size += 1 + (len(held) // _VALUE if isinstance(held, str) else 0)
    return size


def _not_too_many(values: Iterable[Any]) -> Iterator[Any]:
    """Give values until they are too large together."""
    size = 0
    for value in values:
        yield value
        size += _size(value)
        if size > _MOST_TOGETHER:
            return


def _progression(branch: Branch) -> Iterator[Any]:
    if "enum" not in branch and branch["type"] in {"integer", "number"}:
        yield from islice(scalar_values.progression(branch), MOST_ITEMS)
    elif "enum" not in branch and branch["type"] == "string":
        yield from scalar_values.more_strings(branch)
