"""Mutants of responses, and what the oracle says of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mutants import body_mutants, response_mutants
from mutants.oracle import Oracle
from pipeline.json_values import put

MODEL: dict[str, Any] = {"id": "a/b", "size": None, "kind": "chat", "limits": {"tokens": 1}}


def _expected(contract: dict[str, Any], *changes: tuple[str, Any]) -> set[tuple[str, str]]:
    model = MODEL | dict(changes)
    model = {name: value for name, value in model.items() if value is not ...}
    return set(Oracle(contract).expected(200, {"data": [model]}))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("size", 1), set[tuple[str, str]]()),
        (("kind", ...), set[tuple[str, str]]()),
        (("id", ...), {("missing-required", "/data/0/id")}),
        (("id", 1), {("wrong-type", "/data/0/id")}),
        (("id", None), {("null-not-allowed", "/data/0/id")}),
        (("size", "1"), {("wrong-type", "/data/0/size")}),
        (("kind", "code "), {("unknown-enum-value", "/data/0/kind")}),
        (("kind", 1), {("wrong-type", "/data/0/kind")}),
        (("a/b", 1), {("undeclared-field", "/data/0/a~1b")}),
        (("limits", {"x": 1}), {("forbidden-field", "/data/0/limits/x")}),
    ],
)
def test_the_oracle_names_kind_and_path(
    contract: dict[str, Any], change: tuple[str, Any], expected: set[tuple[str, str]]
) -> None:
    """One deviation is one finding."""
    assert expected == _expected(contract, change)


def test_the_oracle_looks_into_branches(contract: dict[str, Any]) -> None:
    """Of a nullable object only the object counts; of several that fit, none can be named."""
    path = ("components", "schemas", "Model", "properties", "limits")
    limits = {"$ref": "#/components/schemas/Limits"}
    nullable = put(contract, path, {"anyOf": [limits, {"type": "null"}]})
    wanted = {("forbidden-field", "/data/0/limits/x"), ("wrong-type", "/data/0/limits/tokens")}
    assert wanted == _expected(nullable, ("limits", {"x": 1, "tokens": "1"}))
    assert {("wrong-type", "/data/0/limits")} == _expected(nullable, ("limits", 1))
    several = put(contract, path, {"anyOf": [limits, {"required": ["x"], "type": "object"}]})
    assert {("constraint-violated", "/data/0/limits")} == _expected(several, ("limits", {"y": 1}))
    not_null = put(contract, path, {"anyOf": [limits, {"type": "string"}]})
    assert {("null-not-allowed", "/data/0/limits")} == _expected(not_null, ("limits", None))


def test_the_oracle_knows_other_constraints(contract: dict[str, Any]) -> None:
    """What has no kind of its own is a violated constraint."""
    path = ("components", "schemas", "Model", "properties", "id")
    changed = put(contract, path, {"type": "string", "maxLength": 2})
    assert {("constraint-violated", "/data/0/id")} == _expected(changed)


def test_bases_conform(contract: dict[str, Any]) -> None:
    """The example, one with every field, one with null wherever it may be."""
    place = contract["paths"]["/models/user"]["get"]["responses"]["200"]["content"]
    place["application/json"]["example"] = {"data": []}
    found = list(body_mutants.bases(contract))
    full = {"id": "a/b", "size": 8192, "kind": "chat", "limits": {"tokens": 0.5}}
    listings: list[Any] = [{"data": []}, {"data": [full]}, {"data": [full | {"size": None}]}]
    assert listings == [body for status, body in found if status == 200]
    assert [frozenset()] * len(found) == [Oracle(contract).expected(*each) for each in found]


def test_every_value_is_changed(contract: dict[str, Any]) -> None:
    """Each place of each base has mutants, the root included."""
    trials = list(body_mutants.trials(contract))
    assert {"", "/data", "/data/0", "/data/0/id", "/data/0/limits/tokens", "/error/code"} <= {
        trial.at for trial in trials
    }
    kinds = {"unchanged", "field removed", "field renamed", "field added", "item added", "null put"}
    assert kinds <= {trial.kind for trial in trials}


def test_what_is_no_json_is_none(contract: dict[str, Any]) -> None:
    """Python's own parser, which is laxer, refuses them too, but for words that it knows."""
    lax = {"NaN", "infinity", "negative infinity"}
    trials = [
        each
        for each in response_mutants.trials(contract)
        if each.expected == response_mutants.NOT_JSON
    ]
    assert {"encoding changed", "truncated"} == {trial.kind for trial in trials}
    assert lax == {trial.change for trial in trials if _parses(trial.body)}


def _parses(body: bytes) -> bool:
    try:
        json.loads(body.decode("utf-8"))
    except ValueError:
        return False
    return True


def test_what_is_written_otherwise_is_the_same_json(contract: dict[str, Any]) -> None:
    """Only blanks, order and escapes differ."""
    bases = [body for _, body in body_mutants.bases(contract)]
    found = [each for each in response_mutants.trials(contract) if each.kind == "written otherwise"]
    assert found
    assert all(json.loads(trial.body) in bases for trial in found)


def test_undocumented_statuses_are_tried(contract: dict[str, Any]) -> None:
    """All of them, and documented ones with the body of another."""
    statuses = {
        each.status for each in response_mutants.trials(contract) if each.kind == "status changed"
    }
    assert set(range(100, 600)) == statuses
