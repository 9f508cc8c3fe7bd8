"""The README: what it shows can be pasted and works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def _blocks(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", _blocks("python"))
def test_its_code_runs_without_a_key(code: str, tmp_path: Path) -> None:
    """Each block is a program that prints something and needs nothing but the package."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENROUTER_")}
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        text=True,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr)
    assert run.stdout.strip()


def test_its_first_code_has_ten_lines() -> None:
    """The heading promises ten."""
    assert 10 >= len(_blocks("python")[0].strip().splitlines())


def test_ci_runs_its_commands() -> None:
    """CI runs exactly what a reader pastes."""
    demo, tests = _blocks("sh")
    assert tests == (ROOT / ".ci/run").read_text("utf-8").splitlines(keepends=True)[-1]
    workflow = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    assert "run: .ci/run\n" in workflow
    assert f"run: {demo.strip()}\n" in workflow.replace("python .ci", "python3 .ci")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every link into the project names a file or folder that is there."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [] == [link for link in inside if not (document.parent / link).exists()]


def test_it_leads_to_every_document() -> None:
    """Nothing is written that nobody finds."""
    text = (ROOT / "README.md").read_text("utf-8")
    names = [file.relative_to(ROOT).as_posix() for file in DOCUMENTS if file.name != "README.md"]
    assert [] == [name for name in names if f"]({name})" not in text]
