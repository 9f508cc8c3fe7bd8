"""Visit the objects of an OpenAPI document, each with its kind and its JSON Pointer, to judge them.

It follows the grammar in `pipeline.openapi.grammar`; what that does not know is data and is not entered.
References are not followed: what they point to is visited where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.json_values import child, is_array, is_object, list_at, mapping_at
from pipeline.openapi.grammar import JsonObject, fields_of, named

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class Node:
    """Name one object of the document.

    Attributes:
        kind: What it is, in the words of the grammar: ``schema``, ``operation``, ``media type`` …
        pointer: Where it stands (JSON Pointer, RFC 6901; empty for the document).
        value: The object itself.
    """

    kind: str
    pointer: str
    value: JsonObject


def walk(
    value: object, kind: str = "document", at: str = "", *, strict: bool = False
) -> Iterator[Node]:
    """Visit an object and every object in it, parents first, in the order of the document.

    Args:
        value: An OpenAPI document, or a part of one.
        kind: What the value is, in the words of the grammar.
        at: Its JSON Pointer.
        strict: Whether to refuse what has the wrong type; otherwise it is passed over.

    Yields:
        Each object once per place where it stands; boolean schemas are none.

    Raises:
        PipelineError: `strict`, and something that must be an object or a list is not.
    """
    pending = [(value, kind, at)]
    while pending:
        value, kind, at = pending.pop()
        if strict and not (kind == "schema" and isinstance(value, bool)):
            mapping_at(value, at)
        if is_object(value):
            yield Node(kind, at, value)
            pending += reversed([*_parts(value, kind, at, strict=strict)])


def _parts(
    holder: JsonObject, kind: str, at: str, *, strict: bool
) -> Iterator[tuple[object, str, str]]:
    """Yield the values directly in an object that the grammar knows, each with its kind and pointer."""
    fields = fields_of(kind, holder)
    for key in (key for key in holder if key in fields):
        (container, inner), value, place = fields[key], holder[key], child(at, key)
        if container == "one":
            yield value, inner, place
        elif container == "list":
            items = list_at(value, place) if strict or is_array(value) else []
            yield from ((item, inner, child(place, index)) for index, item in enumerate(items))
        else:
            objects = mapping_at(value, place) if strict or is_object(value) else {}
            for name in named(kind, key, objects):
                yield objects[name], inner, child(place, name)
