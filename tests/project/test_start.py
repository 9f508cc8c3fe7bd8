"""The command that starts everything: it finds Pythons, and says in one line which prerequisite is missing."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

START = Path(__file__).parents[2] / ".ci" / "start.py"


@pytest.fixture
def start(tmp_path: Path) -> dict[str, Any]:
    """Give the script's names, as of a checkout in another folder."""
    copy = tmp_path / ".ci" / "start.py"
    copy.parent.mkdir()
    copy.write_bytes(START.read_bytes())
    return runpy.run_path(str(copy))


def _absent(_: str) -> None: ...


def _refuse(folder: Path, **_: bool) -> None:
    raise OSError(30, "Read-only file system", str(folder))


VERSION = ".".join(map(str, sys.version_info[:2]))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sys.version_info", (3, 10, 13), "Error: this project needs Python 3.11 or newer"),
        ("importlib.util.find_spec", _absent, f"apt install python{VERSION}-venv"),
        ("venv.create", _refuse, "Copy the project to a folder you can write to"),
    ],
    ids=["an old Python", "a Python without ensurepip", "a read-only checkout"],
)
def test_what_is_missing_is_said(
    start: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: Any,
    message: str,
) -> None:
    """In the last line, before anything is created."""
    monkeypatch.setattr(name, value)
    assert 2 == start["main"]([])
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_old_pythons_can_parse_it() -> None:
    """They must get as far as the message."""
    assert ast.parse(START.read_text("utf-8"), feature_version=(3, 6)).body


@pytest.mark.filterwarnings("ignore:The session .* has already been registered:FutureWarning")
def test_pythons_of_version_managers_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest comes first, whoever manages it and however its folder is called."""
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    managed = [
        ".asdf/installs/python/3.14.0/bin",
        ".local/share/uv/python/cpython-3.13.10-linux-x86_64-gnu/bin",
        ".pyenv/versions/3.13.2/bin",
        ".pyenv/versions/3.9.18/bin",
    ]
    for folder in (*managed, ".pyenv/versions/2.7.18/bin"):
        (tmp_path / folder).mkdir(parents=True)
    found = runpy.run_path(str(START.parent.parent / "noxfile.py"))["interpreters"](tmp_path)
    assert [tmp_path / folder for folder in managed] == [
        folder for folder in found if folder.is_relative_to(tmp_path)
    ]
