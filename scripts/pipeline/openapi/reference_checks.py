"""Find what an OpenAPI document references, and refuse references that lead nowhere, out or in circles."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from attrs import frozen

from pipeline.failure import PipelineError
from pipeline.json_values import mapping_at, pointer, shown, string_at
from pipeline.openapi.grammar import SCHEMAS
from pipeline.openapi.resolution import look_up
from pipeline.openapi.visiting import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Elsewhere a `$ref` is data: in an example, a default, an extension, as the name of a property.
_WITHOUT_REFERENCE = frozenset({"components", "discriminator", "document", "security requirement"})
_COMPONENT_NAME = re.compile(r"[A-Za-z0-9._-]+")
_IN_PLACE = re.compile(r"(.*)/(?:allOf|anyOf|oneOf)/\d+", re.DOTALL)

MAX_STEPS = 100
"""Through how many others a reference may lead to what it stands for."""


@frozen
class Reference:
    """One place of a document that refers to another.

    Attributes:
        at: JSON Pointer of the object that refers.
        target: What it refers to: a URI reference, such as `#/components/schemas/Model`.
        is_ref: Whether it does so by `$ref`, and so stands for its target.
    """

    at: str
    target: str
    is_ref: bool


def check_references(document: Mapping[str, Any]) -> None:
    """Check that every reference of a document leads somewhere within it, in few steps.

    Raises:
        PipelineError: A reference does not resolve, leaves the document, is circular or leads through
            more than `MAX_STEPS` others, or a place where references may stand is of the wrong type.
    """
    references = list(references_in(document))
    graph: dict[str, set[str]] = {}
    for reference in references:
        keys, _ = follow(document, reference)
        if reference.is_ref:
            at = reference.at
            graph.setdefault(at, set()).add(pointer(*keys))
            while holder := _IN_PLACE.fullmatch(at):
                graph.setdefault(holder[1], set()).add(at)
                at = holder[1]
    steps: dict[str, int] = {}
    try:
        for at in TopologicalSorter(graph).static_order():
            steps[at] = 1 + max((steps[target] for target in graph.get(at, ())), default=0)
            if steps[at] > MAX_STEPS:
                raise PipelineError(
                    f"{shown(f'#{at}')}: leads through more than {MAX_STEPS} `$ref`s (and allOf, anyOf and "
                    "oneOf) to what it stands for; refer to that directly or use another revision"
                )
    except CycleError as error:
        circle = " → ".join(shown(f"#{at}") for at in error.args[1][:6])
        raise PipelineError(
            f"a cycle of `$ref`s (through allOf, anyOf and oneOf) defines nothing: {circle}"
        ) from None


def references_in(node: object, kind: str = "document", at: str = "") -> Iterator[Reference]:
    """Yield each `$ref`, discriminator mapping and security requirement of an object and all it contains, in order.

    Raises:
        PipelineError: An object is not a mapping, or one of its fields of the wrong type.
    """
    for found in walk(node, kind, at, strict=True):
        holder, place = found.value, found.pointer
        if "$ref" in holder and found.kind not in _WITHOUT_REFERENCE:
            yield Reference(place, string_at(holder["$ref"], f"{place}/$ref"), is_ref=True)
        if found.kind == "security requirement":
            for scheme in holder:
                target = f"#/components/securitySchemes{pointer(scheme)}"
                yield Reference(place, target, is_ref=False)
        elif found.kind == "discriminator":
            mapping = mapping_at(holder.get("mapping", {}), f"{place}/mapping")
            for value, target in mapping.items():
                entry = f"{place}/mapping{pointer(value)}"
                # It maps to a URI or to the bare name of a schema (OpenAPI 3.1.1, 4.8.25.3).
                is_name = _COMPONENT_NAME.fullmatch(string_at(target, entry))
                uri = f"{SCHEMAS}{target}" if is_name else target
                yield Reference(entry, uri, is_ref=False)


def follow(document: Mapping[str, Any], reference: Reference) -> tuple[list[str], Any]:
    """Follow a reference one step within its document.

    Returns:
        The keys that lead from the root to the target (RFC 6901, also percent-encoded), and the target.

    Raises:
        PipelineError: The target is a file, a URL, no JSON Pointer, or is not there.
    """
    if found := look_up(document, reference.target):
        return found
    refers = f"{shown(f'#{reference.at}')}: refers to {shown(reference.target)}"
    if not reference.target.startswith("#"):
        raise PipelineError(f"{refers}; files and URLs are not fetched; bundle the document first")
    if not reference.target.startswith(("#/", "#%2F", "#%2f")):
        raise PipelineError(f"{refers}, which is not a JSON Pointer into the document")
    raise PipelineError(f"{refers}, which is not in the document")
