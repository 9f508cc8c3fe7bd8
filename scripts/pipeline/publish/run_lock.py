"""Keep runs of the pipeline on one project apart, by a lock that the system holds."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from collections.abc import Generator

    from pipeline.publish.project import Project


@contextlib.contextmanager
def run_lock(project: Project, *, writing: bool) -> Generator[None]:
    """Keep other runs away for as long as the context lasts; readers share.

    The lock is advisory, on the folder ``openapi`` itself: it leaves no file, works on a
    read-only tree, and the system releases it when the process ends in whatever way.

    Raises:
        PipelineError: If another run is at work.
    """
    if sys.platform == "win32":  # it cannot lock a folder
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has no such module

    folder = os.open(project.path("openapi"), os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, (fcntl.LOCK_EX if writing else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PipelineError(
                f"another run is working on {project.root}; wait for it to finish and run again"
            ) from error
        yield
    finally:
        os.close(folder)
