"""Verdicts: what a report amounts to, and what several amount to together."""

from __future__ import annotations

import itertools

import pytest

from openrouter_models._policy.baseline import Baseline
from openrouter_models.cli.verdicts import Checked, FailOn, Run, Verdict
from openrouter_models.contract.coverage import Coverage
from openrouter_models.findings import Finding, Kind, Report

ERROR = Finding(Kind.WRONG_TYPE, "/data/0/id", "got 7, expected a string", 7)
WARNING = Finding(Kind.UNDECLARED_FIELD, "/new", "got 7, a field that is not declared", 7)
KNOWN = Baseline().renewed([Report((ERROR,))])[0]


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (None, Verdict.NOT_CHECKED),
        (Report(), Verdict.CONFORMS),
        (Report((WARNING,)), Verdict.CONFORMS),
        (Report((ERROR,)), Verdict.VIOLATION),
        (Report((ERROR,), verified=False), Verdict.VIOLATION),
        (Report((WARNING,), verified=False), Verdict.NOTHING_VERIFIED),
    ],
)
def test_a_report_has_a_verdict(report: Report | None, verdict: Verdict) -> None:
    """Errors come before whether anything was verified."""
    assert verdict == Checked("-", 200, report).verdict


RESPONSES = {
    0: Checked("-", 200, Report()),
    1: Checked("-", 200, Report((ERROR,))),
    2: Checked("-", error="no"),
    3: Checked("-", 200, Report(verified=False)),
}


def test_verdicts_outrank_each_other() -> None:
    """2 before 1, 1 before 3, 3 before 0, in whatever order they come; none at all is no success."""
    for first, second in itertools.combinations((2, 1, 3, 0), 2):
        both = RESPONSES[first], RESPONSES[second]
        assert (
            first == Run.of(both, Baseline()).exit_code == Run.of(both[::-1], Baseline()).exit_code
        )
    assert 3 == Run.of([], Baseline()).exit_code


@pytest.mark.parametrize(
    ("code", "report", "baseline", "fail_on"),
    [
        (0, Report((ERROR,)), KNOWN, []),
        (1, Report((ERROR,)), Baseline(), [FailOn.STALE]),
        (0, Report((ERROR,)), Baseline(), [FailOn.NEVER]),
        (1, Report((WARNING,)), Baseline(), [FailOn.WARNING]),
        (0, Report((WARNING,)), Baseline(), [FailOn.ERROR]),
        (0, Report(), KNOWN, []),
        (1, Report(), KNOWN, [FailOn.STALE]),
        (1, Report(), KNOWN, [FailOn.STALE, FailOn.NEVER]),
        (0, Report((ERROR,)), KNOWN, [FailOn.STALE]),
        (3, Report((ERROR,), verified=False), KNOWN, []),
        (3, Report((ERROR,), verified=False), Baseline(), [FailOn.NEVER]),
    ],
)
def test_what_is_known_does_not_count_and_what_fails_is_chosen(
    code: int, report: Report, baseline: Baseline, fail_on: list[FailOn]
) -> None:
    """But nothing hides that nothing was verified."""
    assert code == Run.of([Checked("-", 200, report)], baseline, fail_on).exit_code


def test_nothing_is_stale_where_something_could_not_be_checked() -> None:
    """Its findings might be in what was not seen."""
    assert () == Run.of([RESPONSES[0], RESPONSES[2]], KNOWN).stale
    assert KNOWN.entries == Run.of([RESPONSES[0]], KNOWN).stale


def test_coverage_of_nothing_is_3() -> None:
    """Although the response conforms."""
    assert 3 == Run.of([RESPONSES[0]], Baseline(), (), Coverage.of()).exit_code
