"""Finding and changing the schemas of a contract."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from mutants.mutant import Edit, Mutant, bare, find_responses, follow, reachable
from pipeline.failure import PipelineError
from pipeline.json_values import put


def test_putting_changes_a_copy_that_shares_the_rest() -> None:
    """What is not on the path is the same object."""
    old: dict[str, Any] = {"a": {"b": [1, 2]}, "c": {}}
    new = put(old, ("a", "b", 1), 3)
    assert ({"a": {"b": [1, 3]}, "c": {}}, {"a": {"b": [1, 2]}, "c": {}}) == (new, old)
    assert old["c"] is new["c"]


def test_edits_follow_each_other() -> None:
    """The second edit is made to what the first one left."""
    edits = (Edit(("a",), {"b": 1}), Edit(("a", "b"), 2))
    assert {"a": {"b": 2}} == Mutant("pair", "/a", "", edits).of({"a": 0})


def test_every_schema_is_visited_once(contract: dict[str, Any]) -> None:
    """Schemas behind references and in branches are among them."""
    paths = [path for path, _ in reachable(contract)]
    assert len(set(paths)) == len(paths)
    assert ("components", "schemas", "Kind") in paths
    assert ("components", "schemas", "Model", "properties", "size", "anyOf", 1) in paths


def test_what_no_response_uses_is_not_visited(contract: dict[str, Any]) -> None:
    """A component without a reference to it tells nothing."""
    contract["components"]["schemas"]["Other"] = {"type": "string"}
    assert ("components", "schemas", "Other") not in dict(reachable(contract))


def test_a_reference_that_leads_nowhere_is_refused(contract: dict[str, Any]) -> None:
    """The message names it."""
    with pytest.raises(PipelineError, match="#/components/schemas/None"):
        follow(contract, "#/components/schemas/None")


@pytest.mark.parametrize("document", [{}, {"paths": {"/models/user": {"get": {"responses": {}}}}}])
def test_a_contract_without_responses_is_refused(document: dict[str, Any]) -> None:
    """There would be nothing to change."""
    with pytest.raises(PipelineError, match="no responses"):
        find_responses(document)


def test_only_annotations_are_left_out(contract: dict[str, Any]) -> None:
    """A field called description stays, and so does what an enum holds."""
    model = contract["components"]["schemas"]["Model"]
    model["example"] = {"id": "a/b"}
    model["properties"]["description"] = {"const": {"description": 1}}
    before = deepcopy(contract)
    found = bare(contract)["components"]["schemas"]["Model"]
    assert before == contract
    assert {"type", "properties", "required"} == found.keys()
    assert {"const": {"description": 1}} == found["properties"]["description"]
    assert "a/b" == found["properties"]["id"]["example"]
