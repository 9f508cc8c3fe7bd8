"""Hold what the mock sends against the contract, so that a mock does not drift away unnoticed."""

from __future__ import annotations

import threading
import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any

from openrouter_models.contract.contract import Contract
from openrouter_models.findings import Report
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.checked_responses import note, shared_contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models.testing.answers import Answer

_REMEMBERED = 64


class DeviationWarning(UserWarning):
    """A mock was given a body that breaks the contract, and nobody said that it should."""


class Watch:
    """Judges answers, each body once, and keeps the reports of those that deviate."""

    def __init__(self, contract: Mapping[str, Any]) -> None:
        self._document = contract
        self._lock = threading.Lock()
        self._reports: dict[tuple[int, bytes], Report] = {}
        self.deviations: list[Report] = []

    def warn(self, answer: Answer) -> None:
        """Warn of an answer that is going to deviate."""
        report = self._judge(answer)
        if not report.ok:
            message = f"{report}\nIf the mock is meant to send this, say allow_deviations=True."
            warnings.warn(message, DeviationWarning, stacklevel=3)

    def keep(self, answer: Answer) -> None:
        """Keep the report of an answer that deviates."""
        with self._lock:
            report = self._judge(answer)
            if not report.ok and report not in self.deviations:
                self.deviations.append(report)

    @cached_property
    def _contract(self) -> Contract:
        is_packaged = self._document is packaged_contract()
        return shared_contract() if is_packaged else Contract.load(self._document)

    def _judge(self, answer: Answer) -> Report:
        # Of an undocumented status the contract says nothing, and whoever scripts one wants it.
        if str(answer.status) not in self._contract.responses:
            return Report()
        key = (answer.status, answer.body)
        if key not in self._reports:
            if len(self._reports) >= _REMEMBERED:
                self._reports.clear()
            note(*key)
            self._reports[key] = self._contract.check(answer.status, answer.headers, answer.body)
        return self._reports[key]
