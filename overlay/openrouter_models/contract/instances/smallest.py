"""Make values that conform to a schema: the smallest, several different ones, one with every field."""

from __future__ import annotations

import threading
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models._pointers import pointer
from openrouter_models._text import show
from openrouter_models._validation.constraints import identity
from openrouter_models._validation.schemas import Schemas
from openrouter_models.contract.instances import leaves
from openrouter_models.contract.instances.expressions import matching
from openrouter_models.contract.instances.parts import Parts
from openrouter_models.contract.instances.validity import Validity
from openrouter_models.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Branch

JsonObject: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]

UNDECLARED = "x_undeclared"
_SEVERAL = 32
_TRIES = 64
_VARIANTS = 8
_MOST_ITEMS = 2000
_MOST_VALUES = 5_000
_MOST_TOGETHER = 20_000
_VALUE = 100  # so many characters cost as much as a value
_MISSING = object()
# Keywords about names of fields that only the verdict on a whole object decides.
_UNDECIDED = frozenset({"not", "if", "dependentSchemas", "propertyNames", "unevaluatedProperties"})


class UnmakeableError(ContractError):
    """No conforming value was found, because there is none or because it is too hard to find.

    Attributes:
        path: Where in the value the one stands that was not found; `*` stands for any item.
        schema: What that one must conform to.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        shown = show(schema if isinstance(schema, bool) else dict(schema))
        where = f" at {pointer(path)}" if path else ""
        super().__init__(
            f"no value{where} was found that conforms to {shown}; give the schema an example"
        )
        self.path = path
        self.schema = schema

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what the error was made of."""
        return type(self), (self.path, self.schema)


class _Making(threading.local):
    """The schemas for which a thread is making values, and those of them that it was led back to, by identity."""

    def __init__(self) -> None:
        self.schemas: set[int] = set()
        self.circles: set[int] = set()


class Instances(Parts):
    """Makes values for the schemas of one contract, each once.

    Threads may share it. What it returns is shared, too, so not to be changed.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(Schemas(document))
        self.accepts = Validity(self.schemas).accepts
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
            others, self._making.circles = self._making.circles, set()
            try:
                value = next(self._conforming(schema), _MISSING)
            except UnmakeableError as inner:
                value = inner
            if value is _MISSING:
                value = UnmakeableError((), schema)
            circles = self._making.circles & self._making.schemas
            self._making.circles = others | circles
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
        return list(islice(found.values(), max(_SEVERAL, least)))

    def around(self, schema: Schema, path: Path, value: Any) -> Iterator[Any]:
        """Make values that hold another one at a place and are as small as possible around it.

        Yields:
            One value for each branch through which the path leads.
        """
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

    def of(self, branch: Branch) -> Iterator[Any]:
        """Make values for one branch, smallest first.

        Yields:
            Values that are likely to conform; the verdict on the whole schema has the last word.

        Raises:
            UnmakeableError: For something that every value must contain none was found.
        """
        if "enum" in branch:
            yield from branch["enum"]
            return
        match branch["type"]:
            case "integer" | "number":
                yield from leaves.numbers(branch)
            case "string":
                yield from leaves.strings(branch)
            case "array":
                yield from self._arrays(branch)
            case "object":
                yield from self._objects(branch)
            case _:
                yield from [None] if branch["type"] == "null" else [False, True]

    def least(self, branch: Branch) -> Any:
        """Make the first value of `of`, None if there is none."""
        try:
            return next(self.of(branch), None)
        except UnmakeableError:
            return None

    def filled(
        self, branch: Branch, least: JsonObject, size: int | None = None, skipped: int = 0
    ) -> JsonObject:
        """Copy an object with all declared fields, or with fields up to a size, undeclared ones after some that are skipped.

        Fields for which no value was found are left out.
        """
        whole = dict(least)
        names: Iterable[str] = branch.get("properties", {})
        if size is not None:
            names = chain(names, islice(self.names(branch), skipped, skipped + size + len(whole)))
        for name in names:
            if size is not None and len(whole) >= size:
                break
            if name not in whole:
                try:
                    whole[name] = self.smallest(self.field(branch, name))
                except UnmakeableError:
                    continue
        return whole

    def names(self, branch: Branch) -> Iterator[str]:
        """Make different names of undeclared fields: those that `propertyNames` and `patternProperties` ask for, then others."""
        required = branch.get("propertyNames", True)
        patterns = branch.get("patternProperties", {})
        asked = (matching(text) for text in patterns)
        turns = chain.from_iterable(zip(*(islice(each, _SEVERAL) for each in asked), strict=False))
        listed = self.several(required, _SEVERAL) if required is not True else ()
        others = (f"{UNDECLARED}_{number}" for number in count())
        declared = branch.get("properties", {})
        for name in dict.fromkeys([*turns, *(each for each in listed if isinstance(each, str))]):
            if name not in declared and self.accepts(required, name):
                yield name
        if required is True or self.accepts(required, f"{UNDECLARED}_0"):
            yield from others

    def _tried(self, schema: Schema) -> dict[Hashable, Any]:
        """Make the first values that conform, by identity; not to be changed."""
        if id(schema) in self._found:
            return self._found[id(schema)][1]
        others, self._making.circles = self._making.circles, set()
        try:
            values = islice(_not_too_many(self._conforming(schema)), _TRIES)
            found = {identity(value): value for value in values}
        except UnmakeableError:
            found = {}
        circles = self._making.circles & self._making.schemas
        self._making.circles = others | circles
        if not circles:
            self._found[id(schema)] = (schema, found)
        return found

    def _conforming(self, schema: Schema) -> Iterator[Any]:
        """Give values that conform; if none does because of something inside, say so."""
        if id(schema) in self._making.schemas:
            self._making.circles.add(id(schema))
            return
        culprit: UnmakeableError | None = None
        is_empty = True
        self.accepts(schema, None)  # refuse an invalid schema before reading it
        self._making.schemas.add(id(schema))
        try:
            for branch in self.branches(schema):
                try:
                    for value in chain(self.of(branch), branch.get("examples", ())):
                        if _size(value) <= _MOST_VALUES and self.accepts(schema, value):
                            is_empty = False
                            yield value
                except UnmakeableError as inner:
                    culprit = inner
                    for value in branch.get("examples", ()):
                        if self.accepts(schema, value):
                            is_empty = False
                            yield value
        finally:
            self._making.schemas.discard(id(schema))
        if is_empty and culprit is not None:
            raise culprit

    def _arrays(self, branch: Branch) -> Iterator[list[Any]]:
        low: int = branch.get("minItems", 0)
        first: list[Schema] = branch.get("prefixItems", [])
        rest: Schema = branch.get("items", True)
        kept = [self._inner(each, index) for index, each in enumerate(first[:low])]
        if "contains" in branch:
            wanted = self.all_of([branch["contains"], rest])
            number = max(branch.get("minContains", 1), 0)
            same = [self._inner(wanted, "*")] * number
            yield kept + same
            kept += self._different(wanted, number) if branch.get("uniqueItems") else same
        missing = low - len(kept)
        if missing <= 0:
            yield kept
        elif missing <= _MOST_ITEMS:
            yield kept + [self._inner(rest, "*")] * missing
            yield kept + self._different(rest, missing, kept)

    def _different(self, schema: Schema, number: int, besides: Iterable[Any] = ()) -> list[Any]:
        """Make a number of different items, as far as there are so many."""
        taken = set(map(identity, besides))
        found = self.several(schema, number + len(taken))
        return [each for each in found if identity(each) not in taken][:number]

    def _objects(self, branch: Branch) -> Iterator[JsonObject]:
        names = self.required(branch, ())
        least = {name: self._inner(self.field(branch, name), name) for name in names}
        yield least
        yield self.filled(branch, least, branch.get("minProperties", 0))
        yield self.filled(branch, least)
        for name in least:
            for value in self.several(self.field(branch, name))[1:_VARIANTS]:
                yield least | {name: value}
        if branch.keys() & _UNDECIDED:
            for skipped in range(1, _VARIANTS):
                yield self.filled(branch, least, max(branch.get("minProperties", 0), 1), skipped)
        for name in branch.get("properties", {}):
            more = self.required(branch, [*least, name])
            try:
                yield {each: self.smallest(self.field(branch, each)) for each in more}
            except UnmakeableError:
                continue

    def _inner(self, schema: Schema, step: str | int) -> Any:
        """Make the smallest value for a part; if there is none, say where."""
        try:
            return self.smallest(schema)
        except UnmakeableError as error:
            raise UnmakeableError((step, *error.path), error.schema) from error


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
        yield from islice(leaves.progression(branch), _MOST_ITEMS)
    elif "enum" not in branch and branch["type"] == "string":
        yield from leaves.more_strings(branch)
