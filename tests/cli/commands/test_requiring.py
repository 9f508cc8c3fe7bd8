"""`openrouter-models require`: what holds, what does not and why, in every format."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif  # type: ignore[import-untyped]  # it ships no types

from openrouter_models.cli.commands.requiring import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

HOSTILE = "a/<b>%0A::error::|`x`"
MODELS: list[dict[str, Any]] = [
    {"id": "a/kept", "context_length": 100},
    {"id": "a/short", "context_length": 10, "expiration_date": "2026-08-01"},
    {"id": "a/other", "context_length": 500},
]
BROKEN = "has context length 10, less than 50; expires on 2026-08-01"
TERMS = f"""version = 1
[[model]]
id = "a/kept"
reason = "Answers."
[[model]]
id = "a/short"
min_context = 50
no_expiry_within = 30
[[model]]
id = "{HOSTILE}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Store requirements and a listing."""
    (tmp_path / "models.toml").write_text(TERMS)
    (tmp_path / "now.json").write_text(json.dumps({"data": MODELS}))
    before = [MODELS[0], {"id": HOSTILE, "expiration_date": "2026-07-10"}]
    (tmp_path / "before.json").write_text(json.dumps(before))
    return tmp_path


@pytest.fixture
def require(run: Run, folder: Path) -> Run:
    """Hold the stored listing against the requirements."""
    return partial(run, "require", folder / "models.toml", "--file", folder / "now.json")


@pytest.fixture
def told(require: Run, folder: Path) -> dict[str, str]:
    """Judge once, in every format."""
    outputs = [f"--output={name}={folder / f'told.{name}'}" for name in FORMATS.names]
    ran = require("--on=2026-07-15", *outputs)
    assert (1, "1 of 3 requirements met\n") == (ran.code, ran.err)
    told = {name: (folder / f"told.{name}").read_text("utf-8") for name in FORMATS.names}
    assert ran.out == told["text"]
    return told


def test_people_read_why(told: dict[str, str]) -> None:
    """Of what is gone, what could stand in."""
    assert [
        ["model", "state", "why"],
        ["a/kept", "holds"],
        ["a/short", "broken", *BROKEN.split()],
        [HOSTILE, "gone", "nearest:", "a/other,", "a/short,", "a/kept"],
    ] == [line.split() for line in told["text"].splitlines()]


def test_json(told: dict[str, str]) -> None:
    """The verdict, then each model."""
    found = json.loads(told["json"])
    assert ("broken", 1, True) == (found["verdict"], found["exit_code"], found["complete"])
    assert ["holds", "broken", "gone"] == [each["state"] for each in found["models"]]


def test_junit(told: dict[str, str]) -> None:
    """A case per model."""
    junit: Any = JUnitXml.fromstring(told["junit"].encode())
    assert (3, 2, 0) == (junit.tests, junit.failures, junit.errors)
    (suite,) = junit
    assert ["a/kept", "a/short", HOSTILE] == [case.name for case in suite]


def test_sarif_leads_to_the_requirement(told: dict[str, str]) -> None:
    """To the line where it begins."""
    run = Sarif.model_validate_json(told["sarif"]).runs[0]
    lines = [each.locations[0].physical_location for each in run.results or () if each.locations]
    assert [5, 9] == [place.region.start_line for place in lines if place and place.region]


def test_annotations_stay_what_they_are(told: dict[str, str]) -> None:
    """An id is no command."""
    broken, gone = told["github"].splitlines()
    assert broken.startswith("::error title=broken,file=")
    assert ",line=5::a/short: has context" in broken
    assert "a/<b>%250A::error::|`x`: is gone" in gone


def test_markdown_stays_text(told: dict[str, str]) -> None:
    """In its cell."""
    page = MarkdownIt("commonmark").enable("table").render(told["markdown"])
    assert 4 == page.count("<tr>")
    assert "<td>a/&lt;b&gt;%0A::error::|`x`</td>" in page


def test_what_broke_since_is_told(require: Run, folder: Path) -> None:
    """With whether its end was announced."""
    ran = require("--since", folder / "before.json")
    kept, short, gone = ran.out.splitlines()[1:]
    assert ["a/kept", "holds", "holds"] == kept.split()
    assert ["a/short", "broken", "gone"] == short.split()[:3]
    assert f"{HOSTILE}  gone    holds   was announced to expire on 2026-07-10; nearest:" in gone


def test_what_holds_is_0(require: Run, folder: Path) -> None:
    """In annotations, too."""
    (folder / "models.toml").write_text('version = 1\nmodel = [{id = "a/kept"}]')
    ran = require("--format=github")
    assert 0 == ran.code
    assert "1 of 1 requirement met.\n" in ran.out


def test_a_listing_that_is_not_whole_is_warned_of(require: Run, folder: Path) -> None:
    """What seems to be gone may stand on another page."""
    (folder / "now.json").write_text(json.dumps({"data": MODELS[:1], "total_count": 9}))
    ran = require("--json")
    assert json.loads(ran.out)["complete"] is False
    assert ran.err.startswith("Warning: a listing is incomplete")
