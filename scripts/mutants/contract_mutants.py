"""List the mutants of a contract: every single change, and pairs of them by sampling."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from mutants import additions, status_mutants, structure
from mutants.mutant import Edit, Mutant, follow, reachable
from pipeline.read.values import child, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutants.mutant import Json, JsonObject, Path


def singles(contract: JsonObject) -> Iterator[Mutant]:
    """List every single-point change to what a contract says of responses, in a fixed order; some may change nothing.

    Raises:
        PipelineError: The contract has no responses, or a reference does not resolve.
    """
    for kind, path, change, instead in status_mutants.changes(contract):
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
        *structure.changes(schema, components),
        *additions.additions(schema, types, examples),
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
