"""Find what an OpenAPI document references, and refuse references that lead nowhere, out or in circles."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from attrs import frozen

from pipeline.failure import PipelineError
from pipeline.openapi.grammar import APPLICATORS, OBJECTS, Container
from pipeline.read.values import is_list, is_mapping, list_at, mapping_at, pointer, shown, string_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Fields = dict[str, tuple[Container, str]]

COMPONENTS: _Fields = {
    **OBJECTS["components"],
    "examples": ("map", "example"),
    "links": ("map", "link"),
    "securitySchemes": ("map", "security scheme"),
}
METHODS = tuple(key for key, (_, kind) in OBJECTS["path item"].items() if kind == "operation")
_SECURITY: _Fields = {"security": ("list", "security requirement")}
_EXAMPLES: _Fields = {"examples": ("map", "example")}
# The grammar of `pipeline.openapi.grammar`, which is about schemas, and what else can refer or be referred to.
# A `$ref` anywhere else (in an example, a default, an extension, as the name of a property) is data.
_FIELDS: dict[str, _Fields] = {
    **OBJECTS,
    "components": COMPONENTS,
    "document": OBJECTS["document"] | _SECURITY,
    "operation": OBJECTS["operation"] | _SECURITY,
    "parameter": OBJECTS["parameter"] | _EXAMPLES,
    "media type": OBJECTS["media type"] | _EXAMPLES,
    "response": {**OBJECTS["response"], "links": ("map", "link")},
    "schema": {
        **{key: (container, "schema") for key, container in APPLICATORS.items()},
        "definitions": ("map", "schema"),
        "discriminator": ("one", "discriminator"),
    },
}
# Maps with room for extensions; elsewhere `x-…` is a name, of a header above all.
_EXTENSIBLE = frozenset({"paths", "responses"})
_WITHOUT_REFERENCE = frozenset({"components", "discriminator", "document", "security requirement"})
_COMPONENT_NAME = re.compile(r"[A-Za-z0-9._-]+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_IN_PLACE = re.compile(r"(.*)/(?:allOf|anyOf|oneOf)/\d+", re.DOTALL)


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
    """Check that every reference of a document leads somewhere within it.

    Args:
        document: An OpenAPI document; operations and components are looked through.

    Raises:
        PipelineError: A reference leads nowhere, out of the document or round in a circle, or
            a place where references may stand is of the wrong type.
    """
    references = list(walk(document, "document", ""))
    graph: dict[str, set[str]] = {}
    for reference in references:
        keys, _ = resolve(document, reference)
        if reference.is_ref:
            at = reference.at
            graph.setdefault(at, set()).add(pointer(*keys))
            while holder := _IN_PLACE.fullmatch(at):
                graph.setdefault(holder[1], set()).add(at)
                at = holder[1]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " → ".join(shown(f"#{at}") for at in error.args[1][:6])
        raise PipelineError(
            f"a circle of nothing but `$ref`s (and allOf, anyOf, oneOf) has no meaning: {circle}"
        ) from None


def walk(node: object, kind: str, at: str) -> Iterator[Reference]:
    """Go through an object and all it contains, in order, and yield what it refers to.

    Args:
        node: The object.
        kind: Its kind in the OpenAPI specification, in lower case, such as "path item".
        at: Its JSON Pointer.

    Yields:
        Each `$ref`, discriminator mapping and security requirement.

    Raises:
        PipelineError: An object is not a mapping, or one of its fields of the wrong type.
    """
    pending = [(node, kind, at)]
    while pending:
        node, kind, at = pending.pop()
        if kind == "schema" and isinstance(node, bool):
            continue
        holder = mapping_at(node, at)
        if "$ref" in holder and kind not in _WITHOUT_REFERENCE:
            yield Reference(at, string_at(holder["$ref"], f"{at}/$ref"), is_ref=True)
        if kind == "security requirement":
            for scheme in holder:
                yield Reference(at, f"#/components/securitySchemes{pointer(scheme)}", is_ref=False)
        elif kind == "discriminator":
            mapping = mapping_at(holder.get("mapping", {}), f"{at}/mapping")
            for value, target in mapping.items():
                place = f"{at}/mapping{pointer(value)}"
                yield Reference(place, _schema_uri(string_at(target, place)), is_ref=False)
        pending.extend(reversed(list(_parts(holder, kind, at))))


def resolve(document: Mapping[str, Any], reference: Reference) -> tuple[list[str], Any]:
    """Follow a reference one step within its document.

    Args:
        document: The document.
        reference: One of its references.

    Returns:
        The keys that lead from the root to the target (RFC 6901, also percent-encoded), and the target.

    Raises:
        PipelineError: The target is a file, a URL, no JSON Pointer, or is not there.
    """
    refers = f"{shown(f'#{reference.at}')}: refers to {shown(reference.target)}"
    if not reference.target.startswith("#"):
        raise PipelineError(f"{refers}; files and URLs are not fetched, bundle the document first")
    fragment = unquote(reference.target[1:])
    if not fragment.startswith("/"):
        raise PipelineError(f"{refers}, which is not a JSON Pointer into the document")
    keys = [key.replace("~1", "/").replace("~0", "~") for key in fragment[1:].split("/")]
    target: Any = document
    for key in keys:
        if is_mapping(target) and key in target:
            target = target[key]
        elif is_list(target) and _INDEX.fullmatch(key) and int(key) < len(target):
            target = target[int(key)]
        else:
            raise PipelineError(f"{refers}, which is not in the document")
    return keys, target


def _parts(holder: dict[str, Any], kind: str, at: str) -> Iterator[tuple[object, str, str]]:
    """Yield the objects directly in an object, each with its kind and JSON Pointer."""
    fields = _FIELDS.get(kind, {})
    if kind == "callback":
        fields = {
            key: ("one", "path item") for key in _names(holder, extensible=True) if key != "$ref"
        }
    for key in (key for key in holder if key in fields):
        container, inner = fields[key]
        value, place = holder[key], at + pointer(key)
        if container == "one":
            yield value, inner, place
        elif container == "list":
            for index, item in enumerate(list_at(value, place)):
                yield item, inner, f"{place}/{index}"
        else:
            objects = mapping_at(value, place)
            for name in _names(objects, extensible=kind != "components" and key in _EXTENSIBLE):
                yield objects[name], inner, place + pointer(name)


def _names(mapping: dict[str, Any], *, extensible: bool) -> list[str]:
    return [name for name in mapping if not (extensible and name.startswith("x-"))]


def _schema_uri(target: str) -> str:
    """A discriminator maps to a URI or to the bare name of a schema (OpenAPI 3.1.1, 4.8.25.3)."""
    return f"#/components/schemas/{target}" if _COMPONENT_NAME.fullmatch(target) else target
