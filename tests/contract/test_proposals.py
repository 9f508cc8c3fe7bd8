"""Proposals: repairs that end what was found, once applied by the pipeline's own applier."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from tests.conforming import listing

from openrouter_models import Kind
from openrouter_models.contract import Contract
from openrouter_models.contract.proposals import propose
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing import MockOpenRouter
from pipeline.derive.repairs import apply_repairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from openrouter_models.contract.proposals import Proposal

Json = Any
HEADERS = {"Content-Type": "application/json"}


REQUIRED = {
    name: schema["required"]
    for name, schema in packaged_contract()["components"]["schemas"].items()
    if "required" in schema
}


def check(body: Json, document: Json = None) -> list[tuple[Kind, str]]:
    """List kinds and places of what drifts."""
    report = Contract.load(document).check(200, HEADERS, json.dumps(body).encode())
    kinds = {Kind.IMPLAUSIBLE_VALUE, Kind.INCOMPLETE_LISTING}
    return [(each.kind, each.path) for each in report.findings if each.kind not in kinds]


def proposed(body: Json) -> list[Proposal]:
    """Propose repairs for what drifts in a body."""
    return propose(Contract.load().check(200, HEADERS, json.dumps(body).encode()).findings, [body])


def repaired(proposals: list[Proposal], document: Json = None) -> Json:
    """Apply proposals to the contract, or to what was made of it."""
    actions = [
        {"description": one.reason, "target": action.target}
        | ({"remove": True} if action.update is None else {"update": action.update})
        for one in proposals
        for action in one.actions
    ]
    overlay = {"overlay": "1.0.0", "info": {"title": "", "version": ""}, "actions": actions}
    return apply_repairs(document or packaged_contract(), overlay)


def at_model(change: Callable[[Json], object]) -> Json:
    """Change the first model of the built-in listing."""
    body = deepcopy(MockOpenRouter().listing)
    change(body["data"][0])
    return body


DRIFT: dict[str, Json] = {
    "a word": at_model(lambda it: it["supported_parameters"].append('it\'s "new"')),
    "a field": at_model(lambda it: it.update({"it's": 5, 'b"c/d~e': {"f": None}, "g": [[1, 2.5]]})),
    "a field of a part": at_model(lambda it: it["pricing"].update(overrides=[{"a": "1"}], x=True)),
    "a field of the envelope": {**MockOpenRouter().listing, "more": None, "others": {"a": None}},
    "fields that may be null": listing(
        *(MockOpenRouter().listing["data"][0] | {"new": value} for value in (None, "x"))
    ),
    "fields that are missing": at_model(
        lambda it: [it.pop(name) for name in REQUIRED["Model"][-2:]]
    ),
    "a field of a part that is missing": at_model(
        lambda it: it["architecture"].pop(REQUIRED["ModelArchitecture"][0])
    ),
}


@pytest.mark.parametrize("name", DRIFT)
def test_what_is_proposed_ends_the_drift(name: str) -> None:
    """The pipeline applies it, and then the contract accepts the body and each witness."""
    body = DRIFT[name]
    before = check(body)
    proposals = proposed(body)
    assert before
    # A field that is always null may be of any type, so nothing is proposed for it.
    left = [(Kind.UNDECLARED_FIELD, "/more")] if "more" in body else []
    result = repaired(proposals)
    assert () == tuple(result.ready_to_retire)
    assert left == check(body, result.document)
    for each in proposals:
        assert each.first.kind in {kind for kind, _ in check(each.witness)}
        assert each.first.kind not in {kind for kind, _ in check(each.witness, result.document)}
    assert result.document == repaired(proposals, result.document).document


@pytest.mark.parametrize(
    "body",
    [
        at_model(lambda it: it.update(name=5)),
        at_model(lambda it: it.update(new=None)),
        at_model(lambda it: it.update({"\ud800": 1, "line\nbreak": 1, "x" * 999: 1})),
        at_model(lambda it: it["supported_parameters"].append("\x1b[2J")),
        at_model(lambda it: it["supported_parameters"].append(5)),
    ],
)
def test_nothing_is_proposed_for_what_is_no_drift(body: Json) -> None:
    """Wrong values, and names that no document would have."""
    assert [] == proposed(body)


def test_a_repair_that_does_not_end_the_drift_is_not_proposed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Something else in the contract may forbid the same."""

    def same(*_: object, **_changed: object) -> Json:
        return packaged_contract()

    monkeypatch.setattr("openrouter_models.contract.proposals._Proposer._copy", same)
    assert [] == [one for body in DRIFT.values() for one in proposed(body)]


def test_values_of_several_types_are_no_proposal() -> None:
    """What was seen does not say what the field is."""
    first = MockOpenRouter().listing["data"][0]
    assert [] == proposed(listing(first | {"new": "a"}, first | {"new": 1}))


def test_a_status_that_is_not_documented_has_no_schema() -> None:
    """So there is nothing to repair."""
    assert [] == propose([], [], 418)
