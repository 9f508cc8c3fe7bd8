"""Run the offline part of the contract suite on what was regenerated from another revision."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from pipeline.diff.document_comparison import Client
from pipeline.generate.overlay_use import OVERLAY, lacking, missed
from pipeline.publish.project import Project
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

_NEEDED = ("overlay", "scripts", "docs", "tests/contract", "pyproject.toml")
_HELPERS = ("tests/conforming.py", "tests/conftest.py")
# Sabotages run the suite again and again, and schemathesis is slow: neither depends on the revision.
_OFFLINE = "not sabotage and not schemathesis and not live and not reference_page"


def rehearse(root: Path, folder: Path) -> tuple[str, ...]:
    """Run the suite.

    Returns:
        First "green", "unsupported" where the overlay does without the revision, or what pytest says last; then the
        tests that failed.
    """
    if not _supports(root, folder):
        return ("unsupported",)
    for name in (*_NEEDED, *_HELPERS):
        source, target = root / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    rooms = os.pathsep.join(str(folder / name) for name in ("overlay", "generated", "scripts"))
    command = "-m pytest -q --tb=no -p no:cacheprovider tests/contract --hypothesis-profile=ci -k"
    ran = subprocess.run(  # noqa: S603  # our own suite
        [sys.executable, *command.split(), _OFFLINE],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": rooms},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 0:
        return ("green",)
    *told, last = ran.stdout.splitlines() or ["no output"]
    return last, *(line for line in told if line.startswith(("FAILED ", "ERROR ")))


def _supports(root: Path, folder: Path) -> bool:
    """Tell whether the overlay finds the classes and the listing that it is built on."""
    client = Client.of(folder)
    (operation, *_) = read_settings(folder).operations
    overlay = Project.at(root).read(OVERLAY)
    lacks = lacking(client.contract, client.surface, operation.operation)
    return not lacks and not missed(overlay, None, client.surface)
