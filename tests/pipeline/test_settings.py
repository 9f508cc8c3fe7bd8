"""Reading openapi/generator.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.failure import PipelineError
from pipeline.settings import Operation, Settings, parse_settings, read_settings

ROOT = Path(__file__).parents[2]
TEXT = b"""
operations: [{operation: GET /a, tag: things, name: list_things}]
tools: {ruff: 1.2.3}
replaced_templates: {model.py.jinja: abc}
"""


def test_settings() -> None:
    """Operations, tools and templates are read."""
    expected = Settings(
        operations=(Operation("GET /a", "things", "list_things"),),
        tools={"ruff": "1.2.3"},
        replaced_templates={"model.py.jinja": "abc"},
    )
    assert expected == parse_settings(TEXT)


def test_settings_of_this_project() -> None:
    """This project generates one operation, and its tools are pinned."""
    found = read_settings(ROOT)
    assert ["GET /models/user"] == [one.operation for one in found.operations]
    assert {"openapi-python-client", "ruff"} == set(found.tools)


def test_missing_file(tmp_path: Path) -> None:
    """A missing file is named."""
    with pytest.raises(
        PipelineError, match=r"openapi/generator\.yaml cannot be read: No such file"
    ):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"operations:", b"operation:", "missing required field `operations`"),
        (b"{ruff: 1.2.3}", b"[ruff]", r"Expected `object`, got `array` - at `\$\.tools`"),
        (b"tag: things, ", b"", r"missing required field `tag` - at `\$\.operations\[0\]`"),
        (b"{ruff: 1.2.3}", b"{ruff: 1}", r"Expected `str`, got `int` - at `\$\.tools\[\.\.\.\]`"),
        (b"tools:", b"tools: [", r"openapi/generator\.yaml"),
    ],
)
def test_settings_that_do_not_say_what_they_must(old: bytes, new: bytes, message: str) -> None:
    """What is missing or of the wrong type is named with its place in the file."""
    with pytest.raises(PipelineError, match=message):
        parse_settings(TEXT.replace(old, new))
