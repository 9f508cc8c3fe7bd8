"""Follow the references of an OpenAPI document, and visit what can be reached by them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from openrouter_models._pointers import keys_of
from pipeline.failure import PipelineError
from pipeline.json_values import is_array, is_object, pointer
from pipeline.openapi.visiting import Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.openapi.grammar import JsonObject

Said = TypeVar("Said")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def look_up(document: Mapping[str, Any], reference: object) -> tuple[list[str], Any] | None:
    """Follow a reference one step.

    Returns:
        The keys that lead from the root to the target, and the target; None if the reference leads
        out of the document or nowhere, or is no text.
    """
    if not isinstance(reference, str):
        return None
    hash_sign, fragment = reference[:1], unquote(reference[1:])
    if hash_sign != "#" or not fragment.startswith("/"):
        return None
    keys = keys_of(fragment)
    try:
        return keys, value_at(document, keys)
    except LookupError:
        return None


def value_at(value: object, keys: Iterable[str | int]) -> Any:
    """Give what keys lead to; if they lead nowhere, that is a LookupError."""
    for key in map(str, keys):
        if is_object(value) and key in value:
            value = value[key]
        elif is_array(value) and _INDEX.fullmatch(key) and int(key) < len(value):
            value = value[int(key)]
        else:
            raise LookupError(key)
    return value


def resolve(document: JsonObject, reference: object) -> tuple[str, JsonObject] | None:
    """Follow a reference to what it stands for, through further references if need be.

    Returns:
        The JSON Pointer and the object there, which is not a reference itself; None if the reference
        leads out of the document, to no object, or in a circle.
    """
    seen: set[str] = set()
    while isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        found = look_up(document, reference)
        if found is None or not is_object(found[1]):
            return None
        keys, target = found
        if "$ref" not in target:
            return pointer(*keys), target
        reference = target["$ref"]
    return None


def operation_at(document: JsonObject, name: str) -> JsonObject:
    """Look up an operation by method and path, such as "GET /models/user"; empty if it is not there."""
    method, _, path = name.partition(" ")
    operation: JsonObject = document["paths"].get(path, {}).get(method.lower(), {})
    return operation


def for_status(responses: Mapping[str, Said], status: int) -> Said | None:
    """Find what is said of a status: by itself, by its class, or by `default` (OpenAPI 3.1.1, 4.8.16.1)."""
    names = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
    return next((responses[name] for name in names if name in responses), None)


def followed(document: JsonObject, value: JsonObject) -> JsonObject:
    """Give an object itself, or what it stands for if it is a reference.

    Raises:
        PipelineError: The reference does not resolve.
    """
    if "$ref" not in value:
        return value
    if found := resolve(document, value["$ref"]):
        return found[1]
    raise PipelineError(f"the reference {value['$ref']!r} does not resolve; fix the document")


def target_of(document: JsonObject, reference: object) -> Any:
    """Follow a reference one step; one that does not resolve is a ValueError."""
    if (found := look_up(document, reference)) is None:
        raise ValueError(f"the reference {reference!r} does not resolve")
    return found[1]


def reach(document: JsonObject, starts: Iterable[Node]) -> Iterator[Node]:
    """Visit objects and all that they hold, and what is referred to there, each target once."""
    pending, seen = [*starts], set[str]()
    while pending:
        start = pending.pop()
        for node in walk(start.value, start.kind, start.pointer):
            yield node
            found = look_up(document, node.value.get("$ref"))
            if found and (at := pointer(*found[0])) not in seen:
                seen.add(at)
                pending.append(Node(node.kind, at, found[1]))


def contains_itself(document: JsonObject, reference: str) -> bool:
    """Tell whether what a reference leads to refers to itself, at whatever depth."""
    found = look_up(document, reference)
    if found is None:
        return False
    start = Node("schema", pointer(*found[0]), found[1])
    return sum(node.pointer == start.pointer for node in reach(document, [start])) > 1


def parts_of(
    document: JsonObject, schema: object, words: Iterable[str] = ("allOf",)
) -> Iterator[JsonObject]:
    """Yield a schema, what it refers to and what it is combined of, each once."""
    pending, seen = [schema], set[int]()
    while pending:
        part = pending.pop()
        if is_object(part) and id(part) not in seen:
            seen.add(id(part))
            yield part
            pending += (each for word in words for each in part.get(word, ()))
            if found := look_up(document, part.get("$ref")):
                pending.append(found[1])
