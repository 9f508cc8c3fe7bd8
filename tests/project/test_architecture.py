"""ARCHITECTURE.md: it names every room, and what it says of imports is so."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path
from typing import Any

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


def test_rooms_import_only_what_they_may() -> None:
    """The contracts of import-linter hold."""
    lint_imports = Path(sysconfig.get_path("scripts")) / "lint-imports"
    rooms = os.pathsep.join(str(ROOT / room) for room in ("overlay", "generated", "scripts"))
    run = subprocess.run(  # noqa: S603 - our own tool
        [lint_imports, "--config", ROOT / "pyproject.toml", "--no-cache"],
        env=os.environ | {"PYTHONPATH": rooms, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert 0 == run.returncode, run.stdout + run.stderr


def test_extras_are_protected(pyproject: dict[str, Any]) -> None:
    """Every room of the overlay that needs an extra has a rule on who imports it."""
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    protected = {name for one in contracts for name in one.get("protected_modules", ())}
    rooms = {file.parent.name for file in ROOT.glob("overlay/openrouter_models/[a-z]*/__init__.py")}
    assert {f"openrouter_models.{room}" for room in rooms} == protected
