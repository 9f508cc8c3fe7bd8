"""Look-up by id and slug, and what is near to a miss."""

from __future__ import annotations

from typing import Any

import pytest

from openrouter_api.models import Model
from openrouter_models._catalog.lookup import index, nearest

IDS = ["openai/gpt-4", "openai/gpt-4o", "anthropic/claude-opus-5", "meta/llama-3"]


NAMED: list[tuple[dict[str, int], list[tuple[Any, Any]]]] = [
    # An id comes before a slug, even when the slug comes first in the listing.
    ({"a/1": 0, "a/2": 1, "a/3": 1}, [("a/1", "a/2"), ("a/2", "a/3")]),
    # The plain variant has the slug, wherever it stands; without one the first variant has it.
    (
        {"a:free": 0, "a": 1, "a:batch": 2, "b:x": 3, "a-1": 1, "b-1": 3},
        [("a:free", "a-1"), ("a", "a-1"), ("a:batch", "a-1"), ("b:x", "b-1")],
    ),
    # The first of equal ids wins, as a listing is read.
    ({"a": 0, "b": 0, "c": 1}, [("a", "b"), ("a", "c")]),
    # What is no text cannot be looked up, nor does it get in the way.
    ({}, [(1, None), ([], {})]),
]


@pytest.mark.parametrize(("expected", "pairs"), NAMED)
def test_names_lead_to_models(expected: dict[str, int], pairs: list[tuple[Any, Any]]) -> None:
    """By id, then by canonical slug."""
    models = [Model.from_dict({"id": name, "canonical_slug": slug}) for name, slug in pairs]
    found = index(models)
    assert {name: id(models[number]) for name, number in expected.items()} == {
        name: id(model) for name, model in found.items()
    }


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("openai/gpt4", "openai/gpt-4"),
        ("OpenAI/GPT-4", "openai/gpt-4"),
        ("gpt-4", "openai/gpt-4"),
        ("claude-opus", "anthropic/claude-opus-5"),
        ("metta/llama3", "meta/llama-3"),
    ],
)
def test_the_nearest_comes_first(name: str, first: str) -> None:
    """Typing errors, other cases, a forgotten author."""
    assert first == nearest(name, IDS)[0]


def test_nothing_is_near_to_nonsense() -> None:
    """And at most three ids are named."""
    assert [] == nearest("qqqq", IDS)
    assert 3 == len(nearest("a/model", [f"a/model-{n}" for n in range(9)]))


def test_long_ids_are_not_compared() -> None:
    """A server cannot make a miss expensive."""
    assert [] == nearest("a" * 200, ["a" * 200, "a" * 101])
    assert ["a" * 100] == nearest("a" * 200, ["a" * 100])
