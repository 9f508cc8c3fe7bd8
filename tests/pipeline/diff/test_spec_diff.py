"""The command compares two documents end to end, and never ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import spec_diff
from pipeline.derive.dialect import to_plain_31
from pipeline.openapi.slicing import slice_document
from pipeline.read.load import extract, read_source
from pipeline.read.parsing import parse

VALIDATOR: Any = jsonschema.Draft202012Validator
ROOT = Path(__file__).parents[3]
VENDORED = ROOT / "openapi" / "openrouter.yaml"
PAGE = "# Models\n\n```yaml\n{}\n```\n"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Give the vendored document with a field, a word and a parameter more."""
    document = parse(VENDORED.read_bytes(), VENDORED.name)
    schemas = document["components"]["schemas"]
    schemas["Parameter"]["enum"].append("unheard-of")
    schemas["Model"]["properties"]["unheard_of"] = FIELD
    operation = document["paths"]["/models/user"]["get"]
    parameter = {"in": "query", "name": "unheard_of", "schema": {"type": "integer"}}
    operation["parameters"] = [*operation.get("parameters", ()), parameter]
    return stored(document, tmp_path)


FIELD = {"type": "object", "properties": {"slug": {"type": "string"}}, "required": ["slug"]}


def stored(document: dict[str, Any], folder: Path) -> Path:
    """Write a document."""
    path = folder / "newer.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it said."""
    code = spec_diff.main([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_document_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing changed, nothing is found by the old client, the version stays."""
    code, out, _ = run(capsys, VENDORED, VENDORED)
    assert 0 == code
    assert out.startswith("no change\n")
    assert "findings: none; raised: none" in out


def test_a_newer_document_is_told_with_all_that_follows(
    capsys: pytest.CaptureFixture[str], newer: Path
) -> None:
    """Changes with the attributes of the generated client, its drift, and the released client."""
    code, out, _ = run(capsys, VENDORED, newer, "--format", "json")
    data = json.loads(out)
    assert 1 == code
    attributes = {one["attribute"] for one in data["changes"] if one["attribute"]}
    assert {
        "Model.unheard_of: added, ModelUnheardOf | Unset",
        "Parameter.UNHEARD_OF: added",
        "list_models_user(unheard_of=): added, int | Unset",
    } == attributes
    assert "models.ModelUnheardOf.slug: str" in data["surface"]["added"]
    assert data["released_client"]["bodies"] > 100
    assert {"undeclared-field", "unknown-enum-value"} == data["released_client"]["findings"].keys()
    assert {} == data["released_client"]["raised"]
    assert [] == data["notes"]


def test_what_is_ignored_with_a_reason_breaks_nobody(
    capsys: pytest.CaptureFixture[str], newer: Path, tmp_path: Path
) -> None:
    """Fingerprints are those that the formats for machines give; no reason is an error."""
    changes = json.loads(run(capsys, VENDORED, newer, "--format", "json")[1])["changes"]
    breaking = [one["fingerprint"] for one in changes if one["severity"] == "breaking"]
    ignored = tmp_path / "ignored.txt"
    ignored.write_text("".join(f"{one} agreed upon\n" for one in breaking), "utf-8")
    assert 0 < len(breaking)
    code, out, _ = run(capsys, VENDORED, newer, "--ignore", ignored, "--format", "github")
    assert 0 == code
    assert "::error" not in out
    assert f"[{breaking[0]}]" in out
    ignored.write_text(breaking[0], "utf-8")
    assert 2 == run(capsys, VENDORED, newer, "--ignore", ignored)[0]


def test_pages_and_standard_input_are_taken(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the loader takes them."""
    page = tmp_path / "page.md"
    page.write_text(PAGE.format(VENDORED.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(VENDORED.read_bytes())))
    assert 0 == run(capsys, "-", page)[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "openapi: 3.1.0\npaths: {}",
        "openapi: 9\npaths: {/models/user: {get: {responses: {}}}}",
        "openapi: 3.1.0\npaths: {/models/user: {get: {parameters: 5}}}",
        "openapi: 3.1.0\npaths: {/models/user: {get: {security: [5], responses: {}}}}",
        (
            "openapi: 3.1.0\npaths: {/models/user: {get: {responses: {'200': "
            "{$ref: 'https://example.com/x'}}}}}"
        ),
        VENDORED.read_text("utf-8")[:9000],
    ],
)
def test_a_document_that_cannot_be_used_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    """Never a traceback."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, "utf-8")
    code, out, err = run(capsys, VENDORED, bad)
    assert (2, "") == (code, out)
    assert err.startswith("spec_diff: ")
    assert 1 == err.count("\n")


def test_an_operation_that_is_gone_breaks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It is a change like others, not a document that cannot be used; one that comes is compatible."""
    moved = tmp_path / "moved.yaml"
    moved.write_text(VENDORED.read_text("utf-8").replace("/models/user", "/models/mine"), "utf-8")
    code, out, _ = run(capsys, VENDORED, moved, "--format", "markdown")
    assert 1 == code
    assert "- at `GET /models/user operation: the operation is gone`" in out
    assert 0 == run(capsys, moved, VENDORED)[0]
    assert 2 == run(capsys, moved, moved)[0]


def test_an_operation_that_neither_document_has_is_a_note(
    capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    """The others are compared, and their client is generated."""
    settings = root / "openapi" / "generator.yaml"
    more = "operations:\n  - operation: GET /nowhere\n    tag: other\n    name: nowhere\n"
    settings.write_text(settings.read_text("utf-8").replace("operations:\n", more, 1), "utf-8")
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    code, out, _ = run(capsys, VENDORED, VENDORED, "--root", root)
    assert 0 == code
    assert "note: neither document has the operation GET /nowhere of the settings" in out
    assert "released client: decoded" in out


def test_a_client_that_cannot_be_generated_is_a_note(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The comparison of the documents is told all the same."""
    bad = tmp_path / "bad.yaml"
    text = VENDORED.read_text("utf-8").replace("PublicPricing", "TopProvider_info")
    bad.write_text(text, "utf-8")
    code, out, _ = run(capsys, VENDORED, bad)
    assert 0 == code
    assert "note: no client could be generated from the new document: " in out
    assert "released client" not in out


def test_both_from_standard_input_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """There is only one."""
    with pytest.raises(SystemExit) as raised:
        run(capsys, "-", "-")
    assert 2 == raised.value.code


def test_a_project_without_a_version_is_refused(
    capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    """The version that is suggested follows the present one."""
    code, _, err = run(capsys, VENDORED, VENDORED, "--root", root)
    assert 2 == code
    assert "pyproject.toml" in err


def plain(path: Path) -> dict[str, Any]:
    """Read a revision as the command does."""
    source = read_source(str(path))
    document = parse(extract(source), source.name)
    return to_plain_31(slice_document(document, ["GET /models/user"]))


@pytest.mark.skipif(
    "OPENROUTER_SPECS" not in os.environ, reason="OPENROUTER_SPECS names no folder of documents"
)
def test_stored_revisions_are_compared_with_witnesses_that_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each witness of each neighbouring pair is confirmed by another validator."""
    folder = Path(os.environ["OPENROUTER_SPECS"])
    revisions = sorted(folder.iterdir(), key=lambda path: path.stem.partition("-")[2])
    for old, new in pairwise(revisions):
        data = json.loads(run(capsys, old, new, "--format", "json")[1])
        assert {} == data["released_client"]["raised"]
        contracts = {"old": plain(old), "new": plain(new)}
        for one in data["changes"]:
            part, witness = one["where"]["part"], one["witness"]
            if one["kind"] == "status-added" or not part.startswith("response"):
                continue
            assert witness, one
            for side, contract in contracts.items():
                operation = contract["paths"]["/models/user"]["get"]
                content = operation["responses"][part.split()[1]]["content"]
                schema = content["application/json"]["schema"]
                whole = {"allOf": [schema], "components": contract["components"]}
                says = VALIDATOR(whole).is_valid(witness["body"])
                assert (witness["accepted_by"] in {side, "both"}) == says
