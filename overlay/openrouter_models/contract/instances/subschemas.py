"""What the schemas of a contract say about the parts of a value: its fields and items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openrouter_models.contract.instances.branches import Branch, Branches
from openrouter_models.contract.instances.pattern_strings import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models._validation.schemas import Schema, Schemas
    from openrouter_models.contract.instances.unmakeable import Path


class Subschemas:
    """Looks into the schemas of one contract. Threads may share it."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.branches = Branches(schemas).of
        self._both: dict[tuple[int, int], Schema] = {}

    def at(self, schema: Schema, path: Iterable[str | int]) -> Schema | None:
        """Find what the first branch that declares a place says of it, None if none does; `*` in a path is any item."""
        for step in path:
            found: list[Schema] = [
                self.field(branch, str(step))
                for branch in self.branches(schema)
                if branch["type"] == "object" and step in branch.get("properties", {})
            ]
            found += [
                self.item(branch, -1 if step == "*" else int(step))
                for branch in self.branches(schema)
                if branch["type"] == "array" and (step == "*" or isinstance(step, int))
            ]
            if not found:
                return None
            schema = found[0]
        return schema

    def field(self, branch: Branch, name: str) -> Schema:
        """Give the schema that a field of an object must conform to: declared by name and by patterns, else for all others."""
        found: list[Schema] = [
            schema
            for text, schema in branch.get("patternProperties", {}).items()
            if matches(text, name)
        ]
        if name in branch.get("properties", {}):
            found.insert(0, branch["properties"][name])
        if not found:
            return cast("Schema", branch.get("additionalProperties", True))
        return found[0] if len(found) == 1 else self.all_of(found)

    def item(self, branch: Branch, index: int) -> Schema:
        """Give the schema of an item; any negative index is behind those with a schema of their own."""
        first: list[Schema] = branch.get("prefixItems", [])
        return first[index] if 0 <= index < len(first) else branch.get("items", True)

    def required(self, branch: Branch, present: Iterable[str]) -> list[str]:
        """List the fields of an object: those present, the required ones, and what they make required (`dependentRequired`)."""
        found = dict.fromkeys([*branch.get("required", ()), *present])
        pending = list(found)
        while pending:
            for name in branch.get("dependentRequired", {}).get(pending.pop(), ()):
                if name not in found:
                    found[name] = None
                    pending.append(name)
        return list(found)

    def all_of(self, schemas: list[Schema]) -> Schema:
        """Give the one schema that stands for several, always the same for the same."""
        first, *others = schemas
        for other in others:
            first = self._both.setdefault((id(first), id(other)), {"allOf": [first, other]})
        return first


def replaced(body: Any, path: Path, value: Any) -> Any:
    """Copy a body with another value at one place, which may be missing yet; unchanged parts are shared."""
    if not path:
        return value
    step, *rest = path
    copy = body.copy()
    copy[step] = replaced(copy[step], tuple(rest), value) if rest else value
    return copy


def objects_in(value: object) -> Iterator[dict[str, Any]]:
    """Give every object in a JSON value, itself among them."""
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            members = cast("dict[str, Any]", inner)
            yield members
            pending += members.values()
        elif isinstance(inner, list):
            pending += cast("list[object]", inner)
