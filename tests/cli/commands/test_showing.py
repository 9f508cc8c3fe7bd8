"""`openrouter-models show`: one model, whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.conforming import needs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

WHOLE = """\
A: B
a/b

One line.
And \\x1b[2Janother.

  released                2023-11-14
  context length          131,072
  supported parameters    tools, prediction
  supported voices        none
  hugging face id         ""

pricing in USD
  prompt                  2.25 per million tokens
  completion              0.028125 per million tokens
  request                 varies
  discount                25 %, applied above
  override 1 per token    min prompt tokens 1,000, prompt 0.5

default parameters
  temperature             0.7

benchmarks
  design arena            arena models, rank 1
                          arena agents, rank 2

extra
  tool                    yes

deviations from the contract
"""


def shown(run: Run, path: Path, body: Any, *args: str) -> str:
    """Store a body and show the model `a/b` of it."""
    path.write_text(json.dumps(body))
    ran = run("show", "a/b", "--file", path, *args)
    assert (0, "") == (ran.code, ran.err)
    return ran.out


MODEL = {
    "id": "a/b",
    "name": "A: B",
    "description": "One line.\nAnd \x1b[2Janother.\n",
    "created": 1_700_000_000,
    "context_length": 131_072,
    "supported_parameters": ["tools", "prediction"],
    "supported_voices": None,
    "hugging_face_id": "",
    "pricing": {
        "prompt": "0.000003",
        "completion": "0.0000000375",
        "request": "-1",
        "discount": 0.25,
        "overrides": [{"min_prompt_tokens": 1000, "prompt": "0.5"}],
    },
    "default_parameters": {"temperature": 0.7},
    "benchmarks": {
        "design_arena": [{"arena": "models", "rank": 1}, {"arena": "agents", "rank": 2}]
    },
    "extra": {"tool": True},
}


@needs("benchmarks", "supported_voices")
def test_a_model_is_shown_whole(run: Run, tmp_path: Path) -> None:
    """Section by section, what the contract does not declare too."""
    out = shown(run, tmp_path / "body", {"data": [MODEL]})
    assert WHOLE == out[: len(WHOLE)]


def test_what_is_off_about_a_model_is_told(run: Run, tmp_path: Path) -> None:
    """About this one, and nothing of the others; what is no model counts in the paths."""
    out = shown(run, tmp_path / "body", {"data": [7, {"id": "c/d"}, MODEL]})
    deviations = out.split("deviations from the contract\n")[1].splitlines()
    assert all("at /data/2/" in line for line in deviations)
    assert '  undeclared-field at /data/2/extra (a/b): got {"tool": true}' in out


def test_a_conforming_model_is_said_to_be(run: Run) -> None:
    """In the last line."""
    ran = run("show", "openai/gpt-5.4", "--demo")
    assert "It conforms to the contract." == ran.out.splitlines()[-1]


def test_json_is_the_model_again(run: Run, tmp_path: Path) -> None:
    """As it came."""
    assert MODEL == json.loads(shown(run, tmp_path / "body", {"data": [MODEL]}, "--json"))


HOSTILE: list[dict[str, Any]] = [
    {"pricing": None, "name": [], "description": 7, "created": "now"},
    {"pricing": {"prompt": "x", "discount": 9, "overrides": {}}, "architecture": 1.5},
    {"links": {"details": {"\x1b[2J": [[], {}, None, True]}}, "[red]": "[/red]"},
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_came_is_shown(hostile: dict[str, Any], run: Run, tmp_path: Path) -> None:
    """Values of a wrong type too, without control characters and without markup."""
    out = shown(run, tmp_path / "body", {"data": [{"id": "a/b"} | hostile]})
    assert all(line.isprintable() for line in out.splitlines())
    assert all(key.replace("_", " ") in out for key in hostile if key not in {"name", "created"})
