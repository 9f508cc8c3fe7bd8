"""Remember in the lock what was learnt of a document when it was vendored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.publish import lock
from pipeline.publish.project import LOCK, VENDORED

if TYPE_CHECKING:
    from pipeline.publish.project import Files, Project


@attrs.frozen
class Known:
    """What was learnt of the vendored document when it was vendored.

    Attributes:
        cut_from: The SHA-256 of what it was cut from, if it was.
        false_examples: Where it may have false examples; None for anywhere.
    """

    cut_from: str | None = None
    false_examples: tuple[str, ...] | None = ()


def recall(project: Project, inputs: Files) -> Known:
    """Look up what the lock knows of the vendored document, also where the run was killed.

    Args:
        project: The project.
        inputs: Its inputs.

    Returns:
        What is known; nothing, if the lock is of another document.
    """
    held = project.read(LOCK, project.staged(LOCK)).values()
    vendored = lock.sha256(inputs.get(VENDORED, b""))
    locks = [locked for locked in map(lock.read, held) if locked]
    known = (
        Known(one.cut_from, one.false_examples)
        for one in locks
        if one.inputs.get(VENDORED) == vendored
    )
    return next(known, Known())
