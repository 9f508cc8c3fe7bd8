"""Mutants of contracts: which there are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from mutants.contract_mutants import pairs, singles
from mutants.mutant import find_responses

SEVERAL_WAYS = ("enum value added", "enum value renamed", "null removed", "property renamed")
MODEL, KIND, LIMITS = (f"/components/schemas/{name}" for name in ("Model", "Kind", "Limits"))


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


CHANGES: list[tuple[str, str, str, list[Any]]] = [
    ("required dropped", MODEL, "required", [[]]),
    (
        *("required added", MODEL, "required"),
        [["id", name] for name in ("size", "kind", "limits", "mutant")],
    ),
    ("property renamed", MODEL, "required", [["id"], ["id_renamed"]]),
    (
        *("retyped", f"{MODEL}/properties/id", "type"),
        ["null", "boolean", "integer", "number", "array", "object"],
    ),
    ("enum value removed", KIND, "enum", [["code"], ["chat"]]),
    ("enum value added", KIND, "enum", [["chat", "code", "CHAT"]]),
    ("enum value renamed", KIND, "enum", [["CHAT", "code"]]),
    ("object opened", LIMITS, "additionalProperties", [None]),
    ("object closed", MODEL, "additionalProperties", [False]),
    ("null removed", f"{MODEL}/properties/size", "anyOf", [[{"type": "integer"}]]),
    (
        *("null added", f"{MODEL}/properties/id", "anyOf"),
        [[{"type": "string", "example": "a/b"}, {"type": "null"}]],
    ),
    (
        *("reference changed", f"{MODEL}/properties/kind", "$ref"),
        [f"#/components/schemas/{name}" for name in ("Listing", "Model", "Limits", "Failure")],
    ),
]


@pytest.mark.parametrize(("kind", "at", "word", "expected"), CHANGES)
def test_what_a_schema_says_is_changed(
    contract: dict[str, Any], kind: str, at: str, word: str, expected: list[Any]
) -> None:
    """Each word of it, in every way; these are among the ways."""
    found = [each.get(word) for each in _changed(contract, kind, at)]
    assert [] == [one for one in expected if one not in found]
    assert kind in SEVERAL_WAYS or len(expected) == len(found)


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
        ("patternProperties", LIMITS),
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
    found = _changed(contract, "type narrowed", KIND)
    assert [{"type": ["null"]}, {"type": ["string"]}] == found


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
