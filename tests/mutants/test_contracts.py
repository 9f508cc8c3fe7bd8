"""Mutants of contracts: which there are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from mutants.contract_mutants import pairs, singles
from mutants.mutant import find_responses

MODEL = "/components/schemas/Model"


def _changed(contract: dict[str, Any], kind: str, at: str) -> list[Any]:
    """Give what mutants of a kind have at a place."""
    found: list[Any] = []
    for mutant in singles(contract):
        if (kind, at) == (mutant.kind, mutant.at):
            place: Any = mutant.of(contract)
            for key in mutant.edits[0].path:
                place = place[key]
            found.append(place)
    return found


def test_each_is_made_once(contract: dict[str, Any]) -> None:
    """No two mutants are the same, and none is the contract."""
    edits = [(mutant.kind, mutant.at, mutant.change, mutant.edits) for mutant in singles(contract)]
    assert edits
    assert all(mutant.of(contract) != contract for mutant in singles(contract))
    texts = sorted(repr(each[3]) for each in edits)
    assert [] == [one for one, other in pairwise(texts) if one == other]


def test_their_order_is_fixed(contract: dict[str, Any]) -> None:
    """The score of tomorrow is that of today."""
    assert list(singles(contract)) == list(singles(contract))


def test_required_fields_become_optional_and_the_other_way_round(contract: dict[str, Any]) -> None:
    """Each field, and one that the schema does not know."""
    assert [[]] == [each["required"] for each in _changed(contract, "required dropped", MODEL)]
    added = [each["required"][-1] for each in _changed(contract, "required added", MODEL)]
    assert ["size", "kind", "limits", "mutant"] == added


def test_a_renamed_field_may_stay_required(contract: dict[str, Any]) -> None:
    """A rename in the properties alone is another mutant."""
    renamed = _changed(contract, "property renamed", MODEL)
    assert ["id_renamed"] in [each["required"] for each in renamed]
    assert ["id"] in [each["required"] for each in renamed]


def test_a_type_becomes_each_other(contract: dict[str, Any]) -> None:
    """Six others."""
    retyped = _changed(contract, "retyped", f"{MODEL}/properties/id")
    wanted = {"null", "boolean", "integer", "number", "array", "object"}
    assert wanted == {each["type"] for each in retyped}


def test_an_enum_loses_each_value(contract: dict[str, Any]) -> None:
    """And gains, and renames."""
    at = "/components/schemas/Kind"
    removed = [each["enum"] for each in _changed(contract, "enum value removed", at)]
    assert [["code"], ["chat"]] == removed
    assert ["chat", "code", "CHAT"] in [
        each["enum"] for each in _changed(contract, "enum value added", at)
    ]
    assert ["CHAT", "code"] in [
        each["enum"] for each in _changed(contract, "enum value renamed", at)
    ]


def test_objects_open_and_close(contract: dict[str, Any]) -> None:
    """What is open is closed, what is closed is opened."""
    (opened,) = _changed(contract, "object opened", "/components/schemas/Limits")
    assert "additionalProperties" not in opened
    (closed,) = _changed(contract, "object closed", MODEL)
    assert closed["additionalProperties"] is False


def test_null_goes_and_comes(contract: dict[str, Any]) -> None:
    """A branch that is null is dropped; beside others null is put."""
    at = f"{MODEL}/properties/size"
    assert {"anyOf": [{"type": "integer"}]} in _changed(contract, "null removed", at)
    (added,) = _changed(contract, "null added", f"{MODEL}/properties/id")
    assert {"type": "null"} == added["anyOf"][1]


@pytest.mark.parametrize(
    ("keyword", "at"),
    [
        ("minLength", f"{MODEL}/properties/id"),
        ("pattern", f"{MODEL}/properties/kind"),
        ("maximum", f"{MODEL}/properties/size"),
        ("multipleOf", f"{MODEL}/properties/size/anyOf/0"),
        ("maxItems", "/components/schemas/Listing/properties/data"),
        ("uniqueItems", "/components/schemas/Listing/properties/data"),
        ("propertyNames", MODEL),
        ("dependentRequired", MODEL),
        ("patternProperties", "/components/schemas/Limits"),
        ("not", "/components/schemas/Failure"),
    ],
)
def test_constraints_come_where_none_stood(contract: dict[str, Any], keyword: str, at: str) -> None:
    """Also beside a reference and beside branches."""
    found = _changed(contract, f"{keyword} added", at)
    assert found
    assert all(keyword in each for each in found)


def test_types_in_a_list_are_narrowed(contract: dict[str, Any]) -> None:
    """Each of them goes once."""
    contract["components"]["schemas"]["Kind"] = {"type": ["string", "null"]}
    found = _changed(contract, "type narrowed", "/components/schemas/Kind")
    assert [{"type": ["null"]}, {"type": ["string"]}] == found


def test_references_lead_elsewhere(contract: dict[str, Any]) -> None:
    """To each other component."""
    found = _changed(contract, "reference changed", f"{MODEL}/properties/kind")
    assert {"Listing", "Model", "Limits", "Failure"} == {
        each["$ref"].rpartition("/")[2] for each in found
    }


def test_responses_go_move_and_swap(contract: dict[str, Any]) -> None:
    """Statuses, media types and schemas are part of the contract."""
    kinds = {mutant.kind for mutant in singles(contract)}
    wanted = {"response removed", "status changed", "response swapped", "media type changed"}
    assert wanted | {"body removed", "schema removed"} <= kinds
    removed = [mutant for mutant in singles(contract) if mutant.kind == "response removed"]
    assert [{"401"}, {"200"}] == [set(find_responses(each.of(contract))) for each in removed]


def test_pairs_are_drawn_alike_from_the_same_seed(contract: dict[str, Any]) -> None:
    """And otherwise from another."""
    drawn = list(pairs(contract, 20, 1))
    assert drawn == list(pairs(contract, 20, 1))
    assert drawn != list(pairs(contract, 20, 2))
    assert [2] * 20 == [len(mutant.edits) for mutant in drawn]
