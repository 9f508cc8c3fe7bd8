"""What a call uses: counts that can be, and the counts that the chat API reports."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from openrouter_api.models import Model
from openrouter_models._catalog.costs import cost
from openrouter_models._catalog.usage import Usage


@pytest.mark.parametrize(
    "counts",
    [
        {"prompt_tokens": -1},
        {"prompt_tokens": 1, "cached_tokens": 2},
        {"prompt_tokens": 3, "cached_tokens": 2, "cache_write_tokens": 2},
        {"reasoning_tokens": 1},
    ],
)
def test_impossible_counts_are_refused(counts: dict[str, int]) -> None:
    """Negative counts, and parts that are more than the whole."""
    with pytest.raises(ValueError, match=r"must not be negative|cannot be less"):
        Usage(**counts)


@pytest.mark.parametrize("count", [1.5, "1", None, True])
def test_counts_are_whole_numbers(count: Any) -> None:
    """Anything else is refused by name."""
    with pytest.raises(TypeError, match="images must be an int"):
        Usage(images=count)


def test_the_usage_that_the_chat_api_reports_is_taken_over() -> None:
    """As a mapping or as an SDK's object; null counts nothing."""
    reported: dict[str, Any] = {
        "prompt_tokens": 100,
        "completion_tokens": 50,
        "total_tokens": 150,
        "prompt_tokens_details": {"cached_tokens": 40, "audio_tokens": None},
        "completion_tokens_details": {"reasoning_tokens": 30},
        "server_tool_use": {"web_search_requests": 2},
        "cost": 0.1,
    }
    expected = Usage(
        prompt_tokens=100,
        completion_tokens=50,
        cached_tokens=40,
        reasoning_tokens=30,
        web_searches=2,
    )
    as_object = SimpleNamespace(
        **{
            name: SimpleNamespace(**value) if isinstance(value, dict) else value
            for name, value in reported.items()
        }
    )
    assert (expected, expected) == (Usage.of(reported), Usage.of(as_object))
    model = Model.from_dict({"pricing": {"prompt": "1", "completion": "1"}})
    assert cost(model, expected) == cost(model, reported)
