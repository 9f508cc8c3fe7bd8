"""Verdicts: what a report amounts to, and what several amount to together."""

from __future__ import annotations

import itertools

import pytest

from openrouter_models.cli.verdicts import Checked, Verdict, overall
from openrouter_models.findings import Finding, Kind, Report

ERROR = Finding(Kind.WRONG_TYPE, "/data", "got 7, expected an array", 7)
WARNING = Finding(Kind.UNDECLARED_FIELD, "/new", "got 7, a field that is not declared", 7)


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


def test_a_server_that_gives_no_listing_verifies_nothing() -> None:
    """However well its error conforms; of a stored error that is all that can be asked."""
    assert Verdict.NOTHING_VERIFIED == Checked("-", 404, Report(), listing_expected=True).verdict
    assert Verdict.CONFORMS == Checked("-", 404, Report()).verdict


def test_verdicts_outrank_each_other() -> None:
    """2 before 1, 1 before 3, 3 before 0, in whatever order they come."""
    for first, second in itertools.combinations((2, 1, 3, 0), 2):
        assert first == overall([Verdict(first), Verdict(second)])
        assert first == overall([Verdict(second), Verdict(first)])


def test_no_response_at_all_verifies_nothing() -> None:
    """A run without a response is no success."""
    assert 3 == overall([])
