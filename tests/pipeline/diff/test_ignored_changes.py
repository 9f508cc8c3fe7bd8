"""Changes that somebody has looked at count no more, each for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.diff.changes import Change, Diff, Place
from pipeline.diff.ignored_changes import ignore, read_ignored
from pipeline.diff.severities import Severity
from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from pathlib import Path

CHANGE = Change(
    kind="field-removed",
    severity=Severity.BREAKING,
    where=Place("GET /m", "response 200", "/a"),
    what="removed",
    why="",
)


def test_reasons_are_read_by_fingerprint(tmp_path: Path) -> None:
    """Comments and empty lines are for people."""
    path = tmp_path / "ignored.txt"
    path.write_text("# Agreed upon in June.\n\n0123 nobody reads it \nabcd  two words\n", "utf-8")
    assert {"0123": "nobody reads it", "abcd": "two words"} == read_ignored(path)


def test_a_line_without_a_reason_is_refused(tmp_path: Path) -> None:
    """The message names it."""
    path = tmp_path / "ignored.txt"
    path.write_text("# x\n0123 \n", "utf-8")
    with pytest.raises(PipelineError, match=r"ignored\.txt:2 gives no reason"):
        read_ignored(path)


@pytest.mark.parametrize("content", [None, b"\xff\n"], ids=["a folder", "no UTF-8"])
def test_a_file_that_cannot_be_read_is_refused(content: bytes | None, tmp_path: Path) -> None:
    """In one sentence."""
    path = tmp_path / "ignored.txt"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(PipelineError, match="cannot be read"):
        read_ignored(path)


def test_an_ignored_change_breaks_nobody_and_a_stale_one_is_noted() -> None:
    """The change stays in the report, with the reason."""
    diff = ignore(Diff(changes=(CHANGE,)), {CHANGE.fingerprint: "agreed", "0123": "old"})
    assert ["agreed"] == [one.ignored for one in diff.changes]
    assert not diff.is_breaking
    assert ("the ignored fingerprint 0123 matches no change; delete it",) == diff.notes
