"""What is to happen to the next requests: faults in order, by chance, and how long answers take."""

from __future__ import annotations

import threading
from collections import deque
from random import Random
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from openrouter_models._text import brief
from openrouter_models.testing.faults import FAULTS

if TYPE_CHECKING:
    from openrouter_models.testing.faults import Spoil


@frozen
class Step:
    """A scripted answer.

    Attributes:
        spoil: What happens to the answer.
        times: For how many requests it is still there; None is for ever.
        probability: How likely it happens to each of them.
        wanted: Whether the answer may break the contract.
    """

    spoil: Spoil
    times: int | None = 1
    probability: float = 1.0
    wanted: bool = True

    def __attrs_post_init__(self) -> None:
        times, probability = self.times, self.probability
        if times is not None and not (isinstance(times, int) and times >= 1):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            raise ValueError(f"times must be at least 1, or None for always; not {brief(times)}.")
        if not (isinstance(probability, int | float) and 0 <= probability <= 1):  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
            raise ValueError(f"probability must be from 0 to 1, not {brief(probability)}.")


class Script:
    """Steps that requests take from several threads."""

    def __init__(self, seed: int, latency: float | tuple[float, float] = 0.0) -> None:
        self._latency = latency if isinstance(latency, tuple) else (latency, latency)
        if not (
            all(isinstance(each, int | float) for each in self._latency)  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
            and 0 <= self._latency[0] <= self._latency[1]
        ):
            raise ValueError(
                f"latency must be seconds, or the least and the most of them, not {latency}."
            )
        if not isinstance(seed, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # the same
            raise TypeError(f"seed must be a whole number, got {brief(seed)}.")
        self._seed = seed
        self._random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._lock = threading.Lock()
        self._steps = deque[Step]()

    @property
    def refuses(self) -> bool:
        """Whether the next step is to refuse connections."""
        steps = self._steps.copy()
        return bool(steps) and steps[0].spoil is FAULTS["refuse"]

    def add(self, step: Step) -> None:
        """Add a step behind all others."""
        with self._lock:
            self._steps.append(step)

    def take(self) -> Step | None:
        """Take what happens to one request; None for nothing."""
        with self._lock:
            if not self._steps:
                return None
            step = self._steps[0]
            if step.times is not None:
                self._steps.popleft()
                if step.times > 1:
                    self._steps.appendleft(evolve(step, times=step.times - 1))
            return step if step.probability > self._random.random() else None

    def delay(self) -> float:
        """Choose how many seconds an answer takes."""
        with self._lock:
            return self._random.uniform(*self._latency) if self._latency[1] else 0.0

    def clear(self) -> None:
        """Forget all steps, and begin with the seed again."""
        with self._lock:
            self._steps.clear()
            self._random.seed(self._seed)
