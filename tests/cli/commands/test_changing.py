"""`openrouter-models changes`: every change in every format, and an exit code for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from openrouter_models import Catalog, decode

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

OLD: list[dict[str, Any]] = [
    {"id": "a/gone"},
    {"id": "a/before", "canonical_slug": "s"},
    {"id": "a/kept", "context_length": 100, "supported_parameters": ["seed", "tools"]},
]
NEW: list[dict[str, Any]] = [
    {"id": "a/=1+1|`@all`<b>\x1b[2J"},
    {"id": "a/after", "canonical_slug": "s"},
    {"id": "a/kept", "context_length": 250, "supported_parameters": ["tools", "stop"]},
]


@pytest.fixture
def captures(tmp_path: Path) -> tuple[Path, Path]:
    """Store two listings."""
    files = tmp_path / "old.json", tmp_path / "new.json"
    for file, models in zip(files, (OLD, NEW), strict=True):
        file.write_text(json.dumps({"data": models}))
    return files


def test_each_change_is_a_row(run: Run, captures: tuple[Path, Path]) -> None:
    """Old and new with percent; of words those that differ."""
    ran = run("changes", *captures)
    assert [
        ["what", "model", "field", "old", "new", "change"],
        ["added", r"a/=1+1|`@all`<b>\x1b[2J"],
        ["removed", "a/gone"],
        ["renamed", "a/after", "id", "a/before", "a/after"],
        ["changed", "a/kept", "context", "length", "100", "250", "+150", "%"],
        ["supports", "-seed", "+stop"],
    ] == [line.split() for line in ran.out.splitlines()]
    assert 0 == ran.code
    assert "3 models before, 3 after: 1 added, 1 removed, 1 renamed, 1 changed\n" == ran.err


def test_json_is_what_python_gives(run: Run, captures: tuple[Path, Path]) -> None:
    """The same names."""
    catalogs: list[Catalog] = [decode(json.dumps({"data": models})) for models in (OLD, NEW)]
    assert catalogs[0].changes(catalogs[1]).to_dict() == json.loads(
        run("changes", *captures, "--json").out
    )


def test_in_markdown_text_is_data(run: Run, captures: tuple[Path, Path], tmp_path: Path) -> None:
    """A name cannot leave its cell, mention anybody or become markup."""
    file = tmp_path / "changes.md"
    run("changes", *captures, "--output", f"markdown={file}")
    page = MarkdownIt("commonmark").enable("table").render(file.read_text("utf-8"))
    assert "<td>a/=1+1|`@all`&lt;b&gt; [2J</td>" in page
    assert 6 == page.count("<tr>")


@pytest.mark.parametrize("partial", [0, 1])
def test_a_listing_that_is_not_whole_is_warned_of(
    run: Run, captures: tuple[Path, Path], partial: int
) -> None:
    """Whichever it is: what seems to be gone or new may stand on another page."""
    assert "incomplete" not in run("changes", *captures).err
    captures[partial].write_text(json.dumps({"data": NEW[:1], "total_count": 9}))
    assert run("changes", *captures).err.startswith("Warning: a listing is incomplete")


@pytest.mark.parametrize(("code", "newer"), [(0, 0), (1, 1)])
def test_a_script_can_ask_whether_something_changed(
    run: Run, captures: tuple[Path, Path], code: int, newer: int
) -> None:
    """By the exit code."""
    ran = run("changes", captures[0], captures[newer], "--exit-code")
    assert code == ran.code
    assert ("nothing changed" in ran.err) is (code == 0)


def test_without_a_second_capture_the_server_is_asked(
    run: Run, captures: tuple[Path, Path]
) -> None:
    """As the options of all commands say."""
    found = json.loads(run("changes", captures[0], "--demo", "--json").out)
    assert ["a/gone", "a/before", "a/kept"] == found["removed"]
    assert found["added"]
