"""The outcome of a run is said to people, in pull requests and to machines."""

from __future__ import annotations

import json

import attrs

from pipeline.diff.changes import Diff
from pipeline.outcome import Outcome, to_json, to_markdown, to_text

OUTCOME = Outcome(
    before={"a": b"1", "b": b"1", "same": b""},
    after={"a": b"2", "c": b"1", "same": b""},
    classes=("Model", "ModelLinks"),
    examples=55,
    ready_to_retire=("repair 1: a reason",),
    warnings=("looks <b>older</b> ``\n# title",),
)
CHANGES = {"a": "changed", "b": "removed", "c": "added"}


def test_text_says_what_asks_for_action_before_the_files() -> None:
    """Nothing is left out."""
    expected = [
        "warning: looks <b>older</b> `` # title",
        "1 repair is ready to retire; delete with `python scripts/regenerate.py --retire`:",
        "  repair 1: a reason",
        "changed a",
        "removed b",
        "added c",
        "3 files differ: 2 classes, 55 validated examples",
        "",
    ]
    assert expected == to_text(OUTCOME).split("\n")


def test_the_diff_begins_the_report() -> None:
    """In text and in Markdown; without a known version none is suggested."""
    changed = attrs.evolve(OUTCOME, diff=Diff(changes=()), version="0.1.0")
    text, markdown = to_text(changed), to_markdown(changed)
    assert text.startswith("no change\nnext version: 0.1.0, after 0.1.0\nwarning: ")
    assert "# Changes of the contract\n\n- no change\n- next version" in markdown
    assert "next version" not in to_text(attrs.evolve(changed, version=None))


def test_json_has_everything() -> None:
    """A machine reads the same."""
    assert {
        "changes": CHANGES,
        "classes": ["Model", "ModelLinks"],
        "examples": 55,
        "ready_to_retire": ["repair 1: a reason"],
        "warnings": ["looks <b>older</b> ``\n# title"],
        "diff": None,
    } == json.loads(to_json(OUTCOME))


def test_markdown_quotes_what_comes_from_the_document() -> None:
    """No text can become markup or leave its line."""
    markdown = to_markdown(OUTCOME)
    assert "- warning: ``` looks <b>older</b> `` # title ```\n" in markdown
    assert "- changed `a`\n" in markdown


def test_markdown_has_no_empty_sections() -> None:
    """A run that changed nothing has nothing to list."""
    calm = Outcome(before={}, after={}, classes=(), examples=0, ready_to_retire=())
    assert "# Regeneration\n\nno files differ: 0 classes, 0 validated examples.\n" == to_markdown(
        calm
    )
