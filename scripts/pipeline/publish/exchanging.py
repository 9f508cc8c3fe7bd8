"""Put files and folders in the place of old ones in one step.

Whoever looks sees the whole old tree or the whole new one. Linux
(``renameat2`` with ``RENAME_EXCHANGE``, rename(2)) and macOS (``renamex_np`` with ``RENAME_SWAP``) can
exchange two paths in one step; where a file system cannot, a folder takes two renames.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it; nothing there is not an error."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def replace_all(replacements: Iterable[tuple[Path, Path]]) -> None:
    """Exchange files or folders with what is in their places, all of them or none.

    Args:
        replacements: Each the new and the place that it takes, on one file system, in the order in
            which they are exchanged. Afterwards the old is where the new was.

    Raises:
        OSError: If one cannot be exchanged; those before it have then been put back.
    """
    with contextlib.ExitStack() as undo:
        for new, place in replacements:
            existed = os.path.lexists(place)
            exchange(new, place)
            if existed:
                undo.callback(exchange, new, place)
            else:
                undo.callback(place.rename, new)
        undo.pop_all()


def exchange(new: Path, place: Path) -> None:
    """Put a file or a folder into its place, and what was there where it came from.

    Args:
        new: What is to stand in the place.
        place: The place, on the same file system; it may be empty.

    Raises:
        OSError: If the file system refuses.
    """
    if not os.path.lexists(place):
        new.rename(place)
    elif not _exchange_at_once(new, place):
        _exchange_by_renaming(new, place)


def _exchange_at_once(new: Path, place: Path) -> bool:
    if sys.platform == "win32":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    source, target = os.fsencode(new), os.fsencode(place)
    if sys.platform == "darwin":
        failed = libc.renamex_np(source, target, _EXCHANGE)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, source, _AT_FDCWD, target, _EXCHANGE)
    else:
        return False
    if failed and ctypes.get_errno() not in _UNSUPPORTED:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(place))
    return not failed


def _exchange_by_renaming(new: Path, place: Path) -> None:
    old = new.with_name(f"{new.name}.old")
    if place.is_dir():
        place.rename(old)
        try:
            new.rename(place)
        except OSError:
            old.rename(place)
            raise
    else:
        shutil.copy2(place, old)
        new.replace(place)
    old.rename(new)
