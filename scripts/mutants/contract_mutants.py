"""List the mutants of a contract: every single change, and pairs of them by sampling."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from mutants import constraint_additions, schema_changes
from mutants.mutant import RESPONSES, Edit, Mutant, find_responses, follow, reachable
from mutants.schema_changes import without
from pipeline.json_values import child, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutants.mutant import Json, JsonObject, Path

    PlacedChange = tuple[str, Path, str, Json]
    """The kind of a change, the path of what is changed, what it was, and what stands there then."""

MEDIA_TYPES = ("text/html", "text/plain", "application/problem+json", "application/*", "*/*")
NEW_STATUSES = ("201", "400", "403", "429", "503", "4XX", "5XX", "default")


def singles(contract: JsonObject) -> Iterator[Mutant]:
    """List every single-point change to what a contract says of responses, in a fixed order; some may change nothing.

    Raises:
        PipelineError: The contract has no responses, or a reference does not resolve.
    """
    for kind, path, change, instead in _changes_of_responses(contract):
        yield Mutant(kind, child("", *path), change, (Edit(path, instead),))
    for path, schema in reachable(contract):
        yield from _at(contract, path, schema)


def pairs(contract: JsonObject, count: int, seed: int) -> Iterator[Mutant]:
    """Draw mutants with two changes, the second made to what the first one left; the same seed gives the same ones."""
    draw = random.Random(seed)  # noqa: S311  # a sample, no secret
    firsts = list(singles(contract))
    for _ in range(count):
        first = draw.choice(firsts)
        changed = first.of(contract)
        path, schema = draw.choice(list(reachable(changed)) or [((), {})])
        second = draw.choice(list(_at(changed, path, schema)))
        change = f"{first.change}, then at {second.at}: {second.change}"
        yield Mutant("pair", first.at, change, (*first.edits, *second.edits))


def _at(contract: JsonObject, path: Path, schema: JsonObject) -> Iterator[Mutant]:
    """Give every single change to one schema, each resulting schema once."""
    components = contract["components"]["schemas"]
    types = _types(contract, schema)
    examples = _examples(contract, schema)
    seen: list[Json] = [schema]
    for kind, change, instead in (
        *schema_changes.changes(schema, components),
        *constraint_additions.additions(schema, types, examples),
    ):
        if instead not in seen:
            seen.append(instead)
            yield Mutant(kind, child("", *path), change, (Edit(path, instead),))


def _types(contract: JsonObject, schema: JsonObject) -> list[str]:
    """Give the types that a schema speaks of, through references and branches."""
    stated = schema.get("type", [])
    found = [stated] if isinstance(stated, str) else [*stated]
    for part in _parts(contract, schema):
        found += _types(contract, part)
    return list(dict.fromkeys(found))


def _examples(contract: JsonObject, schema: JsonObject) -> list[Json]:
    """Give the short examples that the document has of a schema."""
    found = [schema["example"]] if "example" in schema else []
    for part in _parts(contract, schema):
        found += _examples(contract, part)
    return found


def _parts(contract: JsonObject, schema: JsonObject) -> Iterator[JsonObject]:
    parts = [follow(contract, schema["$ref"])[1]] if "$ref" in schema else []
    for keyword in ("anyOf", "oneOf", "allOf"):
        parts += schema.get(keyword, ())
    yield from filter(is_object, parts)


def _changes_of_responses(contract: JsonObject) -> Iterator[PlacedChange]:
    """List all single changes to the responses of the operation, some of which may change nothing."""
    responses = find_responses(contract)
    for status, response in responses.items():
        others = without(responses, status)
        yield "response removed", RESPONSES, f"no {status}", others
        for new in NEW_STATUSES:
            if new not in responses:
                yield "status changed", RESPONSES, f"{new} for {status}", others | {new: response}
                yield (
                    "response added",
                    RESPONSES,
                    f"{new} like {status}",
                    responses | {new: response},
                )
        for other, held in others.items():
            path = (*RESPONSES, status)
            yield "response swapped", path, f"that of {other}", held
        for kind, path, change, instead in _content(response):
            yield kind, (*RESPONSES, status, *path), change, instead


def _content(response: JsonObject) -> Iterator[PlacedChange]:
    """Change what a response says of its body; the paths start at the response."""
    content: JsonObject = response.get("content", {})
    yield "body removed", (), "no body", without(response, "content")
    for media_type, media in content.items():
        others = without(content, media_type)
        yield "schema removed", ("content", media_type), "no schema", without(media, "schema")
        for new in MEDIA_TYPES:
            change = f"{new} for {media_type}"
            yield "media type changed", ("content",), change, others | {new: media}
            yield "media type added", ("content",), f"also {new}", content | {new: media}
