"""Tell in lines what a diff means for the generated client: its drift, and what the released one makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.json_values import shown
from pipeline.layout import Line, few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.released import Released
    from pipeline.generate.surface import Drift


def drift_summary(drift: Drift) -> str:
    """Count what was added to the client, removed from it and changed."""
    counts = len(drift.added), len(drift.removed), len(drift.changed)
    words = zip(counts, ("added", "removed", "changed"), strict=True)
    return f"generated client: {', '.join(f'{count} {word}' for count, word in words)}"


def drift_lines(drift: Drift) -> Iterator[Line]:
    """Tell the drift of the client by class, each with its members that came, went or changed."""
    classes: dict[str, dict[str, list[str]]] = {}
    words = {"added": drift.added, "removed": drift.removed, "changed": drift.changed}
    for word, lines in words.items():
        for line in lines:
            name, _, what = line.partition(": ")
            owner, _, member = (name, "", "") if what.startswith("class(") else name.rpartition(".")
            classes.setdefault(owner, {}).setdefault(word, []).append(member)
    for owner, found in sorted(classes.items()):
        said = (f"{word} {_members(members)}" for word, members in found.items())
        yield Line(1, "", shown(f"{owner}: {'; '.join(said)}"))


def _members(members: list[str]) -> str:
    """Name members of a class; an empty name stands for the class itself."""
    named = [one for one in members if one]
    if len(named) == len(members):
        return few(named)
    return f"as a whole, {len(named)} members" if named else "as a whole"


def outermost(lines: Iterable[str]) -> Iterator[str]:
    """Leave out the members of a class that itself is among the lines."""
    classes: set[str] = set()
    for line in lines:
        name, _, what = line.partition(": ")
        if what.startswith("class("):
            classes.add(name)
        if name.rpartition(".")[0] not in classes:
            yield line


def released_line(released: Released) -> str:
    """Say what the released client made of bodies of the new contract."""
    found = ", ".join(f"{count} {kind}" for kind, count in released.findings.items())
    raised = ", ".join(f"{count} {name}" for name, count in released.raised.items())
    return (
        f"released client: decoded {released.bodies} generated bodies of the new contract; "
        f"findings: {found or 'none'}; raised: {raised or 'none'}"
    )
