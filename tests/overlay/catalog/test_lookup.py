"""Look-up by id and slug, and what is near to a miss."""

from __future__ import annotations

import pytest

from openrouter_api.models import Model
from openrouter_models._catalog.lookup import index, nearest

IDS = ["openai/gpt-4", "openai/gpt-4o", "anthropic/claude-opus-5", "meta/llama-3"]


def models(*pairs: tuple[object, object]) -> list[Model]:
    """Make models of ids and slugs."""
    return [Model.from_dict({"id": name, "canonical_slug": slug}) for name, slug in pairs]


def test_an_id_comes_before_a_slug() -> None:
    """Even when the slug comes first in the listing."""
    first, second = models(("a/1", "a/2"), ("a/2", "a/3"))
    assert {"a/1": first, "a/2": second, "a/3": second} == index([first, second])


def test_the_plain_variant_has_the_slug() -> None:
    """Wherever it stands; without one the first variant has it."""
    free, plain, batch, lone = models(
        ("a:free", "a-1"), ("a", "a-1"), ("a:batch", "a-1"), ("b:x", "b-1")
    )
    found = index([free, plain, batch, lone])
    assert found["a-1"] is plain
    assert found["b-1"] is lone


def test_the_first_of_equal_ids_wins() -> None:
    """As a listing is read."""
    first, second = models(("a", "b"), ("a", "c"))
    assert index([first, second])["a"] is first


def test_what_is_no_text_cannot_be_looked_up() -> None:
    """Nor does it get in the way."""
    assert {} == index(models((1, None), ([], {})))


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
