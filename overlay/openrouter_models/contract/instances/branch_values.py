"""Make values for one branch of a schema, small ones first; `scalar_values` makes those that hold no others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models._validation.constraints import identity
from openrouter_models.contract.instances import scalar_values
from openrouter_models.contract.instances.pattern_strings import matching
from openrouter_models.contract.instances.subschemas import Subschemas
from openrouter_models.contract.instances.unmakeable import UnmakeableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Branch

JsonObject: TypeAlias = dict[str, Any]

UNDECLARED = "x_undeclared"
SEVERAL = 32
MOST_ITEMS = 2000
_VARIANTS = 8
# Keywords about names of fields that only the verdict on a whole object decides.
_UNDECIDED = frozenset({"not", "if", "dependentSchemas", "propertyNames", "unevaluatedProperties"})


class BranchValues(Subschemas, ABC):
    """Makes values for branches, given what makes values for whole schemas."""

    accepts: Callable[[Schema, Any], bool]

    @abstractmethod
    def smallest(self, schema: Schema) -> Any:
        """Make the smallest value that a schema accepts."""

    @abstractmethod
    def several(self, schema: Schema, least: int = 0) -> list[Any]:
        """Make different values that a schema accepts."""

    def of(self, branch: Branch) -> Iterator[Any]:
        """Make values for one branch, smallest first, that are likely to conform; the whole schema has the last word.

        Raises:
            UnmakeableError: For something that every value must contain none was found.
        """
        if "enum" in branch:
            yield from branch["enum"]
            return
        match branch["type"]:
            case "integer" | "number":
                yield from scalar_values.numbers(branch)
            case "string":
                yield from scalar_values.strings(branch)
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
        turns = chain.from_iterable(zip(*(islice(each, SEVERAL) for each in asked), strict=False))
        listed = self.several(required, SEVERAL) if required is not True else ()
        others = (f"{UNDECLARED}_{number}" for number in count())
        declared = branch.get("properties", {})
        for name in dict.fromkeys([*turns, *(each for each in listed if isinstance(each, str))]):
            if name not in declared and self.accepts(required, name):
                yield name
        if required is True or self.accepts(required, f"{UNDECLARED}_0"):
            yield from others

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
        elif missing <= MOST_ITEMS:
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
