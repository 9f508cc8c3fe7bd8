"""Shell completion: the script of each shell, and ids from what is on this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def complete(run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask for completions of the last of some words."""

    def completed(*words: object) -> list[str]:
        monkeypatch.setenv("_OPENROUTER_MODELS_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(map(str, ("openrouter-models", *words))))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        ran = run()
        assert (0, "") == (ran.code, ran.err)
        return [line.partition(",")[2] for line in ran.out.split()]

    return completed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With code 0."""
    monkeypatch.setenv("_OPENROUTER_MODELS_COMPLETE", f"{shell}_source")
    ran = run()
    assert 0 == ran.code
    assert "openrouter-models" in ran.out


def test_commands_and_options_are_completed(complete: Any) -> None:
    """By click itself."""
    assert {"show", "serve"} <= set(complete("s"))
    assert "--catalog" in complete("serve", "--c")


def test_ids_are_those_of_the_built_in_catalogue(complete: Any) -> None:
    """Unless a file is given."""
    ids = complete("show", "openai/")
    assert "openai/gpt-4" in ids
    assert all(each.startswith("openai/") for each in ids)


def test_ids_are_those_of_a_file(complete: Any, tmp_path: Path, model: dict[str, Any]) -> None:
    """A capture or a bare list; models without an id have nothing to complete."""
    file = tmp_path / "models.json"
    file.write_text(json.dumps([model | {"id": "mine/one"}, {"id": None}, {}]))
    assert ["mine/one"] == complete("show", "--file", file, "mi")
    assert [] == complete("show", "--file", tmp_path / "none.json", "mi")
