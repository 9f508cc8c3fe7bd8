"""Project trees for the tests of the pipeline, each a copy of this one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import regenerate
from pipeline.derive import lint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.openapi.grammar import JsonObject

    Run = Callable[..., "Said"]
    State = Callable[[Path], dict[str, tuple[bytes, int]]]

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """What a command has said."""

    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def _judged_once() -> Iterator[None]:
    """Ask the dearest judge, who always says the same of the same, once about each contract."""
    judge = lint._openapi_problems  # pyright: ignore[reportPrivateUsage]  # what is dear
    known: dict[str, list[str]] = {}

    def remember(contract: JsonObject) -> list[str]:
        key = json.dumps(contract)
        if key not in known:
            known[key] = list(judge(contract))
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lint, "_openapi_problems", remember)
        yield


@pytest.fixture(scope="session")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project as a run leaves it; tests must not change it."""
    root = tmp_path_factory.mktemp("regenerated")
    openapi = root / "openapi"
    shutil.copytree(ROOT / "openapi" / "templates", openapi / "templates")
    for name in ("openrouter", "repairs.overlay", "generator", "false_examples"):
        if (ROOT / "openapi" / f"{name}.yaml").exists():
            shutil.copyfile(ROOT / "openapi" / f"{name}.yaml", openapi / f"{name}.yaml")
    assert 0 == regenerate.main(["--root", str(root)])
    return root


@pytest.fixture
def root(regenerated: Path, tmp_path: Path) -> Path:
    """Give a test its own project, as a run has left it."""
    return Path(shutil.copytree(regenerated, tmp_path / "project"))


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that regenerates the test's project, expects an exit code, and gives what was said."""

    def expecting(code: int, *options: object) -> Said:
        assert code == regenerate.main(["--root", str(root), *map(str, options)])
        said = capsys.readouterr()
        return Said(said.out, said.err)

    return expecting


@pytest.fixture
def state() -> State:
    """Give a function that reads every file of a tree with its time of change in nanoseconds."""

    def read(root: Path) -> dict[str, tuple[bytes, int]]:
        return {
            path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    return read
