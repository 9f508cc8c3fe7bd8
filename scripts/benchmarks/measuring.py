"""Measure in ways that a noisy machine bends little: interleaved runs, processor time, minima, ratios."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def seconds(
    ways: Mapping[str, Callable[[], Any]],
    *,
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float | None]:
    """Time some ways of doing a thing, in turn.

    Args:
        ways: What to time, by name.
        rounds: How often each is run, after one run that does not count.
        clock: Gives the time in seconds; by default that of this process on a processor.

    Returns:
        The least of each in seconds; None for one that raised.
    """
    # What was imported before, by peers above all, is none of a collection's business in here.
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {name: [] for name in ways}
    failed: set[str] = set()
    for round_number in range(rounds + 1):
        for name, run in ways.items():
            if name in failed:
                continue
            started = clock()
            try:
                run()
            except Exception:  # noqa: BLE001  # whatever a peer raises, it has lost the listing
                failed.add(name)
            if round_number:
                times[name].append(clock() - started)
    return {name: None if name in failed else min(taken) for name, taken in times.items()}


def retained(make: Callable[[], Any]) -> int:
    """Give the bytes that a result keeps alive, beyond what was there before."""
    make()
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return size


def peak(make: Callable[[], Any]) -> int:
    """Give the most bytes that were alive at once while something was made."""
    make()
    gc.collect()
    tracemalloc.start()
    make()
    size = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size


def import_seconds(statements: Sequence[str], *, rounds: int) -> dict[str, float | None]:
    """Time imports, each in a fresh interpreter, whose own start is subtracted."""

    def start(code: str) -> Callable[[], Any]:
        command = [sys.executable, "-c", code]
        return lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own code

    ways = {code: start(code) for code in ("pass", *statements)}
    taken = seconds(ways, rounds=rounds, clock=time.perf_counter)
    bare = taken.pop("pass") or 0.0
    return {code: None if one is None else one - bare for code, one in taken.items()}
