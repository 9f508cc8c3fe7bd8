"""The action and the hooks for pre-commit: their steps run in a shell, as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from openrouter_models.testing import MockOpenRouter

ROOT = Path(__file__).parents[2]
ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
EXAMPLE: Any = yaml.safe_load((ROOT / "docs/workflows/openrouter.yml").read_text("utf-8"))
HOOKS: Any = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="its shell is another")
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
EXAMPLES = [
    step["with"]
    for job in EXAMPLE["jobs"].values()
    for step in job["steps"]
    if step.get("uses", "").startswith("OWNER/openrouter-models@")
]
(REQUIRE,) = (
    step["run"]
    for step in EXAMPLE["jobs"]["requirements"]["steps"]
    if step.get("run", "").startswith("openrouter-models require")
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with captures, one of them with a word that the contract does not know, and the command."""
    folder = tmp_path / "a project"
    (folder / "captures").mkdir(parents=True)
    (folder / "tests/cassettes/deep").mkdir(parents=True)
    listing: Any = MockOpenRouter().listing
    (folder / "captures/good one.json").write_text(json.dumps(listing), "utf-8")
    listing["data"][0]["supported_parameters"] = ["::error::x"]
    (folder / "captures/bad.json").write_text(json.dumps(listing), "utf-8")
    (folder / "tests/cassettes/deep/a.yaml").write_text("interactions: []\n", "utf-8")
    program = folder / "openrouter-models"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m openrouter_models "$@"\n')
    program.chmod(0o755)
    return folder


def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a step in a folder, with bash as GitHub starts it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    known = {"GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "BIN": str(folder)}
    return subprocess.run(  # noqa: S603  # our own action
        command,
        cwd=folder,
        env={**os.environ, **known, **environment},
        check=False,
        capture_output=True,
        text=True,
    )


def check(folder: Path, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the step that checks, with what a workflow gives, and the defaults."""
    values = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    assert given.keys() <= values.keys()
    values |= given
    said = {name: INPUT.fullmatch(text) for name, text in STEPS["Check"]["env"].items()}
    script = STEPS["Check"]["run"]
    return run(script, folder, **{n: values[match[1]] for n, match in said.items() if match})


def test_files_are_checked_with_all_that_a_ci_shows(project: Path) -> None:
    """Globs, blanks in names, annotations, a summary, SARIF; a violation is 1."""
    ran = check(project, {"files": "captures/*.json\n"})
    assert 1 == ran.returncode, ran.stderr
    assert "::error title=unknown-enum-value,file=captures/bad.json,line=1," in ran.stdout
    assert not re.search("^::error::x", ran.stdout, re.MULTILINE)
    assert "good one" in (project / "summary.md").read_text("utf-8")
    results = json.loads((project / "openrouter-models.sarif").read_text("utf-8"))["runs"][0]
    assert ["unknown-enum-value"] == [each["ruleId"] for each in results["results"]]


@pytest.mark.parametrize("given", EXAMPLES, ids=["captures", "server"])
def test_the_example_works(given: dict[str, str], project: Path) -> None:
    """With the baseline that it names; a cassette without a listing verifies nothing."""
    known = '[[known]]\nkind = "unknown-enum-value"\npath = "/data/*/supported_parameters/*"\n'
    (project / "openrouter-drift.toml").write_text(f"version = 1\n{known}", "utf-8")
    if "url" not in given:
        assert 3 == check(project, given).returncode
        return
    with MockOpenRouter() as mock:
        ran = check(project, given | {"url": mock.base_url, "api-key": mock.api_key})
    assert 0 == ran.returncode, ran.stdout + ran.stderr


def test_the_example_requires_models(project: Path) -> None:
    """A model that is gone fails the job; annotations and summary say so."""
    (project / "models.toml").write_text('version = 1\n[[model]]\nid = "a/gone"\n', "utf-8")
    path = f"{project}{os.pathsep}{os.environ['PATH']}"
    with MockOpenRouter() as mock:
        key = {"OPENROUTER_API_KEY": mock.api_key, "OPENROUTER_BASE_URL": mock.base_url}
        ran = run(REQUIRE, project, PATH=path, **key)
    assert 1 == ran.returncode, ran.stderr
    assert "::error title=" in ran.stdout
    assert "a/gone" in (project / "summary.md").read_text("utf-8")


def test_a_glob_that_matches_nothing_is_no_success(project: Path) -> None:
    """Nor does any text from outside become a command."""
    ran = check(project, {"files": "$(touch hacked)/*.json", "fail-on": "error"})
    assert (2, False) == (ran.returncode, (project / "hacked").exists())


def test_the_hooks_run(project: Path) -> None:
    """What pre-commit would call exists, and takes the files that it would give."""
    check, regenerate = HOOKS
    command = [*shlex.split(check["entry"])[1:], "captures/bad.json"]
    assert re.search(check["files"], command[-1])
    done = subprocess.run(  # noqa: S603  # our own hook
        [project / "openrouter-models", *command], cwd=project, check=False, capture_output=True
    )
    assert 1 == done.returncode
    script = shlex.split(regenerate["entry"])[1]
    assert (ROOT / script).is_file()
    assert re.search(regenerate["files"], "openapi/openrouter.yaml")
