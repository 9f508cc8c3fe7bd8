"""Words that nothing has: a hint instead of silence."""

from __future__ import annotations

import json
import warnings

import pytest

from openrouter_models import UnknownWordWarning, Usage, decode

LISTED = decode(json.dumps({"data": [{"id": "a/b", "supported_parameters": ["brand_new"]}]}))


@pytest.mark.parametrize(
    ("message", "name", "word"),
    [
        ("'imag' in input, .* Did you mean 'image'", "input", "imag"),
        ("'tool' in supports, .* Did you mean 'tools'", "supports", "tool"),
        ("'image_url' in input, ", "not_input", "image_url"),
        ("'zzzzzz' in output, and the contract does not know it.$", "output", "zzzzzz"),
    ],
)
def test_a_mistyped_word_is_warned_of(message: str, name: str, word: str) -> None:
    """At the line of the caller, with the nearest word where there is one."""
    with pytest.warns(UnknownWordWarning, match=message) as caught:
        LISTED.where(**{name: word})  # type: ignore[arg-type]  # one of them at a time
    assert __file__ == caught[0].filename


@pytest.mark.parametrize("word", ["tools", "brand_new"])
def test_a_word_of_the_contract_or_of_a_model_is_fine(word: str) -> None:
    """The server may know more than the contract, and a catalog less."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LISTED.where(supports=["tools", word])


def test_choosing_warns_at_the_line_of_the_caller() -> None:
    """As filtering does."""
    with pytest.warns(UnknownWordWarning, match="'imag'") as caught:
        LISTED.cheapest(Usage(), input="imag")
    assert __file__ == caught[0].filename
