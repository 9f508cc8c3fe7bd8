"""The page about the command says what is so."""

from __future__ import annotations

import io
import json
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import click
import pytest

from openrouter_models._catalog.ordering import Order
from openrouter_models.cli.app import COMMANDS
from openrouter_models.cli.verdicts import Verdict

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2].joinpath("docs", "cli.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"```console\n\$ (?:echo '(.*)' \| )?openrouter-models (.*)\n((?s:.*?))```", PAGE
)


def command(name: str) -> click.Command:
    """Load a subcommand."""
    loaded: click.Command = import_module(COMMANDS[name][0]).command
    return loaded


def shape(value: Any) -> set[str]:
    """Reduce JSON to the paths of its fields."""
    if isinstance(value, list):
        return {path for item in cast("list[object]", value) for path in shape(item)}
    members = cast("dict[str, Any]", value if isinstance(value, dict) else {})
    return set(members) | {f"{key}/{path}" for key in members for path in shape(members[key])}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    """Under its command, or among the sources."""
    section = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    sources = PAGE.split("## Where models come from")[1].split("\n## ")[0]
    for option in command(name).params:
        if isinstance(option, click.Option):
            for each in (*option.opts, *option.secondary_opts):
                assert re.search(rf"{each}\b", section + sources), each


def test_every_documented_option_exists() -> None:
    """Of some command."""
    options = {
        each
        for name in COMMANDS
        for option in command(name).params
        for each in (*option.opts, *option.secondary_opts)
    }
    assert set() == set(re.findall(r"(?<!\w)--[a-z][a-z0-9-]*", PAGE)) - options - {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_fits_the_command(name: str) -> None:
    """Its summary exists apart from the command, whose module the overview does not load."""
    assert name == command(name).name
    assert COMMANDS[name][1].split()[0] in str(command(name).help)


def test_orders_and_verdicts_are_all_named() -> None:
    """By the words that are to be written, or read."""
    words = [*get_args(Order), *(verdict.word for verdict in Verdict)]
    assert [] == [word for word in words if f"`{word}`" not in PAGE]


@pytest.mark.parametrize(("stdin", "args", "out"), EXAMPLES)
def test_examples_are_so(
    stdin: str, args: str, out: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is printed is what stands there."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
    assert out == run(*args.split()).out


def test_the_json_of_check_has_the_shape_documented(run: Run, tmp_path: Path) -> None:
    """Field by field."""
    (tmp_path / "body.json").write_text('{"data": [{}]}')
    documented = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    told = json.loads(run("check", "--json", tmp_path / "body.json").out)
    assert shape(documented) == shape(told)
    assert (documented["verdict"], documented["exit_code"]) == (told["verdict"], told["exit_code"])
