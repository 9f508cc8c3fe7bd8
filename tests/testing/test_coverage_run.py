"""A run that is asked tells what of the contract its responses showed."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.conforming import FAILURE, STATUSES, failure

from openrouter_models.testing import (
    Capture,
    CheckingTransport,
    MockOpenRouter,
    assert_conforms,
    checked_responses,
)
from openrouter_models.testing.coverage_run import CoverageRun


class Terminal:
    """Stands in for the reporter of pytest.

    Attributes:
        lines: What was written.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.section = self.line = self.lines.append


@pytest.fixture
def coverage_run(monkeypatch: pytest.MonkeyPatch) -> CoverageRun:
    """Begin a run."""
    monkeypatch.setattr(checked_responses, "LISTENERS", [])
    run = CoverageRun()
    monkeypatch.setattr(
        "openrouter_models.testing.coverage_run.LISTENERS", checked_responses.LISTENERS
    )
    run.pytest_sessionstart()
    return run


def told(run: CoverageRun) -> list[str]:
    """Give what stands at its end."""
    terminal = Terminal()
    run.pytest_terminal_summary(terminal)
    return terminal.lines[1:]


def test_whatever_is_checked_counts(coverage_run: CoverageRun) -> None:
    """What a mock sends, traffic, captures and what users' tests assert."""
    seen = coverage_run.coverage.seen
    with MockOpenRouter() as mock:
        assert {200} == {each.status for each in seen} or not seen
        before = seen.total()
        with httpx.Client(transport=CheckingTransport(httpx.HTTPTransport())) as client:
            client.get(f"{mock.base_url}/models/user")
        assert {401} <= {each.status for each in seen}
        assert seen.total() > before
    assert_conforms(failure(FAILURE), status=FAILURE)
    assert {FAILURE} <= {each.status for each in seen}
    before = seen.total()
    Capture.stored(json.dumps(mock.listing).encode())
    assert seen.total() > before
    assert "facets of the contract were seen" in told(coverage_run)[0]
    others = {f"  any response of {each}: never seen" for each in {*STATUSES} - {200, 401, FAILURE}}
    assert others <= {*told(coverage_run)}


def test_nothing_is_covered_by_what_is_not_json(coverage_run: CoverageRun) -> None:
    """And that is said."""
    Capture.stored(b"<html>")
    checked_responses.note(200, b"[" * 100_000)
    assert ["no documented response was seen, so nothing was covered"] == told(coverage_run)[:1]


def test_workers_hand_over_what_they_saw(coverage_run: CoverageRun) -> None:
    """At their end; one that crashed has nothing to hand over."""
    Capture.stored(json.dumps(MockOpenRouter().listing).encode())
    config = SimpleNamespace(workeroutput=dict[str, Any]())
    session: Any = SimpleNamespace(config=config)
    coverage_run.pytest_sessionfinish(session)
    assert [] == checked_responses.LISTENERS
    controller = CoverageRun()
    controller.pytest_testnodedown(config)
    controller.pytest_testnodedown(SimpleNamespace())
    assert coverage_run.coverage.seen == controller.coverage.seen
