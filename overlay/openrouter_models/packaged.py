"""Read the contract that is packaged with the generated client, and where its document says it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, cast

import msgspec

from openrouter_models._pointers import starred


def packaged_contract() -> dict[str, Any]:
    """Read the contract that the client was generated from.

    Returns:
        The OpenAPI 3.1 document; it is shared between callers, so not to be changed.
    """
    return _packaged("contract.json")


def demanded_at(operation: str, status: int | None, path: str) -> tuple[str, int] | None:
    """Find where the vendored document demands what the value at a JSON Pointer, under an operation and a status, is to be.

    Returns:
        The name of the document, relative to the project's root, and the line: of the place itself, else of
        the nearest around it. None if it does not know the operation.
    """
    known = _packaged("lines.json")
    lines = known["lines"].get(operation, {})
    places = lines.get(str(status)) or lines.get("")
    if not places:
        return None
    place = starred(path)
    while place not in places:
        parent = place.rpartition("/")[0]
        place = f"{parent}/*" if f"{parent}/*" in places and place != f"{parent}/*" else parent
    return known["document"], places[place]


@cache
def _packaged(name: str) -> dict[str, Any]:
    text = (files("openrouter_api") / name).read_bytes()
    return cast("dict[str, Any]", msgspec.json.decode(text))
