"""`openrouter-models serve`: what it says, what it serves, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from openrouter_models import OpenRouterModels
from openrouter_models.cli.commands import serving as command_module
from openrouter_models.testing import MockOpenRouter

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.cli.conftest import Run


_LINES = 5


class _Raising(Event):
    def wait(self, timeout: float | None = None) -> bool:
        """Receive the signal while waiting."""
        del timeout
        signal.raise_signal(signal.SIGTERM)
        return self.is_set()


@contextmanager
def serving(*args: object) -> Generator[tuple[subprocess.Popen[str], str]]:
    """Serve in a process of its own; gives that and what it says when it is ready."""
    command = [sys.executable, "-m", "openrouter_models", "serve", *map(str, args)]
    with subprocess.Popen(  # noqa: S603  # our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, "".join(process.stdout.readline() for _ in range(_LINES))
        finally:
            process.kill()


def url_in(greeting: str) -> str:
    """Find the base URL."""
    found = re.search(r"http://\S+", greeting)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(number: signal.Signals) -> None:
    """And that is no failure."""
    with serving() as (process, greeting):
        key = greeting.split("The key is ")[1].split(".\n")[0]
        with OpenRouterModels(key, base_url=url_in(greeting)) as client:
            catalog = client.list()
        assert f"Serving {len(catalog)} models" in greeting
        process.send_signal(number)
        _, err = process.communicate(timeout=10)
    assert (0, "") == (process.returncode, err)


def test_a_capture_is_served_to_the_key_given(tmp_path: Path, model: dict[str, Any]) -> None:
    """A bare list gets its envelope; the key is not shown."""
    (tmp_path / "bare.json").write_text(json.dumps([model]))
    given = ("--catalog", tmp_path / "bare.json", "--api-key", "sk-or-v1-given")
    with serving(*given) as (_, greeting):
        assert "given" not in greeting
        assert f"--base-url {url_in(greeting)}\n" in greeting
        with OpenRouterModels("sk-or-v1-given", base_url=url_in(greeting)) as client:
            assert [model] == client.list().to_dict()["data"]


@pytest.mark.parametrize("where", ["file", "environment"])
def test_the_key_need_not_stand_in_the_process_list(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file or the environment hold it as well, and the greeting does not show it."""
    (tmp_path / "key").write_text("sk-or-v1-given\n")
    options = ["--api-key-file", tmp_path / "key"] if where == "file" else []
    if where == "environment":
        monkeypatch.setenv("OPENROUTER_MOCK_API_KEY", "sk-or-v1-given")
    with serving(*options) as (process, greeting):
        assert "given" not in f"{greeting}{process.args!r}"
        with OpenRouterModels("sk-or-v1-given", base_url=url_in(greeting)) as client:
            assert client.list()


def test_signals_mean_what_they_meant_when_it_is_over(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For whoever runs the command inside a program of their own."""
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    monkeypatch.setattr(command_module, "Event", _Raising)
    ran = run("serve")
    assert (0, "") == (ran.code, ran.err)
    assert f"Serving {len(MockOpenRouter().listing['data'])} models" in ran.out
    assert handlers == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]


def test_a_port_in_use_is_told(run: Run) -> None:
    """In one line, with code 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert (
            "Try another --host or --port"
            in run("serve", "--port", taken.getsockname()[1]).complaint
        )


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--host", "host.invalid"], "host.invalid"),
        (["--host", "a..b"], "a..b"),
        (["--host", ""], "--host is empty"),
        (["--api-key", "a", "--api-key-file", "b"], "not both"),
        (["--catalog", "-", "--api-key-file", "-"], "from stdin"),
        (["--api-key-file", "nowhere"], "No such file"),
        (["--api-key", "sk or"], "white space"),
        (["--catalog", "nowhere.json"], "No such file"),
    ],
)
def test_what_cannot_be_served_is_told(args: list[str], reason: str, run: Run) -> None:
    """A host of another machine, a key that no header can hold, a file that is not there."""
    assert reason in run("serve", *args).complaint


def test_a_catalogue_that_is_no_listing_is_told(run: Run, tmp_path: Path) -> None:
    """With what it is instead."""
    (tmp_path / "page").write_text("<html></html>")
    ran = run("serve", "--catalog", tmp_path / "page")
    assert 2 == ran.code
    assert "found an HTML page" in ran.err


def test_all_faults_are_listed(run: Run) -> None:
    """Those of the network first, then each deviation; names come first on their lines."""
    ran = run("serve", "--list-faults")
    names = [line.split()[0] for line in ran.out.splitlines()]
    assert 0 == ran.code
    assert {"refuse", "429-date", "drop-required:/data/0/name"} <= {*names}


def test_faults_and_made_up_models_are_served() -> None:
    """The script is played, then the models are listed."""
    with serving("--models", 3, "--fault", "529, html-502") as (_, greeting):
        url, key = url_in(greeting), greeting.split("The key is ")[1].split(".")[0]
        with httpx.Client(headers={"Authorization": f"Bearer {key}"}) as client:
            answers = [client.get(f"{url}/models/user") for _ in range(3)]
    assert [529, 502, 200] == [each.status_code for each in answers]
    assert 3 == len(answers[-1].json()["data"])
