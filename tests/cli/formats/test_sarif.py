"""SARIF, as another program reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sarif_pydantic import Sarif  # type: ignore[import-untyped]  # it ships no types
from tests.conforming import UNDOCUMENTED

from openrouter_models.cli.formats.sarif import to_sarif, to_uri
from openrouter_models.contract import RULES
from openrouter_models.contract.loading import OPERATION
from openrouter_models.findings import Kind
from openrouter_models.packaged import demanded_at, packaged_contract

if TYPE_CHECKING:
    from openrouter_models.cli.verdicts import Run

DECLARED = packaged_contract()["components"]["schemas"]["Model"]["properties"].keys()
ROOT = Path(__file__).parents[3]


def read(run: Run) -> Any:
    """Read what is written, as the model of the standard and as JSON."""
    text = to_sarif(run)
    Sarif.model_validate_json(text)
    return json.loads(text)["runs"][0]


def test_there_is_a_rule_for_everything_that_can_be_found(run: Run) -> None:
    """Each with a help text; results name rules that are there."""
    log = read(run)
    rules = {rule["id"]: rule for rule in log["tool"]["driver"]["rules"]}
    plausible = {f"implausible-value/{rule.name}" for rule in RULES}
    assert {*Kind} | plausible == {*rules}
    assert all(rule["help"]["text"] for rule in rules.values())
    assert {result["ruleId"] for result in log["results"]} <= {*rules}


def test_results_stand_at_their_lines(run: Run) -> None:
    """A missing field at the object that lacks it."""
    found = {
        result["ruleId"]: result["locations"][0]["physicalLocation"]
        for result in read(run)["results"]
    }
    assert {"uri": "a%20folder/models.json"} == found["missing-required"]["artifactLocation"]
    assert {"startLine": 3, "startColumn": 3} == found["missing-required"]["region"]
    assert 4 == found["implausible-value/author-and-name"]["region"]["startLine"]


def test_an_absolute_path_is_a_file_uri() -> None:
    """A relative reference that begins with a slash is an error to other programs; a URL stays one."""
    path = Path("a b/é.json").absolute()
    assert path.as_uri() == to_uri(str(path))
    assert ("a%20b/c%3A.json", "http://[::1]/v1") == (
        to_uri("a b/c:.json"),
        to_uri("http://[::1]/v1"),
    )


def test_results_lead_to_the_line_that_demands_it(run: Run) -> None:
    """In the vendored document, by the name of the field."""
    lines = (ROOT / "openapi/openrouter.yaml").read_text("utf-8").splitlines()
    for result in read(run)["results"]:
        (related,) = result["relatedLocations"]
        place = related["physicalLocation"]
        name = result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].split("/")[3]
        assert "openapi/openrouter.yaml" == place["artifactLocation"]["uri"]
        near = "".join(lines[place["region"]["startLine"] - 3 : place["region"]["startLine"]])
        assert name in near or name not in DECLARED


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/data/0/nowhere/at/all", "/data/7"),
        ("/data/0/per_request_limits/x", "/data/0/per_request_limits/y"),
        ("/nowhere", ""),
    ],
)
def test_what_no_document_knows_leads_to_what_is_around_it(path: str, same: str) -> None:
    """An undeclared field to its object, and an undocumented status to the operation."""
    assert demanded_at(OPERATION, 200, same) == demanded_at(OPERATION, 200, path) is not None
    for status in UNDOCUMENTED:
        assert demanded_at(OPERATION, status, path) == demanded_at(OPERATION, None, "") is not None
    assert demanded_at("GET /other", 200, "") is None


def test_what_is_known_is_suppressed_with_its_reason(run: Run) -> None:
    """And what could not be checked is a notification."""
    log = read(run)
    suppressed = {r["ruleId"]: r["suppressions"] for r in log["results"] if "suppressions" in r}
    expected = {"kind": "external", "status": "accepted", "justification": "not explained yet"}
    assert {"unknown-enum-value": [expected]} == suppressed
    notes = log["invocations"][0]["toolExecutionNotifications"]
    assert ["gone.json cannot be read: no such file."] == [
        note["message"]["text"] for note in notes
    ]
    assert (False, 2) == (
        log["invocations"][0]["executionSuccessful"],
        log["invocations"][0]["exitCode"],
    )


def test_text_is_data(hostile: Run) -> None:
    """A file name is a URI reference; half a character is replaced."""
    uri = read(hostile)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert "<" not in uri
    assert uri.isascii()
