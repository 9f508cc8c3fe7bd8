"""Files: whole or unchanged."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
import pytest

from openrouter_models.cli import output_files
from openrouter_models.cli.complaints import CannotBeDoneError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_with_its_mode(tmp_path: Path) -> None:
    """And a link leads to the new text."""
    file, link = tmp_path / "a.txt", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    output_files.replace(str(link), "n\u00e9w")
    assert ("n\u00e9w", 0o640, True) == (
        file.read_text("utf-8"),
        file.stat().st_mode & 0o777,
        link.is_symlink(),
    )
    assert ["a.txt", "link"] == sorted(each.name for each in tmp_path.iterdir())


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-written, nothing beside it, one sentence."""
    file = tmp_path / "a.txt"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(CannotBeDoneError, match=r"a\.txt cannot be written: No space left"):
        output_files.replace(str(file), "new")
    assert ("old", ["a.txt"]) == (file.read_text(), [each.name for each in tmp_path.iterdir()])


def test_a_stream_keeps_what_was_printed_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-`, and stdout and stderr by other names: the file that a shell sent them to is not replaced."""
    log = tmp_path / "log"
    log.write_text("kept\n")
    for name in ("stdout", "stderr"):
        with log.open("a") as stream, monkeypatch.context() as patched:
            patched.setattr(sys, name, stream)
            output_files.replace(str(log), f"{name}\n")
    with log.open("a") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        output_files.replace("-", "-\n")
    assert "kept\nstdout\nstderr\n-\n" == log.read_text()


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    """A device stays one; a folder and a missing one are refused."""
    output_files.replace(os.devnull, "x")
    assert not os.path.isfile(os.devnull)  # noqa: PTH113
    for name in (str(tmp_path), str(tmp_path / "no" / "file"), "\0"):
        with pytest.raises(CannotBeDoneError, match="cannot be written"):
            output_files.replace(name, "x")


def test_two_outputs_cannot_go_to_one_file(tmp_path: Path) -> None:
    """By whatever names; reading one twice is no harm, and `-` is not a file."""
    one, other = str(tmp_path / "a"), str(tmp_path / "b" / ".." / "a")
    output_files.refuse_clashes([one, None, "-"], ["c", "c", "-", None])
    for written, read in ([one, other], []), ([one], [other]):
        with pytest.raises(click.UsageError, match="cannot go to one file"):
            output_files.refuse_clashes(written, read)
