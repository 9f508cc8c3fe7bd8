"""Time what makes bodies: the boundary cases of the contract, and the strategies that draw listings and models."""

from __future__ import annotations

from functools import partial
from time import process_time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings

from openrouter_models.contract import boundary_cases, strategies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def rates() -> Iterator[tuple[str, int, float]]:
    """Give what is made, how many of it, and in how many seconds."""
    number, taken = _timed(lambda: len([*boundary_cases()]))
    yield "boundary cases", number, taken
    for name, strategy, wanted in (
        ("listings drawn", strategies.listings(), 100),
        ("models drawn", strategies.models(), 300),
    ):
        number, taken = _timed(partial(_draw, strategy, wanted))
        yield name, number, taken


def _draw(strategy: Any, most: int) -> int:
    number = 0

    @settings(
        max_examples=most,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
    @given(strategy)
    def count(_: object) -> None:
        nonlocal number
        number += 1

    count()
    return number


def _timed(make: Callable[[], int]) -> tuple[int, float]:
    started = process_time()
    number = make()
    return number, process_time() - started
