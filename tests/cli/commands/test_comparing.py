"""`openrouter-models compare`: what differs, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.conforming import needs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

BODIES: list[dict[str, Any]] = [
    {
        "id": "a/one",
        "canonical_slug": "a/one",
        "name": "One",
        "context_length": 8192,
        "pricing": {"prompt": "0.000001", "completion": "0"},
        "supported_parameters": ["tools", "seed"],
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
    },
    {
        "id": "a/two",
        "canonical_slug": "a/two",
        "name": "One",
        "expiration_date": "2027-01-01",
        "pricing": {"prompt": "0.000001", "completion": "0.0000025"},
        "supported_parameters": ["tools", "top_k"],
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        "reasoning": {"mandatory": True, "supported_efforts": ["high", "low"]},
    },
]


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Store the models."""
    path = tmp_path / "models.json"
    path.write_text(json.dumps(BODIES))
    return path


@needs("reasoning")
def test_only_what_differs_is_shown(run: Run, capture: Path) -> None:
    """Of words those that not both have."""
    ran = run("compare", "a/one", "a/two", "--file", capture)
    rows = {tuple(line[:18].split()): line[18:].split() for line in ran.out.splitlines()}
    assert (0, "") == (ran.code, ran.err)
    assert {
        (): ["a/one", "a/two"],
        ("slug",): ["a/one", "a/two"],
        ("expires",): ["-", "2027-01-01"],
        ("context", "length"): ["8,192", "-"],
        ("input",): ["-", "image"],
        ("supports",): ["seed", "top_k"],
        ("completion", "price"): ["0", "2.5"],
        ("reasoning",): ["-", "supported", "yes,", "mandatory", "yes,", "efforts", "high", "low"],
    } == rows


@needs("reasoning")
def test_json_has_the_values(run: Run, capture: Path) -> None:
    """By field, then by id."""
    told = json.loads(run("compare", "a/one", "a/two", "--json", "--file", capture).out)
    assert {"a/one": "0", "a/two": "2.5"} == told["completion_price"]
    assert {"a/one": None, "a/two": "2027-01-01"} == told["expires"]
    assert ["tools", "top_k"] == told["supports"]["a/two"]
    assert ["high", "low"] == told["reasoning"]["a/two"]["efforts"]
    assert "name" not in told


def test_models_that_do_not_differ_are_said_not_to(run: Run, capture: Path) -> None:
    """A model by its id and by its slug is one."""
    capture.write_text(json.dumps([BODIES[0] | {"canonical_slug": "a/slug"}]))
    ran = run("compare", "a/one", "a/slug", "--file", capture)
    assert (0, "", "They do not differ.\n") == (ran.code, ran.out, ran.err)
