"""Suggest the next version by semantic versioning."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from pipeline.diff.severities import Severity
from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def read_version(root: Path) -> str:
    """Read the version of the project at `root`.

    Raises:
        PipelineError: Its pyproject.toml is missing or does not tell.
    """
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
        return str(project["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"pyproject.toml does not state the version: {error}") from error


def next_version(current: str, severities: Iterable[Severity]) -> str:
    """Suggest the version of a release that carries changes.

    Returns:
        The next version (Semantic Versioning 2.0.0, sections 6 to 8). Before 1.0.0, where section 4
        leaves it open, a breaking change raises the second number and any other the third. The same
        version if nothing changed, and the third number if only texts did.
    """
    major, minor, patch = (int(part) for part in re.findall(r"\d+", current)[:3])
    found = set(severities)
    if not found:
        return current
    if Severity.BREAKING in found:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if Severity.COMPATIBLE in found and major:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
