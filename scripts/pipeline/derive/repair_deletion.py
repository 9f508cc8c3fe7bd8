"""Delete actions from the text of an overlay document, and leave all else in it as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.failure import PipelineError
from pipeline.read.parsing import parse_mapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def without_actions(text: bytes, indices: Collection[int], name: str) -> bytes:
    """Delete actions from an overlay document.

    Returns:
        The document without them; comments outside of them, the order and every other byte stay.

    Raises:
        PipelineError: It is written in a way in which nothing can be cut out by lines.
    """
    lines = text.decode().splitlines(keepends=True)
    gone: set[int] = set()
    for index, item in enumerate(actions := [*_actions(text.decode())]):
        if index in indices:
            first = _first_line(item, lines)
            end = _end_line(item, lines)
            while end < len(lines) and not lines[end].strip():
                end += 1
            gone.update(range(first, end))
    kept = [line for number, line in enumerate(lines) if number not in gone]
    if len(indices) == len(actions):
        kept = [re.sub(r"^actions:(?=\s)", "actions: []", line) for line in kept]
    cut = "".join(kept).rstrip("\n").encode() + b"\n"
    expected = parse_mapping(text, name)
    expected["actions"] = [
        action for index, action in enumerate(expected["actions"]) if index not in indices
    ]
    if _parsed(cut, name) != expected:
        raise PipelineError(
            f"{name} is not written in YAML's block style, one line or more for each action; delete "
            f"the actions {', '.join(str(index) for index in sorted(indices))} (from 0) by hand"
        )
    return cut


def _parsed(text: bytes, name: str) -> object:
    try:
        return parse_mapping(text, name)
    except PipelineError:
        return None


def _actions(text: str) -> Iterator[yaml.Node]:
    root = yaml.compose(text, yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "actions" and isinstance(value, yaml.SequenceNode):
            yield from value.value


def _first_line(item: yaml.Node, lines: list[str]) -> int:
    line = item.start_mark.line
    while line and not lines[line].lstrip().startswith("-"):
        line -= 1
    return line


def _end_line(node: yaml.Node, lines: list[str]) -> int:
    """Give the number of the line after the last one that belongs to a node, comments and blanks apart."""
    if isinstance(node, yaml.CollectionNode) and node.value:
        last: Any = node.value[-1]
        is_pair = isinstance(node, yaml.MappingNode)
        return _end_line(last[1] if is_pair else last, lines)
    end = node.end_mark
    line = end.line + 1 if end.column else end.line
    while line > node.start_mark.line + 1 and not lines[line - 1].strip():
        line -= 1
    return line
