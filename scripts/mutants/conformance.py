"""Judge responses by a contract as OpenAPI 3.1 and JSON Schema 2020-12 read it, without our checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema_rs

from mutants.mutant import Json, JsonObject, find_responses

if TYPE_CHECKING:
    from collections.abc import Callable

    Accepts = Callable[[Json], bool]


class Reading:
    """What one contract says of responses; schemas are compiled when they are first needed."""

    def __init__(self, contract: JsonObject) -> None:
        self._contract = contract
        self._responses = {key.upper(): each for key, each in find_responses(contract).items()}
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
        keys = (str(status), f"{status // 100}XX", "DEFAULT")
        response: JsonObject | None = next(
            (self._responses[key] for key in keys if key in self._responses), None
        )
        content: JsonObject = (response or {}).get("content", {})
        ranges = (media_type, f"{media_type.split('/', maxsplit=1)[0]}/*", "*/*")
        media = next((content[each] for each in ranges if each in content), None)
        if media is None:
            return None
        schema = media.get("schema", True)
        document = {"allOf": [schema], "components": self._contract.get("components", {})}
        return jsonschema_rs.Draft202012Validator(document, validate_formats=False).is_valid
