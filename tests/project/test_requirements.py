"""The locked requirements: they fit pyproject.toml, and nothing but the hash decides what is installed."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".ci" / "requirements"
LOCKS: dict[str, list[str]] = runpy.run_path(str(ROOT / "noxfile.py"))["LOCKS"]


def _wanted(pyproject: dict[str, Any], options: list[str]) -> Iterator[Requirement]:
    """Read what a lock is made from, in the words of `uv pip compile`."""
    extras: dict[str, list[str]] = pyproject["project"]["optional-dependencies"]
    texts: list[Any] = []
    for option in options:
        kind, _, name = option.partition("=")
        if kind == "pyproject.toml":
            texts += pyproject["project"]["dependencies"]
        elif kind == "--all-extras":
            texts += [text for extra in extras.values() for text in extra]
        else:
            texts += extras[name] if kind == "--extra" else pyproject["dependency-groups"][name]
    for text in texts:
        if isinstance(text, dict):
            yield from _wanted(pyproject, [f"--group={text['include-group']}"])
        elif (requirement := Requirement(text)).name == pyproject["project"]["name"]:
            yield from _wanted(pyproject, [f"--extra={extra}" for extra in requirement.extras])
        else:
            yield requirement


def _locked(name: str) -> list[tuple[Requirement, int]]:
    """Read a lock: each requirement, and how many hashes it has."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    entries = [line.partition(" --hash=") for line in lines if not line.startswith("#")]
    return [(Requirement(entry), hashes.count("sha256:")) for entry, _, hashes in entries]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_fits_pyproject(name: str, pyproject: dict[str, Any]) -> None:
    """Whatever is wanted is locked at a version that is allowed; if not, run `nox -s lock`."""
    locked: dict[str, list[str]] = {}
    for requirement, _ in _locked(name):
        versions = locked.setdefault(canonicalize_name(requirement.name), [])
        versions += [pin.version for pin in requirement.specifier]
    missing = [
        str(requirement)
        for requirement in _wanted(pyproject, LOCKS[name])
        if not (found := locked.get(canonicalize_name(requirement.name)))
        or not all(version in requirement.specifier for version in found)
    ]
    assert [] == missing


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_exact(name: str) -> None:
    """Every requirement has one version and hashes, and no place to get it from."""
    locked = _locked(name)
    assert locked
    assert [] == [str(one) for one, hashes in locked if not hashes or one.url]
    assert {"=="} == {pin.operator for one, _ in locked for pin in one.specifier}
    assert not re.search("://|-index|find-links", (FOLDER / f"{name}.txt").read_text("utf-8"))


def test_every_package_has_one_version() -> None:
    """All locks and all Pythons have the same one, so that what passes in one place was tried in all."""
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for requirement, _ in () if name.startswith("lowest") else _locked(name):
            versions.setdefault(requirement.name, set()).add(str(requirement.specifier))
    assert {} == {package: pins for package, pins in versions.items() if len(pins) > 1}


def test_floors_are_tried(pyproject: dict[str, Any]) -> None:
    """What `nox -s lowest` installs is the lowest version that is allowed, for each extra alone."""
    extras = pyproject["project"]["optional-dependencies"]
    assert {"lowest", *(f"lowest-{extra}" for extra in extras)} == {
        name for name in LOCKS if name.startswith("lowest")
    }
    for name, options in LOCKS.items():
        locked = {requirement.name: requirement for requirement, _ in _locked(name)}
        for wanted in _wanted(pyproject, options) if name.startswith("lowest") else ():
            (floor,) = (pin.version for pin in wanted.specifier if pin.operator == ">=")
            (tried,) = (Version(pin.version) for pin in locked[wanted.name].specifier)
            assert Version(floor) == tried


def test_every_lock_is_used() -> None:
    """No file lies there that `nox -s lock` does not write."""
    assert set(LOCKS) == {file.stem for file in FOLDER.iterdir()}
