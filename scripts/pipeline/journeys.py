"""Regenerate from past revisions of the document, and read what the server answered later with each."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from pipeline import regeneration
from pipeline.diff.document_comparison import Client
from pipeline.diff.released import walkers
from pipeline.failure import PipelineError
from pipeline.generate.isolation import run_alone
from pipeline.offline_suite import rehearse
from pipeline.openapi.resolution import for_status
from pipeline.publish.project import PACKAGE, REPAIRS, SETTINGS, TEMPLATES, Project
from pipeline.read.load import read_source
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.settings import Operation

_READ = """
result = []
for body in given:
    sent = json.loads(body)
    response = httpx.Response(200, headers={"content-type": "application/json"}, content=body.encode())
    try:
        listing = operation.parse_response(response)
        read = sum(hasattr(model, "to_dict") for model in listing.data)
        result.append([read, None if listing.to_dict() == sent else "gives another body back"])
    except Exception as error:
        result.append([0, "raised " + type(error).__name__])
"""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@attrs.frozen
class Capture:
    """A stored response.

    Attributes:
        name: The name of its file.
        body: The body of a listing.
        models: How many models it holds.
        is_bare: Whether it was stored as the bare list of its models, so that the envelope is ours.
    """

    name: str
    body: str
    models: int
    is_bare: bool


@attrs.frozen
class Journey:
    """What came of one revision.

    Attributes:
        revision: The name of its file.
        problem: Why no client could be generated from it; None if one was.
        captures: How many captures of that day and later there are.
        models: How many models they hold.
        read: How many of those the client gave.
        findings: By kind, what the contract of the revision finds in them.
        failures: One phrase per capture that was not read whole.
        suite: What came of the contract suite, then its failures; empty where it was not run.
    """

    revision: str
    problem: str | None
    captures: int = 0
    models: int = 0
    read: int = 0
    findings: Mapping[str, int] = attrs.Factory(dict[str, int])
    failures: tuple[str, ...] = ()
    suite: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether a client was generated and lost nothing, and the suite did not fail."""
        passed = self.suite in {(), ("green",), ("unsupported",)}
        return self.problem is None and not self.failures and passed


def read_captures(folder: Path) -> tuple[Capture, ...]:
    """Read the captures in a folder, all `*.json` but those that hold headers.

    Raises:
        PipelineError: There are none, or one is not a listing.
    """
    paths = (path for path in sorted(folder.glob("*.json")) if ".headers." not in path.name)
    captures = tuple(_capture(path) for path in paths)
    if not captures:
        raise PipelineError(f"{folder} holds no captures; name a folder with *.json")
    return captures


def _capture(path: Path) -> Capture:
    try:
        stored: Any = json.loads(path.read_bytes())
        is_bare = isinstance(stored, list)
        body: dict[str, Any] = {"data": stored} if is_bare else stored
        return Capture(path.name, json.dumps(body), len(body["data"]), is_bare)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise PipelineError(f"{path} is not a model listing: {error}") from error


def later(captures: Iterable[Capture], revision: str) -> tuple[Capture, ...]:
    """Choose the captures of a revision's day and later; a file without a date in its name counts as of any day."""
    since = _DATE.search(revision)
    return tuple(
        one
        for one in captures
        if since is None or (day := _DATE.search(one.name)) is None or day[0] >= since[0]
    )


def travel(
    root: Path, revision: Path, captures: Iterable[Capture], folder: Path, *, suite: bool = False
) -> Journey:
    """Regenerate from a revision in a new folder, and read the captures of its time with the client."""
    try:
        _regenerate(root, revision, folder)
        journey = _read(revision.name, later(captures, revision.name), folder)
        return attrs.evolve(journey, suite=rehearse(root, folder)) if suite else journey
    except PipelineError as error:
        return Journey(revision.name, str(error))


def _regenerate(root: Path, revision: Path, folder: Path) -> None:
    shutil.copytree(root / TEMPLATES, folder / TEMPLATES)
    for name in filter(lambda name: (root / name).exists(), (REPAIRS, SETTINGS)):
        shutil.copyfile(root / name, folder / name)
    regeneration.regenerate(
        Project.at(folder),
        read_source(str(revision)),
        dry_run=False,
        say=lambda _: None,
        retire=True,
    )


def _read(revision: str, captures: tuple[Capture, ...], folder: Path) -> Journey:
    (operation, *_) = read_settings(folder).operations
    packages = (folder / PACKAGE).parent
    bodies = [one.body for one in captures]
    results: list[tuple[int, str | None]] = run_alone(_READ, packages, operation, bodies)
    failures = [
        f"{capture.name}: {read} of {capture.models} models; {problem or 'the rest is lost'}"
        for capture, (read, problem) in zip(captures, results, strict=True)
        if problem or read != capture.models
    ]
    return Journey(
        revision,
        None,
        captures=len(captures),
        models=sum(one.models for one in captures),
        read=sum(read for read, _ in results),
        findings=_findings(folder, operation, captures),
        failures=tuple(failures),
    )


def _findings(folder: Path, operation: Operation, captures: tuple[Capture, ...]) -> dict[str, int]:
    walk = for_status(walkers(Client.of(folder).contract, operation), 200)
    found = Counter(
        finding.kind.value
        for one in captures
        for finding in (walk(json.loads(one.body)) if walk else ())
        if not one.is_bare or finding.path.startswith("/data")
    )
    return dict(sorted(found.items()))


def table(journeys: Iterable[Journey]) -> Iterator[str]:
    """Write journeys as the lines of a table, each failure below its row."""
    rows = [
        ("revision", "generated", "captures", "models", "suite", "findings"),
        *map(_row, (journeys := list(journeys))),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, journey in zip(rows, [None, *journeys], strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if journey:
            below = (journey.problem, *journey.failures, *journey.suite[1:])
            yield from (f"  {line}" for line in filter(None, below))


def _row(journey: Journey) -> tuple[str, ...]:
    if journey.problem is not None:
        return journey.revision, "no", "", "", "", ""
    found = ", ".join(f"{count} {kind}" for kind, count in journey.findings.items())
    read = journey.captures - len(journey.failures)
    return (
        journey.revision,
        "yes",
        f"{read} of {journey.captures}",
        f"{journey.read} of {journey.models}",
        journey.suite[0] if journey.suite else "not run",
        found or "none",
    )
