"""The measurement as a command: table, file, gates and exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import mutation
from mutants import scoring
from mutants.body_mutants import JSON, Trial
from mutants.judging import Verdict
from mutants.running import measure
from mutants.scoring import Score

if TYPE_CHECKING:
    from pathlib import Path


def _score(*verdicts: tuple[str, Verdict]) -> Score:
    score = Score(data=1)
    for group, verdict in verdicts:
        score.add(group, Trial("kind", "/at", "what", 200, JSON, b""), verdict)
    return score


ALL = [(group, Verdict.KILLED) for group in scoring.GATES]


@pytest.mark.parametrize(
    ("verdicts", "passes", "is_empty"),
    [
        (ALL, True, False),
        ([], False, True),
        (ALL[1:], False, True),
        ([*ALL[1:], ("contract", Verdict.EQUIVALENT)], False, True),
        ([*ALL, ("responses", Verdict.SURVIVED)], False, False),
        ([*ALL, ("responses", Verdict.FALSE_ALARM)], False, False),
        ([*ALL, *[ALL[0]] * 98, ("contract", Verdict.SURVIVED)], True, False),
        ([*ALL, *[ALL[0]] * 97, ("contract", Verdict.SURVIVED)], False, False),
    ],
)
def test_gates(*, verdicts: list[tuple[str, Verdict]], passes: bool, is_empty: bool) -> None:
    """Nothing measured is nothing passed, and what means the same does not count."""
    score = _score(*verdicts)
    assert (passes, is_empty) == (score.passes, score.is_empty)


def test_a_share_is_not_rounded_up() -> None:
    """One of many that survived shows."""
    score = _score(*ALL, *[ALL[0]] * 99_998, ("contract", Verdict.SURVIVED))
    assert "contract 99.99 % of 100,000" in score.line()


def test_survivors_are_named() -> None:
    """With the place and the change, in the table and in the data."""
    score = _score(*ALL, ("pairs", Verdict.SURVIVED))
    assert "survived: pairs: kind: /at: what" in list(score.table())
    (failure,) = score.to_dict()["failures"]
    wanted = {"set": "pairs", "kind": "kind", "at": "/at", "change": "what", "verdict": "survived"}
    assert wanted == failure


def test_the_small_contract_is_measured(contract: dict[str, Any]) -> None:
    """All mutants get a verdict, by two processes."""
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    score = measure(contract, pairs=5, seed=1, workers=2, progress=tell)
    assert 5 == score.total("pairs").total()
    assert 0.9 < score.total("contract")[Verdict.KILLED] / (
        score.total("contract")[Verdict.KILLED] + score.total("contract")[Verdict.SURVIVED]
    )
    total = sum(score.total(group).total() for group in scoring.GATES)
    assert (total, total) == told[-1]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Score]:
    """Put a score in the place of the measurement: the first of the list."""
    scores = [_score(*ALL)]

    def first(*_: object, **__: object) -> Score:
        return scores[0]

    monkeypatch.setattr(mutation, "measure", first)
    return scores


@pytest.mark.usefixtures("measured")
def test_the_score_is_printed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The score in one line comes last; nothing else but the table is printed."""
    file = tmp_path / "score.json"
    assert 0 == mutation.main(["--json", str(file)])
    out, error = capsys.readouterr()
    line = "Mutants killed: contract 100.00 % of 1, pairs 100.00 % of 1, responses 100.00 % of 1; false alarms: 0."
    assert (line, "") == (out.splitlines()[-1], error)
    assert json.loads(file.read_text("utf-8"))["passes"] is True


@pytest.mark.parametrize(
    ("verdicts", "code"), [([], 3), ([*ALL, ("pairs", Verdict.FALSE_ALARM)], 1)]
)
def test_exit_codes(measured: list[Score], verdicts: list[tuple[str, Verdict]], code: int) -> None:
    """3 if nothing was verified, 1 if a gate is missed."""
    measured[0] = _score(*verdicts)
    assert code == mutation.main([])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--contract", "no-such-file.json"],
        ["--pairs", "0"],
        ["--workers", "0"],
        ["--json", "no/such/folder.json"],
    ],
)
@pytest.mark.usefixtures("measured")
def test_what_cannot_be_done_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One line says what."""
    assert 2 == mutation.main(arguments)
    assert 1 == len(capsys.readouterr().err.splitlines())


def test_a_contract_of_nothing_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to mutate."""
    file = tmp_path / "contract.json"
    file.write_text("{}", "utf-8")
    assert 2 == mutation.main(["--contract", str(file)])
    assert "no responses" in capsys.readouterr().err


def test_progress_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe gets none."""
    mutation.show(1, 2)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    mutation.show(2, 2)
    assert "\r2 of 2 mutants\n" == capsys.readouterr().err
