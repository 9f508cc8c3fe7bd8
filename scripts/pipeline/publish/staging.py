"""Build outputs aside, and exchange them for those that are there."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.publish.exchanging import remove, replace_all
from pipeline.publish.project import CONTRACT, FALSE_EXAMPLES, LOCK, PACKAGE, REPAIRS, VENDORED

if TYPE_CHECKING:
    from collections.abc import Collection, Generator

    from pipeline.publish.project import Files, Project


@contextlib.contextmanager
def aside() -> Generator[Path]:
    """Lend a place for the package outside the project."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / Path(PACKAGE).name


@contextlib.contextmanager
def staging(project: Project) -> Generator[Path]:
    """Lend the place for the package on the project's own file system, beside the one there is.

    Raises:
        PipelineError: If a folder cannot be written; then nothing has been changed.
    """
    project.check_writable()
    with contextlib.ExitStack() as cleaning:
        for name in (LOCK, PACKAGE):
            folder = project.path(project.staged(name)).parent
            remove(folder)
            if not folder.parent.exists():
                folder.parent.mkdir()
                cleaning.callback(_remove_if_empty, folder.parent)
            folder.mkdir()
            cleaning.callback(remove, folder)
        yield project.path(project.staged(PACKAGE))


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def exchange(project: Project, after: Files, changed: Collection[str]) -> None:
    """Put what is staged, or differs, in its place; all of it or nothing, the lock last."""
    replaced: list[str] = []
    for name in (REPAIRS, FALSE_EXAMPLES, VENDORED, CONTRACT, PACKAGE, LOCK):
        if name == PACKAGE and any(file.startswith(f"{PACKAGE}/") for file in changed):
            replaced.append(name)
        elif name in changed:
            project.path(project.staged(name)).write_bytes(after[name])
            replaced.append(name)
    replace_all((project.path(project.staged(name)), project.path(name)) for name in replaced)
