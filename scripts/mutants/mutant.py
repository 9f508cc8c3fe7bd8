"""Find the schemas of a contract that responses depend on, and change them one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from pipeline.failure import PipelineError
from pipeline.json_values import child, is_object, put
from pipeline.openapi.grammar import APPLICATORS, Schema, map_schemas, map_subschemas
from pipeline.openapi.resolution import look_up

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = Any
JsonObject = dict[str, Any]
Path = tuple[str | int, ...]

RESPONSES: Path = ("paths", "/models/user", "get", "responses")


@frozen
class Edit:
    """Something else in one place of a JSON value."""

    path: Path
    value: Json


@frozen
class Mutant:
    """A contract in which one thing is different, or two.

    Attributes:
        kind: What sort of change it is, as in the table of scores.
        at: JSON Pointer (RFC 6901) into the contract of what was changed.
        change: What was done there.
        edits: How to make it of the contract, one after the other.
    """

    kind: str
    at: str
    change: str
    edits: tuple[Edit, ...]

    def of(self, contract: JsonObject) -> JsonObject:
        """Make the changed contract, which shares with the contract all that is the same."""
        for edit in self.edits:
            contract = put(contract, edit.path, edit.value)
        return contract


def bare(contract: JsonObject) -> JsonObject:
    """Leave of a contract what a verdict on a response depends on, and scalar examples.

    Raises:
        PipelineError: It has no responses.
    """
    responses: Json = find_responses(contract)
    for key in reversed(RESPONSES):
        responses = {key: responses}
    schemas = contract.get("components", {}).get("schemas", {})
    return map_schemas({**responses, "components": {"schemas": schemas}}, _bare)


def _bare(schema: Schema, path: tuple[str, ...]) -> Schema:
    """Drop long annotations."""
    if isinstance(schema, bool):
        return schema
    return {
        word: value
        for word, value in map_subschemas(schema, path, _bare).items()
        if word != "description" and not (word == "example" and type(value) in {dict, list})
    }


def find_responses(contract: JsonObject) -> JsonObject:
    """Find the responses of the operation by status.

    Raises:
        PipelineError: There are none.
    """
    place: Json = contract
    for key in RESPONSES:
        place = place.get(str(key)) if is_object(place) else None
    if not is_object(place) or not place:
        raise PipelineError(
            f"the contract has no responses at {child('', *RESPONSES)}; give the derived contract"
        )
    return place


def reachable(contract: JsonObject) -> Iterator[tuple[Path, JsonObject]]:
    """Visit every schema that a response depends on, each once with its path, in a fixed order.

    Raises:
        PipelineError: There are no responses, or a reference does not resolve.
    """
    pending: list[tuple[Path, Json]] = []
    for status, response in find_responses(contract).items():
        for media_type, media in response.get("content", {}).items():
            path = (*RESPONSES, status, "content", media_type, "schema")
            pending.append((path, media.get("schema", True)))
    seen: set[Path] = set()
    while pending:
        path, schema = pending.pop(0)
        if path in seen or not is_object(schema):
            continue
        seen.add(path)
        yield path, schema
        pending += [((*path, *keys), inner) for keys, inner in _inner(schema)]
        if "$ref" in schema:
            pending.append(follow(contract, schema["$ref"]))


def _inner(schema: JsonObject) -> Iterator[tuple[Path, Json]]:
    """Give the schemas directly inside a schema, each with the keys that lead to it."""
    for keyword, container in APPLICATORS.items():
        held = schema.get(keyword)
        if held is None:
            continue
        if container == "one":
            yield (keyword,), held
        elif container == "list":
            yield from (((keyword, index), inner) for index, inner in enumerate(held))
        else:
            yield from (((keyword, name), inner) for name, inner in held.items())


def follow(contract: JsonObject, reference: str) -> tuple[Path, Json]:
    """Follow a reference to the schema that it names, which may be a reference as well.

    Args:
        contract: The document that the reference stands in.
        reference: The value of a ``$ref``: ``#`` and a JSON Pointer (RFC 6901).

    Returns:
        The path of the schema, and the schema.

    Raises:
        PipelineError: There is none.
    """
    found = look_up(contract, reference)
    if found is None:
        raise PipelineError(
            f"the reference {reference} does not resolve; derive the contract again"
        )
    keys, place = found
    return tuple(keys), place
