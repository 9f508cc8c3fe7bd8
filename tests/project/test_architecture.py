"""ARCHITECTURE.md: it names every room, and what it says of imports is so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importlinter import cli

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
HAND_WRITTEN = ("overlay", "scripts")


def _modules() -> list[Path]:
    return [file for top in HAND_WRITTEN for file in (ROOT / top).rglob("*.py")]


def test_it_names_every_room() -> None:
    """Every folder with modules has a row, and no row names a folder that is gone."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    present = {file.parent.relative_to(ROOT).as_posix() for file in _modules()}
    named = set(re.findall(r"^\| `((?:overlay|scripts)[\w/]*)` \| \S", text, re.MULTILINE))
    assert present - {"overlay"} == named


def test_a_module_name_occurs_once() -> None:
    """Whoever searches for a module by its name finds one."""
    names = Counter(file.stem for file in _modules() if not file.stem.startswith("__"))
    assert [] == [name for name, count in names.items() if count > 1]


def test_rooms_import_only_what_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contracts of import-linter hold."""

    # Its logging would silence that of all tests that follow.
    def leave_alone(_: object) -> None: ...

    monkeypatch.setattr("logging.config.dictConfig", leave_alone)
    assert 0 == cli.lint_imports(str(ROOT / "pyproject.toml"), no_cache=True)


def test_extras_are_protected(pyproject: dict[str, Any]) -> None:
    """Every room of the overlay that needs an extra has a rule on who imports it."""
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    protected = {name for one in contracts for name in one.get("protected_modules", ())}
    rooms = {file.parent.name for file in ROOT.glob("overlay/openrouter_models/[a-z]*/__init__.py")}
    assert {f"openrouter_models.{room}" for room in rooms} == protected
