"""Threads may share everything, from the first moment on: in fresh processes, because that moment comes once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

STORM = Path(__file__).with_name("storm.py")
ACTIONS = (
    *("imports", "decode", "from_dict", "conforms", "report", "check", "walk"),
    *("listing", "low_level", "undeclared"),
)


@pytest.mark.parametrize("action", ACTIONS)
def test_threads_may_be_the_first_together(action: str) -> None:
    """All come to the same result, and the process survives."""
    run = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, str(STORM), action, "8"], capture_output=True, text=True, check=False
    )
    assert (0, "") == (run.returncode, run.stderr), run.stdout
