"""Sabotage: whatever makes the checker blind must not leave it green."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.conforming import CLASSES, STATUSES, failure, fitted, listing, text

from openrouter_models._validation import members
from openrouter_models._validation.walker import compile_walker
from openrouter_models.contract import (
    Contract,
    VacuousContractError,
    known_bad,
    liveness,
)
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from openrouter_models.findings import Report

HEADERS = {"content-type": "application/json"}
BODIES = {
    status: text(listing(fitted()) if status == 200 else failure(status)) for status in STATUSES
}


def sabotaged(*names: str, schema: Any) -> dict[str, Any]:
    """Replace component schemas of the packaged contract."""
    document = copy.deepcopy(packaged_contract())
    document["components"]["schemas"] |= dict.fromkeys(names, schema)
    return document


def check(document: Any, status: int) -> Report:
    """Check a conforming body against a document."""
    return Contract.load(document).check(status, HEADERS, BODIES[status])


@pytest.mark.parametrize("status", STATUSES)
def test_the_contract_rejects_known_bad_bodies(status: int) -> None:
    """This is what every verdict rests on."""
    for body in known_bad(status):
        assert not Contract.load().check(status, HEADERS, json.dumps(body).encode()).ok


@pytest.mark.parametrize("status", STATUSES)
def test_a_gate_that_everything_passes_is_noticed(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What passes it is not walked."""

    def let_pass(value: object, _: object) -> object:
        return value

    monkeypatch.setattr(members, "convert", let_pass)
    assert not check(None, status).verified


@pytest.mark.parametrize("status", STATUSES)
def test_a_walker_that_finds_nothing_is_noticed(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever made it blind."""
    nothing = compile_walker({}, True)

    def blind(*_: object) -> object:
        return nothing

    monkeypatch.setattr(liveness, "compile_walker", blind)
    with pytest.raises(VacuousContractError, match=f"nothing for status {status}"):
        check(None, status)


@pytest.mark.parametrize("schema", [{}, True])
@pytest.mark.parametrize("status", CLASSES)
def test_a_response_that_may_be_anything_is_noticed(status: int, schema: object) -> None:
    """An empty schema accepts everything."""
    with pytest.raises(VacuousContractError):
        check(sabotaged(CLASSES[status], schema=schema), status)


def test_a_response_without_a_schema_is_noticed() -> None:
    """The media type alone says nothing."""
    document = copy.deepcopy(packaged_contract())
    del document["paths"]["/models/user"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    with pytest.raises(VacuousContractError):
        check(document, 200)


def test_an_operation_may_answer_a_text() -> None:
    """Which rejects what is no text, so that there is a verdict; of a listing that would say too little."""
    judge = liveness.Judge.compile({}, {"type": "string"})
    assert judge.prove(200, of_models=False)
    with pytest.raises(VacuousContractError):
        judge.prove(200)


@pytest.mark.parametrize("schema", [{}, {"type": ["object", "string"]}])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Model", 200),
        ("ModelsListResponseData", 200),
        *((f"{name}ErrorData", status) for status, name in CLASSES.items() if status != 200),
    ],
)
def test_a_body_that_may_hold_anything_is_not_verified_or_red(
    name: str, status: int, schema: object
) -> None:
    """The envelope is checked, what matters is not."""
    report = check(sabotaged(name, schema=schema), status)
    assert not (report.ok and report.verified)


def test_a_looser_contract_still_counts() -> None:
    """One required field less is a revision, no sabotage."""
    document = copy.deepcopy(packaged_contract())
    document["components"]["schemas"]["Model"]["required"] = []
    assert check(document, 200).verified


def test_models_that_may_be_anything_are_noticed_under_a_strict_envelope() -> None:
    """What the envelope asks for says nothing of what is in it."""
    document = sabotaged("Model", schema={})
    document["components"]["schemas"]["ModelsListResponse"]["required"] = ["data", "unheard_of"]
    body = text(listing(fitted(), unheard_of=1))
    report = Contract.load(document).check(200, HEADERS, body)
    assert (True, False) == (report.ok, report.verified)
