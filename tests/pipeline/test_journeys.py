"""Past revisions give clients that read what the server answered later."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import time_machine
from pipeline.failure import PipelineError
from pipeline.journeys import Capture, Journey, later, read_captures, table, travel

ROOT = Path(__file__).parents[2]
VENDORED = ROOT / "openapi" / "openrouter.yaml"
SPECS, CAPTURES = os.environ.get("OPENROUTER_SPECS"), os.environ.get("OPENROUTER_CAPTURES")
MOST = 4
"""How many revisions the tests travel to; `nox -s timemachine` visits all."""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Give a folder with one revision, and one with three captures."""
    specs, captures = tmp_path / "specs", tmp_path / "captures"
    specs.mkdir()
    captures.mkdir()
    (specs / "slice-2026-03-11.yaml").write_bytes(VENDORED.read_bytes())
    models: list[Any] = [{"id": "a/b", "undeclared": 1}, {"id": "c/d"}]
    (captures / "models-2026-03-10.json").write_text('{"data": []}')
    (captures / "models-2026-03-11.json").write_text(json.dumps({"data": models, "more": 1}))
    (captures / "models.json").write_text(json.dumps(models))
    (captures / "models.headers.json").write_text("{}")
    return specs, captures


def test_a_past_client_reads_later_captures(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """What was captured earlier is left out; of a bare list the envelope is not judged."""
    assert 0 == time_machine.main([str(folder) for folder in folders])
    head, row = capsys.readouterr().out.splitlines()
    assert ["revision", "generated", "captures", "models", "suite", "findings"] == head.split()
    assert row.startswith("slice-2026-03-11.yaml  yes        2 of 2    4 of 4  not run  ")
    assert "3 undeclared-field" in row


def test_a_revision_without_client_is_a_failure(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The table goes on, and says why."""
    (folders[0] / "broken-2026-03-12.yaml").write_text("openapi: 3.1.0\n")
    assert 1 == time_machine.main([str(folder) for folder in folders])
    out = capsys.readouterr().out
    assert "broken-2026-03-12.yaml  no" in out
    assert "paths" in out
    assert "slice-2026-03-11.yaml   yes" in out


def test_what_a_client_does_not_give_is_a_failure(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    """A model that is no object is none; a body that is not a model listing raises."""
    bodies = '{"data": [1, {}]}', "[]"
    captures = [Capture(f"{n}.json", body, 2, is_bare=False) for n, body in enumerate(bodies)]
    (revision,) = folders[0].iterdir()
    journey = travel(ROOT, revision, captures, tmp_path / "aside")
    assert not journey.ok
    assert (1, 4) == (journey.read, journey.models)
    lost, raised = journey.failures
    assert "0.json: 1 of 2 models; the rest is lost" == lost
    assert raised.startswith("1.json: 0 of 2 models; raised ")
    assert "0 of 2" in next(line for line in table([journey]) if "yes" in line)


def test_files_without_a_date_belong_to_every_time() -> None:
    """Be it the revision or the capture."""
    old, new, timeless = (
        Capture(name, "", 0, is_bare=False) for name in ("a-2026-01-01", "a-2026-02-01", "a")
    )
    assert (new, timeless) == later([old, new, timeless], "b-2026-01-02")
    assert (old, new, timeless) == later([old, new, timeless], "b")


@pytest.mark.parametrize("body", ["", "{}", "1", '{"data": 1}'])
def test_what_is_no_capture_is_refused(tmp_path: Path, body: str) -> None:
    """By its name; as is a folder without any."""
    with pytest.raises(PipelineError, match="holds no captures"):
        read_captures(tmp_path)
    (tmp_path / "a.json").write_text(body)
    with pytest.raises(PipelineError, match=r"a\.json is not a model listing"):
        read_captures(tmp_path)


def test_nothing_to_travel_with_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without folders, or with an empty one, it exits 2."""
    monkeypatch.delenv("OPENROUTER_SPECS", raising=False)
    assert 2 == time_machine.main([])
    assert "set OPENROUTER_SPECS and OPENROUTER_CAPTURES" in capsys.readouterr().err
    assert 2 == time_machine.main([str(tmp_path), str(tmp_path)])
    assert "holds no revisions" in capsys.readouterr().err


def test_a_journey_without_captures_is_well() -> None:
    """The latest revision may have none."""
    assert Journey("a", None).ok
    assert (
        "a         yes        0 of 0    0 of 0  not run  none"
        == list(table([Journey("a", None)]))[1]
    )


@pytest.mark.skipif(
    not (SPECS and CAPTURES), reason="OPENROUTER_SPECS and OPENROUTER_CAPTURES name no folders"
)
def test_real_revisions_read_real_captures(tmp_path: Path) -> None:
    """Every model of every later capture comes back, from the first revision to the last."""
    revisions = sorted(Path(SPECS or "").glob("*.*"))
    step = -(-len(revisions) // MOST)
    captures = read_captures(Path(CAPTURES or ""))
    journeys = [travel(ROOT, path, captures, tmp_path / path.name) for path in revisions[::step]]
    assert journeys
    assert [] == [line for one in journeys if not one.ok for line in table([one])]
