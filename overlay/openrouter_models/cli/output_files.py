"""Write files whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openrouter_models._text import printable
from openrouter_models.cli.complaints import CannotBeDoneError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO


def refuse_clashes(written: Iterable[str | None], read: Iterable[str | None]) -> None:
    """Refuse to write to a file twice, or to one that is read; `-` is stdin.

    Raises:
        UsageError: Two of them are the same file.
    """
    taken = {os.path.realpath(file) for file in read if file and file != "-"}
    for file in filter(None, written):
        real = os.path.realpath(file)
        if real in taken:
            raise click.UsageError(
                f"Two outputs cannot go to one file, nor one to a file that is read: {printable(file)}."
            )
        taken.add(real)


def replace(file: str, text: str) -> None:
    """Write a file (`-` is stdout) as a whole, in the place of the one that was there.

    What is not a regular file, such as a pipe or a terminal, is written to as it is; stdout and stderr, by whatever
    name and wherever they lead, after what they hold already.

    Raises:
        CannotBeDoneError: It cannot be written; the one that was there is unchanged.
    """
    if (stream := _standard(file)) is not None:
        stream.write(text)
        return
    path = Path(file)
    content = text.encode("utf-8", errors="backslashreplace")
    try:
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(path.stat().st_mode):
                path.write_bytes(content)
                return
        # Beside the file that a link leads to, because only there a rename is one step.
        path = Path(os.path.realpath(path))
        _exchange(path, content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotBeDoneError(f"{printable(file)} cannot be written: {reason}.") from None


def _standard(file: str) -> TextIO | None:
    """Find the standard stream that a file is: replacing that file would lose what was printed to it."""
    if file == "-":
        return sys.stdout
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            open_one = os.fstat(stream.fileno())
            # Windows numbers no pipes and devices.
            if open_one.st_ino and os.path.samestat(open_one, Path(file).stat()):
                return stream
    return None


def _exchange(path: Path, content: bytes) -> None:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        aside.chmod(mode)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
