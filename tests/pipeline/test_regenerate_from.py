"""Regenerating from a new document tells what it changes, and refuses what cannot be used."""

from __future__ import annotations

import ast
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import referencing

import regenerate
from pipeline.diff import document_comparison
from pipeline.failure import PipelineError
from pipeline.json_values import is_array, is_object
from pipeline.openapi.rendering import render
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from tests.pipeline.conftest import Run, Said, State

ROOT = Path(__file__).parents[2]
VENDORED = "openapi/openrouter.yaml"
TEXT = (ROOT / VENDORED).read_bytes()
VALIDATOR: Any = jsonschema.Draft202012Validator
REFERENCING: Any = referencing
SPECS = os.environ.get("OPENROUTER_SPECS")


@pytest.fixture
def take(run: Run, tmp_path: Path) -> Run:
    """Give `run` with a document, which is written to a file first unless it is a path or a URL."""

    def regenerate_from(code: int, source: Any, *options: object) -> Said:
        if is_object(source):
            source = render(source)
        if isinstance(source, bytes):
            (tmp_path / "source").write_bytes(source)
            source = tmp_path / "source"
        return run(code, "--from", source, *options)

    return regenerate_from


@pytest.fixture
def newer() -> dict[str, Any]:
    """Give the vendored document with one field and one word more."""
    document = parse(TEXT, VENDORED)
    schemas = document["components"]["schemas"]
    schemas["Model"]["properties"]["unheard_of"] = {"type": "string"}
    schemas["Parameter"]["enum"].append("unheard-of")
    return document


@pytest.fixture
def inline() -> dict[str, Any]:
    """Give the vendored document without components: every reference written out."""
    document = parse(TEXT, VENDORED)
    schemas = document["components"].pop("schemas")

    def written_out(value: Any) -> Any:
        if is_array(value):
            return [written_out(item) for item in value]
        if not is_object(value):
            return value
        if "$ref" in value:
            return written_out(schemas[value["$ref"].rpartition("/")[2]])
        return {key: written_out(each) for key, each in value.items()}

    return document | {"paths": written_out(document["paths"])}


def test_what_changed_is_told_with_all_that_follows(
    root: Path, take: Run, newer: dict[str, Any]
) -> None:
    """Changes, the drift of the client, the released client, and the next version."""
    shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
    out = take(0, newer).out
    assert "1 breaking, 1 compatible, 0 documentation\n" in out
    assert "client: Model.unheard_of: added, str | Unset\n" in out
    assert "  models.Parameter: added UNHEARD_OF\n" in out
    assert " unknown-enum-value; raised: none\n" in out
    assert "next version: " in out


def test_a_dry_run_tells_the_same(root: Path, take: Run, newer: dict[str, Any]) -> None:
    """Nothing else is said, and nothing changed."""
    told = take(1, newer, "--dry-run").out
    assert TEXT == (root / VENDORED).read_bytes()
    assert (told, "") == take(0, newer)
    assert "no files differ" in take(0, newer).out


def test_the_report_for_a_pull_request(tmp_path: Path, take: Run, newer: dict[str, Any]) -> None:
    """Markdown: what asks for action, what changed in the contract, which files."""
    take(0, newer, "--report", tmp_path / "report.md")
    titles = [
        line
        for line in (tmp_path / "report.md").read_text("utf-8").splitlines()
        if line.startswith("# ")
    ]
    assert ["# Regeneration", "# Changes of the contract", "# Changed files"] == titles


@pytest.mark.parametrize("source", ["newer", "vendored"])
def test_the_report_for_machines_is_as_documented(
    root: Path, tmp_path: Path, take: Run, newer: dict[str, Any], source: str
) -> None:
    """With the changes, or null where there is no new document; the version is null where none is told."""
    report = tmp_path / "report.json"
    take(0, newer if source == "newer" else root / VENDORED, "--report", report)
    data = json.loads(report.read_text("utf-8"))
    schemas = [
        json.loads((ROOT / "docs" / f"{name}.schema.json").read_text("utf-8"))
        for name in ("regeneration", "spec-diff")
    ]
    for schema in schemas:
        VALIDATOR.check_schema(schema)
    referred: Any = REFERENCING.Resource.from_contents(schemas[1])
    registry: Any = REFERENCING.Registry().with_resource("spec-diff.schema.json", referred)
    VALIDATOR(schemas[0], registry=registry).validate(data)
    assert (source == "newer") == bool(data["diff"])
    if data["diff"]:
        assert data["diff"]["version"] is None


def _with_overlay(root: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "overlay", root / "overlay", ignore=ignored)


def test_inline_schemas_are_no_change_but_the_overlay_misses_their_names(
    root: Path, take: Run, inline: dict[str, Any]
) -> None:
    """The low-level client is whole, the report says what the overlay would miss, and that is no drift."""
    _with_overlay(root)
    out = take(0, inline).out
    assert "0 breaking, 0 compatible" in out or out.startswith("no change\n")
    assert "warning: the overlay would miss models.Model (used in " in out
    assert "without it; the low-level client is whole" in out
    assert "raised: none" in out
    assert 0 == regenerate.main(["--root", str(root), "--check"])


def test_fields_that_an_older_document_lacks_are_missed(take: Run, root: Path) -> None:
    """By the module that reads them."""
    _with_overlay(root)
    document = parse(TEXT, VENDORED)
    model = document["components"]["schemas"]["Model"]
    del model["properties"]["canonical_slug"]
    model["required"].remove("canonical_slug")
    out = take(0, document).out
    assert "the overlay would miss the field(s) canonical_slug, where " in out


def test_a_client_that_is_not_there_is_not_compared(
    root: Path, take: Run, newer: dict[str, Any]
) -> None:
    """The documents still are."""
    shutil.rmtree(root / "generated")
    out = take(0, newer).out
    assert "1 breaking, 1 compatible" in out
    assert "generated client" not in out


def test_what_cannot_be_told_keeps_nothing_from_being_done(
    root: Path, take: Run, newer: dict[str, Any]
) -> None:
    """A broken old client, a broken overlay and an unusable old document are warnings."""
    (root / "generated/openrouter_api/client.py").write_text("def")
    (root / VENDORED).write_bytes(b"\xff")
    (root / "overlay/openrouter_models").mkdir(parents=True)
    (root / "overlay/openrouter_models/a.py").write_text("import openrouter_api.models\ndef")
    out = take(0, newer).out
    assert "warning: the client was not compared: client.py of the generated package" in out
    assert "warning: what the overlay would miss cannot be told: " in out
    assert "warning: what changed cannot be told: " in out


def test_a_released_client_that_cannot_run_is_a_note(
    take: Run, newer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is told."""

    def failing(*_: object) -> None:
        raise PipelineError("the client could not be run: killed")

    monkeypatch.setattr(document_comparison, "try_released", failing)
    out = take(0, newer).out
    assert "note: the client could not be run: killed\n" in out


def _with_reference(reference: str) -> bytes:
    document = parse(TEXT, VENDORED)
    document["components"]["schemas"]["Model"]["properties"]["x"] = {"$ref": reference}
    return render(document)


def _colliding() -> bytes:
    document = parse(TEXT, VENDORED)
    schemas = document["components"]["schemas"]
    for name in ("Other_One", "OtherOne"):
        schemas[name] = {"type": "object", "properties": {name: {}}}
        schemas["Model"]["properties"][name] = {"$ref": f"#/components/schemas/{name}"}
    return render(document)


AS_YAML = render(parse(TEXT, VENDORED))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(
            AS_YAML[: AS_YAML.index(b"\n    ModelsListResponse:")],
            "which is not in the document",
            id="half",
        ),
        pytest.param(AS_YAML.replace(b"  /models", b"\t/models"), "a tab where", id="tab"),
        pytest.param(_with_reference("file:///etc/passwd"), "are not fetched", id="file URL"),
        pytest.param(
            AS_YAML.replace(b"  /models/user:", b"  /models/users:"),
            "the nearest is GET /models/users",
            id="another operation",
        ),
        pytest.param(b"<!doctype html>", "HTML", id="HTML"),
        pytest.param(_colliding(), "duplicate models", id="one name for two classes"),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    root: Path, state: State, take: Run, source: bytes, message: str
) -> None:
    """One line, 2, and every file as it was."""
    before = state(root)
    out, err = take(2, source)
    assert ("", 1) == (out, err.count("\n"))
    assert err.startswith("regenerate: ")
    assert message in err
    assert before == state(root)


HOSTILE = (
    *("__class__", "../x", "class", "'", '"', "'''", '"""', "a\nb", "x" * 300, "a-b", "a_b"),
    *("{{ 7 * 7 }}", "\x1b[2J", "\u202e", '"""\nboom()\n"""', "\\", "`code`", "<b>", "@all"),
)


def test_hostile_texts_in_every_place_become_no_code(root: Path, take: Run, tmp_path: Path) -> None:
    """It is generated, imported and reported; nothing that is printed moves a cursor."""
    document = parse(TEXT, VENDORED)
    schemas, operation = document["components"]["schemas"], document["paths"]["/models/user"]["get"]
    for text in HOSTILE:
        schemas["Model"]["properties"][text] = {"type": "string"} | dict.fromkeys(
            ("title", "description", "default", "example"), text
        )
    schemas["Parameter"]["enum"] += HOSTILE
    operation |= {"operationId": HOSTILE[1], "summary": HOSTILE[6], "tags": [*HOSTILE]}
    operation["parameters"] = [
        {"name": text, "in": "query", "description": text, "schema": {"type": "string"}}
        for text in HOSTILE
    ]
    document["info"]["title"] = document["servers"][0]["description"] = HOSTILE[14]
    out, err = take(0, document, "--report", tmp_path / "report.md")
    assert "" == err
    assert all(line.isprintable() for line in out.splitlines())
    assert "raised: none" in out
    assert not [path for path in (root / "generated").rglob("*.py") if "boom()" in _calls(path)]
    assert 0 == regenerate.main(["--root", str(root), "--check"])


def _calls(path: Path) -> list[str]:
    """Give all calls in a module."""
    tree = ast.parse(path.read_bytes())
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.skipif(not SPECS, reason="OPENROUTER_SPECS names no folder of documents")
def test_real_revisions_are_told(take: Run, tmp_path: Path) -> None:
    """From the first to the last known revision: vendored, compared, and read by the released client."""
    paths = sorted(Path(SPECS or "").glob("*.*"))
    report = tmp_path / "report.json"
    found = list[Any]()
    for path in (paths[0], paths[-1]):
        take(0, path, "--report", report)
        found.append(json.loads(report.read_text("utf-8"))["diff"])
    told = [diff for diff in found if diff]  # the first may be vendored already
    assert told
    assert [({}, [])] * len(told) == [
        (diff["released_client"]["raised"], diff["notes"]) for diff in told
    ]
