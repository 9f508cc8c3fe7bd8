"""ARCHITECTURE.md: it lists what is there, and what it says of imports is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[2]


def _listed() -> dict[str, list[str]]:
    """Read the modules of each room off the document."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    sections = re.findall(r"^### `([^`]+)`\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    row = re.compile(r"^\| `([^`]+)` \| \S", re.MULTILINE)
    return {room: sorted(row.findall(section)) for room, section in sections}


def _present() -> dict[str, list[str]]:
    """Read the modules of each room off the tree."""
    rooms: dict[str, list[str]] = {}
    for top in ("scripts", "openapi", "overlay"):
        for file in (ROOT / top).rglob("*"):
            if file.suffix in {".py", ".jinja"} and file.name != "__init__.py":
                room = rooms.setdefault(file.parent.relative_to(ROOT).as_posix(), [])
                room.append(file.name.removesuffix(".py"))
    return {room: sorted(modules) for room, modules in rooms.items()}


@pytest.mark.parametrize("room", sorted({*_listed(), *_present()}))
def test_it_lists_every_module(room: str) -> None:
    """Every module that is there is listed with its purpose, and no other."""
    assert _present().get(room) == _listed().get(room)


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
    rooms = {file.parent.name for file in ROOT.glob("overlay/openrouter_models/*/__init__.py")}
    assert {f"openrouter_models.{room}" for room in rooms} == protected
