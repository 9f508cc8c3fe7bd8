"""The command as a whole: help, usage errors, exit codes, and how it ends when it is cut short."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from openrouter_models import testing
from openrouter_models.cli import app, sources

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FULL = Path("/dev/full")
COMMAND = [sys.executable, "-m", "openrouter_models"]
LIST = f"list --file '{files(testing) / 'catalog.json'}'"


def test_help_names_every_command(run: Run) -> None:
    """With the exit codes."""
    ran = run("--help")
    assert 0 == ran.code
    assert all(each in ran.out for each in (*app.COMMANDS, "Exit codes"))


@pytest.mark.parametrize("name", app.COMMANDS)
def test_every_command_has_help(name: str, run: Run) -> None:
    """It loads, and describes itself with what the overview says."""
    ran = run(name, "--help")
    assert (0, "") == (ran.code, ran.err)
    assert f"openrouter-models {name}" in ran.out


def test_help_loads_no_command() -> None:
    """So that it is there at once."""
    program = (
        "import sys; from openrouter_models.cli.app import main; main(['--help']);"
        "sys.stderr.write(repr({'httpx', 'rich', 'openrouter_api'} & set(sys.modules)))"
    )
    ran = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "set()" == ran.stderr


def test_no_argument_shows_the_help(run: Run) -> None:
    """It is no success all the same: nothing was asked for."""
    ran = run()
    assert (2, "") == (ran.code, ran.out)
    assert "Commands:" in ran.err


@pytest.mark.parametrize("name", ["no\nsuch\x1b[2Jfile", "::error::no such file"])
def test_an_error_is_data(name: str, run: Run) -> None:
    """Control characters are escaped, and no line begins with what a CI runner obeys."""
    ran = run("list", "--file", name)
    assert (2, 1) == (ran.code, ran.err.count("\n"))
    assert ran.err.rstrip("\n").isprintable()
    assert ran.err.startswith("Error: ")


@pytest.mark.parametrize(
    ("raised", "code"), [(KeyboardInterrupt(), 130), (click.Abort(), 130), (RecursionError(), 2)]
)
def test_what_cuts_a_run_short_is_told(
    raised: BaseException, code: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C as shells do, without a word."""

    def fail(_: str) -> bytes:
        raise raised

    monkeypatch.setattr(sources, "read_bytes", fail)
    ran = run("list", "--file", "-")
    assert (code, code == 2) == (ran.code, bool(ran.err.strip()))


def test_a_reader_that_has_had_enough_ends_it_quietly(
    tmp_path: Path, model: dict[str, Any]
) -> None:
    """As in `openrouter-models list | head -1`."""
    body = tmp_path / "many.json"
    body.write_text(json.dumps([model] * 300))
    with subprocess.Popen(  # noqa: S603  # our own command
        [*COMMAND, "list", "--json", "--file", body], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"" == process.stderr.read()
    assert 141 == process.returncode


def test_what_nobody_foresaw_is_no_violation(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line without the key, code 2, and the way to a traceback."""

    def fail(_: str) -> bytes:
        raise LookupError("sk-or-v1-mine and secret-of-mine")

    monkeypatch.setattr(sources, "read_bytes", fail)
    monkeypatch.setenv("OPENROUTER_API_KEY", "secret-of-mine")
    told = run("list", "--file", "-").complaint
    assert "LookupError: sk-or-[redacted] and [redacted]. Set OPENROUTER_MODELS_TRACEBACK" in told
    monkeypatch.setenv("OPENROUTER_MODELS_TRACEBACK", "1")
    ran = run("list", "--file", "-")
    assert 2 == ran.code
    assert ran.err.startswith("Traceback (most recent call last):")
    assert "-of-mine" not in ran.err


DEAF = (">&-", ">/dev/full", ">&- 2>&-", ">&- 2>/dev/full", ">&- <&-")
"""Redirections that close stdout or fill it up, and with it another stream."""
needs_a_shell = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """Run the command with standard streams that are redirected as a shell does it."""
    # What is not buffered is lost at once, and not again when Python exits.
    words = f'unset PYTHONUNBUFFERED; exec "{sys.executable}" -m openrouter_models {command}'
    return subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, check=False)  # noqa: S603  # our own command


@needs_a_shell
@pytest.mark.parametrize(
    ("command", "streams"),
    [
        *((LIST, streams) for streams in DEAF),
        *(
            (command, streams)
            for command in (f"{LIST} --json", "--help", "--version")
            for streams in DEAF[:2]
        ),
    ],
)
def test_output_that_cannot_be_written_is_told(command: str, streams: str) -> None:
    """In one line if anybody hears it, and with 2 in any case."""
    ran = shell(f"{command} {streams}")
    assert 2 == ran.returncode
    assert "2>" in streams or ran.stderr.startswith("Error: The output cannot be written: ")
    assert (0 if "2>" in streams else 1) == ran.stderr.count("\n")


@needs_a_shell
@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full"])
def test_a_verdict_stands_although_nobody_hears_it(streams: str) -> None:
    """What is said on stderr is for people; code and stdout are the same without them."""
    assert 2 == shell(f"check nowhere.json {streams}").returncode
    ran = shell(f"{LIST} {streams}")
    assert (0, "") == (ran.returncode, ran.stderr)
    assert "openai/" in ran.stdout


@needs_a_shell
def test_closed_input_is_told() -> None:
    """As what it is."""
    ran = shell("check - <&-")
    assert (2, "", 1) == (ran.returncode, ran.stdout, ran.stderr.count("\n"))
    assert "standard input is closed" in ran.stderr
