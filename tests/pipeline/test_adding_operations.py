"""An operation that is added to the settings follows from there: client, contract, cases, mock and report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml
from tests.documents import answer

import regenerate
from openrouter_models.contract import Contract, boundary_cases
from openrouter_models.testing import MockOpenRouter
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

VENDORED = "openapi/openrouter.yaml"
SETTINGS = "openapi/generator.yaml"
SPECS = os.environ.get("OPENROUTER_SPECS")
ADDED = (("GET", "/models", "models", "list_models"), ("GET", "/key", "keys", "get_current_key"))
OTHERS = (
    ("GET", "/models/{author}/{slug}/endpoints", "endpoints", "list_endpoints"),
    ("GET", "/credits", "credits", "get_credits"),
    ("GET", "/providers", "providers", "list_providers"),
)
LABEL = {"type": "object", "properties": {"label": {"type": "string"}}, "required": ["label"]}
LABELLED = {"type": "object", "properties": {"data": LABEL}, "required": ["data"]}
KEY: dict[str, Any] = {
    "operationId": "getCurrentKey",
    "tags": ["keys"],
    "responses": {"200": answer(LABELLED)},
}


def added(root: Path, source: object, operations: Sequence[tuple[str, str, str, str]]) -> Any:
    """Follow the page: settings entry, regenerate; give the report."""
    settings = yaml.safe_load((root / SETTINGS).read_bytes())
    settings["operations"] += [
        {"operation": f"{method} {path}", "tag": tag, "name": name}
        for method, path, tag, name in operations
    ]
    (root / SETTINGS).write_text(json.dumps(settings))
    report = root / "report.json"
    command = ["--root", str(root), "--from", str(source), "--report", str(report)]
    assert 0 == regenerate.main(command)
    return json.loads(report.read_text("utf-8"))


def follows(root: Path, operation: str, module: str) -> None:
    """See that client, contract, cases and mock know an operation."""
    method, _, path = operation.partition(" ")
    assert (root / f"generated/openrouter_api/api/{module}.py").exists()
    document = json.loads((root / "generated/openrouter_api/contract.json").read_bytes())
    contract = Contract.load(document, operation)
    cases = [*boundary_cases(document, operation)]
    assert {True, False} == {case.conforms for case in cases if case.status == 200}
    for case in cases[:: len(cases) // 300 or 1]:
        assert case.conforms is contract.check(case.status, case.headers, case.body).ok, case
    mock = MockOpenRouter(contract=document)
    with httpx.Client(base_url=mock.base_url, transport=mock.transport) as http:
        url = path.replace("{", "").replace("}", "")
        assert 401 == http.request(method, url).status_code
        assert 405 == http.request("TRACE", url).status_code
        key = {"Authorization": f"Bearer {mock.api_key}"}
        report = contract.check(http.request(method, url, headers=key))
        assert (True, True) == (report.ok, report.verified)


def test_operations_of_a_document_follow_from_the_settings(root: Path, tmp_path: Path) -> None:
    """They are new in the report, what was there is compared as ever, and one that goes leaves the others."""
    document = parse((root / VENDORED).read_bytes(), VENDORED)
    listing = document["paths"]["/models/user"]["get"]
    document["paths"]["/models"] = {"get": {**listing, "operationId": "getModels"}}
    secured = {key: listing[key] for key in ("security",) if key in listing}
    document["paths"]["/key"] = {"get": KEY | secured}
    document["components"]["schemas"]["Parameter"]["enum"].append("unheard-of")
    source = tmp_path / "document.json"
    source.write_text(json.dumps(document))
    changes = added(root, source, ADDED)["diff"]["changes"]
    assert {
        ("enum-value-added", "GET /models/user"),
        ("operation-added", "GET /models"),
        ("operation-added", "GET /key"),
    } <= {(one["kind"], one["where"]["operation"]) for one in changes}
    for method, path, tag, name in ADDED:
        follows(root, f"{method} {path}", f"{tag}/{name}")
    assert 0 == regenerate.main(["--root", str(root), "--check"])
    del document["paths"]["/key"]
    source.write_text(json.dumps(document))
    report = added(root, source, ())
    said = " ".join(report["warnings"])
    assert "no operation GET /key; the nearest are GET /models" in said
    assert ["operation-removed"] == [
        one["kind"] for one in report["diff"]["changes"] if one["severity"] == "breaking"
    ]
    assert not (root / "generated/openrouter_api/api/keys").exists()
    assert 0 == regenerate.main(["--root", str(root), "--check"])


@pytest.mark.skipif(not SPECS, reason="OPENROUTER_SPECS names no folder of documents")
def test_operations_of_whole_documents_follow(root: Path) -> None:
    """Those that the page adds."""
    whole = next(iter(sorted(Path(SPECS or "").glob("full-*.yaml"))), None)
    if whole is None:
        pytest.skip("OPENROUTER_SPECS holds no whole document")
    more = (*ADDED, *OTHERS)
    added(root, whole, more)
    for method, path, tag, name in more:
        follows(root, f"{method} {path}", f"{tag}/{name}")
