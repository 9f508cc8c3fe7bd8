"""Run the command in this process, in an environment without a key, a terminal or colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from attrs import frozen

from openrouter_models.cli.app import main
from openrouter_models.testing import MockOpenRouter


@frozen
class Ran:
    """What a run of the command left.

    Attributes:
        code: The exit code.
        out: What it wrote to stdout.
        err: What it wrote to stderr.
    """

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """What was said in the one line of a run that could not be carried out, with code 2."""
        assert (2, "", 1) == (self.code, self.out, self.err.count("\n"))
        return self.err


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what in the environment would change the output."""
    for name in ("OPENROUTER_API_KEY", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command with some arguments."""

    def ran(*args: object) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return ran


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockOpenRouter]:
    """Serve a mock whose key is in the environment; whatever it sends is meant."""
    with MockOpenRouter(allow_deviations=True) as mock:
        monkeypatch.setenv("OPENROUTER_API_KEY", mock.api_key)
        yield mock


@pytest.fixture
def model() -> dict[str, Any]:
    """Give a model that conforms, from the built-in catalogue."""
    models: list[dict[str, Any]] = MockOpenRouter().listing["data"]
    return next(each for each in models if each["id"] == "openai/gpt-5.4")
