"""Tell what a new document means: what changed, for whom, and what version comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.diff.document_comparison import Client, Edition, diff_sides
from pipeline.diff.version import read_version
from pipeline.failure import PipelineError
from pipeline.generate.overlay_use import OVERLAY, clashing, lacking, missed
from pipeline.generate.projection import unread
from pipeline.openapi.slicing import slice_known
from pipeline.publish.project import VENDORED
from pipeline.read.parsing import parse
from pipeline.settings import parse_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.openapi.grammar import JsonObject
    from pipeline.outcome import Outcome
    from pipeline.publish.project import Project


def assess(
    project: Project, outcome: Outcome, document: JsonObject, client: Client, settings: bytes
) -> Outcome:
    """Compare a document, and the client generated from it, with those that a project has.

    Nothing here may keep a usable document from being vendored: what cannot be told is a warning.

    Returns:
        The outcome with what changed, the version and further warnings.
    """
    operations = parse_settings(settings).operations
    old, warnings = _released(project.root), [*outcome.warnings]
    try:
        surface = old.surface if old else None
    except PipelineError as error:
        old, surface = None, None
        warnings.append(f"the client was not compared: {error}")
    try:
        warnings += missed(project.read(OVERLAY), surface, client.surface)
        warnings += lacking(client.contract, client.surface, operations[0].operation)
        warnings += clashing(client.surface)
        warnings += unread(client.contract, operations)
    except PipelineError as error:
        warnings.append(f"what the overlay would miss cannot be told: {error}")
    try:
        vendored = parse(outcome.before.get(VENDORED, b""), VENDORED)
        cut = slice_known(vendored, [one.operation for one in operations])
        diff = diff_sides(Edition(cut, old), Edition(document, client), operations[0])
    except PipelineError as error:
        diff = None
        warnings.append(f"what changed cannot be told: {error}")
    version = _version(project.root)
    return attrs.evolve(outcome, diff=diff, version=version, warnings=tuple(warnings))


def _released(root: Path) -> Client | None:
    """Find the client that the project has."""
    try:
        return Client.of(root)
    except (OSError, ValueError):
        return None


def _version(root: Path) -> str | None:
    try:
        return read_version(root)
    except PipelineError:
        return None
