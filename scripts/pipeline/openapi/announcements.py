"""Read what a document announces the end of, by `deprecated`, `x-sunset` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.openapi.grammar import JsonObject


def announced(holder: JsonObject) -> str:
    """Say in one phrase what an object announces, such as "deprecated, x-sunset 2027-01-01"; empty for nothing."""
    return ", ".join(
        key if value is True else f"{key} {value}"
        for key, value in sorted(holder.items())
        if key.startswith(("x-deprecat", "x-sunset")) or key == "deprecated"
        if value not in (False, None)
    )
