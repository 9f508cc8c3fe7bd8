"""The table: which columns there are at which width, and that no id is cut."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from openrouter_api.models import Model
from openrouter_models._catalog.info import ModelInfo
from openrouter_models.cli.formats.models_table import models_table


def lines(models: list[Model], width: int) -> list[str]:
    """Print the table on a console of some width."""
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(models_table([*map(ModelInfo.of, models)], width))
    return [line.rstrip() for line in capture.get().splitlines()]


BODIES: list[dict[str, Any]] = [
    {
        "id": "openai/gpt-5.4",
        "name": "OpenAI: GPT-5.4",
        "created": 1772668800,
        "context_length": 1050000,
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        "pricing": {"prompt": "0.0000025", "completion": "0.000015"},
        "supported_parameters": ["tools", "reasoning"],
    },
    {
        "id": "google/gemma-3-27b-it:free",
        "name": "Google: Gemma 3 [bold]27B[/bold] :smile: (free)",
        "created": 1741737600,
        "context_length": 131072,
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "pricing": {"prompt": "0", "completion": "0"},
        "supported_parameters": [],
    },
    {"id": "a/b", "pricing": {"prompt": "0.0000000375", "completion": "-1"}},
]
MODELS = [Model.from_dict(body) for body in BODIES]

AT_80 = """\
id                          context  $/M in  $/M out  released
openai/gpt-5.4                1.05M  2.50      15.00  2026-03-05
google/gemma-3-27b-it:free     131K  free       free  2025-03-12
a/b                               ?  0.0375   varies  ?"""

AT_100 = """\
id                          context  $/M in  $/M out  modalities         released
openai/gpt-5.4                1.05M  2.50      15.00  text image → text  2026-03-05
google/gemma-3-27b-it:free     131K  free       free  text → text        2025-03-12
a/b                               ?  0.0375   varies  ? → ?              ?"""


@pytest.mark.parametrize(("width", "table"), [(80, AT_80), (100, AT_100)])
def test_the_table_fits(width: int, table: str) -> None:
    """Columns are left out, the least important first."""
    assert table.splitlines() == lines(MODELS, width)


def test_a_wide_terminal_shows_all() -> None:
    """Names as they came, whatever looks like markup in them."""
    head, _, free, _ = lines(MODELS, 200)
    expected = "id name context $/M in $/M out modalities features released"
    assert expected == " ".join(head.split())
    assert "Google: Gemma 3 [bold]27B[/bold] :smile: (free)" in free


def test_an_id_goes_on_in_the_next_line() -> None:
    """It can still be read, and copied, on a narrow terminal."""
    narrow = lines(MODELS, 20)
    assert "google/gemma-3-27b-i" in narrow
    assert "t:free" in narrow


@given(
    st.lists(
        st.fixed_dictionaries({}, optional={"id": st.text(max_size=90), "name": st.text()}),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 250),
)
def test_no_line_is_too_long(bodies: list[dict[str, Any]], width: int) -> None:
    """Whatever the models are called."""
    table = models_table([ModelInfo.of(Model.from_dict(body)) for body in bodies], width)
    console = Console(file=io.StringIO(), width=width)
    assert all(
        sum(part.cell_length for part in line) <= width for line in console.render_lines(table)
    )
