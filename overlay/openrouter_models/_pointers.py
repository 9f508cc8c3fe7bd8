"""JSON Pointers (RFC 6901), written and read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_INDEX = re.compile(r"(?<=/)\d+(?=/|$)")


def pointer(tokens: Iterable[str | int]) -> str:
    """Write names and indices from the root to a value as a JSON Pointer (RFC 6901 section 3)."""
    names = ["", *map(str, tokens)]
    text = "/".join(names)
    if "~" not in text and text.count("/") < len(names):
        return text
    return "/".join([name.replace("~", "~0").replace("/", "~1") for name in names])


def keys_of(path: str) -> list[str]:
    """Read the names and indices in a JSON Pointer (RFC 6901 section 4), as `pointer` writes them."""
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")[1:]]


def starred(path: str) -> str:
    """Put `*` for each array index of a pointer; a key of digits cannot be told from one."""
    return _INDEX.sub("*", path)
