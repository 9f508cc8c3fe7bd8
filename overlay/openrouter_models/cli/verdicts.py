"""What came of checking one response, and what a run as a whole amounts to."""

from __future__ import annotations

import json
from contextlib import suppress
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from attrs import Factory, evolve, frozen

from openrouter_models._policy.baseline import Baseline
from openrouter_models.cli.formats.locations import locate
from openrouter_models.findings import Finding, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models._policy.baseline_entries import Known
    from openrouter_models.cli.formats.locations import Location
    from openrouter_models.contract.coverage import Coverage


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

    @property
    def in_words(self) -> str:
        """What a response with this verdict did."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Verdict.CONFORMS: "conforms to the contract",
    Verdict.VIOLATION: "violates the contract",
    Verdict.NOTHING_VERIFIED: "nothing was verified",
    Verdict.NOT_CHECKED: "could not be checked",
}


class FailOn(StrEnum):
    """What makes a run fail, beside what could not be checked and what verified nothing."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"
    STALE = "stale"


_OF_A_FINDING = ("kind", "severity", "path", "message", "value", "model")
_OF_OMITTED = ("kind", "severity", "pattern", "count", "known")
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
        content: The file as it is, to find lines in; None where the body is not a file of its own.
        models_only: Whether the file holds the value of `data` alone.
        body: The body that was checked.
        entry: Which entry of a recording it is, from 1; 0 where the file is not a recording.
        left_out: How many entries of the recording are about other operations.
    """

    source: str
    status: int | None = None
    report: Report | None = None
    error: str | None = None
    listing_expected: bool = False
    content: bytes | None = None
    models_only: bool = False
    body: bytes | None = None
    entry: int = 0
    left_out: int = 0

    @property
    def name(self) -> str:
        """What to call the response."""
        return f"{self.source}, entry {self.entry}" if self.entry else self.source

    def locate(self, findings: Iterable[Finding]) -> dict[str, Location]:
        """Find line and column of findings by their paths; nothing without a file."""
        if self.content is None or self.source == "-":
            return {}
        envelope = "/data" if self.models_only else ""
        paths = {each.path: each.path.removeprefix(envelope) for each in findings}
        found = locate(self.content.decode(errors="replace"), paths.values())
        return {path: found[inside] for path, inside in paths.items()}

    def decoded(self) -> Iterator[Any]:
        """Give the JSON value of the body; nothing where there is none, or nothing was checked."""
        with suppress(ValueError, RecursionError):  # the report says that it is not JSON
            if self.report is not None and self.body is not None:
                yield json.loads(self.body)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found and is not known."""
        return () if self.report is None else self.report.findings

    @property
    def known(self) -> tuple[Finding, ...]:
        """What was found and is known."""
        return () if self.report is None else self.report.known

    @property
    def verdict(self) -> Verdict:
        """What came of it."""
        return self.verdict_on(Severity.ERROR)

    def verdict_on(self, *failing: Severity) -> Verdict:
        """Give the verdict if findings of some severities are violations."""
        if self.report is None:
            return Verdict.NOT_CHECKED
        counts = self.report.counts
        if any(counts[severity] for severity in failing):
            return Verdict.VIOLATION
        is_listing = self.status == 200 or not self.listing_expected
        return Verdict.CONFORMS if self.report.verified and is_listing else Verdict.NOTHING_VERIFIED

    def to_dict(self) -> dict[str, Any]:
        """Give the form that `--format json` prints."""
        report = self.report or Report(verified=False)
        return {
            "source": self.source,
            "entry": self.entry or None,
            "left_out": self.left_out,
            "verdict": self.verdict.word,
            "status": self.status,
            "verified": self.verdict is not Verdict.NOTHING_VERIFIED and report.verified,
            "error": self.error,
            "findings": [_fields(each, *_OF_A_FINDING) for each in report.findings],
            "omitted": [_fields(each, *_OF_OMITTED) for each in report.omitted],
            "known": [_fields(each, *_OF_A_FINDING) for each in self.known],
        }


@frozen
class Run:
    """The responses of one call of the command, judged together.

    Attributes:
        responses: What came of each.
        fail_on: What makes the run fail.
        baseline: What was known before.
        coverage: What of the contract was exercised, None if nobody asked.
    """

    responses: tuple[Checked, ...]
    fail_on: frozenset[FailOn] = frozenset({FailOn.ERROR})
    baseline: Baseline = Factory(Baseline)
    coverage: Coverage | None = None

    @classmethod
    def of(
        cls,
        responses: Iterable[Checked],
        baseline: Baseline,
        fail_on: Iterable[FailOn] = (),
        coverage: Coverage | None = None,
    ) -> Run:
        """Set aside what is known; errors make the run fail unless `never` or `warning` says otherwise."""
        asked = frozenset(fail_on)
        if asked <= {FailOn.STALE}:
            asked |= {FailOn.ERROR}
        judged = tuple(
            each if each.report is None else evolve(each, report=baseline.apply(each.report))
            for each in responses
        )
        return cls(judged, asked, baseline, coverage)

    @property
    def failing(self) -> tuple[Severity, ...]:
        """The severities that make the run fail."""
        if FailOn.WARNING in self.fail_on:
            return tuple(Severity)
        return () if FailOn.NEVER in self.fail_on else (Severity.ERROR,)

    @property
    def stale(self) -> tuple[Known, ...]:
        """The entries of the baseline that nothing was found for; none where something could not be checked."""
        reports = [each.report for each in self.responses if each.report is not None]
        return self.baseline.stale(reports) if len(reports) == len(self.responses) else ()

    @property
    def verdict(self) -> Verdict:
        """Give the verdict of the run, by errors that are not known."""
        return _worst(each.verdict for each in self.responses)

    @property
    def exit_code(self) -> int:
        """Give the verdict by what makes the run fail: of several the one that outranks the others.

        What could not be checked outranks a violation, that outranks what verified nothing, and that
        outranks what conforms; nothing at all verifies nothing.
        """
        verdicts = [each.verdict_on(*self.failing) for each in self.responses]
        if FailOn.STALE in self.fail_on and self.stale:
            verdicts.append(Verdict.VIOLATION)
        if self.coverage is not None and not self.coverage.seen:
            verdicts.append(Verdict.NOTHING_VERIFIED)
        return _worst(verdicts)

    def to_dict(self) -> dict[str, Any]:
        """Give the form that `--format json` prints."""
        coverage = {} if self.coverage is None else {"coverage": self.coverage.to_dict()}
        return {
            "verdict": self.verdict.word,
            "exit_code": int(self.exit_code),
            "responses": [each.to_dict() for each in self.responses],
            "stale": [_fields(each, "kind", "path", "value") for each in self.stale],
            **coverage,
        }


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=_RANKS.index, default=Verdict.NOTHING_VERIFIED)


def _fields(one: object, *names: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}
