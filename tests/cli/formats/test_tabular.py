"""Rows as CSV, JSON lines and Markdown: every value comes back, and none of them does anything."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models.cli.formats.tabular import to_csv, to_jsonl, to_markdown_table, to_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("true", True),
        ("text image", ["text", "image"]),
        ("2026-01-02", date(2026, 1, 2)),
        ("2026-01-02T03:04:05+00:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("0.25", 0.25),
    ],
)
def test_values_are_plain_text(text: str, value: object) -> None:
    """As people and spreadsheets read them."""
    assert text == to_text(value)


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.lists(st.text())})))
def test_csv_has_a_line_per_row_and_no_formulas(rows: list[dict[str, Any]]) -> None:
    """Nothing moves a cursor, and nothing is run."""
    lines = list(to_csv(rows, ("a", "b")))
    assert len(rows) + 1 == len(lines)
    cells = [cell for row in csv.reader(lines) for cell in row]
    assert 2 * len(lines) == len(cells)
    assert all(cell.isprintable() for cell in cells)
    assert not any(
        cell.lstrip().startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20")) for cell in cells
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1"])
def test_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    """A spreadsheet then shows it as it is; numbers of ours stay numbers."""
    row = {"text": text, "words": [text], "number": -1.5}
    _, line = to_csv([row], ("text", "words", "number"))
    assert [f"'{text}", f"'{text}", "-1.5"] == next(csv.reader([line]))


@given(st.dictionaries(st.sampled_from("abc"), st.text() | st.none() | st.booleans(), min_size=3))
def test_json_lines_give_the_row_again(row: dict[str, Any]) -> None:
    """In ASCII, each on one line."""
    (line,) = to_jsonl([row], "abc")
    assert row == json.loads(line)
    assert line.isascii()
    assert 1 == line.count("\n")


@given(st.text())
def test_markdown_has_no_markup_in_its_cells(text: str) -> None:
    """No text ends a cell or a line, or is more than text."""
    _, _, line = to_markdown_table([{"a": text}], ("a",))
    assert ("| ", " |\n") == (line[:2], line[-3:])
    assert not set("|<>[]`*_\\").intersection(line[2:-3])
    assert line[:-1].isprintable()
