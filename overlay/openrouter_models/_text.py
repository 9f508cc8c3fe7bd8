"""Make text from outside fit to be shown: without secrets, without control characters, short.

Every message of `openrouter_models.errors` and every log line passes through here, because a server
may echo the key or the account id, and may send what moves the cursor of a terminal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openrouter_models.findings import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = "[redacted]"
_SHORTEST_SECRET = 4
_SECRETS = re.compile(
    r"""
      (?P<key> sk-or-(?=v\d) | (?<![0-9A-Za-z])sk-or- | (?<![0-9A-Za-z])sk-(?=[\w-]{16}) )
          [^\s"'`,;<>()\[\]{}\\]+
    | (?P<bearer> bearer\s+ ) [\w.~+/=-]{16,}
    | (?P<account> (?:user|org)_ ) (?!ids?\b)[0-9A-Za-z]+
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace keys, bearer tokens and account ids in a text.

    Args:
        text: Any text.
        secrets: Values to replace wherever they stand, whatever their form. Those shorter than four
            characters are passed over: they would tear words apart.

    Returns:
        The text, with `[redacted]` for each secret; the prefix that tells its kind stays.
    """
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _MARK)
    return _SECRETS.sub(lambda match: f"{match[match.lastgroup or 0]}{_MARK}", text)


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
