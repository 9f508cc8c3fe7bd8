"""Mend a value so that it conforms, keeping as much of it as possible.

What was written for one revision of a contract is made to fit another: what is missing is added, what
is forbidden is dropped, what has become invalid is replaced by the plainest valid value.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from openrouter_models._validation.constraints import identity
from openrouter_models.contract.instances import scalar_values
from openrouter_models.contract.instances.branches import is_of_type
from openrouter_models.contract.instances.unmakeable import UnmakeableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branch_values import JsonObject
    from openrouter_models.contract.instances.branches import Branch
    from openrouter_models.contract.instances.conforming_values import Instances

# A string is "0", because most strings that the API adds are prices.
_PLAIN: JsonObject = {"string": "0", "integer": 0, "number": 0, "array": [], "object": {}}


def mended(instances: Instances, schema: Schema, value: Any) -> Any:
    """Mend a value: give itself if it conforms, else one that does, with what could be kept of it.

    Raises:
        UnmakeableError: No conforming value was found at all.
    """
    if instances.accepts(schema, value):
        return value
    for branch in instances.branches(schema):
        if is_of_type(value, branch["type"]):
            for candidate in _candidates(instances, branch, value):
                if instances.accepts(schema, candidate):
                    return candidate
    return plainest(instances, schema)


def plainest(instances: Instances, schema: Schema) -> Any:
    """Make the plainest value that conforms: null if allowed, else an example, else a plain one without optional fields.

    Raises:
        UnmakeableError: No conforming value was found.
    """
    smallest = instances.smallest(schema)
    if smallest is None:
        return None
    for branch in instances.branches(schema):
        kind = branch["type"]
        said = branch.get("examples", ()) if kind != "object" else ()
        seeds = [each for each in said if is_of_type(each, kind)]
        if kind in _PLAIN and "enum" not in branch:
            formatted = scalar_values.FORMATTED if kind == "string" else {}
            seeds.append(formatted.get(branch.get("format", ""), _PLAIN[kind]))
        for seed in seeds:
            for candidate in (seed, *_candidates(instances, branch, seed)):
                if instances.accepts(schema, candidate):
                    return deepcopy(candidate)
    return deepcopy(smallest)


def _candidates(instances: Instances, branch: Branch, value: Any) -> Iterator[Any]:
    """Give values like another one that are more likely to conform to a branch of its type."""
    if "enum" in branch:
        yield from branch["enum"]
    elif branch["type"] == "object":
        yield from _objects(instances, branch, value)
    elif branch["type"] == "array":
        yield from _arrays(instances, branch, value)
    elif branch["type"] == "string":
        text = value[: branch.get("maxLength")]
        yield text.ljust(min(branch.get("minLength", 0), scalar_values.LONGEST), text[-1:] or "x")
    elif branch["type"] in {"integer", "number"}:
        yield from sorted(scalar_values.numbers(branch), key=lambda number: abs(number - value))


def _objects(instances: Instances, branch: Branch, value: JsonObject) -> Iterator[JsonObject]:
    kept: JsonObject = {}
    for name, member in value.items():
        try:
            kept[name] = mended(instances, instances.field(branch, name), member)
        except UnmakeableError:
            continue  # a field that is forbidden, or that no value fits
    missing = [name for name in instances.required(branch, kept) if name not in kept]
    try:
        added = {name: plainest(instances, instances.field(branch, name)) for name in missing}
        yield kept | added
        nothing: JsonObject = {}
        least = next(instances.of(branch), nothing)
    except UnmakeableError:
        return
    # What one field alone does not decide: their number, their names, conditions.
    whole = deepcopy(least)
    for name in kept:
        grown = whole | {name: kept[name]}
        if instances.accepts(cast("Schema", branch), grown):
            whole = grown
    yield whole


def _arrays(instances: Instances, branch: Branch, value: list[Any]) -> Iterator[list[Any]]:
    kept: list[Any] = []
    seen: set[Any] = set()
    came = set(map(identity, value))
    for item in value[: branch.get("maxItems")]:
        try:
            made = mended(instances, instances.item(branch, len(kept)), item)
        except UnmakeableError:
            continue
        is_new = made is not item and identity(made) != identity(item)
        # What stands for a word that is no longer allowed is not to say what another says already.
        known = seen | came if is_new else seen if branch.get("uniqueItems") else ()
        if identity(made) not in known:
            seen.add(identity(made))
            kept.append(made)
    yield kept
    try:
        least = next((each for each in instances.of(branch) if len(each) > len(kept)), None)
    except UnmakeableError:
        return
    if least is not None:
        yield [*kept, *deepcopy(least[len(kept) :])]
    for index in reversed(range(len(kept))):
        yield [*kept[:index]]
