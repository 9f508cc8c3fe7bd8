"""Walk the places that a body can have, and list what to change at each."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, frozen

from openrouter_models._validation.schemas import is_trivial
from openrouter_models.contract.instances.branches import is_alone
from openrouter_models.contract.instances.probes import MANY, NAMES, Probe, foreign, own, stand_ins
from openrouter_models.contract.instances.smallest import (
    EXTRA,
    JsonObject,
    Skeletons,
    UnmakeableError,
    field_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Flat

Path: TypeAlias = tuple[str | int, ...]
Change: TypeAlias = tuple[Path, Any, str]

# Of an object or array that asks for nothing else, one part decides: if it conforms, all does.
_PLAIN = frozenset(
    {"type", "properties", "patternProperties", "additionalProperties", "required"}
    | {"items", "prefixItems", "format", "title", "description", "examples", "deprecated"}
)
_VALUES: tuple[Any, ...] = (None, "x", [[]], 0.5)


@frozen
class Place:
    """A place in the bodies of one response.

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
        """Make a whole body with a value at this place; unchanged parts are shared."""
        for container, step in zip(reversed(self.around), reversed(self.path), strict=True):
            if isinstance(container, list):
                index = cast("int", step)
                value = [*container[:index], value, *container[index + 1 :]]
            else:
                value = {**container, step: value}
        return value


@frozen
class Vocabulary:
    """The words of a whole contract: what belongs at one place may come up at another.

    Attributes:
        names: All declared fields.
        values: All strings in enums.
    """

    names: tuple[str, ...]
    values: tuple[str, ...]


def vocabulary(document: Mapping[str, Any]) -> Vocabulary:
    """Gather the words of a contract.

    Args:
        document: The OpenAPI document.
    """
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


class Places:
    """Finds places and what to change there, for one contract."""

    def __init__(self, skeletons: Skeletons, words: Vocabulary) -> None:
        """Prepare for a contract.

        Args:
            skeletons: Makes the smallest values.
            words: Its vocabulary.
        """
        self._skeletons = skeletons
        self._words = words

    def of(self, schema: Schema) -> Iterator[Place]:
        """Walk all places of a response, from the root downwards.

        Args:
            schema: What its bodies must conform to.

        Yields:
            Places; one for each alternative schema that may apply there.
        """
        pending = [Place(schema)]
        while pending:
            place = pending.pop()
            yield place
            if place.full and not is_trivial(place.schema):
                pending += reversed(list(self._below(place)))

    def changes(self, place: Place) -> Iterator[Change]:
        """List the values to try at a place.

        Args:
            place: One of `of`.

        Yields:
            The way from the place to what is remarkable in the value, the value, what it is.
        """
        flats = self._skeletons.alternatives.of(place.schema)
        allowed = frozenset(flat["type"] for flat in flats)
        probes: list[Iterator[Probe]] = [foreign(allowed)]
        if "array" not in allowed:
            probes.append(self._listed(place.schema))
        if place.full:
            conforming = self._skeletons.several(place.schema)
            probes.append((value, "a small conforming value") for value in conforming)
            probes += [own(flat, self._words.values) for flat in flats]
        for value, why in chain.from_iterable(probes):
            yield (), value, why
        for flat in flats if place.full and not is_trivial(place.schema) else ():
            if flat["type"] == "object":
                yield from self._fields(flat)
            elif flat["type"] == "array":
                yield from self._items(flat)

    def _listed(self, schema: Schema) -> Iterator[Probe]:
        for value in self._skeletons.several(schema)[:1]:
            yield [value], "the value in a list"

    def _below(self, place: Place) -> Iterator[Place]:
        """Give the places directly below one."""
        flats = self._skeletons.alternatives.of(place.schema)
        for flat in flats:
            plain = flat.keys() <= _PLAIN and is_alone(flat, flats)
            here = evolve(place, decides=place.decides and plain)
            if flat["type"] == "object":
                yield from self._below_object(here, flat)
            elif flat["type"] == "array":
                yield from self._below_array(here, flat)

    def _below_object(self, place: Place, flat: Flat) -> Iterator[Place]:
        least = next(self._skeletons.of(flat), None)
        if least is None:
            return
        names = [*flat.get("properties", {})]
        if "additionalProperties" in flat or "patternProperties" in flat:
            names += [
                EXTRA,
                *(n for n in NAMES if field_schema(flat, n) is not field_schema(flat, EXTRA)),
            ]
        for name in names:
            yield from self._step(place, field_schema(flat, name), least, name)

    def _below_array(self, place: Place, flat: Flat) -> Iterator[Place]:
        first: list[Schema] = flat.get("prefixItems", [])
        rest: Schema = flat.get("items", True)
        for index, schema in enumerate([*first, rest, rest]):
            try:
                before = [self._skeletons.smallest(each) for each in [*first, rest][:index]]
            except UnmakeableError:
                return
            yield from self._step(place, schema, [*before, None], index, full=index <= len(first))

    def _step(
        self, place: Place, schema: Schema, container: Any, step: str | int, *, full: bool = True
    ) -> Iterator[Place]:
        """Go one step down, unless the way goes in circles."""
        if schema is not False and place.within.count(id(schema)) < 2:
            within = (*place.within, id(schema))
            around = (*place.around, container)
            path = (*place.path, step)
            yield Place(schema, path, around, full and place.full, within, place.decides)

    def _fields(self, flat: Flat) -> Iterator[Change]:
        """List objects that differ in which fields they have."""
        skeletons = self._skeletons
        least = next(skeletons.of(flat), None)
        if least is None:
            return
        whole = skeletons.filled(flat, least)
        yield (), least, "only the required fields"
        yield (), whole, "every declared field"
        for name in flat.get("required", ()):
            yield (name,), _without(least, name), "a required field is missing"
        for name in [name for name in whole if name not in least]:
            yield (name,), least | {name: whole[name]}, "an optional field is there"
            yield (name,), _without(whole, name), "of all fields only this one is missing"
        for word in ("minProperties", "maxProperties"):
            if word in flat:
                for size in range(max(flat[word] - 1, 0), flat[word] + 2):
                    yield (), skeletons.filled(flat, {}, size), f"{size} fields"
                    yield (), skeletons.filled(flat, least, size), f"{size} fields"
        yield from self._extras(flat, least, whole)

    def _extras(self, flat: Flat, least: JsonObject, whole: JsonObject) -> Iterator[Change]:
        """List objects with fields that are not declared."""
        declared = flat.get("properties", {})
        additional = field_schema(flat, EXTRA)
        try:
            plain = self._skeletons.smallest(additional)
        except UnmakeableError:
            plain = None
        strangers = [n for n in dict.fromkeys((*NAMES, *self._words.names)) if n not in declared]
        # Together they would hide that one of them has been let in.
        for name in () if is_trivial(additional) else strangers:
            for value in stand_ins() if additional is False else [plain]:
                yield (name,), least | {name: value}, "an undeclared field"
        for value in stand_ins():
            yield (EXTRA,), least | {EXTRA: value}, "a value of each type in an undeclared field"
        yield (EXTRA,), least | {EXTRA: "x" * MANY}, "a long text in an undeclared field"
        yield (), whole | dict.fromkeys(strangers, plain), "all fields, and those of other objects"
        shouted = [name.upper() for name in declared if name.upper() not in declared]
        for value in (plain, *_VALUES):
            yield (), least | dict.fromkeys(strangers, value), "fields of other objects"
            yield (), least | dict.fromkeys(shouted, value), "declared fields in upper case"
        for asked in self._skeletons.alternatives.of(flat.get("propertyNames", False)):
            for text, why in own(asked, ()) if asked["type"] == "string" else ():
                yield (), least | {text: plain}, f"a field the name of which is {why}"
        many = {f"{EXTRA}_{number}": plain for number in range(MANY)}
        yield (), least | many, f"{MANY:,} undeclared fields"

    def _items(self, flat: Flat) -> Iterator[Change]:
        """List arrays that differ in how many items they have, and how different ones."""
        least = next(self._skeletons.of(flat), None)
        if least is not None:
            yield (), least, "as few items as possible"
        first: list[Schema] = flat.get("prefixItems", [])
        rest: Schema = flat.get("items", True)
        try:
            heads = [self._skeletons.smallest(each) for each in first]
            item = self._skeletons.smallest(rest)
        except UnmakeableError:
            return
        various = self._skeletons.several(rest)
        yield (), [*heads, *various], "different items"
        yield (), [*heads, *reversed(various)], "different items in reverse"
        bounds = [flat[word] for word in ("minItems", "maxItems") if word in flat]
        near = [bound + step for bound in bounds for step in (-1, 0, 1)]
        for size in dict.fromkeys([0, 1, 2, 3, MANY, *near]):
            equal = [*heads, *[item] * max(size - len(heads), 0)][: max(size, 0)]
            yield (), equal, f"{size:,} items, equal ones"
            if size in near:
                yield (), [*heads, *various][:size], f"{size:,} items, different ones"


def _without(value: JsonObject, name: str) -> JsonObject:
    return {each: value[each] for each in value if each != name}
