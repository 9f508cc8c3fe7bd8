"""Hold the API key so that it is seen only where it is asked for by name, and hide it in what was exchanged."""

from __future__ import annotations

import os
import re
from inspect import isawaitable, iscoroutine
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

import httpx

from openrouter_models._redaction import Hiding, Redactor
from openrouter_models.errors import MissingKeyError

if TYPE_CHECKING:
    from collections.abc import Callable

ENVIRONMENT_VARIABLE = "OPENROUTER_API_KEY"
_SENDABLE = re.compile("[!-~]+")
_LONGEST = 4_096
_HARMLESS = frozenset({"accept", "accept-encoding", "connection", "host", "user-agent"})


class Secret:
    """A key that no `repr`, traceback or pickle shows; white space around it is taken off.

    Attributes:
        mistyped: The type of what was given, if that is not a string.
    """

    __slots__ = ("_redact", "_value", "mistyped")

    def __init__(self, value: object) -> None:
        # A caller may pass anything, and what fails here would be shown with it.
        self.mistyped = None if isinstance(value, str) else type(value).__name__
        self._value = value.strip() if isinstance(value, str) else ""
        self._redact: Redactor | None = None

    def __repr__(self) -> str:
        return "Secret('***')"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written anywhere."""
        raise TypeError("A key is never pickled or copied; make the client where it is used.")

    def __bool__(self) -> bool:
        return bool(self._value)

    async def current(self, *, waits: bool) -> Secret:  # noqa: ARG002  # a key that a function gives may have to be waited for
        """Give the key to send now."""
        return self

    def reveal(self) -> str:
        """Give the key itself. Do not bind it to a name: tracebacks show local variables."""
        return self._value

    @property
    def redact(self) -> Redactor:
        """What replaces the key in text, bytes and JSON values."""
        if self._redact is None:
            with Hiding():
                self._redact = Redactor(self._value)
        return self._redact


class AskedSecret(Secret):
    """A key that a function of the user gives anew for each call."""

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[], object]) -> None:
        super().__init__("")
        self._ask = ask

    async def current(self, *, waits: bool) -> Secret:
        """Ask for the key; where nobody waits, the function must not be asynchronous.

        Raises:
            MissingKeyError: The function fails, or what it gives cannot be sent.
        """
        try:
            given = self._ask()
            if waits and isawaitable(given):
                given = await given
        except MissingKeyError:
            raise
        except Exception as error:
            raise MissingKeyError(f"api_key() failed with {type(error).__name__}.") from error
        key = Secret(given)
        if iscoroutine(given):
            given.close()
        del given  # a traceback would show it
        return find_key(key)


def to_secret(given: object) -> Secret | None:
    """Take what was given as the key: a string, a function that gives one, or None."""
    if given is None:
        return None
    return AskedSecret(given) if callable(given) else Secret(given)


class HiddenDict(dict[str, str]):
    """Headers whose values no `repr` shows: some hold a secret of their own."""

    def __repr__(self) -> str:
        return f"<{len(self)} headers>"


def find_key(given: Secret | None) -> Secret:
    """Take the key that was given, else that of `OPENROUTER_API_KEY`, and check that it is visible ASCII.

    Raises:
        MissingKeyError: There is no key, or it cannot stand in a header; it is not echoed.
    """
    if isinstance(given, AskedSecret):
        return given  # checked when it is asked
    key = Secret(os.environ.get(ENVIRONMENT_VARIABLE, "")) if given is None else given
    if key.mistyped:
        raise MissingKeyError(f"The API key must be a string, not {key.mistyped}.")
    if not key:
        raise MissingKeyError
    if not _SENDABLE.fullmatch(key.reveal()):
        raise MissingKeyError(
            "The API key contains white space, control characters or non-ASCII characters; "
            "it was probably not copied correctly."
        )
    if len(key.reveal()) > _LONGEST:  # looking for the key takes a time that grows with it
        raise MissingKeyError(f"The API key has more than {_LONGEST:,} characters.")
    return key


def masked(request: httpx.Request, key: Secret) -> httpx.Request:
    """Make the request that users may look at: without the key, in its URL too, and without any other credential."""
    headers = [
        (name, value if name in _HARMLESS else "***")
        for name, value in request.headers.multi_items()
    ]
    url = httpx.URL(key.redact(str(request.url)))
    return httpx.Request(request.method, url, headers=headers)


def redacted(response: httpx.Response, key: Secret) -> httpx.Response:
    """Take out of a settled response whatever the server has echoed of the key; without any, give the same object."""
    content, reason = response.content, response.extensions.get("reason_phrase", b"")
    fields = [key.redact(part) for pair in response.headers.raw for part in pair]
    clean, said = key.redact(content), key.redact(reason)
    if clean is content and said is reason and fields == [*chain(*response.headers.raw)]:
        return response
    known = httpx.Response(
        response.status_code,
        headers=list(zip(fields[::2], fields[1::2], strict=True)),
        content=clean,
        request=response.request,
        extensions={**response.extensions, **({"reason_phrase": said} if reason else {})},
    )
    known.elapsed = response.elapsed
    return known
