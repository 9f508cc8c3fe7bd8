"""Read the schemas of a contract by their alternatives and by what they mean, and pair those of two contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from openrouter_models.contract import Branch, Instances
from pipeline.derive.composition import constraints_of
from pipeline.failure import PipelineError
from pipeline.json_values import is_object
from pipeline.openapi.resolution import look_up, parts_of, target_of
from pipeline.openapi.semantics import Meanings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.openapi.grammar import JsonObject, Schema
    from pipeline.openapi.semantics import Relation

    Several = list["Alternative"]


@attrs.frozen(eq=False)
class Alternative:
    """One way in which a value of one JSON type may conform.

    Attributes:
        name: The component that says so, if one does.
        branch: The keywords that apply, in one flat schema.
    """

    name: str | None
    branch: Branch

    @property
    def fields(self) -> dict[str, Schema]:
        """The declared fields of an object."""
        fields: dict[str, Schema] = self.branch.get("properties", {})
        return fields

    @property
    def required(self) -> frozenset[str]:
        """The names of the required fields."""
        return frozenset(self.branch.get("required", ()))


class Side:
    """One contract."""

    def __init__(self, contract: JsonObject) -> None:
        self.contract = contract
        self.instances = Instances(contract)
        self.meaning = Meanings(contract).of
        self._alternatives: dict[int, tuple[Schema, list[Alternative]]] = {}

    def alternatives(self, schema: Schema) -> list[Alternative]:
        """Take a schema apart into what a value may be, by JSON type, `null` among them.

        Raises:
            PipelineError: A reference does not resolve or is circular, or the combinations are too many.
        """
        if id(schema) not in self._alternatives:
            try:
                found = list(self._apart(schema, None, ()))
            except ValueError as error:
                raise PipelineError(f"{error}; fix the document or use another revision") from error
            self._alternatives[id(schema)] = schema, found
        return self._alternatives[id(schema)][1]

    def identity(self, schema: Schema) -> int:
        """Tell a schema from others: a reference is what it leads to, as long as this side lives."""
        return id(self.followed(schema))

    def followed(self, schema: Schema) -> Schema:
        """Follow a schema that only refers to another; one that does not resolve is left as it is."""
        seen: set[str] = set()
        while is_object(schema) and constraints_of(schema).keys() == {"$ref"}:
            if schema["$ref"] in seen:
                break
            seen.add(schema["$ref"])
            if (found := look_up(self.contract, schema["$ref"])) is None:
                break
            schema = found[1]
        return schema

    def is_marked(self, schema: Schema, mark: str) -> bool:
        """Tell whether a field bears an annotation, `writeOnly` or `readOnly`."""
        parts = parts_of(self.contract, schema, ("allOf", "anyOf"))
        return any(part.get(mark) is True for part in parts)

    def _apart(
        self, schema: Schema, name: str | None, within: tuple[int, ...]
    ) -> Iterator[Alternative]:
        """Keep the names of components as long as there is nothing beside the reference or the union."""
        stated = constraints_of(schema) if is_object(schema) else {}
        keyword = next(iter(stated), "") if len(stated) == 1 else ""
        if id(schema) in within:
            raise ValueError("a schema is defined only by itself")
        within = (*within, id(schema))
        if keyword == "$ref":
            target = target_of(self.contract, stated["$ref"])
            yield from self._apart(target, stated["$ref"].rpartition("/")[2], within)
        elif keyword in {"anyOf", "oneOf"}:
            for inner in stated[keyword]:
                yield from self._apart(inner, name, within)
        else:
            yield from (Alternative(name, one) for one in self.instances.branches(schema))


def paired(
    old: Several, new: Several, relate: Callable[[Schema, Schema], Relation]
) -> tuple[list[tuple[Alternative, Alternative]], Several, Several]:
    """Pair the alternatives that mean the same, then those of one name, then the last ones.

    Returns:
        The pairs, the alternatives that were added, and those that were removed.
    """
    pairs: list[tuple[Alternative, Alternative]] = []
    removed, added = [*old], [*new]
    names = [[one.name for one in several] for several in (old, new)]

    def is_equal(one: Alternative, other: Alternative) -> bool:
        return one.branch == other.branch or relate(one.branch, other.branch).is_equal

    def has_same_name(one: Alternative, other: Alternative) -> bool:
        is_clear = all(several.count(one.name) == 1 for several in names)
        return one.name is not None and one.name == other.name and is_clear

    for is_same in (is_equal, has_same_name) if len(old) > 1 or len(new) > 1 else ():
        for other in [*added]:
            if one := next((each for each in removed if is_same(each, other)), None):
                removed.remove(one)
                added.remove(other)
                pairs.append((one, other))
    if len(removed) == len(added) == 1:
        return [*pairs, (removed[0], added[0])], [], []
    return pairs, added, removed
