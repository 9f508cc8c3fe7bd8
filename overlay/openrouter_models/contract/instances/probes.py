"""The values to try at a position: values of other types, at each bound, with other fields, of other lengths."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models._validation.gates import members
from openrouter_models._validation.schemas import is_trivial
from openrouter_models.contract.instances.branch_values import UNDECLARED
from openrouter_models.contract.instances.scalar_probes import MANY, NAMES, foreign, own, stand_ins
from openrouter_models.contract.instances.subschemas import objects_in
from openrouter_models.contract.instances.unmakeable import Path, UnmakeableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branch_values import JsonObject
    from openrouter_models.contract.instances.branches import Branch
    from openrouter_models.contract.instances.conforming_values import Instances
    from openrouter_models.contract.instances.positions import Position
    from openrouter_models.contract.instances.scalar_probes import Probe

Change: TypeAlias = tuple[Path, Any, str]

_VALUES: tuple[Any, ...] = (None, "x", [[]], 0.5)
_MOST_COUNTED = 5000


class Probes:
    """Lists what to try at the positions of one contract.

    What belongs at one position may come up at another: so the names of all its fields are tried, and the
    strings of all its enums.
    """

    def __init__(self, instances: Instances, document: Mapping[str, Any]) -> None:
        self._instances = instances
        self._names, self._words = _vocabulary(document)

    def at(self, position: Position) -> Iterator[Change]:
        """List the values to try at a position, each with the way to what is remarkable in it and what that is."""
        branches = self._instances.branches(position.schema)
        allowed = frozenset(branch["type"] for branch in branches)
        probes: list[Iterator[Probe]] = [foreign(allowed)]
        if "array" not in allowed:
            first = self._instances.several(position.schema)[:1]
            probes.append(([value], "the value in a list") for value in first)
        if position.full:
            conforming = self._instances.several(position.schema)
            probes.append((value, "a small conforming value") for value in conforming)
            probes += [own(branch, self._words) for branch in branches]
        for value, why in chain.from_iterable(probes):
            yield (), value, why
        for branch in branches if position.full and not is_trivial(position.schema) else ():
            if branch["type"] == "object":
                yield from self._fields(branch)
            elif branch["type"] == "array":
                yield from self._items(branch)

    def _fields(self, branch: Branch) -> Iterator[Change]:
        """List objects that differ in which fields they have."""
        instances = self._instances
        least = instances.least(branch)
        if least is None:
            return
        whole = instances.filled(branch, least)
        yield (), least, "only the required fields"
        yield (), whole, "every declared field"
        for name in branch.get("required", ()):
            yield (name,), _without(least, name), "a required field is missing"
        for name in [name for name in whole if name not in least]:
            yield (name,), least | {name: whole[name]}, "an optional field is there"
            yield (name,), _without(whole, name), "of all fields only this one is missing"
        for word in ("minProperties", "maxProperties"):
            if word in branch:
                for size in _near(branch[word]):
                    yield (), instances.filled(branch, {}, size), f"{size} fields"
                    yield (), instances.filled(branch, least, size), f"{size} fields"
        yield from self._extras(branch, least, whole)

    def _extras(self, branch: Branch, least: JsonObject, whole: JsonObject) -> Iterator[Change]:
        """List objects with fields that are not declared."""
        declared = branch.get("properties", {})
        additional = self._instances.field(branch, UNDECLARED)
        try:
            plain = self._instances.smallest(additional)
        except UnmakeableError:
            plain = None
        strangers = [n for n in dict.fromkeys((*NAMES, *self._names)) if n not in declared]
        # Together they would hide that one of them has been let in.
        for name in () if is_trivial(additional) else strangers:
            for value in stand_ins() if additional is False else [plain]:
                yield (name,), least | {name: value}, "an undeclared field"
        for value in stand_ins():
            undeclared = least | {UNDECLARED: value}
            yield (UNDECLARED,), undeclared, "a value of each type in an undeclared field"
        yield (UNDECLARED,), least | {UNDECLARED: "x" * MANY}, "a long text in an undeclared field"
        yield (), whole | dict.fromkeys(strangers, plain), "all fields, and those of other objects"
        shouted = [name.upper() for name in declared if name.upper() not in declared]
        for value in (plain, *_VALUES):
            yield (), least | dict.fromkeys(strangers, value), "fields of other objects"
            yield (), least | dict.fromkeys(shouted, value), "declared fields in upper case"
        for asked in self._instances.branches(branch.get("propertyNames", False)):
            for text, why in own(asked, ()) if asked["type"] == "string" else ():
                yield (), least | {text: plain}, f"a field whose name is {why}"
        many = {f"{UNDECLARED}_{number}": plain for number in range(MANY)}
        yield (), least | many, f"{MANY:,} undeclared fields"

    def _items(self, branch: Branch) -> Iterator[Change]:
        """List arrays that differ in how many items they have, and how different ones."""
        least = self._instances.least(branch)
        if least is not None:
            yield (), least, "as few items as possible"
        first: list[Schema] = branch.get("prefixItems", [])
        rest: Schema = branch.get("items", True)
        try:
            heads = [self._instances.smallest(each) for each in first]
            item = self._instances.smallest(rest)
        except UnmakeableError:
            return
        various = self._instances.several(rest)
        yield (), [*heads, *various], "different items"
        yield (), [*heads, *reversed(various)], "different items in reverse"
        near = [size for word in ("minItems", "maxItems") for size in _near(branch.get(word))]
        for size in dict.fromkeys([0, 1, 2, 3, MANY, *near]):
            equal = [*heads, *[item] * max(size - len(heads), 0)][:size]
            yield (), equal, f"{size:,} items, equal ones"
            if size in near:
                yield (), [*heads, *various][:size], f"{size:,} items, different ones"


def _near(bound: int | None) -> list[int]:
    """Give the sizes at and next to a bound, none where that would be more than is sensible."""
    if bound is None or bound > _MOST_COUNTED:
        return []
    return [size for size in (bound - 1, bound, bound + 1) if size >= 0]


def _without(value: JsonObject, name: str) -> JsonObject:
    return {each: value[each] for each in value if each != name}


def _vocabulary(document: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Gather the names of all fields that a contract declares, and the strings in its enums."""
    names: set[str] = set()
    words: set[str] = set()
    for each in objects_in([document.get("components"), document.get("paths")]):
        names.update(members(each.get("properties")))
        enum = each.get("enum")
        values = cast("list[object]", enum) if isinstance(enum, list) else []
        words.update(value for value in values if isinstance(value, str))
    return sorted(names), sorted(words)
