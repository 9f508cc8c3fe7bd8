"""Find places in bodies, and make values to be put there that one contract accepts and the other rejects."""

from __future__ import annotations

import json
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Any

from openrouter_models.contract import UNDECLARED, Instances
from pipeline.diff.differences import Step
from pipeline.json_values import canonical
from pipeline.openapi.semantics import subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models.contract import Branch
    from openrouter_models.findings import Finding
    from pipeline.diff.alternatives import Side
    from pipeline.diff.differences import Path
    from pipeline.openapi.grammar import Schema

    Half = tuple[Side, Schema]

Keys = tuple["str | int", ...]
# Of undeclared fields: one of them matches none of the patterns that there are.
_NAMES = (UNDECLARED, "a", "A", "0", "-")
_PLAIN: tuple[Any, ...] = (None, True, False, 0, 1, -1, 0.5, "", "x", [], {})
_MOST_NAMES = 12
_MOST_VALUES = 10
_MOST = 3000


def separating(one: Half, other: Half) -> list[Any]:
    """Make values that one schema accepts and the other rejects, smallest first."""
    (side, schema), (other_side, other_schema) = one, other
    accepts, rejects = side.instances.accepts, other_side.instances.accepts
    found: dict[str, Any] = {}
    for value in islice(_tried(one, other), _MOST):
        if accepts(schema, value) and not rejects(other_schema, value):
            found.setdefault(canonical(value), value)
    return sorted(found.values(), key=size)


def shared(one: Half, other: Half) -> list[Any]:
    """Make values that both schemas accept, or else the first."""
    accepts = other[0].instances.accepts
    found = one[0].instances.several(one[1])
    return sorted(found, key=lambda value: (not accepts(other[1], value), size(value)))


def size(value: Any) -> int:
    """Measure a JSON value by the length of its text."""
    return len(json.dumps(value))


def _tried(one: Half, other: Half) -> Iterator[Any]:
    """Give what the library says is left, then what either contract makes of the keywords of both."""
    rest = subtract(one[0].meaning(one[1]), other[0].meaning(other[1]))
    if rest is not None:
        yield from Instances({} if isinstance(rest, bool) else rest).several(rest)
    halves = [(side.instances, side.instances.branches(schema)) for side, schema in (one, other)]
    for side, schema in (one, other):
        yield from side.instances.several(schema)
    yield from _PLAIN
    arrays, objects = (
        [(made, branch) for made, found in halves for branch in found if branch["type"] == kind]
        for kind in ("array", "object")
    )
    yield from _arrays(arrays)
    yield from _objects(objects)


def _arrays(halves: list[tuple[Instances, Branch]]) -> Iterator[list[Any]]:
    items: list[Any] = []
    for made, branch in halves:
        parts = [*branch.get("prefixItems", ()), branch.get("items", True)]
        parts += [branch["contains"]] if "contains" in branch else []
        items += chain.from_iterable(map(made.several, parts))
    values = _few([*items, *_PLAIN])
    for count in (1, 2, 3):
        yield from ([value] * count for value in values)
    yield from map(list, product(values, repeat=2))


def _objects(halves: list[tuple[Instances, Branch]]) -> Iterator[dict[str, Any]]:
    names: dict[str, None] = {}
    for made, branch in halves:
        words = ("properties", "required", "dependentRequired", "dependentSchemas")
        asked = chain.from_iterable(branch.get(word, ()) for word in words)
        names |= dict.fromkeys(islice(chain(asked, made.names(branch)), _MOST_NAMES))
    nothing: dict[str, Any] = {}
    least = [next(iter(made.several(branch)), nothing) for made, branch in halves]
    fields = {
        name: _few([v for made, one in halves for v in made.several(made.field(one, name))], _PLAIN)
        for name in names
    }
    for base in ({}, *least):
        for name, values in fields.items():
            yield from ({**base, name: value} for value in values)
            yield {each: value for each, value in base.items() if each != name}
    for one, two in product(fields, repeat=2):
        yield {one: fields[one][0], two: fields[two][0]}


def _few(values: Iterable[Any], more: Iterable[Any] = ()) -> list[Any]:
    """Give the smallest of different values, and some that are always worth a try."""
    unique = {canonical(value): value for value in values}
    return [*sorted(unique.values(), key=size)[:_MOST_VALUES], *more]


def schema_at(instances: Instances, schema: Any, keys: Keys) -> Any:
    """Give what a contract says of a place; where alternatives lead there, what the first says."""
    for key in keys:
        wanted = "array" if isinstance(key, int) else "object"
        none: dict[str, Any] = {}
        one = next((each for each in instances.branches(schema) if each["type"] == wanted), none)
        schema = instances.item(one, key) if isinstance(key, int) else instances.field(one, key)
    return schema


def places(instances: Instances, schema: Schema, path: Path) -> Iterator[Keys]:
    """Name the place of a value by keys: items that `items` speaks of, fields by several names."""
    if not path:
        yield ()
        return
    step = path[0]
    keys: Iterable[str | int] = _NAMES if step is Step.MEMBER else [str(step)]
    if step is Step.ITEM:
        arrays = [one for one in instances.branches(schema) if one["type"] == "array"]
        keys = [max((len(one.get("prefixItems", ())) for one in arrays), default=0)]
    for key in keys:
        for rest in places(instances, schema_at(instances, schema, (key,)), path[1:]):
            yield (key, *rest)


def concerns(error: Finding, at: str) -> bool:
    """Tell whether an error is about a place: there, below, or about the whole that it stands in."""
    return f"{error.path}/".startswith(f"{at}/") or f"{at}/".startswith(f"{error.path}/")
