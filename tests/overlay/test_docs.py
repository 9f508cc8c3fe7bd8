"""The pages about the client and about prices: their code can be pasted and works, and no option is left out."""

from __future__ import annotations

import inspect
import os
import re
from pathlib import Path

import pytest

from openrouter_models import OpenRouterModels, errors

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "client.md").read_text(encoding="utf-8")
PRICES = (DOCS / "choosing-by-price.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE + PRICES, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", BLOCKS)
def test_its_code_runs_without_a_key(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each block is a program that prints something and needs nothing but the package."""
    for name in [name for name in os.environ if name.startswith("OPENROUTER_")]:
        monkeypatch.delenv(name)
    exec(compile(code, "docs", "exec"), {"__name__": "__main__"})  # noqa: S102  # our own program
    written = capsys.readouterr()
    assert written.out.strip()
    assert "" == written.err


def test_it_names_every_option() -> None:
    """All but what is there for tests."""
    options = set(inspect.signature(OpenRouterModels).parameters) - {"sleep"}
    assert set() == {name for name in options if f"`{name}`" not in PAGE}


def test_it_names_errors_that_there_are() -> None:
    """No class is spelt wrong."""
    named = set(re.findall(r"`(\w+(?:Error|Violation))`", PAGE))
    assert named <= set(errors.__all__)
