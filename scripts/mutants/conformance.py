"""Judge responses by a contract as OpenAPI 3.1 and JSON Schema 2020-12 read it, without our checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema_rs

from mutants.mutant import Json, JsonObject, find_responses
from pipeline.openapi.resolution import for_status

if TYPE_CHECKING:
    from collections.abc import Callable

    Accepts = Callable[[Json], bool]


class Reading:
    """What one contract says of responses; schemas are compiled when they are first needed."""

    def __init__(self, contract: JsonObject) -> None:
        self._contract = contract
        self._responses = find_responses(contract)
        self._found: dict[tuple[int, str], Accepts | None] = {}

    def accepts(self, status: int, media_type: str, body: Json) -> bool:
        """Tell whether a response is one that the contract describes.

        Raises:
            ValueError: The schema cannot be compiled.
        """
        key = status, media_type
        if key not in self._found:
            self._found[key] = self._compile(status, media_type)
        accepts = self._found[key]
        return accepts is not None and accepts(body)

    def _compile(self, status: int, media_type: str) -> Accepts | None:
        response: JsonObject = for_status(self._responses, status) or {}
        content: JsonObject = response.get("content", {})
        ranges = (media_type, f"{media_type.split('/', maxsplit=1)[0]}/*", "*/*")
        media = next((content[each] for each in ranges if each in content), None)
        if media is None:
            return None
        schema = media.get("schema", True)
        document = {"allOf": [schema], "components": self._contract.get("components", {})}
        return jsonschema_rs.Draft202012Validator(document, validate_formats=False).is_valid
