"""The page about the mock: its code works, and it leaves no fault out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from openrouter_models.testing.faults import FAULTS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "mock.md").read_text("utf-8")


@pytest.mark.parametrize(
    "code", re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
)
def test_its_code_runs(code: str) -> None:
    """Each block is a program that asserts what it shows."""
    exec(compile(code, "mock.md", "exec"), {})  # noqa: S102 - our own page


def test_it_lists_every_fault() -> None:
    """With what happens, in the words of the program."""
    listed = dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", PAGE, re.MULTILINE))
    assert {name: fault.what for name, fault in FAULTS.items()} == listed


def test_the_examples_pass(tmp_path: Path) -> None:
    """The application, and the tests on the page about pytest, in one run like a user's."""
    shutil.copytree(DOCS / "examples", tmp_path, dirs_exist_ok=True)
    shown = re.findall(
        r"^```python\n(.*?)^```$", (DOCS / "pytest.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    (tmp_path / "test_page.py").write_text("\n".join(shown), "utf-8")
    # Other plugins take seconds to load.
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    options = [
        "-p",
        "openrouter_models.testing.plugin",
        "-q",
        "-W",
        "error",
        "-p",
        "no:cacheprovider",
    ]
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "pytest", *options, f"--rootdir={tmp_path}", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=alone,
    )
    assert (0, "") == (run.returncode, run.stderr), run.stdout


def test_what_becomes_of_a_listing_is_told_for_every_fault() -> None:
    """The table is made by a command, beside clients that tests do not install."""
    page = (DOCS / "faults.md").read_text("utf-8")
    told = re.findall(r"^\| `(.+?)` \| .+ \| .+ \| .+ \|$", page, re.MULTILINE)
    assert FAULTS.keys() - {"ok"} <= {*told}
    assert len(told) == len({*told}) > len(FAULTS)
