"""`openrouter-models list`: where models come from, which are shown, and how."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.conforming import listing, needs

from openrouter_models import decode, testing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

    from openrouter_models.testing import MockOpenRouter

DEMO = testing.MockOpenRouter().listing["data"]


def ids(run: Run, *args: str) -> list[str]:
    """List the demo's models as JSON and give their ids."""
    ran = run("list", "--demo", "--json", *args)
    assert (0, "") == (ran.code, ran.err)
    return [model["id"] for model in json.loads(ran.out)["data"]]


def test_the_demo_needs_no_key(run: Run) -> None:
    """Every model stands in the table, and below it how many there are; a pipe gets no decoration."""
    ran = run("list", "--demo")
    lines = ran.out.splitlines()
    assert 0 == ran.code
    assert [model["id"] for model in DEMO] == [line.split()[0] for line in lines[1:]]
    assert f"{len(DEMO)} models · no deviation from the contract\n" == ran.err
    assert all(line == line.rstrip() for line in lines)
    assert not {"\x1b", "…"}.intersection(ran.out)


def test_a_terminal_gets_colours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a table that fits it; NO_COLOR is honoured, as https://no-color.org asks for."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    coloured = run("list", "--demo").out
    assert "\x1b[1m" in coloured
    assert "\x1b[3" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in run("list", "--demo").out


def test_models_come_from_a_server(run: Run, live: MockOpenRouter) -> None:
    """With the key from the environment."""
    ran = run("list", "--base-url", live.base_url, "--json")
    assert live.listing == json.loads(ran.out)


def test_a_refused_key_is_told_and_not_shown(
    run: Run, openrouter_mock: MockOpenRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, with code 2."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-secret")
    told = run("list", "--base-url", openrouter_mock.base_url).complaint
    assert "401" in told
    assert "secret" not in told


def test_a_region_without_a_server_is_told(run: Run, live: MockOpenRouter) -> None:
    """With those that there are."""
    del live
    ran = run("list", "--region", "moon")
    assert 2 == ran.code
    assert "'eu'" in ran.err


def test_a_capture_is_listed(run: Run, tmp_path: Path, model: dict[str, Any]) -> None:
    """A bare list as well as a body."""
    for name, body in (("body", listing(model)), ("bare", [model])):
        (tmp_path / name).write_text(json.dumps(body))
        ran = run("list", "--file", tmp_path / name)
        assert 0 == ran.code
        assert "1 model · no deviation from the contract\n" == ran.err


def test_json_is_the_body_again(run: Run, tmp_path: Path, model: dict[str, Any]) -> None:
    """With everything that deviates, in ASCII, so that it can be stored and listed once more."""
    body = {"data": [model | {"name": "\x1b[2J\u202eé"}, 7, {"id": None}], "extra": [None]}
    (tmp_path / "body").write_text(json.dumps(body))
    ran = run("list", "--json", "--file", tmp_path / "body")
    assert body == json.loads(ran.out)
    assert ran.out.isascii()
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("args", "criteria"),
    [
        (["--input", "image", "--input", "file"], {"input": ["image", "file"]}),
        (["--output", "image"], {"output": "image"}),
        (["--supports", "tools"], {"supports": "tools"}),
        (["--author", "openai", "--author", "qwen"], {"author": ["openai", "qwen"]}),
        (["--text", "gemma"], {"text": "gemma"}),
        (["--free"], {"free": True}),
        (["--not-free", "--text", "gemma"], {"free": False, "text": "gemma"}),
        (["--reasoning"], {"reasoning": True}),
        (["--no-reasoning", "--author", "openai"], {"reasoning": False, "author": "openai"}),
        (["--min-context", "1000000"], {"min_context": 1_000_000}),
        (["--max-prompt-price", "0.1"], {"max_prompt_price": "0.1"}),
        (["--max-completion-price", "0"], {"max_completion_price": 0}),
        (
            ["--not-input=image", "--not-input=audio", "--not-author=openai", "--not-text=gemma"],
            {"not_input": ["image", "audio"], "not_author": "openai", "not_text": "gemma"},
        ),
    ],
)
def test_filters_are_those_of_the_catalog(
    args: list[str], criteria: dict[str, Any], run: Run
) -> None:
    """Some models meet them, and some do not."""
    whole = decode(json.dumps(testing.MockOpenRouter().listing))
    some = [model.id for model in whole.where(**criteria)]
    assert 0 < len(some) < len(whole)
    assert some == ids(run, *args)


def test_the_summary_tells_how_many_are_shown(run: Run) -> None:
    """Of how many; where there are none, the table is left out and that is no error."""
    assert run("list", "--demo", "--limit", "2").err.startswith(f"2 of {len(DEMO)} models · ")
    ran = run("list", "--demo", "--author", "nobody")
    assert (0, "") == (ran.code, ran.out)
    assert ran.err.startswith(f"0 of {len(DEMO)} models · ")


def test_deviations_are_summarized(run: Run, tmp_path: Path, model: dict[str, Any]) -> None:
    """Errors first, the most frequent places by name, the rest by number."""
    odd = {key: value for key, value in model.items() if key != "pricing"}
    odd |= {"a": 1, "b": 2, "created": "today", "supported_parameters": ["unheard-of"]}
    (tmp_path / "body").write_text(json.dumps(listing(odd, odd)))
    ran = run("list", "--file", tmp_path / "body")
    assert (
        "2 models · 5 kinds of deviation: 2 times wrong-type at created, "
        "2 times unknown-enum-value at supported_parameters/*, "
        "2 times missing-required at pricing, 2 more\n"
    ) == ran.err


def test_text_of_the_server_is_data(run: Run, tmp_path: Path, model: dict[str, Any]) -> None:
    """It moves no cursor and is no markup, in the table as in the summary."""
    odd = model | {"id": "a/[red]b\x1b[2J\n", "\x07\u202e": 1}
    (tmp_path / "body").write_text(json.dumps({"data": [odd]}))
    ran = run("list", "--file", tmp_path / "body")
    assert r"a/[red]b\x1b[2J\n" in ran.out
    assert ran.err.rstrip("\n").isprintable()


def test_models_are_sorted_by_several_keys(run: Run) -> None:
    """Those before decide, a minus turns one around, and --descending all of them."""
    catalog = decode(json.dumps({"data": DEMO}))
    found = catalog.sorted_by("id").sorted_by("context_length", descending=True)
    expected = [model.id for model in found]
    assert expected == ids(run, "--sort", "-context_length,id")
    assert expected == ids(run, "--sort", "context_length", "--sort", "-id", "--descending")


@needs("expiration_date")
def test_columns_are_those_asked_for(run: Run) -> None:
    """In their order, by the names of `ModelInfo`, whatever the width."""
    ran = run(
        "list", "--demo", "--text", "gpt-4", "--limit", 1, "--columns", "max_output, id,expires"
    )
    head, row = ran.out.splitlines()
    assert ["max_output", "id", "expires"] == head.split()
    assert ["4096", "openai/gpt-4", "2026-10-23"] == row.split()


def test_an_unknown_word_is_one_line(run: Run) -> None:
    """Beside the result, and without the place in the source."""
    ran = run("list", "--demo", "--supports", "tool", "--csv")
    assert (0, 1, 1) == (ran.code, ran.out.count("\n"), ran.err.count("\n"))
    assert ran.err.startswith("Warning: No model has 'tool' in supports")
    assert ran.err.endswith("Did you mean 'tools'?\n")


def test_rows_are_those_of_the_catalog(run: Run) -> None:
    """As CSV, JSON lines and Markdown, and nothing on stderr."""
    rows = decode(json.dumps({"data": DEMO})).to_rows()
    ran = run("list", "--demo", "--jsonl")
    assert (0, "") == (ran.code, ran.err)
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["id"], row["supports"], row["prompt_price"]) for row in rows] == [
        (row["id"], row["supports"], row["prompt_price"]) for row in told
    ]
    ran = run("list", "--demo", "--csv", "--columns", "id,is_free")
    assert [["id", "is_free"], *([row["id"], str(row["is_free"]).lower()] for row in rows)] == [
        *csv.reader(ran.out.splitlines())
    ]
    assert len(rows) + 2 == run("list", "--demo", "--markdown").out.count("\n")
