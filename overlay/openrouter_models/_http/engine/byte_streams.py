"""Bodies as they come from another library, whose errors are raised in terms of httpx."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The parts of a body, for threads or for event loops, and what closes it."""

    def __init__(self, parts: Any, close: Any, *, engine: bool) -> None:
        self._parts, self._close, self._engine = parts, close, engine

    def __iter__(self) -> Iterator[bytes]:
        with in_terms_of_httpx(engine=self._engine):
            yield from self._parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with in_terms_of_httpx(engine=self._engine):
            async for part in self._parts:
                yield part

    def close(self) -> None:
        """Close what the body comes from."""
        with in_terms_of_httpx(engine=self._engine):
            self._close()

    async def aclose(self) -> None:
        """Do the same in an event loop."""
        with in_terms_of_httpx(engine=self._engine):
            await self._close()


@contextmanager
def in_terms_of_httpx(*, engine: bool) -> Generator[None]:
    """Raise httpx's errors for those of httpcore and httpx2, which have the same names.

    Args:
        engine: Whether all others become one of httpx too, as nothing else leaves an engine.
    """
    try:
        yield
    except Exception as error:
        for ancestor in type(error).__mro__:
            kind = getattr(httpx, ancestor.__name__, None)
            if isinstance(kind, type) and issubclass(kind, httpx.RequestError):
                raise kind(str(error)) from error
        if engine:
            raise httpx.NetworkError(f"{type(error).__name__}: {error}") from error
        raise
