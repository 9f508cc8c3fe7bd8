"""Where contracts come from, and which documents are refused."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.conforming import contract_of, of_july_2026

from openrouter_models.contract import Contract, ContractError
from openrouter_models.errors import OpenRouterError
from openrouter_models.packaged import packaged_contract

OPENAPI = Path(__file__).parents[2] / "openapi"


def test_the_packaged_contract_is_the_default() -> None:
    """It is what the client was generated from, and says what the one for people says."""
    assert packaged_contract() == Contract.load().document
    assert packaged_contract() == Contract.load(OPENAPI / "contract.yaml").document


def test_a_mapping_is_taken_as_it_is() -> None:
    """Tests change contracts in memory."""
    given = contract_of({"type": "object"})
    assert given is Contract.load(given).document


def test_a_path_leads_to_json_or_yaml(tmp_path: Path) -> None:
    """As text or as a path."""
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract_of({"type": "object"})))
    assert Contract.load(path) == Contract.load(str(path))
    yaml = tmp_path / "contract.yaml"
    yaml.write_text('paths: {/models/user: {get: {responses: {200: {description: "x"}}}}}')
    assert ["200"] == [*Contract.load(yaml).responses]


def test_without_pyyaml_a_yaml_file_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra brings no parser for YAML."""
    monkeypatch.setitem(sys.modules, "yaml", None)
    path = tmp_path / "contract.yaml"
    path.write_text("paths: {}")
    with pytest.raises(ContractError, match="YAML takes PyYAML"):
        Contract.load(path)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("contract.json", "{", "this is not valid JSON"),
        ("contract.json", "[]", "expected an OpenAPI document"),
        ("contract.json", '"paths"', "expected an OpenAPI document"),
        ("contract.json", "[" * 100_000, "nested too deeply|no JSON"),
        ("contract.yaml", "a: [\nb: }", "neither valid JSON nor valid YAML"),
    ],
)
def test_a_file_that_is_no_document_is_refused(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    """In one line that names it; of a parser's complaint only the first counts."""
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ContractError, match=complaint) as caught:
        Contract.load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["no-such-file.json", ".", "a\0b"])
def test_a_path_that_leads_to_no_file_is_refused(path: str) -> None:
    """The reason is said."""
    with pytest.raises(ContractError, match="give the path of a contract"):
        Contract.load(path)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"paths": {}},
        {"paths": {"/models": {"get": {"responses": {"200": {}}}}}},
        {"paths": {"/models/user": {"post": {"responses": {"200": {}}}}}},
        {"paths": {"/models/user": {"get": {"responses": {}}}}},
        {"paths": {"/models/user": {"get": {"responses": []}}}},
        {"paths": []},
    ],
)
def test_a_document_without_the_operation_is_refused(given: dict[str, Any]) -> None:
    """With it everything would pass."""
    with pytest.raises(ContractError, match="describes no response of GET /models/user"):
        Contract.load(given)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"properties": {"a": {"items": {"nullable": False}}}},
        {"anyOf": [{"type": "null"}, {"additionalProperties": {"nullable": True}}]},
        {"$ref": "#/components/schemas/A"},
    ],
)
def test_the_dialect_of_openapi_30_is_refused(schema: object) -> None:
    """To the letter every null would be a violation, and the user would not know why."""
    given = contract_of(schema) | {"components": {"schemas": {"A": {"nullable": True}}}}
    with pytest.raises(ContractError, match=r"nullable.*derived contract"):
        Contract.load(given)


@of_july_2026
def test_the_vendored_document_is_refused() -> None:
    """It is written in that dialect."""
    with pytest.raises(ContractError, match="nullable"):
        Contract.load(OPENAPI / "openrouter.yaml")


def test_a_field_that_is_called_nullable_is_none_of_that() -> None:
    """Names are not keywords."""
    Contract.load(contract_of({"properties": {"nullable": {"type": "boolean"}}}))


def test_an_empty_enum_is_refused() -> None:
    """Nothing can conform to it."""
    with pytest.raises(ContractError, match="enum has no values"):
        Contract.load(contract_of({"properties": {"a": {"enum": []}}}))


def test_references_are_followed_and_those_that_lead_nowhere_refused() -> None:
    """Responses may be components."""
    given = contract_of({"type": "object"})
    given["components"] = {"responses": {"A": {"$ref": "#/components/responses/B"}, "B": {}}}
    responses = given["paths"]["/models/user"]["get"]["responses"]
    responses["500"] = {"$ref": "#/components/responses/A"}
    assert {} == Contract.load(given).responses["500"]
    responses["500"] = {"$ref": "#/components/responses/C"}
    with pytest.raises(ContractError, match="does not resolve"):
        Contract.load(given)
    given["components"]["responses"]["C"] = {"$ref": "#/components/responses/C"}
    with pytest.raises(ContractError, match="is not an object"):
        Contract.load(given)
    with pytest.raises(ContractError, match="does not resolve"):
        Contract.load(contract_of({"$ref": "#/nowhere"}))


def test_the_error_is_ours_and_a_value_error_and_can_be_pickled() -> None:
    """Callers may catch any of them."""
    error = pickle.loads(pickle.dumps(ContractError("no")))  # noqa: S301  # our own bytes
    assert isinstance(error, OpenRouterError)
    assert isinstance(error, ValueError)
    assert "no" == str(error)
