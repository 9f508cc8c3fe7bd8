"""Pass on each response that is checked to whoever wants to know, such as a run that measures its coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LISTENERS: list[Callable[[int, bytes], None]] = []
"""What is called with the status and the body of each response."""


def note(status: int, body: bytes) -> None:
    """Take note of a response that is checked."""
    for listener in LISTENERS:
        listener(status, body)
