"""Find what the parts of an `allOf` declare so differently that no value is left.

A type would have to take the side of one part, and the client would promise what no answer can hold.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.json_values import canonical, child, is_object, shown
from pipeline.openapi.resolution import parts_of
from pipeline.openapi.semantics import Meanings, is_impossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.openapi.grammar import JsonObject, Schema
    from pipeline.openapi.visiting import Node


def contradictions(contract: JsonObject, nodes: Iterable[Node]) -> Iterator[str]:
    """Name each `allOf` that no value satisfies, and each field or item that its parts rule out together."""
    meanings = Meanings(contract)
    seen: set[str] = set()
    ahead = [
        (one.pointer, one.value) for one in nodes if one.kind == "schema" and "allOf" in one.value
    ]
    while ahead:
        at, schema = ahead.pop(0)
        if (text := canonical(schema)) in seen:
            continue
        seen.add(text)
        if is_impossible(meanings.of(schema)):
            yield f"{shown(at)}: no value satisfies all parts of the allOf"
            continue
        for keys, said in _declared(contract, schema).items():
            if len(said) > 1:
                ahead.append((child(at, *keys), {"allOf": [*said.values()]}))


def _declared(contract: JsonObject, schema: JsonObject) -> dict[tuple[str, ...], dict[str, Schema]]:
    """Collect by place what a schema and the parts of its `allOf` say of each field and item, each once."""
    declared: defaultdict[tuple[str, ...], dict[str, Schema]] = defaultdict(dict)
    for part in parts_of(contract, schema):
        for name, field in part.get("properties", {}).items():
            declared["properties", name][canonical(field)] = field
        if is_object(items := part.get("items")):
            declared["items",][canonical(items)] = items
    return declared
