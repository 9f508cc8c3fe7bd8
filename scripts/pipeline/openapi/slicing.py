"""Cut operations out of an OpenAPI document with all that they reference."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeline.failure import PipelineError
from pipeline.json_values import list_at, mapping_at, pointer, shown, string_at
from pipeline.openapi.bounds import check_bounds
from pipeline.openapi.grammar import COMPONENTS, METHODS
from pipeline.openapi.reference_checks import Reference, check_references, follow, references_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# In the order of upstream's own pages. Extensions of the root configure other generators: dropped.
_ROOT_FIELDS = (
    *("openapi", "jsonSchemaDialect", "info", "servers", "security", "tags", "externalDocs"),
    *("paths", "components"),
)
# How many operations are compared with the name of a missing one.
_MAX_CANDIDATES = 2000

# A path and a method in lower case.
_Operation = tuple[str, str]


def slice_document(document: Mapping[str, Any], operations: Sequence[str]) -> dict[str, Any]:
    """Cut operations out of a document with all that they reference, transitively.

    Paths and components stay in the order of the source. Of the root are kept what every operation
    is subject to (version, info, servers, security) and the tags that the operations use. A path
    item that is a `$ref` is written out.

    Raises:
        PipelineError: An operation is missing, a reference does not resolve, leaves the document, is
            in a circle or into another operation, or a value is of the wrong type.
    """
    wanted = {_operation(document, name) for name in operations}
    paths: dict[str, dict[str, Any]] = {}
    for path in mapping_at(document.get("paths"), "/paths"):
        methods = {method for wanted_path, method in wanted if wanted_path == path}
        if methods:
            item = _path_item(document, path)
            paths[path] = {key: item[key] for key in item if key not in METHODS or key in methods}
    cut = {key: document[key] for key in _ROOT_FIELDS if key in document} | {"paths": paths}
    if "tags" in document:
        cut["tags"] = _tags(document, paths)
    cut.pop("components", None)
    reached = _reached(document, cut)
    components: dict[str, dict[str, Any]] = {}
    for section, entries in mapping_at(document.get("components", {}), "/components").items():
        names = {name for reached_section, name in reached if reached_section == section}
        if names:
            components[section] = {name: entries[name] for name in entries if name in names}
    if components:
        cut["components"] = components
    check(cut)
    return cut


def check(document: dict[str, Any]) -> None:
    """Check that a slice stays within bounds and that its references lead somewhere.

    Raises:
        PipelineError: It is out of all proportion, or a reference does not resolve or is circular.
    """
    check_bounds(document)
    check_references(document)


def slice_known(document: Mapping[str, Any], operations: Sequence[str]) -> dict[str, Any]:
    """Cut those of some operations out of a document that it has, as `slice_document` does.

    Returns:
        A document that is whole by itself; without any operation if none is there.

    Raises:
        PipelineError: As for `slice_document`, but an operation may be missing if there are others.
    """
    found = [name for name in operations if has_operation(document, name)]
    if found or not any(_operations(document)):
        return slice_document(document, found or operations)
    return {"openapi": document.get("openapi"), "info": document.get("info", {}), "paths": {}}


def known_operations(
    document: Mapping[str, Any], operations: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Tell which of some operations a document has; the first must be there.

    Returns:
        Those that it has, and a sentence for each that it has not.

    Raises:
        PipelineError: The first is missing, or `paths` is not a mapping of path items.
    """
    known, said = list[str](), list[str]()
    for name in operations:
        try:
            _operation(document, name)
        except PipelineError as error:
            if not known:
                raise
            said.append(f"{error}; the client is made without it")
        else:
            known.append(name)
    return known, said


def has_operation(document: Mapping[str, Any], name: str) -> bool:
    """Tell whether a document has an operation.

    Raises:
        PipelineError: `paths` is not a mapping of path items.
    """
    return any(name == f"{method.upper()} {path}" for path, method in _operations(document))


def is_slice(document: Mapping[str, Any], operations: Sequence[str]) -> bool:
    """Say whether a document has these operations and no other, so that nothing is to be cut.

    Returns:
        Whether it is; components that nothing refers to do not count.

    Raises:
        PipelineError: An operation is missing, or `paths` is not a mapping of path items.
    """
    wanted = {_operation(document, name) for name in operations}
    paths = mapping_at(document.get("paths"), "/paths")
    written_out = not any(
        "$ref" in mapping_at(item, f"/paths/{path}") for path, item in paths.items()
    )
    return written_out and not document.get("webhooks") and wanted == set(_operations(document))


def _operation(document: Mapping[str, Any], name: str) -> _Operation:
    method, _, path = name.partition(" ")
    wanted = (path.strip(), method.lower())
    if wanted in _operations(document):
        return wanted
    known = [f"{verb.upper()} {at}" for at, verb in islice(_operations(document), _MAX_CANDIDATES)]
    near = [shown(one) for one in get_close_matches(name, known, cutoff=0.0)]
    verb = "is" if len(near) == 1 else "are"
    raise PipelineError(
        f"the document has no operation {shown(name)}; "
        + (f"the nearest {verb} {', '.join(near)}" if near else "it has none at all")
    )


def _operations(document: Mapping[str, Any]) -> Iterator[_Operation]:
    for path in mapping_at(document.get("paths"), "/paths"):
        if not path.startswith("x-"):
            yield from ((path, key) for key in _path_item(document, path) if key in METHODS)


def _path_item(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return a path item, what it refers to by `$ref` written into it."""
    at = pointer("paths", path)
    item = mapping_at(document["paths"][path], at)
    seen = {at}
    while "$ref" in item:
        reference = Reference(at, string_at(item["$ref"], f"{at}/$ref"), is_ref=True)
        keys, target = follow(document, reference)
        at = pointer(*keys)
        if at in seen:
            raise PipelineError(f"{shown(f'#{at}')}: a path item refers back to itself")
        seen.add(at)
        item = mapping_at(target, at) | {key: value for key, value in item.items() if key != "$ref"}
    return item


def _reached(document: Mapping[str, Any], cut: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return section and name of each component that a part of the document refers to."""
    reached: set[tuple[str, str]] = set()
    pending = list(references_in(cut))
    while pending:
        reference = pending.pop()
        keys, _ = follow(document, reference)
        match keys:
            case ["components", section, name, *_] if section in COMPONENTS:
                if (section, name) not in reached:
                    reached.add((section, name))
                    component = document["components"][section][name]
                    kind = COMPONENTS[section][1]
                    pending.extend(
                        references_in(component, kind, pointer("components", section, name))
                    )
            case ["paths", path, part, *_] if part in cut["paths"].get(path, ()):
                pass
            case _:
                raise PipelineError(
                    f"{shown(f'#{reference.at}')}: refers to {shown(reference.target)}, which is "
                    "neither a component nor in a selected operation; make it a component"
                )
    return reached


def _tags(document: Mapping[str, Any], paths: dict[str, dict[str, Any]]) -> list[Any]:
    """Return the root's tags that the operations use, in the order of the root."""
    used: list[object] = []
    for path, item in paths.items():
        for method in METHODS:
            at = pointer("paths", path, method)
            operation = mapping_at(item.get(method, {}), at)
            used += list_at(operation.get("tags", []), f"{at}/tags")
    tags = [mapping_at(tag, "/tags") for tag in list_at(document["tags"], "/tags")]
    return [tag for tag in tags if tag.get("name") in used]
