"""Measure in ways that a noisy machine cannot bend much: interleaved runs, medians, ratios within one run."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def seconds(ways: Mapping[str, Callable[[], Any]], *, rounds: int) -> dict[str, float | None]:
    """Time some ways of doing a thing, in turn.

    Args:
        ways: What to time, by name.
        rounds: How often each is run, after one run that does not count.

    Returns:
        The median of each in seconds; None for one that raised.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    failed: set[str] = set()
    for round_number in range(rounds + 1):
        for name, run in ways.items():
            if name in failed:
                continue
            started = time.perf_counter()
            try:
                run()
            except Exception:  # noqa: BLE001  # whatever a peer raises, it has lost the listing
                failed.add(name)
            if round_number:
                times[name].append(time.perf_counter() - started)
    return {name: None if name in failed else median(taken) for name, taken in times.items()}


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


def import_seconds(modules: list[str], *, rounds: int) -> dict[str, float | None]:
    """Time the import of modules, each in a fresh interpreter from which its start is subtracted."""

    def start(code: str) -> Callable[[], Any]:
        command = [sys.executable, "-c", code]
        return lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own code

    ways = {"": start("pass")} | {module: start(f"import {module}") for module in modules}
    taken = seconds(ways, rounds=rounds)
    bare = taken.pop("") or 0.0
    return {module: None if one is None else one - bare for module, one in taken.items()}
