"""Tell in what two documents differ that says nothing of what conforms: texts, names, deprecations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.json_values import canonical
from pipeline.openapi.announcements import announced
from pipeline.openapi.resolution import reach
from pipeline.openapi.visiting import Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.openapi.grammar import JsonObject

_KINDS = {
    **dict.fromkeys(("description", "summary", "title", "externalDocs"), "descriptions-changed"),
    **dict.fromkeys(("example", "examples"), "examples-changed"),
    **dict.fromkeys(("default", "format", "readOnly", "writeOnly"), "annotations-changed"),
    **dict.fromkeys(("operationId", "tags"), "identifiers-changed"),
}


def compare_texts(old: JsonObject, new: JsonObject) -> Iterator[tuple[str, str]]:
    """Compare the annotations of two documents as sets, wherever they stand in them.

    Inlining, extracting and moving thus make no difference.

    Yields:
        A kind of change, and a phrase that counts what came and what went.
    """
    before, after = _annotations(old), _annotations(new)
    for kind in dict.fromkeys(_KINDS.values()):
        added, removed = after[kind] - before[kind], before[kind] - after[kind]
        if added or removed:
            words = sorted({keyword for keyword, _ in added | removed})
            yield kind, f"{', '.join(words)}: {len(added)} came, {len(removed)} went"


def compare_deprecations(old: JsonObject, new: JsonObject) -> Iterator[tuple[str, str, str]]:
    """Compare what two documents announce the end of, by `deprecated`, `x-sunset` and the like.

    Yields:
        A kind of change, the JSON Pointer of what is deprecated, or no longer, and a phrase. What is gone
        is a change of its own.
    """
    before, after = (
        {node.pointer: announced(node.value) for node in walk(one)} for one in (old, new)
    )
    for at, words in after.items():
        if words and words != before.get(at):
            yield "deprecated", at, words
        elif not words and before.get(at):
            yield "deprecation-withdrawn", at, f"was {before[at]}"


def _annotations(document: JsonObject) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {kind: set() for kind in _KINDS.values()}
    operations = Node("document", "", {"paths": document.get("paths", {})})
    for node in reach(document, [operations]):
        for keyword in _KINDS.keys() & node.value.keys():
            found[_KINDS[keyword]].add((keyword, canonical(node.value[keyword])))
    return found
