"""What was observed at a place of some bodies: the values, the schema that allows them, the component that stands there.

A place is a path of names and indices, in which `*` stands for any item of an array.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models._pointers import keys_of
from openrouter_models._validation.gates import members
from openrouter_models.contract.instances import json_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances import Instances

Components: TypeAlias = dict[str, dict[str, Any]]
Steps: TypeAlias = tuple[str | int, ...]

EACH = "*"
_PREFIX = "#/components/schemas/"


def steps_of(path: str) -> Steps:
    """Read a JSON Pointer; whatever looks like an index is one."""
    return tuple(int(each) if each.isdecimal() else each for each in keys_of(path))


def values_at(value: Any, path: Sequence[str | int]) -> Iterator[Any]:
    """Give all values at a place, in each item where it says so."""
    if not path:
        yield value
    elif path[0] == EACH and isinstance(value, list):
        for item in cast("list[object]", value):
            yield from values_at(item, path[1:])
    elif isinstance(value, dict | list):
        inner = cast("Any", value)
        with suppress(LookupError, TypeError):
            yield from values_at(inner[path[0]], path[1:])


def schema_of(values: list[Any]) -> dict[str, Any] | None:
    """Say which types some values have, None where they are of several."""
    kinds = {json_type(each) for each in values} - {"null"}
    if kinds == {"integer", "number"}:
        kinds = {"number"}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    schema: dict[str, Any] = {"type": kind}
    if kind == "array":
        items = [*values_at(values, (EACH, EACH))]
        schema["items"] = (schema_of(items) if items else None) or {}
    if kind == "object":
        schema["additionalProperties"] = True
    is_nullable = any(each is None for each in values)
    return {"anyOf": [schema, {"type": "null"}]} if is_nullable else schema


def component_at(
    instances: Instances, schema: Schema, steps: Steps, keyword: str
) -> tuple[str, dict[str, Any]] | None:
    """Find the component that has a keyword at a place below a schema, by its name."""
    components = instances.schemas.contract["components"]["schemas"]
    names = _referred(components, instances.at(schema, steps))
    return next(((n, components[n]) for n in names if keyword in components[n]), None)


def marks(components: Components, name: str) -> list[str]:
    """Choose fields that only one component has together."""
    others = [members(components[each].get("properties")) for each in components if each != name]
    chosen: list[str] = []
    for field in members(components[name].get("properties")):
        chosen.append(field)
        others = [each for each in others if field in each]
        if not others:
            break
    return chosen


def _referred(components: Components, schema: Schema | None) -> Iterator[str]:
    """Give the names of the components that a schema refers to for the same value."""
    parts = members(schema)
    reference = parts.get("$ref")
    if isinstance(reference, str) and reference.startswith(_PREFIX):
        name = reference.removeprefix(_PREFIX)
        yield name
        yield from _referred(components, components.get(name))
    for word in ("anyOf", "allOf", "oneOf"):
        for branch in parts.get(word, ()):
            yield from _referred(components, branch)
