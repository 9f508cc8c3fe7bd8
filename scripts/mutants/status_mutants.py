"""Change what the contract says of responses: statuses, media types, which schema stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mutants.mutant import RESPONSES, Json, JsonObject, Path, find_responses

if TYPE_CHECKING:
    from collections.abc import Iterator

PlacedChange: TypeAlias = tuple[str, Path, str, Json]
"""The kind of a change, the path of what is changed, what it was, and what stands there then."""

MEDIA_TYPES = ("text/html", "text/plain", "application/problem+json", "application/*", "*/*")
NEW_STATUSES = ("201", "400", "403", "429", "503", "4XX", "5XX", "default")


def changes(contract: JsonObject) -> Iterator[PlacedChange]:
    """List all single changes to the responses of the operation, some of which may change nothing."""
    responses = find_responses(contract)
    for status, response in responses.items():
        others = _without(responses, status)
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
    yield "body removed", (), "no body", _without(response, "content")
    for media_type, media in content.items():
        others = _without(content, media_type)
        yield "schema removed", ("content", media_type), "no schema", _without(media, "schema")
        for new in MEDIA_TYPES:
            change = f"{new} for {media_type}"
            yield "media type changed", ("content",), change, others | {new: media}
            yield "media type added", ("content",), f"also {new}", content | {new: media}


def _without(held: JsonObject, key: str) -> JsonObject:
    return {name: value for name, value in held.items() if name != key}
