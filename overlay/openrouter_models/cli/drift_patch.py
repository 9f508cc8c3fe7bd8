"""Write what drift suggests as a patch that a maintainer reviews: repairs, and what is known until then."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from difflib import unified_diff
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from openrouter_models._policy.baseline import Baseline
from openrouter_models._policy.baseline_entries import entry_of, is_never_known
from openrouter_models._text import count, printable
from openrouter_models.cli.complaints import CannotBeDoneError
from openrouter_models.cli.sources import read_bytes
from openrouter_models.contract.proposals import Proposal, propose
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models.cli.verdicts import Checked
    from openrouter_models.findings import Finding, Report

_REPAIRS = "openapi/repairs.overlay.yaml"
_BASELINE = "openrouter-drift.toml"
_DAYS = 90
_NO_DRIFT = frozenset({Kind.IMPLAUSIBLE_VALUE})
_HEAD = """\
overlay: 1.0.0
info:
  title: Repairs of the OpenRouter API document
  version: 1.0.0
extends: openrouter.yaml
actions:
"""


def proposals_of(checked: Iterable[Checked]) -> list[Proposal]:
    """Propose repairs for what was found, what is known included."""
    findings: dict[int, list[Finding]] = defaultdict(list)
    bodies: dict[int, list[Any]] = defaultdict(list)
    for each in checked:
        if each.status is not None and each.body is not None:
            findings[each.status] += (*each.findings, *each.known)
            bodies[each.status] += each.decoded()
    proposed = (
        propose(found, bodies[status], status) for status, found in findings.items() if found
    )
    return [*chain.from_iterable(proposed)]


def to_patch(
    proposals: list[Proposal],
    reports: Iterable[Report],
    baseline: str | None,
    today: date | None = None,
) -> str:
    """Write a patch for the project in the current folder, with what it is about before it; empty if nothing drifts.

    Raises:
        CannotBeDoneError: The baseline is not below the current folder, or cannot be read.
    """
    expires = (today or datetime.now(UTC).date()) + timedelta(days=_DAYS)
    name = _inside(baseline or _BASELINE)
    known = Baseline.load(name) if Path(name).exists() else Baseline()
    entries = _entries(known, reports, proposals, expires)
    changed = _diff(name, str(Baseline(entries))) if entries != known.entries else ""
    if not changed and not proposals:
        return ""
    said = [f"Proposed by openrouter-models: {count(len(proposals), 'repair')}."]
    said += [f"- {printable(each.reason)} Seen {count(each.count, 'time')}." for each in proposals]
    said += [
        f"Until a repair is in force, {name} lets the drift pass, to {expires.isoformat()}.",
        "",
    ]
    before = (_read(_REPAIRS) or _HEAD).rstrip("\n") + "\n"
    repairs = _diff(_REPAIRS, before + "".join(map(_actions, proposals))) if proposals else ""
    return "\n".join([*said, ""]) + repairs + changed


def _inside(file: str) -> str:
    name = os.path.relpath(file).replace(os.sep, "/")
    if name.startswith("../") or Path(name).is_absolute():
        raise CannotBeDoneError(
            f"{printable(file)} is not below the current folder, where the patch is to be applied."
        )
    return name


def _entries(
    known: Baseline, reports: Iterable[Report], proposals: list[Proposal], expires: date
) -> tuple[Any, ...]:
    """Add to a baseline what drifts; what is in it stays as it is."""
    reasons = {(each.first.kind, each.first.path): each.reason for each in proposals}
    found = {entry.key: entry for entry in known.entries}
    for report in reports:
        for finding in (*report.findings, *report.known):
            if finding.kind not in _NO_DRIFT and not is_never_known(finding.kind, finding.path):
                reason = reasons.get((finding.kind, finding.path), "Seen; not explained yet.")
                entry = evolve(entry_of(finding), reason=reason, expires=expires)
                if known.entry_for(finding) is None:
                    found.setdefault(entry.key, entry)
    return tuple(sorted(found.values(), key=lambda each: tuple(map(str, each.key))))


def _actions(proposal: Proposal) -> str:
    """Write the actions of a proposal as YAML, whose strings in double quotes are those of JSON."""
    lines: list[str] = []
    for number, action in enumerate(proposal.actions):
        reason = proposal.reason if number == 0 else f"See the action before: {proposal.reason}"
        lines += ["", f"  - description: {json.dumps(reason)}"]
        lines.append("    target: '" + action.target.replace("'", "''") + "'")
        if number == 0:
            lines.append(f"    x-witness: {json.dumps(json.dumps(proposal.witness))}")
        update = json.dumps(action.update)
        lines.append("    remove: true" if action.update is None else f"    update: {update}")
    return "\n".join([*lines, ""])


def _read(name: str) -> str | None:
    return read_bytes(name).decode(errors="replace") if Path(name).exists() else None


def _diff(name: str, new: str) -> str:
    old = _read(name)
    lines = unified_diff(
        [] if old is None else old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        "/dev/null" if old is None else f"a/{name}",
        f"b/{name}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
