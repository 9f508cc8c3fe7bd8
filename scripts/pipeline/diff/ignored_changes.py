"""Ignore changes that somebody has looked at, each for a reason that is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.diff.changes import Diff


def read_ignored(path: Path) -> dict[str, str]:
    """Read which changes to ignore.

    Args:
        path: A file with a line for each, its fingerprint and the reason; `#` begins a comment.

    Raises:
        PipelineError: The file cannot be read, or a line gives no reason.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(f"{path} cannot be read: {error}") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        fingerprint, _, reason = line.strip().partition(" ")
        if fingerprint and not fingerprint.startswith("#"):
            if not reason.strip():
                raise PipelineError(
                    f"{path}:{number} gives no reason; write one after the fingerprint"
                )
            found[fingerprint] = reason.strip()
    return found


def ignore(diff: Diff, reasons: dict[str, str]) -> Diff:
    """Mark the changes that are to be ignored; what is ignored and is not a change is a note."""
    changes = tuple(
        attrs.evolve(change, ignored=reasons.get(change.fingerprint)) for change in diff.changes
    )
    stale = sorted(reasons.keys() - {change.fingerprint for change in changes})
    notes = tuple(f"the ignored fingerprint {one} matches no change; delete it" for one in stale)
    return attrs.evolve(diff, changes=changes, notes=(*diff.notes, *notes))
