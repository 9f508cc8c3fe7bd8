"""Complete the catalogue where the contract has grown: placeholders for the words it does not use yet.

The catalogue is written by hand and covers the contract of its day: every field present and absent,
every enum value. When a contract later gains a field or a value, a model made from the first of the
catalogue shows it, until somebody writes a better one.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models.contract.instances import Instances, UnmakeableError, mended, plainest
from openrouter_models.contract.observations import EACH, values_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openrouter_models._validation.schemas import Schema

JsonObject: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]

PRESENT = object()
_DEEPEST = 12


def demands(instances: Instances, schema: Schema, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """List what a complete catalogue has to show.

    Yields:
        A path with what must be seen there: an enum value, null where it is allowed, or `PRESENT`
        for a declared field, which stands for anything but null.
    """
    branches = instances.branches(schema) if len(path) <= _DEEPEST else []
    for branch in sorted(branches, key=lambda each: each["type"] == "null"):
        for value in branch.get("enum", ()):
            yield path, value
        for name in branch.get("properties", {}):
            declared = instances.field(branch, name)
            if instances.several(declared):
                yield (*path, name), PRESENT
                yield from demands(instances, declared, (*path, name))
        if "items" in branch:
            yield from demands(instances, branch["items"], (*path, EACH))
        # An item that is null says nothing: the contract allows it where it reuses a nullable enum.
        if branch["type"] == "null" and path[-1:] != (EACH,):
            yield path, None


def unmet(models: Sequence[Any], instances: Instances, schema: Schema) -> list[tuple[Path, Any]]:
    """List the demands on the fields of a model that none of the models meets."""
    return [
        (path, wanted)
        for path, wanted in demands(instances, schema)
        if path[:1] not in ((), (EACH,))
        and not any(_meets(seen, wanted) for model in models for seen in values_at(model, path))
    ]


def placeholders(
    models: Sequence[JsonObject], instances: Instances, schema: Schema
) -> list[JsonObject]:
    """Make as many models as it takes to show what the catalogue does not, like its first; all of them conform."""
    made: list[JsonObject] = []
    held: dict[Path, type] = {}
    for path, wanted in unmet(models, instances, schema):
        value = _present(instances, schema, path) if wanted is PRESENT else wanted
        kinds: dict[Path, type] = {
            path[:length]: list if path[length] == EACH else dict
            for length in range(1, len(path))
            if path[length - 1] != EACH
        }
        clashes = any(held.get(place, kind) is not kind for place, kind in kinds.items())
        if not made or clashes or (path in held and path[-1] != EACH):
            made.append(_pattern(models[0], len(made) + 1))
            held.clear()
        held |= {**kinds, path: type(value)}
        _put(made[-1], path, value)
    return [mended(instances, schema, model) for model in made]


def _meets(seen: Any, wanted: Any) -> bool:
    return seen is not None if wanted is PRESENT else bool(seen == wanted)


def _pattern(model: JsonObject, number: int) -> JsonObject:
    name = f"mock/stand-in-{number}"
    return deepcopy(model) | {
        "id": name,
        "canonical_slug": name,
        "name": f"Mock: Stand-in {number}",
        "description": "Shows what the contract has gained since the catalogue was written.",
        "links": {"details": f"/api/v1/models/{name}/endpoints"},
    }


def _present(instances: Instances, schema: Schema, path: Path) -> Any:
    """Make the plainest value at a place that is not null, if there is one."""
    declared = instances.at(schema, path)
    for branch in instances.branches(True if declared is None else declared):
        if branch["type"] != "null":
            try:
                return plainest(instances, branch)
            except UnmakeableError:
                continue
    return None


def _put(model: JsonObject, path: Path, value: Any) -> None:
    """Put a value at a place, and on the way there what holds it."""
    node: Any = model
    for step, following in pairwise((*path, None)):
        within: Any = value if following is None else [] if following == EACH else {}
        if step == EACH:
            if following is None or not node or not isinstance(node[-1], type(within)):
                node.append(within)
            node = node[-1]
        else:
            if following is None or not isinstance(node.get(step), type(within)):
                node[step] = within
            node = node[step]
