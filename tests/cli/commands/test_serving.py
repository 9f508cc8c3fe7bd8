"""`openrouter-models serve`: what it says, what it serves, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from openrouter_models import OpenRouterModels
from openrouter_models.cli.commands import serving as command_module

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

Meanwhile: TypeAlias = Callable[[str, str], object]
Serve: TypeAlias = Callable[..., str]
KEY = "sk-or-v1-given"


def url_and_key(greeting: str) -> tuple[str, str]:
    """Find the base URL and the key that a server says when it is ready."""
    found = re.search(r"at (http://\S+) until Ctrl-C\.\nThe key is (\S+)\.\n", greeting)
    assert found is not None
    assert f"--base-url {found[1]}\n" in greeting
    return found[1], found[2]


def listed(url: str, key: str) -> list[dict[str, Any]]:
    """List the models that are served."""
    with OpenRouterModels(key, base_url=url) as client:
        models: list[dict[str, Any]] = client.list().to_dict()["data"]
    return models


@pytest.fixture
def serve(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Serve:
    """Serve in this process and do something meanwhile, until a signal comes; gives the greeting."""

    def served(meanwhile: Meanwhile, *args: object) -> str:
        said: list[str] = []

        class Interrupted(Event):
            def wait(self, timeout: float | None = None) -> bool:
                """Receive the signal while waiting."""
                del timeout
                said.append(capsys.readouterr().out)
                meanwhile(*url_and_key(said[0]))
                signal.raise_signal(signal.SIGTERM)
                return self.is_set()

        monkeypatch.setattr(command_module, "Event", Interrupted)
        ran = run("serve", *args)
        assert (0, "", "") == (ran.code, ran.out, ran.err)
        return said[0]

    return served


def test_it_serves_until_it_is_told_to_stop() -> None:
    """And that is no failure."""
    with subprocess.Popen(
        [sys.executable, "-m", "openrouter_models", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        greeting = "".join(process.stdout.readline() for _ in range(5))
        assert f"Serving {len(listed(*url_and_key(greeting)))} models" in greeting
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert (0, "") == (process.returncode, err)


@pytest.mark.parametrize("where", ["option", "file", "environment"])
def test_a_capture_is_served_to_the_key_given(
    where: str, serve: Serve, tmp_path: Path, model: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bare list gets its envelope; the key need not stand in the process list, and is not shown."""
    capture, file = tmp_path / "bare.json", tmp_path / "key"
    capture.write_text(json.dumps([model]))
    file.write_text(f"{KEY}\n")
    if where == "environment":
        monkeypatch.setenv("OPENROUTER_MOCK_API_KEY", KEY)
    ways: dict[str, list[Any]] = {"option": ["--api-key", KEY], "file": ["--api-key-file", file]}
    seen: list[Any] = []

    def ask(url: str, _: str) -> None:
        seen.extend(listed(url, KEY))

    greeting = serve(ask, "--catalog", capture, *ways.get(where, []))
    assert [model] == seen
    assert KEY not in greeting


def test_signals_mean_what_they_meant_when_it_is_over(serve: Serve) -> None:
    """For whoever runs the command inside a program of their own."""
    numbers = signal.SIGINT, signal.SIGTERM
    before = [signal.getsignal(number) for number in numbers]

    def nothing(*_: str) -> None: ...

    serve(nothing)
    assert before == [signal.getsignal(number) for number in numbers]


def test_faults_and_made_up_models_are_served(serve: Serve) -> None:
    """The script is played, then the models are listed."""
    answers: list[httpx.Response] = []

    def ask(url: str, key: str) -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {key}"}) as client:
            answers.extend(client.get(f"{url}/models/user") for _ in range(3))

    serve(ask, "--models", 3, "--fault", "529, html-502")
    assert [529, 502, 200] == [each.status_code for each in answers]
    assert 3 == len(answers[-1].json()["data"])


def test_a_port_in_use_is_told(run: Run) -> None:
    """In one line, with code 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = run("serve", "--port", taken.getsockname()[1]).complaint
    assert "Try another host or port" in said


def test_all_faults_are_listed(run: Run) -> None:
    """Those of the network first, then each deviation; names come first on their lines."""
    ran = run("serve", "--list-faults")
    names = [line.split()[0] for line in ran.out.splitlines()]
    assert 0 == ran.code
    assert {"refuse", "429-date", "drop-required:/data/0/name"} <= {*names}
