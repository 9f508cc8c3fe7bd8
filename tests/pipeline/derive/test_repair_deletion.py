"""Actions are cut out of the text of an overlay document; all else stays byte for byte."""

from __future__ import annotations

import pytest

from pipeline.derive.repair_deletion import without_actions
from pipeline.failure import PipelineError
from pipeline.read.parsing import parse_mapping

TEXT = b"""\
# Ours.
overlay: 1.0.0
actions:  # in order
  # about the first
  - description: >-
      The first,
      over lines.

    target: $.a  # inside

  # about the second
  -
    target: $.b
    update: {x: [1, 2]}
  - target: $.c
    update:
      - |
        # text

# the end
"""


@pytest.mark.parametrize("gone", [{0}, {1}, {2}, {0, 2}, {0, 1, 2}, set[int]()])
def test_what_is_not_deleted_stays_in_its_order(gone: set[int]) -> None:
    """Comments outside of the deleted actions too."""
    cut = without_actions(TEXT, gone, "x")
    before, after = parse_mapping(TEXT, "x"), parse_mapping(cut, "x")
    assert after["actions"] == [
        action for index, action in enumerate(before["actions"]) if index not in gone
    ]
    for comment in (b"# Ours.", b"# about the first", b"# about the second", b"# the end"):
        assert comment in cut
    assert [line for line in cut.splitlines() if line.strip()] == [
        line
        for line in TEXT.replace(
            b"actions:", b"actions: []" if len(gone) == 3 else b"actions:"
        ).splitlines()
        if line.strip() and line in cut.splitlines()
    ]


def test_what_cannot_be_cut_by_lines_is_refused() -> None:
    """The message says which to delete by hand."""
    flow = b"overlay: 1.0.0\nactions: [{target: $.a}, {target: $.b}]\n"
    with pytest.raises(PipelineError, match=r"delete the actions 1 \(from 0\) by hand"):
        without_actions(flow, {1}, "x")
