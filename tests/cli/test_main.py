"""The entry point, with and without the extra that the command needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from openrouter_models import __main__


def run_without(name: str) -> subprocess.CompletedProcess[str]:
    """Run the demo where a package is not installed."""
    program = (
        f"import sys; sys.modules[{name!r}] = None; sys.argv[1:] = ['list', '--demo'];"
        "from openrouter_models.__main__ import main; main()"
    )
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["click", "rich"])
def test_a_missing_extra_is_told(name: str) -> None:
    """In one line that says what to install."""
    ran = run_without(name)
    assert (2, "", 1) == (ran.returncode, ran.stdout, ran.stderr.count("\n"))
    assert name in ran.stderr
    assert "pip install 'openrouter-models[cli]'" in ran.stderr


def test_a_broken_installation_is_not_mistaken_for_it() -> None:
    """A module of our own that is missing asks for another cure, and is no violation either."""
    ran = run_without("openrouter_models.catalog")
    assert (2, 1) == (ran.returncode, ran.stderr.count("\n"))
    assert "force-reinstall" in ran.stderr


def test_test_tools_are_not_needed() -> None:
    """Neither pytest nor hypothesis, by any command; the mock runs without them too."""
    lines = "list --demo", "show openai/gpt-4 --demo", "check -", "serve --host="
    program = (
        "import sys; sys.modules['pytest'] = sys.modules['hypothesis'] = None\n"
        "from openrouter_models.cli.app import main\n"
        f"sys.exit(repr([int(main(line.split())) for line in {lines}]))"
    )
    ran = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", program],
        input='{"data": []}',
        capture_output=True,
        text=True,
        check=False,
    )
    assert "[0, 0, 3, 2]" == ran.stderr.splitlines()[-1]


def test_the_command_runs_as_a_module() -> None:
    """As `python -m openrouter_models`."""
    ran = subprocess.run(
        [sys.executable, "-m", "openrouter_models", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("openrouter-models, version ")


def test_ctrl_c_while_loading_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a traceback."""

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "import_module", interrupt)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert 130 == ended.value.code
