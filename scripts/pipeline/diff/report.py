"""Show a diff to people and to the readers of a pull request: first what it means, then what changed.

All names and texts of the documents are data: they are escaped, cut to 200 characters and, in
Markdown, stand in code spans, where no markup, mention or reference is read.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from openrouter_models._pointers import keys_of
from openrouter_models._text import count
from pipeline.diff.client_lines import drift_lines, drift_summary, outermost, released_line
from pipeline.diff.severities import Severity
from pipeline.diff.version import next_version
from pipeline.json_values import is_array, is_object, shown
from pipeline.layout import Line, few, markdown_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.changes import Change, Diff, Place
    from pipeline.diff.witness import Witness

_MOST_TASKS = 3
_MOST_VALUE = 80


def to_text(diff: Diff, version: str | None, *, witnesses: bool = False) -> str:
    """Show a diff as plain text.

    Returns:
        Lines that are printable from end to end and never begin with a text of the documents.
    """
    lines = [*head(diff, version)]
    for section in sections(diff, witnesses=witnesses):
        lines += [Line(0, ""), *section]
    return text_of(lines)


def to_markdown(diff: Diff, version: str | None, *, witnesses: bool = False) -> str:
    """Show a diff as Markdown for a pull request, details folded."""
    text = ["# Changes of the contract", "", *markdown_of(head(diff, version))]
    for title, *lines in sections(diff, witnesses=witnesses):
        text += ["", "<details>", f"<summary>{title.ours}</summary>", ""]
        text += [*markdown_of(lines, 1), "", "</details>"]
    return "".join(f"{line}\n" for line in text)


def head(diff: Diff, version: str | None) -> Iterator[Line]:
    """Say in a few lines what a diff means: the verdict, the next version, and who must do what."""
    live = [one for one in diff.changes if not one.ignored]
    whom = sorted({one.who for one in live if one.severity is Severity.BREAKING})
    if not diff.changes:
        yield Line(0, "no change")
    else:
        verdict = f"breaking for {' and '.join(whom)}" if whom else "breaks no reader or sender"
        yield Line(
            0, f"{verdict}: {', '.join(f'{n} {severity}' for severity, n in diff.counts.items())}"
        )
        kinds = Counter(one.kind for one in diff.changes)
        yield Line(0, f"by kind: {', '.join(f'{n} {kind}' for kind, n in kinds.items())}")
    if version:
        yield Line(0, f"next version: {next_version(version, diff.severities)}, after {version}")
    yield from _tasks(live)
    if diff.drift and diff.drift.removed:
        gone = [line.partition(": ")[0] for line in outermost(diff.drift.removed)]
        yield Line(0, "users of the client must do without: ", few([shown(one) for one in gone]))
    if diff.released:
        yield Line(0, released_line(diff.released))
    if ignored := [one for one in diff.changes if one.ignored]:
        yield Line(0, f"ignored, with reasons: {len(ignored)}")
    # Notes are not cut, because their reasons stand last.
    yield from (Line(0, "note: ", repr(note)[1:-1]) for note in diff.notes)


def _tasks(changes: list[Change]) -> Iterator[Line]:
    """Say who must do what."""
    tasks: dict[str, list[str]] = {}
    for one in changes:
        if one.severity is Severity.BREAKING:
            tasks.setdefault(f"{one.who} must {one.task}: ", []).append(_name(one))
    for task, names in [*tasks.items()][:_MOST_TASKS]:
        yield Line(0, task, few(names))
    if left := [*tasks][_MOST_TASKS:]:
        yield Line(0, f"and {count(len(left), 'more task')} below")


def sections(diff: Diff, *, witnesses: bool) -> Iterator[list[Line]]:
    """List what changed, by severity and kind, and what follows for the client."""
    for severity in Severity:
        found = [one for one in diff.changes if one.severity is severity]
        if found:
            yield [
                Line(0, f"{severity}: {len(found)}"),
                *(line for same in _alike(found) for line in _of_kind(same, witnesses=witnesses)),
            ]
    if diff.drift and (lines := [*drift_lines(diff.drift)]):
        yield [Line(0, drift_summary(diff.drift)), *lines]


def _alike(changes: Iterable[Change]) -> Iterable[list[Change]]:
    together: dict[tuple[str, str], list[Change]] = {}
    for one in changes:
        together.setdefault((one.kind, one.why), []).append(one)
    return together.values()


def _of_kind(same: list[Change], *, witnesses: bool) -> Iterator[Line]:
    """Tell changes of one kind under one heading, a line for each and what belongs to it below."""
    first = same[0]
    if first.severity is Severity.DOCUMENTATION:
        for one in same:
            where = _where(one.where)
            yield Line(
                1, f"{one.kind}: ", f"{where}: {shown(one.what)}" if where else shown(one.what)
            )
        return
    times = f", {len(same)} times" if len(same) > 1 else ""
    yield Line(1, f"{first.kind}{times}: {first.why}")
    for one in same:
        where = _where(one.where)
        proof = {True: " (proved)", False: " (not proved)", None: ""}[one.proof]
        what = f"{shown(one.what)}{proof}"
        yield Line(2, "at ", f"{where}: {what}") if where else Line(2, "", what)
        yield from (Line(3, "also at ", _where(place)) for place in one.also)
        if one.attribute:
            yield Line(3, "client: ", shown(one.attribute))
        if one.ignored:
            yield Line(3, "ignored: ", shown(one.ignored))
        if one.witness and (witnesses or one.severity is Severity.BREAKING):
            verdict, finding = _verdict(one.witness), one.witness.finding
            body = json.dumps(one.witness.body) if witnesses else cut(one.witness)
            yield Line(3, "witness: ", body)
            yield Line(4, verdict, shown(finding) if finding else "")


def cut(witness: Witness) -> str:
    """Write the part of a witness that matters: the way to the place, `…` for what stands beside it."""
    return shown(_cut(witness.body, keys_of(witness.at)))


def _cut(value: Any, keys: list[str]) -> str:
    if not keys:
        text = json.dumps(value)
        return text if len(text) <= _MOST_VALUE else f"{text[:_MOST_VALUE]}…"
    key, *rest = keys
    if is_array(value) and key.isdigit() and int(key) < len(value):
        more = "…, " if len(value) > 1 else ""
        return f"[{more}{_cut(value[int(key)], rest)}]"
    if is_object(value) and key in value:
        more = "…, " if len(value) > 1 else ""
        return f"{{{more}{json.dumps(key)}: {_cut(value[key], rest)}}}"
    return "{…}" if is_object(value) and value else json.dumps(value)[:_MOST_VALUE]


def _name(change: Change) -> str:
    """Name what a change is about: by the client's attribute, or else by its place."""
    return shown(change.attribute).partition(": ")[0] if change.attribute else _where(change.where)


def _where(place: Place) -> str:
    where = (place.operation, place.part, place.pointer) if place.operation else (place.pointer,)
    return shown(" ".join(filter(None, where)))


def _verdict(witness: Witness) -> str:
    """Say who accepts a witness; where another finding follows, whose it is."""
    if witness.accepted_by == "both":
        return "both contracts accept it"
    if witness.finding is None:
        return f"the {witness.accepted_by} contract accepts it, the other has nothing like it"
    rejected = "old" if witness.accepted_by == "new" else "new"
    return f"the {witness.accepted_by} contract accepts it, the {rejected} one finds "
