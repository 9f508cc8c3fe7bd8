"""Know the files of a project: what is read and what is written, and how two states of it differ."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Files = dict[str, bytes]

VENDORED = "openapi/openrouter.yaml"
REPAIRS = "openapi/repairs.overlay.yaml"
SETTINGS = "openapi/generator.yaml"
FALSE_EXAMPLES = "openapi/false_examples.yaml"
TEMPLATES = "openapi/templates"
CONTRACT = "openapi/contract.yaml"
LOCK = "openapi/lock.json"
PACKAGE = "generated/openrouter_api"

STAGED = ".staged"
"""The folder, beside what it is to replace, that holds the outputs of a run until they are exchanged."""

_IGNORED = {"__pycache__", ".DS_Store"}


@attrs.frozen
class Project:
    """Read the inputs and outputs of one project tree.

    Attributes:
        root: The folder that holds ``openapi`` and ``generated``, as an absolute path.
    """

    root: Path

    @classmethod
    def at(cls, root: Path) -> Project:
        """Find the project at a folder.

        Raises:
            PipelineError: If the folder has no ``openapi`` folder.
        """
        if not (root / "openapi").is_dir():
            raise PipelineError(
                f"{root} is not a project: it has no openapi folder; pass the project's root as --root"
            )
        return cls(root.resolve())

    def path(self, name: str) -> Path:
        """Give the path of a file by its name within the project."""
        return self.root / name

    def inputs(self) -> Files:
        """Read everything that determines the outputs; what is missing is left out."""
        return self.read(VENDORED, FALSE_EXAMPLES, REPAIRS, SETTINGS, TEMPLATES)

    def staged(self, name: str) -> str:
        """Name the place, on the same file system, where an output waits to be exchanged."""
        return str(PurePosixPath(name).parent / STAGED / PurePosixPath(name).name)

    def leftovers(self) -> list[str]:
        """Name the folders that an interrupted run has left behind."""
        folders = (str(PurePosixPath(name).parent / STAGED) for name in (LOCK, PACKAGE))
        return [folder for folder in folders if os.path.lexists(self.path(folder))]

    def read(self, *names: str) -> Files:
        """Read files, and all files in folders, by name; what is missing is left out.

        Raises:
            PipelineError: If one is there and cannot be read.
        """
        try:
            return {
                file.relative_to(self.root).as_posix(): file.read_bytes()
                for name in names
                for file in _files(self.path(name))
            }
        except OSError as error:
            raise PipelineError(f"{error.filename} cannot be read: {error.strerror}") from error

    def check_writable(self) -> None:
        """Check that every folder that a run changes can be written.

        Raises:
            PipelineError: If one cannot, or is not a folder. A folder without any write permission is
                left alone even where the system would let us, as it lets root.
        """
        for place in (self.path(LOCK).parent, self.path(PACKAGE).parent, self.path(PACKAGE)):
            if os.path.lexists(place) and not (place.is_dir() and not place.is_symlink()):
                raise PipelineError(f"{place} is not a folder; move it away and run again")
            for folder in (place, *place.rglob("*/")) if place.is_dir() else ():
                _check_editable(folder, str(folder))

    def check_editable(self, name: str) -> None:
        """Check that a file that people own may be changed.

        Raises:
            PipelineError: It is read-only, if only for others than root.
        """
        _check_editable(self.path(name), name)


def read_folder(folder: Path, name: str) -> Files:
    """Read a folder's files as if it stood at another name in the project."""
    return {
        f"{name}/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in sorted(_files(folder))
    }


def compare(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
    """Tell which files differ between two states, each given as contents or as hashes.

    Returns:
        By name, in order: ``added``, ``removed`` or ``changed``.
    """
    return {
        name: "added" if name not in before else "removed" if name not in after else "changed"
        for name in sorted({*before, *after})
        if name not in before or name not in after or before[name] != after[name]
    }


def _check_editable(path: Path, name: str) -> None:
    if not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        raise PipelineError(f"{name} is read-only; make it writable and run again")


def _files(path: Path) -> Iterator[Path]:
    if path.name in _IGNORED:
        return
    if path.is_dir() and not path.is_symlink():
        for child in path.iterdir():
            yield from _files(child)
    elif os.path.lexists(path):
        yield path
