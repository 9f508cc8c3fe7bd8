"""The workflows: what runs is pinned, may do little, and covers what is promised."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PLACES = (".github/workflows", "docs/workflows")
WORKFLOWS = sorted(path for place in PLACES for path in (ROOT / place).glob("*.yml"))
ACTION = ROOT / "action.yml"


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_are_pinned(path: Path) -> None:
    """Each action is named by its commit, with the version beside it for a reader."""
    lines = re.findall(r"uses: .*", path.read_text("utf-8"))
    assert lines
    assert [] == [
        one for one in lines if not re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+(\.\d+)*", one)
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_permissions_are_stated(path: Path) -> None:
    """By default a job may read the repository at most, and a checkout leaves no token behind."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] in ({}, {"contents": "read"})
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    checkouts = [one for one in steps if one.get("uses", "").startswith("actions/checkout@")]
    assert all(one["with"]["persist-credentials"] is False for one in checkouts)


def _drift() -> dict[str, Any]:
    workflow = yaml.safe_load((ROOT / ".github/workflows/spec-drift.yml").read_text("utf-8"))
    jobs: dict[str, Any] = workflow["jobs"]
    return jobs


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_no_text_from_outside_becomes_a_command(path: Path) -> None:
    """What a run, an input or a job says reaches a shell through its environment only."""
    said = yaml.safe_load(path.read_text("utf-8"))
    runs = [said["runs"]] if path == ACTION else said["jobs"].values()
    steps = [step["run"] for one in runs for step in one["steps"] if "run" in step]
    assert [] == [step for step in steps if "${{" in step]


def test_who_reads_the_document_may_nothing_and_who_may_write_runs_nothing_of_it() -> None:
    """The job that regenerates and imports has no permission; the others run git and gh alone."""
    reading = _drift().pop("regenerate")
    assert {} == reading["permissions"]
    assert "regenerate.py" in str(reading)
    writing = {name: job for name, job in _drift().items() if name != "regenerate"}
    assert {
        "propose": {"contents": "write", "pull-requests": "write"},
        "complain": {"issues": "write"},
    } == {name: job["permissions"] for name, job in writing.items()}
    assert not re.search("python|pip |nox|pytest", str(writing))


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@a.example")
    command = ["git", *who, *arguments]
    run = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603  # our own arguments
    return run.stdout


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("accepted", "openapi/openrouter.yaml"),
        ("accepted", "openapi/lock.json"),
        ("accepted", "generated/openrouter_api/models/new.py"),
        ("link", "openapi/openrouter.yaml"),
        ("program", "generated/openrouter_api/models/new.py"),
        ("file", "openapi/templates/model.py.jinja"),
        ("file", "openapi/repairs.overlay.yaml"),
        ("file", ".github/workflows/ci.yml"),
        ("file", "tests/new.py"),
        ("file", "generated/other/new.py"),
    ],
)
def test_a_patch_may_touch_only_what_regeneration_writes(
    tmp_path: Path, kind: str, name: str
) -> None:
    """The job that proposes refuses every other path, and whatever is no plain file."""
    (apply,) = (step["run"] for step in _drift()["propose"]["steps"] if step.get("name") == "Apply")
    folder = tmp_path / "clone"
    folder.mkdir()
    _git(folder, "init", "--quiet")
    (folder / "README.md").write_text("old")
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "--message=old")
    path = folder / name
    path.parent.mkdir(parents=True)
    if kind == "link":
        path.symlink_to("/etc/passwd")
    else:
        path.write_text("new")
        path.chmod(0o755 if kind == "program" else 0o644)
    _git(folder, "add", "--all")
    (tmp_path / "change.patch").write_text(_git(folder, "diff", "--cached", "--binary", "HEAD"))
    _git(folder, "reset", "--hard", "--quiet")
    run = subprocess.run(  # noqa: S603  # our own workflow
        ["bash", "-e", "-c", apply],  # noqa: S607  # wherever it is
        cwd=folder,
        env={"DRIFT": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        check=False,
        capture_output=True,
    )
    assert (kind == "accepted") == (run.returncode == 0)


@pytest.mark.parametrize(
    ("said", "code", "expected"),
    [
        ("3 passed", 0, "The document grew: all tests pass with it."),
        (
            "FAILED tests/overlay/test_a.py::test_x\nERROR tests/cli/test_b.py\nFAILED tests/cli/c.py",
            1,
            "Tests fail with it in tests/cli tests/overlay.",
        ),
        ("Killed", 137, "Tests fail with it in no folder that pytest names."),
    ],
)
def test_the_pull_request_says_whose_tests_fail(
    said: str, code: int, expected: str, tmp_path: Path
) -> None:
    """Whether the document grew or the pipeline broke, in the report that is its body."""
    test = next(
        step["run"]
        for step in _drift()["regenerate"]["steps"]
        if "bin/pytest" in step.get("run", "")
    )
    pytest_stand_in = tmp_path / ".venv" / "bin" / "pytest"
    pytest_stand_in.parent.mkdir(parents=True)
    pytest_stand_in.write_text(f"#!/bin/sh\nprintf '{said}\\n'\nexit {code}\n")
    pytest_stand_in.chmod(0o755)
    (tmp_path / "report.md").write_text("# Regeneration\n")
    subprocess.run(  # noqa: S603  # our own workflow
        ["bash", "-e", "-c", test],  # noqa: S607  # wherever it is
        cwd=tmp_path,
        env={"DRIFT": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        check=True,
    )
    assert expected in (tmp_path / "report.md").read_text("utf-8")


def test_ci_covers_the_classifiers(pyproject: dict[str, Any]) -> None:
    """CI runs under every Python that the package says it supports."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    prefix = "Programming Language :: Python :: "
    classifiers = pyproject["project"]["classifiers"]
    supported = [one.removeprefix(prefix) for one in classifiers if one.startswith(prefix)]
    assert supported == workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
