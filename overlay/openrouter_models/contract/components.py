"""Find the components of a contract by where their values stand in a body, and by what marks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models._validation.gates import members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.sightings import Steps

Components: TypeAlias = dict[str, dict[str, Any]]

_PREFIX = "#/components/schemas/"


def component_at(
    components: Components, schema: Schema, steps: Steps, keyword: str
) -> tuple[str, dict[str, Any]] | None:
    """Find the component that has a keyword at a place below a schema, by its name."""
    names = _names(components, schema, steps)
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


def _names(components: Components, schema: Schema, steps: Steps) -> Iterator[str]:
    """Yield the names of the components that stand at a place."""
    parts = members(schema)
    reference = parts.get("$ref")
    if isinstance(reference, str) and reference.startswith(_PREFIX):
        name = reference.removeprefix(_PREFIX)
        if not steps:
            yield name
        yield from _names(components, components.get(name, {}), steps)
    for word in ("anyOf", "allOf", "oneOf"):
        for branch in parts.get(word, ()):
            yield from _names(components, branch, steps)
    match steps:
        case (int(), *rest):
            yield from _names(components, parts.get("items", {}), tuple(rest))
        case (str(step), *rest):
            declared = members(parts.get("properties"))
            yield from _names(components, declared.get(step, {}), tuple(rest))
        case _:
            pass
