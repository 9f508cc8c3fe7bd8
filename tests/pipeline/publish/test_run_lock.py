"""One run writes at a time; readers share."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from pipeline.failure import PipelineError
from pipeline.publish.project import Project
from pipeline.publish.run_lock import run_lock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("first", [True, False])
def test_whoever_writes_is_alone(tmp_path: Path, first: bool, second: bool) -> None:  # noqa: FBT001  # parameters of the test
    """Another run is refused where either writes, and let in once the first has ended."""
    (tmp_path / "openapi").mkdir()
    project = Project.at(tmp_path)
    refused = pytest.raises(PipelineError, match="another run is working")
    with (
        run_lock(project, writing=first),
        refused if first or second else contextlib.nullcontext(),
        run_lock(project, writing=second),
    ):
        pass
    with run_lock(project, writing=second):
        pass
