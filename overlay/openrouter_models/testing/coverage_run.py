"""Tell at the end of a test run what of the contract its responses showed."""

from __future__ import annotations

import json
import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, field

from openrouter_models.contract.coverage import Coverage
from openrouter_models.testing.checked_responses import LISTENERS

if TYPE_CHECKING:
    from collections.abc import Iterator

_OUTPUT = "openrouter_coverage"


@define(eq=False)
class CoverageRun:
    """Collects what the responses of a run show, in all workers of pytest-xdist."""

    coverage: Coverage = field(factory=Coverage.of)
    _lock: threading.Lock = field(factory=threading.Lock)

    def add(self, status: int, body: bytes) -> None:
        """Count what a response shows; what is not JSON shows nothing."""
        try:
            decoded = json.loads(body)
        except (ValueError, RecursionError):
            return
        with self._lock:
            self.coverage.add(status, decoded)

    def pytest_sessionstart(self) -> None:
        """Begin to take note."""
        LISTENERS.append(self.add)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End it, and let a worker hand over what it saw."""
        LISTENERS.remove(self.add)
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_OUTPUT] = pickle.dumps(self.coverage.seen)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker saw."""
        # A worker is this project's own process; one that crashed hands over nothing.
        if sent := getattr(node, "workeroutput", {}).get(_OUTPUT):
            self.coverage.seen.update(pickle.loads(sent))  # noqa: S301  # our own, see above

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Write it below everything else."""
        terminalreporter.section("coverage of OpenRouter's contract")
        for line in self._lines():
            terminalreporter.line(line)

    def _lines(self) -> Iterator[str]:
        yield self.coverage.summary
        if spots := self.coverage.blind_spots:
            yield "what was not seen could change and every check would stay green:"
            yield from (f"  {each}" for each in spots)
