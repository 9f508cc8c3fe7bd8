"""`openrouter-models cheapest`: which call is meant, and what it costs."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openrouter_models import Usage, cost, decode, testing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

DEMO = decode(json.dumps(testing.MockOpenRouter().listing))


def test_the_cheapest_come_first(run: Run) -> None:
    """With what they cost, and on stderr how many there are."""
    ran = run("cheapest", "--demo", "--supports", "tools", "--limit", 3, "--prompt-tokens", 9000)
    quotes = DEMO.cheapest(Usage(prompt_tokens=9000), supports="tools")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["id", "USD"] == rows[0][:2]
    assert [quote.model.id for quote in quotes[:3]] == [row[0] for row in rows[1:]]
    assert f"3 of {len(quotes)} models · 1 model without a fixed price left out\n" == ran.err


def test_json_has_exact_amounts(run: Run) -> None:
    """As decimal text, with the call that was meant, and what was left out."""
    ran = run("cheapest", "--demo", "--author", "openai", "--completion-tokens", 7, "--json")
    told: dict[str, Any] = json.loads(ran.out)
    usage = Usage(completion_tokens=7)
    assert {"completion_tokens": 7, "requests": 1} == told["usage"]
    assert [] == told["left_out"]
    amounts: dict[str, str] = {each["id"]: each["usd"] for each in told["models"]}
    for name, usd in amounts.items():
        assert cost(DEMO[name], usage).total == Decimal(usd)


def test_what_is_less_than_certain_is_marked(run: Run, tmp_path: Path) -> None:
    """By a tilde, which the last line explains."""
    pricing = {
        "prompt": "0.000001",
        "completion": "0",
        "overrides": [{"utc_start": "8", "prompt": "1"}],
    }
    (tmp_path / "body").write_text(json.dumps([{"id": "a/b", "pricing": pricing}]))
    ran = run("cheapest", "--file", tmp_path / "body")
    assert ["a/b", "~0.003"] == ran.out.splitlines()[1].split()[:2]
    assert ran.err.endswith("~ depends on more than was counted\n")


def test_nothing_found_is_no_table(run: Run) -> None:
    """And no error."""
    ran = run("cheapest", "--demo", "--author", "nobody")
    assert (0, "", "0 of 0 models\n") == (ran.code, ran.out, ran.err)
