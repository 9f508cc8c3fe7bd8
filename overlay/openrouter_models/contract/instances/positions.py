"""Walk the positions that a body can have, and list what to change at each."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, frozen

from openrouter_models._validation.schemas import is_trivial
from openrouter_models.contract.instances.branches import ANNOTATIONS, is_alone
from openrouter_models.contract.instances.probes import MANY, NAMES, Probe, foreign, own, stand_ins
from openrouter_models.contract.instances.smallest import (
    UNDECLARED,
    Instances,
    JsonObject,
    Path,
    UnmakeableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Branch

Change: TypeAlias = tuple[Path, Any, str]

# Of an object or array without other keywords, one part decides: if it conforms, the whole does.
_PLAIN = frozenset(
    {"properties", "additionalProperties", "required", "items", "prefixItems"} | ANNOTATIONS
)
_VALUES: tuple[Any, ...] = (None, "x", [[]], 0.5)
_MOST_COUNTED = 5000
_MOST_VISITS = 3


@frozen
class Position:
    """A position in the bodies of one response.

    Attributes:
        schema: What the value there must conform to.
        path: Names and indices from the root.
        around: The containers on the way, smallest conforming ones, outermost first.
        full: Whether everything is to be tried here, or wrong types only, as at the second item.
        within: The schemas on the way, by identity.
        decides: Whether the body conforms exactly when the value here does.
    """

    schema: Schema
    path: Path = ()
    around: tuple[Any, ...] = ()
    full: bool = True
    within: tuple[int, ...] = ()
    decides: bool = True

    def embed(self, value: Any) -> Any:
        """Make a whole body with a value at this position; unchanged parts are shared."""
        for container, step in zip(reversed(self.around), reversed(self.path), strict=True):
            if isinstance(container, list):
                index = cast("int", step)
                value = [*container[:index], value, *container[index + 1 :]]
            else:
                value = {**container, step: value}
        return value


@frozen
class Vocabulary:
    """The words of a whole contract: what belongs at one position may come up at another.

    Attributes:
        names: All declared fields.
        values: All strings in enums.
    """

    names: tuple[str, ...]
    values: tuple[str, ...]


def vocabulary(document: Mapping[str, Any]) -> Vocabulary:
    """Gather the words of a contract."""
    names: dict[str, None] = {}
    values: dict[str, None] = {}
    pending: list[Any] = [document.get("components", {}), document.get("paths", {})]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            mapping = cast("JsonObject", node)
            if isinstance(properties := mapping.get("properties"), dict):
                names |= dict.fromkeys(cast("JsonObject", properties))
            if isinstance(enum := mapping.get("enum"), list):
                values |= dict.fromkeys(w for w in cast("list[object]", enum) if isinstance(w, str))
            pending += mapping.values()
        elif isinstance(node, list):
            pending += cast("list[object]", node)
    return Vocabulary(tuple(sorted(names)), tuple(sorted(values)))


class Positions:
    """Finds positions and what to change there, for one contract."""

    def __init__(self, instances: Instances, words: Vocabulary) -> None:
        self._instances = instances
        self._words = words

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

    def changes(self, position: Position) -> Iterator[Change]:
        """List the values to try at a position.

        Yields:
            The way from the position to what is remarkable in the value, the value, what it is.
        """
        branches = self._instances.branches(position.schema)
        allowed = frozenset(branch["type"] for branch in branches)
        probes: list[Iterator[Probe]] = [foreign(allowed)]
        if "array" not in allowed:
            probes.append(self._listed(position.schema))
        if position.full:
            conforming = self._instances.several(position.schema)
            probes.append((value, "a small conforming value") for value in conforming)
            probes += [own(branch, self._words.values) for branch in branches]
        for value, why in chain.from_iterable(probes):
            yield (), value, why
        for branch in branches if position.full and not is_trivial(position.schema) else ():
            if branch["type"] == "object":
                yield from self._fields(branch)
            elif branch["type"] == "array":
                yield from self._items(branch)

    def _listed(self, schema: Schema) -> Iterator[Probe]:
        for value in self._instances.several(schema)[:1]:
            yield [value], "the value in a list"

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
            names += [UNDECLARED, *dict.fromkeys(n for n in special if self._is_special(branch, n))]
        for name in names:
            yield from self._step(position, field(branch, name), least, name)

    def _is_special(self, branch: Branch, name: str) -> bool:
        """Tell whether another schema applies to a field than to an undeclared one."""
        field = self._instances.field
        return field(branch, name) is not field(branch, UNDECLARED)

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
            around = (*position.around, container)
            path = (*position.path, step)
            yield Position(schema, path, around, full and position.full, within, position.decides)

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
        strangers = [n for n in dict.fromkeys((*NAMES, *self._words.names)) if n not in declared]
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
