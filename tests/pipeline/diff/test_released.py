"""The released client is tried alone, with bodies of the new contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.documents import answer, document

from pipeline.diff.released import Released, try_released
from pipeline.failure import PipelineError
from pipeline.settings import Operation

if TYPE_CHECKING:
    from pathlib import Path

OPERATION = Operation("GET /models/user", "models", "listing")
STRING = {"type": "string"}


def contract(**fields: Any) -> dict[str, Any]:
    """Write a contract whose listing has fields of a model."""
    model = {"type": "object", "properties": {"id": STRING, **fields}, "required": ["id"]}
    listing = {"type": "object", "properties": {"data": {"type": "array", "items": model}}}
    return document({"responses": {"200": answer(listing | {"required": ["data"]})}})


def package(folder: Path, body: str) -> Path:
    """Write a client that does what is said with a response."""
    place = folder / "openrouter_api" / "api" / "models"
    place.mkdir(parents=True)
    for one in (place, place.parent, place.parent.parent):
        (one / "__init__.py").touch()
    (place / "listing.py").write_text(f"def parse_response(response):\n    {body}\n")
    return folder


def test_findings_are_those_that_the_new_contract_does_not_have(tmp_path: Path) -> None:
    """A new field is undeclared to the old client, and only that."""
    packages = package(tmp_path, "response.json()")
    tried = try_released(contract(), contract(alias=STRING), packages, OPERATION)
    assert {"undeclared-field"} == set(tried.findings)
    assert {} == tried.raised
    assert tried.bodies > 5


def test_an_undocumented_status_is_a_finding(tmp_path: Path) -> None:
    """One for each body of a status that only the new contract has."""
    new = contract()
    responses = new["paths"]["/models/user"]["get"]["responses"]
    responses["4XX"] = responses["200"]
    packages = package(tmp_path, "response.json()")
    tried = try_released(contract(), new, packages, OPERATION)
    assert {"undocumented-status": tried.bodies // 2} == tried.findings


def test_an_exception_is_counted_by_its_name(tmp_path: Path) -> None:
    """One for each body that raises."""
    packages = package(tmp_path, "raise KeyError('x')")
    tried = try_released(contract(), contract(), packages, OPERATION)
    assert Released(tried.bodies, {}, {"KeyError": tried.bodies}) == tried


def test_a_client_that_does_not_run_is_an_error(tmp_path: Path) -> None:
    """Its last words are told."""
    with pytest.raises(PipelineError, match=r"could not be run: .*(listing|folder)"):
        try_released(contract(), contract(), tmp_path, OPERATION)


def test_a_contract_without_bodies_is_an_error(tmp_path: Path) -> None:
    """It says that nothing was tried."""
    bare = json.loads(json.dumps(contract()).replace("/models/user", "/other"))
    with pytest.raises(PipelineError, match="was not tried"):
        try_released(contract(), bare, tmp_path, OPERATION)
