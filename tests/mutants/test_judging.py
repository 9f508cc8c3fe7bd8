"""Verdicts: what is noticed is killed, and what is not is told apart from what means the same."""

from __future__ import annotations

from typing import Any

import pytest

from mutants import judging, suite
from mutants.body_mutants import JSON, Trial
from mutants.contract_mutants import singles
from mutants.judging import Judge, Verdict
from mutants.mutant import Edit, Mutant
from mutants.suite import Reading, Suite
from openrouter_models.contract import Contract
from openrouter_models.findings import Report
from pipeline.failure import PipelineError

KIND = ("components", "schemas", "Kind")


def _nothing(_: object) -> list[Any]:
    return []


def _mutant(value: Any) -> Mutant:
    return Mutant("kind", "/at", "change", (Edit(KIND, value),))


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ({"type": "string"}, Verdict.KILLED),
        ({"enum": ["code", "chat"]}, Verdict.EQUIVALENT),
        ({"type": "string", "enum": ["chat", "code", "never heard of"]}, Verdict.SURVIVED),
        ({"$ref": "#/components/schemas/None"}, Verdict.KILLED),
        ({"type": "text"}, Verdict.KILLED),
    ],
)
def test_verdicts_on_contracts(contract: dict[str, Any], value: Any, verdict: Verdict) -> None:
    """A value that no data holds is not noticed; a contract that cannot be used is."""
    assert verdict == Judge(contract).verdict(_mutant(value))


def test_what_cannot_be_read_is_not_dismissed(
    contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any data it survives."""
    judge = Judge(contract)

    def agree(*_: object) -> bool:
        return True

    monkeypatch.setattr(suite, "_all_as_labelled", agree)
    assert Verdict.SURVIVED == judge.verdict(_mutant({"$ref": "#/components/schemas/None"}))


def _trial(body: bytes, expected: set[tuple[str, str]] | None = None) -> Trial:
    return Trial("", "", "", 401, JSON, body, None if expected is None else frozenset(expected))


GOOD, BAD = b'{"error": {"code": 1, "message": ""}}', b'{"error": {"code": 1}}'


def test_verdicts_on_responses(contract: dict[str, Any]) -> None:
    """The oracle says what must be found."""
    judge = Judge(contract)
    assert Verdict.EQUIVALENT == judge.verdict(_trial(GOOD))
    assert Verdict.KILLED == judge.verdict(_trial(BAD))
    assert Verdict.SURVIVED == judge.verdict(_trial(BAD, {("not-json", "")}))
    assert Verdict.FALSE_ALARM == judge.verdict(_trial(BAD, set()))


def test_a_checker_that_finds_nothing_lets_all_survive(
    contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The measurement is of the checker, not of the oracle."""
    judge = Judge(contract)

    def check(*_: object) -> Report:
        return Report()

    monkeypatch.setattr(Contract, "check", check)
    assert Verdict.SURVIVED == judge.verdict(_trial(BAD))


def test_no_data_notice_nothing(contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The measurement is of the data: without them only what cannot be used is noticed."""
    monkeypatch.setattr(judging, "_FIRST", 0)
    monkeypatch.setattr(suite, "boundary_cases", _nothing)
    monkeypatch.setattr(suite, "_answers", _nothing)
    assert Verdict.SURVIVED == Judge(contract).verdict(_mutant({"type": "string"}))


def test_false_labels_are_refused(
    contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data that do not fit the unchanged contract would notice everything."""
    wrong = suite.Datum(200, "application/json", {"data": []}, conforms=False)

    def lie(_: object) -> list[suite.Datum]:
        return [wrong]

    monkeypatch.setattr(suite, "_answers", lie)
    with pytest.raises(PipelineError, match="do not fit"):
        Suite(contract)


def test_what_a_status_does_not_depend_on_is_not_asked(
    contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data of an untouched response are passed over, with the same verdict."""
    data = Suite(contract)
    mutants = [each.of(data.contract) for each in [*singles(data.contract)][::20]]
    before = [data.notices(each) for each in mutants]

    def all_of_them(_: object) -> list[str]:
        return [str(status) for status in range(100, 600)]

    monkeypatch.setattr(data, "_touched", all_of_them)
    assert before == [data.notices(each) for each in mutants]


@pytest.mark.parametrize(
    ("key", "content", "status", "media_type", "accepted"),
    [
        ("404", "application/json", 404, "application/json", True),
        ("404", "application/json", 404, "text/html", False),
        ("404", "application/json", 410, "application/json", False),
        ("4xx", "application/json", 404, "application/json", True),
        ("default", "application/*", 500, "application/json", True),
        ("default", "*/*", 500, "text/html", True),
    ],
)
def test_responses_are_read_as_openapi_says(
    *, key: str, content: str, status: int, media_type: str, accepted: bool
) -> None:
    """Statuses and media types may be ranges."""
    responses = {key: {"content": {content: {"schema": {"type": "string"}}}}}
    document = {"paths": {"/models/user": {"get": {"responses": responses}}}}
    assert accepted == Reading(document).accepts(status, media_type, "text")
    assert not Reading(document).accepts(status, media_type, 1)
