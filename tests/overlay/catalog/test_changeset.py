"""Changes between listings: each once, renames only where they are certain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import catalog

if TYPE_CHECKING:
    import pytest

    from openrouter_models import Changes

IDS = st.lists(st.sampled_from(["a/1", "a/2", "a/2:free", "a/3", "b/1"]), unique=True)


def changes(old: dict[str, Any], new: dict[str, Any]) -> Changes:
    """Compare two versions of a model."""
    return catalog({"id": "a/b", **old}).changes(catalog({"id": "a/b", **new}))


@given(IDS, IDS)
def test_every_id_is_told_once(old: list[str], new: list[str]) -> None:
    """Added, removed or kept; without slugs nothing is renamed."""
    found = catalog(*({"id": each} for each in old)).changes(
        catalog(*({"id": each} for each in new))
    )
    assert ({*new} - {*old}, {*old} - {*new}) == ({*found.added}, {*found.removed})
    assert ((), ()) == (found.renamed, found.changed)
    assert bool(found) == ({*old} != {*new})


def test_a_new_id_for_a_slug_of_its_own_is_a_rename() -> None:
    """With what else changed; a slug that repeats proves nothing."""
    old = catalog(
        {"id": "a/old", "canonical_slug": "s", "context_length": 100},
        {"id": "a/x", "canonical_slug": "t"},
        {"id": "a/y", "canonical_slug": "t"},
    )
    new = catalog(
        {"id": "a/new", "canonical_slug": "s", "context_length": 150},
        {"id": "a/z", "canonical_slug": "t"},
    )
    found = old.changes(new)
    assert ["a/old → a/new: context_length 100 → 150 (+50 %)"] == [*map(str, found.renamed)]
    assert (("a/z",), ("a/x", "a/y")) == (found.added, found.removed)


def test_a_variant_is_no_rename_of_the_plain_model() -> None:
    """Although both have the slug."""
    old, new = ({"id": each, "canonical_slug": "s"} for each in ("a/b", "a/b:free"))
    assert () == catalog(old).changes(catalog(new)).renamed


def test_every_price_is_told() -> None:
    """Those for pictures, and those beyond a length of the prompt, too; a new spelling of a number is none."""
    found = changes(
        {"pricing": {"prompt": "1", "image": "0.002", "request": "0.50"}},
        {
            "pricing": {
                "prompt": "1",
                "image": "0.003",
                "request": "0.5",
                "overrides": [{"min_prompt_tokens": 200000, "prompt": "2"}],
            }
        },
    )
    assert (
        "~ a/b: conditional_prices none → "
        '[{"min_prompt_tokens": 200000, "prompt": "2"}], image_price 2000 → 3000 (+50 %)'
    ) == str(found)


def test_prices_words_and_dates_are_told_old_and_new() -> None:
    """Per million, with percent, words by sign."""
    found = changes(
        {
            "pricing": {"prompt": "0.000002", "completion": "-1"},
            "supported_parameters": ["tools", "seed"],
        },
        {
            "pricing": {"prompt": "0.0000015", "completion": "0"},
            "supported_parameters": ["tools", "stop"],
            "expiration_date": "2026-12-31",
        },
    )
    assert (
        "~ a/b: prompt_price 2 → 1.5 (-25 %), completion_price none → 0, "
        "has_fixed_price no → yes, supports +stop -seed, expires none → 2026-12-31"
    ) == str(found)
    told = {each["field"]: each for each in found.to_dict()["changed"][0]["changes"]}
    assert ("2", "1.5", -25.0) == tuple(told["prompt_price"][k] for k in ("old", "new", "percent"))
    assert (["stop"], ["seed"]) == (told["supports"]["added"], told["supports"]["removed"])
    assert "2026-12-31" == told["expires"]["new"]
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()


def test_text_of_the_server_stays_on_its_line() -> None:
    """An id cannot pretend to be another line, nor a value that went away break the text."""
    assert "- x\\n+ fake" not in str(catalog({"id": "x\n+ fake"}).changes(catalog()))
    assert 1 == len(str(catalog({"id": "x\n+ fake"}).changes(catalog())).splitlines())
    assert "~ a/b: context_length 5 → none" == str(changes({"context_length": 5}, {}))
    assert "Nothing changed." == str(changes({}, {}))


def test_growth_beyond_what_a_float_holds_has_no_percent() -> None:
    """Integers and prices have no bound; what they were and are is told all the same."""
    (told,) = changes({"context_length": 1}, {"context_length": 10**400}).to_dict()["changed"]
    assert [None] == [each["percent"] for each in told["changes"]]


def test_models_of_a_contract_without_prices_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is nothing to tell of prices."""
    old, new = (catalog({"id": "a/b", "context_length": length}) for length in (1, 2))
    assert [1, 1] == [*map(len, (old, new))]  # the models are built by now, as of this contract
    monkeypatch.delattr("openrouter_api.models.Model.pricing")
    assert "~ a/b: context_length 1 → 2 (+100 %)" == str(old.changes(new))
