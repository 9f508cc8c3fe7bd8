"""The contract suite, run on what was regenerated from another revision."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.offline_suite import rehearse

ROOT = Path(__file__).parents[2]


@pytest.fixture
def regenerated(tmp_path: Path) -> Path:
    """Give what a regeneration leaves behind, here that of the vendored document."""
    folder = tmp_path / "regenerated"
    for name in ("openapi", "generated"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project like this one, without its contract suite."""
    folder = tmp_path / "project"
    (folder / "tests" / "contract").mkdir(parents=True)
    names = ("docs", "openapi", "overlay", "pyproject.toml", "scripts")
    for name in (*names, "tests/conforming.py", "tests/conftest.py"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.parametrize(
    ("expected", "failed", "status"),
    [("green", [], 200), ("1 failed", ["FAILED tests/contract/test_it.py::test_it"], 299)],
    ids=["passes", "fails"],
)
def test_the_suite_has_the_last_word(
    expected: str, failed: list[str], status: int, project: Path, regenerated: Path
) -> None:
    """It sees the contract of the other revision, and pytest says what came of it and which tests failed."""
    (project / "tests/contract/test_it.py").write_text(
        "from tests.conforming import STATUSES\n"
        "from pathlib import Path\n"
        "import openrouter_api\n"
        "def test_it():\n"
        f"    assert {status} in STATUSES\n"
        "    assert Path(openrouter_api.__file__).parents[1] == Path('generated').resolve()\n"
    )
    told, *below = rehearse(project, regenerated)
    assert expected in told
    assert failed == [line.partition(" - ")[0] for line in below]


def test_a_contract_that_the_overlay_cannot_use_is_not_rehearsed(
    project: Path, regenerated: Path
) -> None:
    """Nothing of what the suite says would be about it."""
    path = regenerated / "generated/openrouter_api/contract.json"
    contract = json.loads(path.read_bytes())
    del contract["servers"]
    path.write_text(json.dumps(contract))
    assert ("unsupported",) == rehearse(project, regenerated)
