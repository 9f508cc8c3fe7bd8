"""Standard streams that may be closed, full or gone, and that tell afterwards whether they were."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

_NOWHERE = -1


class Stream:
    """Passes everything on to a text stream and remembers what it could not write.

    A stream that is not vital raises nothing: what is said to people on stderr is not worth a verdict.

    Attributes:
        failure: The `errno` of what failed last, None as long as nothing has.
    """

    def __init__(self, stream: TextIO | None, *, is_vital: bool) -> None:
        self._stream = io.StringIO() if stream is None else stream
        self._is_closed = stream is None
        self._is_vital = is_vital
        self.failure: int | None = None
        if isinstance(stream, io.TextIOWrapper):
            # What the encoding of a pipe cannot express is escaped; on Windows that is most of Unicode.
            stream.reconfigure(errors="backslashreplace")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        with self._noting():
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        with self._noting():
            self._stream.writelines(lines)

    def flush(self) -> None:
        """Hand over what was written."""
        if not self._is_closed:
            with self._noting():
                self._stream.flush()

    def abandon(self) -> None:
        """Let nothing more be written, because Python would try again when it exits."""
        if self._is_closed or self.failure is None:
            return
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self._stream.fileno())
        os.close(null)

    @contextmanager
    def _noting(self) -> Generator[None]:
        try:
            yield
            if self._is_closed:
                os.fstat(_NOWHERE)  # fails as writing to it would
        except OSError as error:
            self.failure = error.errno or errno.EIO
            if self._is_vital:
                raise


@contextmanager
def standard_streams() -> Generator[tuple[Stream, Stream]]:
    """Put streams that may fail in the places of stdout and stderr, for the duration of a block."""
    before = sys.stdout, sys.stderr
    streams = Stream(before[0], is_vital=True), Stream(before[1], is_vital=False)
    sys.stdout, sys.stderr = cast("tuple[TextIO, TextIO]", streams)
    try:
        yield streams
    finally:
        for stream in streams:
            stream.abandon()
        sys.stdout, sys.stderr = before
