"""Visit the objects of an OpenAPI document, each with its kind and its JSON Pointer, to judge them.

It follows the grammar in `pipeline.openapi.grammar`; what that does not know is data and is not entered.
References are not followed: what they point to is visited where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import unquote

import attrs

from pipeline.openapi.grammar import APPLICATORS, OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator

JsonObject = dict[str, Any]

_GRAMMAR = {
    **OBJECTS,
    "schema": {key: (container, "schema") for key, container in APPLICATORS.items()},
}


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


def walk(document: JsonObject) -> Iterator[Node]:
    """Visit every object of a document, parents first.

    Args:
        document: An OpenAPI document, well-formed or not: what has the wrong type is passed over.

    Yields:
        Each object once per place where it stands; boolean schemas are none.
    """
    yield from _visit("document", "", document)


def resolve(document: JsonObject, reference: object) -> tuple[str, JsonObject] | None:
    """Follow a reference to what it stands for, through further references if need be.

    Args:
        document: The document that the reference stands in.
        reference: The value of a ``$ref``.

    Returns:
        The JSON Pointer and the object there, which is no reference itself; None if the reference
        leads out of the document, to no object, or in a circle.
    """
    seen: set[str] = set()
    while isinstance(reference, str) and reference.startswith("#/") and reference not in seen:
        seen.add(reference)
        pointer = unquote(reference.removeprefix("#"))
        target: Any = document
        for key in pointer.split("/")[1:]:
            target = _member(target, key.replace("~1", "/").replace("~0", "~"))
        if not is_object(target):
            return None
        if "$ref" not in target:
            return pointer, target
        reference = target["$ref"]
    return None


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a JSON value is an array."""
    return isinstance(value, list)


def child(pointer: str, *keys: str | int) -> str:
    """Extend a JSON Pointer by keys and indices, escaped as RFC 6901 says."""
    escaped = (str(key).replace("~", "~0").replace("/", "~1") for key in keys)
    return "/".join([pointer, *escaped])


def _member(value: object, key: str) -> Any:
    if is_object(value):
        return value.get(key)
    if is_array(value) and key.isdecimal() and int(key) < len(value):
        return value[int(key)]
    return None


def _visit(kind: str, pointer: str, value: object) -> Iterator[Node]:
    if not is_object(value):
        return
    yield Node(kind, pointer, value)
    # A Callback Object has no fields of its own, only path items under expressions.
    fields = dict.fromkeys(value, ("one", "path item")) if kind == "callback" else _GRAMMAR[kind]
    for field, (container, inner) in fields.items():
        for at, held in _held(container, child(pointer, field), value.get(field)):
            yield from _visit(inner, at, held)


def _held(container: str, pointer: str, value: object) -> Iterator[tuple[str, object]]:
    if container == "one":
        yield pointer, value
    elif container == "list" and is_array(value):
        yield from ((child(pointer, index), item) for index, item in enumerate(value))
    elif container == "map" and is_object(value):
        yield from ((child(pointer, key), item) for key, item in value.items())
