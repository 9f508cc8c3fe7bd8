"""Make the smallest value that conforms to a schema: what boundary cases and examples grow from."""

from __future__ import annotations

from itertools import chain, islice
from math import ceil, floor
from typing import TYPE_CHECKING, Any, cast

from openrouter_models._validation.constraints import identity
from openrouter_models._validation.patterns import matcher
from openrouter_models.contract.instances.branches import Alternatives, Flat
from openrouter_models.contract.instances.reading import Reader
from openrouter_models.findings import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openrouter_models._validation.schemas import Schema

JsonObject = dict[str, Any]

# What a pattern is likely to ask for. Where none of these fits, the contract's examples must.
_STRINGS = (
    "",
    "x",
    "X",
    "0",
    "0.5",
    "-1",
    "ab",
    "x-1",
    "x_1",
    "a/b",
    "2024-01-31",
    "2024-01-31T12:00:00Z",
    "https://example.com/",
    "/a/b",
    "a@example.com",
    "00000000-0000-4000-8000-000000000000",
    "text->text",
)
_SEVERAL = 32
EXTRA = "x_undeclared"


class UnmakeableError(ValueError):
    """No conforming value could be made, because there is none or because a pattern is too hard."""


class Skeletons:
    """Makes smallest values for the schemas of one contract, each once."""

    def __init__(self, contract: Mapping[str, Any]) -> None:
        """Prepare for a contract.

        Args:
            contract: The OpenAPI 3.1 document in which references are resolved.
        """
        self.reader = Reader(contract)
        self.alternatives = Alternatives(self.reader.schemas)
        self._made: dict[int, tuple[Schema, Any]] = {}
        self._making: set[int] = set()

    def smallest(self, schema: Schema) -> Any:
        """Make the smallest value that a schema accepts.

        Args:
            schema: A JSON Schema.

        Returns:
            A value that is shared between callers, so not to be changed: null where that is
            allowed, else false, 0, the shortest string, as few items and fields as possible.

        Raises:
            UnmakeableError: None could be made.
        """
        if id(schema) not in self._made:
            value = next(self._conforming(schema), UnmakeableError)
            if value is UnmakeableError:
                shown = show(schema if isinstance(schema, bool) else dict(schema))
                raise UnmakeableError(
                    f"no value that conforms to {shown} could be made; give the schema an example"
                )
            self._made[id(schema)] = (schema, value)
            self.reader.remember(schema, value)
        return self._made[id(schema)][1]

    def of(self, flat: Flat) -> Iterator[Any]:
        """Make values for one alternative, smallest first.

        Args:
            flat: One of `Alternatives.of`.

        Yields:
            Values that are likely to conform; the reader has the last word.
        """
        if "enum" in flat:
            yield from flat["enum"]
        elif flat["type"] in {"integer", "number"}:
            yield from _numbers(flat)
        elif flat["type"] == "string":
            yield from _strings(flat)
        elif flat["type"] == "array":
            yield from self._arrays(flat)
        elif flat["type"] == "object":
            yield from self._objects(flat)
        else:
            yield from [None] if flat["type"] == "null" else [False, True]

    def _conforming(self, schema: Schema) -> Iterator[Any]:
        if id(schema) in self._making:
            return
        self._making.add(id(schema))
        try:
            for flat in self.alternatives.of(schema):
                for value in chain(self.of(flat), flat.get("examples", ())):
                    if self.reader.accepts(schema, value):
                        yield value
        finally:
            self._making.discard(id(schema))

    def _arrays(self, flat: Flat) -> Iterator[list[Any]]:
        low = flat.get("minItems", 0)
        try:
            first = [self.smallest(each) for each in flat.get("prefixItems", ())]
            kept = first[:low]
            if "contains" in flat:
                kept += [self.smallest(flat["contains"])] * flat.get("minContains", 1)
            missing = low - len(kept)
            rest: Schema = flat.get("items", True)
            if missing <= 0:
                yield kept
            else:
                yield kept + [self.smallest(rest)] * missing
                yield kept + self.several(rest)[:missing]
        except UnmakeableError:
            return

    def several(self, schema: Schema) -> list[Any]:
        """Make different values that a schema accepts.

        Args:
            schema: A JSON Schema.

        Returns:
            Its smallest values, at most 32.
        """
        different = {identity(value): value for value in islice(self._conforming(schema), 64)}
        return list(islice(different.values(), _SEVERAL))

    def _objects(self, flat: Flat) -> Iterator[JsonObject]:
        names: list[str] = flat.get("required", [])
        try:
            least = {name: self.smallest(field_schema(flat, name)) for name in names}
        except UnmakeableError:
            return
        yield least
        yield self.filled(flat, least, flat.get("minProperties", 0))
        yield self.filled(flat, least)

    def filled(self, flat: Flat, least: JsonObject, size: int | None = None) -> JsonObject:
        """Add declared fields to an object, then undeclared ones if it is to have more.

        Args:
            flat: An alternative that is an object.
            least: What the object has already.
            size: How many fields it shall have; by default all declared ones.

        Returns:
            A new object. Fields for which no value can be made are left out.
        """
        whole = dict(least)
        spare = [] if size is None else [f"{EXTRA}_{number}" for number in range(size)]
        for name in [*flat.get("properties", {}), *spare]:
            if size is not None and len(whole) >= size:
                break
            if name not in whole:
                try:
                    whole[name] = self.smallest(field_schema(flat, name))
                except UnmakeableError:
                    continue
        return whole


def field_schema(flat: Flat, name: str) -> Schema:
    """Give the schema that a field of an object must conform to.

    Args:
        flat: A flat schema of an object.
        name: The field.

    Returns:
        What is declared for it by name or by pattern, else for all others.
    """
    if name in flat.get("properties", {}):
        return cast("Schema", flat["properties"][name])
    for text, schema in flat.get("patternProperties", {}).items():
        if matcher(text)(name):
            return cast("Schema", schema)
    return cast("Schema", flat.get("additionalProperties", True))


def limits(flat: Flat) -> list[float]:
    """Give the numbers at and next to the bounds of a numeric schema.

    Args:
        flat: A flat schema of a number.

    Returns:
        For each bound the bound itself, one less, one more, and half a unit to either side.
    """
    words = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    bounds = [flat[word] for word in words if word in flat]
    steps = [flat["multipleOf"]] if "multipleOf" in flat else []
    near = [bound + step for bound in bounds for step in (0, 1, -1, 0.5, -0.5, *steps)]
    multiples = [
        rounded(bound / step) * step
        for step in steps
        for bound in bounds
        for rounded in (floor, ceil)
    ]
    return [*near, *multiples, *(step * factor for step in steps for factor in (1, 2, 1.5))]


def _numbers(flat: Flat) -> Iterable[float]:
    return sorted({0, *limits(flat)}, key=abs)


def _strings(flat: Flat) -> Iterator[str]:
    low = flat.get("minLength", 0)
    yield "x" * low
    for text in _STRINGS:
        yield text
        yield text * low
        yield text.ljust(low, text[-1:] or "x")
