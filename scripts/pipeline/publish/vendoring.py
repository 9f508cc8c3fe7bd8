"""Decide what is vendored of an upstream document: the document itself, or the slice that we use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.json_values import is_array, is_object
from pipeline.openapi import slicing
from pipeline.openapi.rendering import render
from pipeline.openapi.visiting import walk
from pipeline.publish.lockfile import sha256
from pipeline.read.load import Source, extract
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.openapi.grammar import JsonObject

_SHOWN = 5


@attrs.frozen
class Vendored:
    """Carry a document as it is to be vendored.

    Attributes:
        text: Its bytes.
        document: What they say.
        cut_from: The SHA-256 of the larger document that it was cut from, if it was.
    """

    text: bytes
    document: JsonObject
    cut_from: str | None


def vendor(source: Source, operations: Sequence[str]) -> Vendored:
    """Take the document out of a source, and out of the document what we use.

    Returns:
        The document byte for byte where it has no other operation and no security scheme that nothing
        requires, else a slice in canonical form.

    Raises:
        PipelineError: If the source has no usable document, or the document lacks the first operation.
    """
    text = extract(source)
    document = parse(text, source.name)
    operations, _ = slicing.known_operations(document, operations)
    cut = slicing.slice_document(document, operations)
    if slicing.is_slice(document, operations) and _schemes(cut) == _schemes(document):
        return Vendored(text, document, cut_from=None)
    return Vendored(render(cut), cut, cut_from=sha256(text))


def _schemes(document: JsonObject) -> set[str]:
    components: JsonObject = document.get("components", {})
    return {*components.get("securitySchemes", {})}


def looks_older(new: JsonObject, vendored: JsonObject, operations: Sequence[str]) -> Iterator[str]:
    """Warn where a document seems to be older than the vendored one, by the operations that both could have.

    The documents bear no date and never change their version. But they grow: over the year that is
    known, every revision has gained more property names and enum values than it has lost.
    """
    common = [one for one in operations if slicing.has_operation(vendored, one)]
    new_words, old_words = (_words(slicing.slice_known(one, common)) for one in (new, vendored))
    lost = sorted(old_words - new_words)
    if len(lost) > len(new_words - old_words):
        shown = ", ".join(lost[:_SHOWN]) + (", …" if len(lost) > _SHOWN else "")
        yield (
            f"the document looks older than the vendored one: it lacks {len(lost)} of its property "
            f"names and enum values ({shown}); check that it is the revision you mean"
        )


def _words(document: JsonObject) -> set[str]:
    words: set[str] = set()
    for schema in (node.value for node in walk(document) if node.kind == "schema"):
        properties, values = schema.get("properties"), schema.get("enum")
        words.update(properties if is_object(properties) else ())
        words.update(each for each in (values if is_array(values) else ()) if isinstance(each, str))
    return words
