"""Hold the API key so that it is seen only where it is asked for by name."""

from __future__ import annotations

import os
from typing import NoReturn

from openrouter_models.errors import MissingKeyError

ENVIRONMENT_VARIABLE = "OPENROUTER_API_KEY"


class Secret:
    """A key that no `repr`, traceback or pickle shows.

    Args:
        value: The key as given; white space around it is taken off.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value.strip()

    def __repr__(self) -> str:
        return "Secret('***')"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written anywhere."""
        raise TypeError("A key is never pickled or copied; make the client where it is used.")

    def __bool__(self) -> bool:
        return bool(self._value)

    def reveal(self) -> str:
        """Give the key itself. Do not bind it to a name: tracebacks show local variables."""
        return self._value


def find_key(given: Secret | None) -> Secret:
    """Take the key that was given, else the one of the environment, and check that it can be sent.

    Args:
        given: The key, None to look into `OPENROUTER_API_KEY`.

    Returns:
        The key: one or more visible ASCII characters.

    Raises:
        MissingKeyError: There is no key, or it cannot stand in a header; it is not echoed.
    """
    key = Secret(os.environ.get(ENVIRONMENT_VARIABLE, "")) if given is None else given
    if not key:
        raise MissingKeyError
    if not all("!" <= character <= "~" for character in key.reveal()):
        raise MissingKeyError(
            "The API key has white space, control or non-ASCII characters inside; "
            "it was probably copied badly."
        )
    return key
