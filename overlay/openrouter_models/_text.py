"""Make text from outside fit to be shown: on one line, without control characters, short."""

from __future__ import annotations

from openrouter_models.findings import printable


def one_line(text: str, limit: int = 500) -> str:
    """Put a text on one line, escape what does not print, and shorten it.

    Args:
        text: Any text.
        limit: Characters to keep at most; a longer text ends in an ellipsis.

    Returns:
        A text that is safe to print: no control characters, no bidirectional overrides.
    """
    # Shortened before too: a server may send megabytes, and escaping goes character by character.
    line = printable(" ".join(text.split())[: limit + 1])
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def brief(value: object) -> str:
    """Show any value, so that an error can say what was given in place of what was expected."""
    return one_line(repr(value), 80)
