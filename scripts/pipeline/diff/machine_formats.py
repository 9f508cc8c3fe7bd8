"""Show a diff to machines: as JSON, as annotations of a CI and as JUnit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import attrs

from openrouter_models._text import printable, workflow_command
from pipeline.diff.severities import Severity
from pipeline.diff.version import next_version
from pipeline.json_values import shown

if TYPE_CHECKING:
    from pipeline.diff.changes import Change, Diff, Place


def to_json(diff: Diff, version: str | None) -> str:
    """Show a diff as JSON, which docs/spec-diff.schema.json describes."""
    return f"{json.dumps(to_data(diff, version), indent=2)}\n"


def to_data(diff: Diff, version: str | None) -> dict[str, Any]:
    """Give a diff as JSON values, the texts of the documents as they came."""
    return {
        "summary": {severity.value: count for severity, count in diff.counts.items()},
        "changes": [_change(change) for change in diff.changes],
        "surface": diff.drift and attrs.asdict(diff.drift),
        "released_client": diff.released and attrs.asdict(diff.released),
        "version": version and {"current": version, "next": next_version(version, diff.severities)},
        "notes": list(diff.notes),
    }


def to_github(diff: Diff, _version: str | None) -> str:
    """Show a diff as workflow commands of GitHub Actions, which annotate the lines of the new document."""
    return "".join(f"{_annotation(change)}\n" for change in diff.changes)


def to_junit(diff: Diff, _version: str | None) -> str:
    """Show a diff as JUnit: a test case per change, failed where it breaks somebody."""
    failed = sum(map(_fails, diff.changes))
    counts = {"name": "spec_diff", "tests": str(len(diff.changes)), "failures": str(failed)}
    suite = ET.Element("testsuite", {**counts, "errors": "0"})
    for change in diff.changes:
        name = printable(f"{change.kind} at {_where(change.where)}")
        case = ET.SubElement(suite, "testcase", classname="contract", name=name)
        if change.ignored:
            ET.SubElement(case, "skipped", message=printable(change.ignored))
        elif _fails(change):
            message = printable(_sentence(change))
            ET.SubElement(case, "failure", type=change.kind, message=message)
    return f"{ET.tostring(suite, 'unicode', xml_declaration=True)}\n"


def _annotation(change: Change) -> str:
    level = "error" if _fails(change) else "notice"
    file, line = change.lines.where if change.lines else ("", None)
    place = {"file": file, "line": str(line)} if line else {}
    title = f"{change.kind} [{change.fingerprint}]"
    return workflow_command(level, _sentence(change), **place, title=title)


def _fails(change: Change) -> bool:
    return change.severity is Severity.BREAKING and not change.ignored


def _sentence(change: Change) -> str:
    lines = f" ({said})" if change.lines and (said := str(change.lines)) else ""
    task = f"; {change.who} must {change.task}" if change.task else ""
    return f"{shown(f'{_where(change.where)}: {change.what}; {change.why}{task}')}{lines}"


def _where(place: Place) -> str:
    return " ".join(filter(None, (place.operation, place.part, place.pointer)))


def _change(change: Change) -> dict[str, Any]:
    lines = change.lines
    return {
        "kind": change.kind,
        "severity": change.severity.value,
        "where": attrs.asdict(change.where),
        "also": [attrs.asdict(place) for place in change.also],
        "what": change.what,
        "why": change.why,
        "who": change.who,
        "task": change.task,
        "proved": change.proof,
        "fingerprint": change.fingerprint,
        "ignored": change.ignored,
        "lines": lines and {"old": lines.old[1], "new": lines.new[1]},
        "attribute": change.attribute,
        "witness": change.witness and attrs.asdict(change.witness),
    }
