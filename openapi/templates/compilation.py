"""Compile what a type needs when it is first met: once, and in one thread at a time.

msgspec prepares a Struct type when a decoder first names it, and another thread that meets the type half prepared ends
the process. So whatever makes twins, or decoders of them, holds the one lock here, and what it made is seen by others
only when it is whole. Nothing here relies on the interpreter's own lock.
"""

from __future__ import annotations

import os
from functools import wraps
from threading import RLock
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def fork_safe_lock() -> Any:
    """Make a reentrant lock that a forked process finds free, and what it guards whole."""
    lock = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
    return lock


_COMPILING = fork_safe_lock()


def once(compile_it: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function compiles, by its positional arguments; no two threads compile at the same time."""
    made: dict[Any, R] = {}

    @wraps(compile_it)
    def look_up(*args: P.args, **kwargs: P.kwargs) -> R:
        key = cast("Any", args)
        try:
            return made[key]
        except KeyError:
            pass  # outside of the handler, so that an error in compiling shows no KeyError before it
        with _COMPILING:
            if key not in made:
                made[key] = compile_it(*args, **kwargs)
            return made[key]

    return look_up
