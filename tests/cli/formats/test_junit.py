"""JUnit, as another program reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve
from junitparser import JUnitXml

from openrouter_models.cli.formats.junit import to_junit
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from openrouter_models.cli.verdicts import Run


def read(run: Run) -> Any:
    """Read what is written."""
    return JUnitXml.fromstring(to_junit(run).encode())


def test_each_response_is_a_suite_and_each_check_a_case(run: Run) -> None:
    """The same cases for all, so that trends show; only what fails the run fails one."""
    suites = {suite.name: suite for suite in read(run)}
    assert ["a folder/models.json", "good.json", "gone.json", "https://example.com/api/v1"] == [
        name for name in suites if name != "baseline"
    ]
    names = [case.name for case in suites["good.json"]]
    assert [*Kind, "verified"] == names == [case.name for case in suites["gone.json"]]
    results = {
        (suite.name, case.name): case.result[0].type
        for suite in suites.values()
        for case in suite
        if case.result
    }
    assert {
        ("a folder/models.json", "missing-required"): "missing-required",
        ("gone.json", "verified"): "not-checked",
        ("https://example.com/api/v1", "verified"): "nothing-verified",
    } == results


def test_the_counts_are_those_of_the_cases(run: Run) -> None:
    """What CIs add up."""
    xml = read(run)
    cases = [case for suite in xml for case in suite]
    assert f'tests="{len(cases)}" failures="1" errors="2">' in to_junit(run)


def test_known_findings_and_stale_entries_are_told(run: Run) -> None:
    """Beside cases that pass."""
    text = to_junit(evolve(run, responses=run.responses[:2]))
    assert "known: unknown-enum-value at /data/0/supported_parameters/0: got it" in text
    assert "stale: wrong-type at /gone" in text


def test_text_is_data(hostile: Run) -> None:
    """Whatever XML cannot carry is replaced, and nothing of it becomes markup."""
    suite = next(iter(read(hostile)))
    assert suite.name.startswith("\ufffd[2J")
    assert "]]> <img src=x onerror=y>" in suite.name
