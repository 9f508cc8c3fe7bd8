"""The wheel: installed into an empty environment, with the runtime dependencies alone, it lists models."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from openrouter_models.testing import MockOpenRouter

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
EXTRAS = ("click", "hypothesis", "jsonschema_rs", "pytest", "rich")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("built")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """Give the wheel."""
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the Python of an environment that holds the wheel and what it declares to need, no more.

    The dependencies are those of this environment, so that nothing is downloaded.
    """
    python, _ = _environment(tmp_path_factory.mktemp("empty"))
    pip = (sys.executable, "-m", "pip", "--python", python)
    _run(*pip, "install", "--no-index", "--no-deps", str(wheel))
    _run(*pip, "check")
    return python


def test_it_lists_models(python: str) -> None:
    """It needs no extra to list over HTTP."""
    with MockOpenRouter() as mock:
        program = (
            "from openrouter_models import OpenRouterModels;"
            f"client = OpenRouterModels(api_key={mock.api_key!r}, base_url={mock.base_url!r});"
            "print(*(model.id for model in client.list()))"
        )
        ids = _run(python, "-W", "error", "-c", program).split()
        assert [model["id"] for model in mock.listing["data"]] == ids


def test_it_brings_the_suite(wheel: Path, tmp_path: Path) -> None:
    """With pytest and the extra, and nothing of the repository, the example of the documentation runs."""
    python, site = _environment(tmp_path, "testing", "contract")
    shutil.unpack_archive(wheel, site, "zip")  # as pip does, in a tenth of the time
    page = (ROOT / "docs/contract-suite.md").read_text("utf-8")
    for number, block in enumerate(re.findall("```python\n(.*?)```", page, re.DOTALL)):
        (tmp_path / f"test_{number}.py").write_text(block, "utf-8")
    tests = [str(each) for each in sorted(tmp_path.glob("test_*.py"))]
    told = _run(python, "-W", "error", "-m", "pytest", "-q", *tests, cwd=tmp_path)
    assert "4 passed" in told
    (tmp_path / "models.json").write_text(json.dumps(MockOpenRouter().listing), "utf-8")
    suite = ("--pyargs", "openrouter_models.testing.suite")
    told = _run(python, "-m", "pytest", "-q", *suite, "--openrouter-captures", ".", cwd=tmp_path)
    assert "2 passed, 1 deselected" in told


def test_importing_it_loads_no_extra() -> None:
    """Where the extras are installed, the core leaves them alone; what httpx loads is its own affair."""
    program = (
        "import sys, httpx;"
        "before = set(sys.modules);"
        "from openrouter_models import *;"
        f"print(*({{*sys.modules}} - before) & {{*{EXTRAS}}})"
    )
    assert "" == _run(sys.executable, "-c", program)


def test_it_holds_both_packages_and_nothing_else(wheel: Path) -> None:
    """Every file of both packages is in it, the contract and the marks that they are typed included."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert {"openrouter_api/contract.json", "openrouter_api/py.typed"} < names
    assert "openrouter_models/py.typed" in names
    assert names == {
        file.relative_to(ROOT / room).as_posix()
        for room in ("overlay", "generated")
        for file in (ROOT / room).rglob("*")
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in file.parts)
    }


def test_the_sdist_holds_what_made_it(built: Path) -> None:
    """The wheel was built from it; who unpacks it finds the tests and what the client is generated from."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    expected = {"openapi/openrouter.yaml", "scripts/regenerate.py", "tests/project/test_wheel.py"}
    assert expected | {"noxfile.py", ".ci/requirements/tests.txt", "LICENSE"} < names


def _environment(folder: Path, *extras: str) -> tuple[str, Path]:
    """Make an environment with what the wheel needs linked into it; give its Python and where packages go."""
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = str(next(folder.glob("bin/python")))
    site = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    for name in _needed("openrouter-models", *extras):
        _link(name, site)
    return python, site


def _needed(name: str, *extras: str) -> Iterator[str]:
    """Name all that a distribution needs at run time, here, without its extras or with some."""
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if requirement.name != name and (
            not marker or any(marker.evaluate({"extra": each}) for each in ("", *extras))
        ):
            yield requirement.name
            yield from _needed(requirement.name)


def _link(name: str, site: Path) -> None:
    """Make a distribution of this environment one of another."""
    for file in metadata.files(name) or ():
        top = file.parts[0]
        if top not in {"..", "__pycache__"} and not (site / top).exists():
            (site / top).symlink_to(Path(str(metadata.distribution(name).locate_file(top))))


def _run(*command: str, cwd: Path = ROOT) -> str:
    run = subprocess.run(  # noqa: S603 - our own commands
        command, capture_output=True, cwd=cwd, text=True, check=False
    )
    assert 0 == run.returncode, run.stdout + run.stderr
    return run.stdout.strip()
