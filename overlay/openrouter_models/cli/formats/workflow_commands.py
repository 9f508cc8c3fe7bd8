"""Write a run as GitHub workflow commands, which show findings beside the lines that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models._text import workflow_command
from openrouter_models.cli.verdicts import Checked, Run, Verdict
from openrouter_models.findings import Severity, group

if TYPE_CHECKING:
    from collections.abc import Iterator


def to_annotations(run: Run) -> str:
    """Write a command per group of findings; nothing that a server wrote can end one or begin another."""
    lines = [line for checked in run.responses for line in _response(checked, run)]
    lines += [
        workflow_command("notice", f"Nothing was found for {entry}.", title="stale baseline entry")
        for entry in run.stale
    ]
    return "".join(f"{line}\n" for line in lines)


def _response(checked: Checked, run: Run) -> Iterator[str]:
    is_file = checked.source != "-" and (checked.content is not None or checked.entry)
    where = {"file": checked.source} if is_file else {}
    if checked.error is not None:
        yield workflow_command("error", checked.error, title="not checked", **where)
        return
    groups = group(checked.findings)
    lines = checked.locate(each.first for each in groups)
    for each in groups:
        at = lines.get(each.first.path)
        place = {"line": str(at.line), "col": str(at.column)} if at else {}
        level = "error" if each.severity in run.failing else "warning"
        title = each.kind.value if each.count == 1 else f"{each.kind} ({each.count} times)"
        yield workflow_command(level, str(each), title=title, **where, **place)
    if checked.verdict_on() is Verdict.NOTHING_VERIFIED:
        yield workflow_command(
            "error", f"{checked.name}: nothing was verified.", title="not verified", **where
        )
    elif not groups or all(each.severity is Severity.WARNING for each in groups):
        known = f" ({len(checked.known)} known)" if checked.known else ""
        yield workflow_command(
            "notice", f"{checked.name} conforms to the contract{known}.", title="conforms"
        )
