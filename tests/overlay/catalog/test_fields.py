"""Tolerant reading: a usable value or None, whatever stands there."""

from __future__ import annotations

import pytest

from openrouter_api.models import Model
from openrouter_api.types import UNSET
from openrouter_models._catalog.fields import field, number, text, words

MODEL = Model.from_dict(
    {"id": "a/b", "new": {"x": 1}, "top_provider": {"is_moderated": True, "new": 2}, "pricing": "?"}
)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("a/b", ["id"]),
        (True, ["top_provider", "is_moderated"]),
        (2, ["top_provider", "new"]),
        ({"x": 1}, ["new"]),
        (UNSET, ["new", "x"]),
        (UNSET, ["name"]),
        (UNSET, ["pricing", "prompt"]),
        (UNSET, ["nowhere", "at", "all"]),
    ],
)
def test_a_field_is_found_declared_or_not(value: object, names: list[str]) -> None:
    """Where the way ends early there is nothing."""
    assert value == field(MODEL, *names)


@pytest.mark.parametrize(
    ("value", "wire"),
    [(1, 1), (1.5, 1.5), (None, True), (None, "1"), (None, None), (None, float("inf")), (None, [])],
)
def test_a_number_is_finite_and_no_boolean(value: object, wire: object) -> None:
    """Anything else is None."""
    assert value == number(Model.from_dict({"context_length": wire}), "context_length")


def test_texts_and_words_are_strings() -> None:
    """What is none is passed over."""
    model = Model.from_dict({"name": 1, "supported_parameters": ["tools", 1, None, ["seed"]]})
    assert text(model, "name") is None
    assert ["tools"] == words(model, "supported_parameters")
    assert [] == words(model, "name")
