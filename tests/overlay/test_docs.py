"""The page about the client: its code can be pasted and works, and it leaves no option out."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from openrouter_models import OpenRouterModels, errors

PAGE = Path(__file__).parents[2].joinpath("docs", "client.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", BLOCKS)
def test_its_code_runs_without_a_key(code: str, tmp_path: Path) -> None:
    """Each block is a program that prints something and needs nothing but the package."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENROUTER_")}
    run = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        text=True,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr)
    assert run.stdout.strip()


def test_it_names_every_option() -> None:
    """All but what is there for tests."""
    options = set(inspect.signature(OpenRouterModels).parameters) - {"sleep"}
    assert set() == {name for name in options if f"`{name}`" not in PAGE}


def test_it_names_errors_that_there_are() -> None:
    """No class is spelt wrong."""
    named = set(re.findall(r"`(\w+(?:Error|Violation))`", PAGE))
    assert named <= set(errors.__all__)
