"""Workflow commands, as GitHub's runner reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openrouter_models.cli.formats.workflow_commands import to_annotations

if TYPE_CHECKING:
    from openrouter_models.cli.verdicts import Run

# The runner's grammar: `::command key=value,key=value::message`, to the end of the line.
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)")


def commands(run: Run) -> list[tuple[str, dict[str, str], str]]:
    """Read commands as the runner does."""
    found: list[tuple[str, dict[str, str], str]] = []
    for line in to_annotations(run).splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match[2].split(","))
        found.append((match[1], {key: _unescaped(value) for key, value in pairs}, match[3]))
    return found


def _unescaped(value: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, char)
    return value


def test_each_group_is_shown_at_its_line(run: Run) -> None:
    """Errors as errors, the rest as warnings; what is known is counted only, what is stale is told."""
    file = {"file": "a folder/models.json"}
    assert [
        ("error", {"title": "missing-required", "line": "3", "col": "3", **file}),
        ("warning", {"title": "implausible-value", "line": "4", "col": "10", **file}),
        ("notice", {"title": "conforms"}),
        ("error", {"title": "not checked"}),
        ("error", {"title": "not verified"}),
    ] == [(name, properties) for name, properties, _ in commands(run)]


def test_text_is_data(hostile: Run) -> None:
    """Nothing ends a command or begins another."""
    assert 3 == len(commands(hostile))
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", to_annotations(hostile))
