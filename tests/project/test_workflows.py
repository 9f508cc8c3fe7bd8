"""The workflows: what runs is pinned, may do little, and covers what is promised."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
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


def test_ci_covers_the_classifiers(pyproject: dict[str, Any]) -> None:
    """CI runs under every Python that the package says it supports."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    prefix = "Programming Language :: Python :: "
    classifiers = pyproject["project"]["classifiers"]
    supported = [one.removeprefix(prefix) for one in classifiers if one.startswith(prefix)]
    assert supported == workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
