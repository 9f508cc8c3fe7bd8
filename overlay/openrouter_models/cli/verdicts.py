"""What came of checking one response, and what a run as a whole amounts to."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from attrs import frozen

from openrouter_models.findings import Report

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(IntEnum):
    """What came of a check; the value is the exit code."""

    CONFORMS = 0
    VIOLATION = 1
    NOT_CHECKED = 2
    NOTHING_VERIFIED = 3

    @property
    def word(self) -> str:
        """The verdict as it stands in JSON."""
        return self.name.lower().replace("_", "-")


_RANKS = (Verdict.NOT_CHECKED, Verdict.VIOLATION, Verdict.NOTHING_VERIFIED, Verdict.CONFORMS)


@frozen
class Checked:
    """One response that was checked, or was to be.

    Attributes:
        source: Its file, `-` for stdin, or the base URL of the server.
        status: Its HTTP status, None where none came.
        report: What was found; None where it could not be checked.
        error: Why it could not be checked.
        listing_expected: Whether anything but a listing verifies nothing.
    """

    source: str
    status: int | None = None
    report: Report | None = None
    error: str | None = None
    listing_expected: bool = False

    @property
    def verdict(self) -> Verdict:
        """What came of it."""
        if self.report is None:
            return Verdict.NOT_CHECKED
        if not self.report.ok:
            return Verdict.VIOLATION
        is_listing = self.status == 200 or not self.listing_expected
        return Verdict.CONFORMS if self.report.verified and is_listing else Verdict.NOTHING_VERIFIED

    def to_dict(self) -> dict[str, Any]:
        """Give the form that `check --json` prints."""
        report = self.report or Report(verified=False)
        return {
            "source": self.source,
            "verdict": self.verdict.word,
            "status": self.status,
            "verified": self.verdict is not Verdict.NOTHING_VERIFIED and report.verified,
            "error": self.error,
            "findings": [
                {
                    "kind": finding.kind.value,
                    "severity": finding.severity.value,
                    "path": finding.path,
                    "message": finding.message,
                    "value": finding.value,
                }
                for finding in report.findings
            ],
        }


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the verdict of a run: of several the one that outranks the others.

    What could not be checked outranks a violation, that outranks what verified nothing, and that
    outranks what conforms; nothing at all verifies nothing.
    """
    return min(verdicts, key=_RANKS.index, default=Verdict.NOTHING_VERIFIED)
