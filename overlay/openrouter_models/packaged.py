"""Read the contract that is packaged with the generated client."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, cast

import msgspec


@cache
def packaged_contract() -> dict[str, Any]:
    """Read the contract that the client was generated from.

    Returns:
        The OpenAPI 3.1 document; it is shared between callers, so not to be changed.
    """
    text = (files("openrouter_api") / "contract.json").read_bytes()
    return cast("dict[str, Any]", msgspec.json.decode(text))
