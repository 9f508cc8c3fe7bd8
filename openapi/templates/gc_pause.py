"""Make many objects at once without Python's collector looking through them again and again.

Decoding makes nothing that could be garbage, but each few hundred objects start a collection, and the more there are
already the longer that takes. While one thread makes objects the collector is paused, for the whole process, since
Python knows no other pause.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from .compilation import fork_safe_lock

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")
_PAUSING = fork_safe_lock()


def without_collections(make: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function with the collector paused; it runs again afterwards, whatever happens.

    Where it is disabled already it stays so. Of several threads one pauses it and the others go on as they are: pauses
    that overlap could otherwise keep it from ever running.

    Args:
        make: Makes many objects and no garbage.
        *args: Its arguments.
        **kwargs: The same, by name.
    """
    if not gc.isenabled() or not _PAUSING.acquire(blocking=False):
        return make(*args, **kwargs)
    try:
        gc.disable()
        return make(*args, **kwargs)
    finally:
        gc.enable()
        _PAUSING.release()
