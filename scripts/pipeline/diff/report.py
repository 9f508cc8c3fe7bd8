"""Show a diff to people, to the readers of a pull request and to machines.

All names and texts of the documents are data: they are escaped, cut to 200 characters and, in
Markdown, stand in code spans, where no markup, mention or reference is read.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pipeline.diff.change_kinds import Severity
from pipeline.diff.version import next_version
from pipeline.read.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.released import Released
    from pipeline.diff.revision import Change, Diff, Place
    from pipeline.diff.witness import Witness
    from pipeline.generate.surface import Drift

_MOST_LINES = 60


def to_text(diff: Diff, version: str | None) -> str:
    """Show a diff as plain text.

    Args:
        diff: The diff.
        version: The version of the last release; None if it is not known.

    Returns:
        Lines that are printable from end to end and never begin with a text of the documents.
    """
    lines = [_summary(diff)]
    for severity in Severity:
        if found := [one for one in diff.changes if one.severity is severity]:
            lines += ["", severity.value]
            lines += [f"  {line}" for change in found for line in _change_lines(change)]
    if diff.drift:
        lines += ["", _drift_summary(diff.drift)]
        lines += [f"  {line}" for line in _drift_lines(diff.drift)]
    lines += ["", *_ending(diff, version)]
    return "".join(f"{line}\n" for line in lines)


def to_markdown(diff: Diff, version: str | None) -> str:
    """Show a diff as Markdown for a pull request; arguments as for `to_text`."""
    lines = ["# Changes of the contract", "", f"{_summary(diff)}."]
    for severity in Severity:
        if found := [one for one in diff.changes if one.severity is severity]:
            lines += ["", f"## {severity.value.capitalize()}", ""]
            for change in found:
                lines += _change_items(change)
    if diff.drift:
        lines += ["", "## Generated client", "", f"{_drift_summary(diff.drift)}.", ""]
        lines += [f"- {_code(line)}" for line in _drift_lines(diff.drift)]
    lines += ["", "## Release", "", *(f"- {_quoted(line)}" for line in _ending(diff, version))]
    return "".join(f"{line}\n" for line in lines)


def to_json(diff: Diff, version: str | None) -> str:
    """Show a diff as JSON, which docs/spec-diff.schema.json describes; arguments as for `to_text`."""
    return f"{json.dumps(to_data(diff, version), indent=2)}\n"


def to_data(diff: Diff, version: str | None) -> dict[str, Any]:
    """Give a diff as JSON values, the texts of the documents as they came."""
    return {
        "summary": {severity.value: count for severity, count in diff.counts.items()},
        "changes": [_change_data(change) for change in diff.changes],
        "surface": diff.drift
        and {
            "added": list(diff.drift.added),
            "removed": list(diff.drift.removed),
            "changed": {name: list(pair) for name, pair in diff.drift.changed.items()},
        },
        "released_client": diff.released
        and {
            "bodies": diff.released.bodies,
            "findings": dict(diff.released.findings),
            "raised": dict(diff.released.raised),
        },
        "version": version and {"current": version, "next": _next(diff, version)},
        "notes": list(diff.notes),
    }


def _summary(diff: Diff) -> str:
    if not diff.changes:
        return "no change"
    return ", ".join(f"{count} {severity}" for severity, count in diff.counts.items())


def _next(diff: Diff, version: str) -> str:
    return next_version(version, diff.severities)


def _where(place: Place) -> str:
    return shown(" ".join(filter(None, (place.operation, place.part, place.pointer))))


def _change_lines(change: Change) -> Iterator[str]:
    if change.severity is Severity.DOCUMENTATION:
        yield f"{change.kind}: {shown(change.what)}"
        return
    yield f"{change.kind} at {_where(change.where)}"
    yield f"  {shown(change.what)}; {change.why}"
    yield from (f"  also at {_where(place)}" for place in change.also)
    if change.attribute:
        yield f"  client: {shown(change.attribute)}"
    if change.witness:
        verdict, finding = _verdict(change.witness), change.witness.finding
        yield f"  witness: {json.dumps(change.witness.body)}"
        yield f"    {verdict}{shown(finding) if finding else ''}"


def _change_items(change: Change) -> Iterator[str]:
    if change.severity is Severity.DOCUMENTATION:
        yield f"- {change.kind}: {_code(change.what)}"
        return
    yield f"- **{change.kind}** at {_code(_where(change.where))}: {_code(change.what)}"
    yield f"  - {change.why}"
    yield from (f"  - also at {_code(_where(place))}" for place in change.also)
    if change.attribute:
        yield f"  - client: {_code(change.attribute)}"
    if change.witness:
        verdict, finding = _verdict(change.witness), change.witness.finding
        yield f"  - witness: {_span(json.dumps(change.witness.body))}"
        yield f"    {verdict}{_code(finding) if finding else ''}"


def _verdict(witness: Witness) -> str:
    """Say who accepts a witness; where another finding follows, whose it is."""
    if witness.accepted_by == "both":
        return "both contracts accept it"
    if witness.finding is None:
        return f"the {witness.accepted_by} contract accepts it, the other has nothing like it"
    rejected = "old" if witness.accepted_by == "new" else "new"
    return f"the {witness.accepted_by} contract accepts it, the {rejected} one finds "


def _drift_summary(drift: Drift) -> str:
    counts = len(drift.added), len(drift.removed), len(drift.changed)
    words = zip(counts, ("added", "removed", "changed"), strict=True)
    return f"generated client: {', '.join(f'{count} {word}' for count, word in words)}"


def _drift_lines(drift: Drift) -> list[str]:
    lines = [
        *(f"added   {shown(line)}" for line in _outermost(drift.added)),
        *(f"removed {shown(line)}" for line in _outermost(drift.removed)),
        *(
            f"changed {shown(name)}: {shown(now)}, was {shown(was)}"
            for name, (was, now) in drift.changed.items()
        ),
    ]
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"… and {more} more"] if more > 0 else [])]


def _outermost(lines: Iterable[str]) -> Iterator[str]:
    """Leave out the members of a class that itself is among the lines."""
    classes: set[str] = set()
    for line in lines:
        name, _, what = line.partition(": ")
        if what.startswith("class("):
            classes.add(name)
        if name.rpartition(".")[0] not in classes:
            yield line


def _ending(diff: Diff, version: str | None) -> Iterator[str]:
    if diff.released:
        yield _released_line(diff.released)
    if version:
        yield f"next version: {_next(diff, version)}, after {version}"
    yield from (f"note: {repr(note)[1:-1]}" for note in diff.notes)  # whole, reasons stand last


def _released_line(released: Released) -> str:
    found = ", ".join(f"{count} {kind}" for kind, count in released.findings.items())
    raised = ", ".join(f"{count} {name}" for name, count in released.raised.items())
    return (
        f"released client: decoded {released.bodies} generated bodies of the new contract; "
        f"findings: {found or 'none'}; raised: {raised or 'none'}"
    )


def _change_data(change: Change) -> dict[str, Any]:
    witness = change.witness
    return {
        "kind": change.kind,
        "severity": change.severity.value,
        "where": _place_data(change.where),
        "also": [_place_data(place) for place in change.also],
        "what": change.what,
        "why": change.why,
        "attribute": change.attribute,
        "witness": witness
        and {
            "body": witness.body,
            "at": witness.at,
            "accepted_by": witness.accepted_by,
            "finding": witness.finding,
        },
    }


def _place_data(place: Place) -> dict[str, str]:
    return {"operation": place.operation, "part": place.part, "pointer": place.pointer}


def _quoted(text: str) -> str:
    """Put what comes after our own first words into a code span."""
    ours, colon, theirs = text.partition(": ")
    return f"{ours}{colon}{_span(theirs)}" if colon else text


def _code(text: str) -> str:
    return _span(shown(text))


def _span(text: str) -> str:
    """Write a code span; its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1)."""
    runs: Iterable[str] = re.findall("`+", text)
    fence = "`" * (max(map(len, runs), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
