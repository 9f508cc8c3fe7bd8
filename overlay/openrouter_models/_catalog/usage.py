"""What a call uses, counted as the chat API counts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from attrs import asdict, frozen

from openrouter_models._text import brief

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROMPT_PARTS = (
    "cached_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "audio_tokens",
    "cached_audio_tokens",
)
_COMPLETION_PARTS = ("reasoning_tokens", "output_audio_tokens")
# Where the chat API's `usage` counts what.
_REPORTED = {
    "prompt_tokens": ("prompt_tokens",),
    "completion_tokens": ("completion_tokens",),
    "cached_tokens": ("prompt_tokens_details", "cached_tokens"),
    "cache_write_tokens": ("prompt_tokens_details", "cache_write_tokens"),
    "audio_tokens": ("prompt_tokens_details", "audio_tokens"),
    "reasoning_tokens": ("completion_tokens_details", "reasoning_tokens"),
    "output_audio_tokens": ("completion_tokens_details", "audio_tokens"),
    "web_searches": ("server_tool_use", "web_search_requests"),
}


@frozen(kw_only=True)
class Usage:
    """What a call uses, counted as the API's `usage` counts it.

    Cached, cache-write and audio tokens are parts of the prompt, reasoning and output audio tokens
    parts of the completion; no token is counted in two parts. The document does not say what image
    tokens are part of, so they count on their own.

    Attributes:
        prompt_tokens: Tokens of the whole prompt.
        completion_tokens: Tokens of the whole completion.
        cached_tokens: Prompt tokens read from a cache, without audio.
        cache_write_tokens: Prompt tokens written to a cache for the default time.
        cache_write_1h_tokens: Prompt tokens written to a cache for an hour.
        audio_tokens: Prompt tokens that are audio and not cached.
        cached_audio_tokens: Prompt tokens that are audio and read from a cache.
        reasoning_tokens: Completion tokens spent on reasoning.
        output_audio_tokens: Completion tokens that are audio.
        image_tokens: Tokens of images where those have a price of their own.
        images: Images sent.
        output_images: Images received.
        requests: Calls that all of this is the sum of.
        web_searches: Searches made.

    Raises:
        ValueError: A count is negative, or the parts are more than the whole.
        TypeError: A count is not a whole number.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    audio_tokens: int = 0
    cached_audio_tokens: int = 0
    reasoning_tokens: int = 0
    output_audio_tokens: int = 0
    image_tokens: int = 0
    images: int = 0
    output_images: int = 0
    requests: int = 1
    web_searches: int = 0

    def __attrs_post_init__(self) -> None:
        for name, count in asdict(self).items():
            if type(count) is not int:
                raise TypeError(f"{name} must be an int, not {count!r}.")
            if count < 0:
                raise ValueError(f"{name} must not be negative, got {count}.")
        for whole, parts in (
            ("prompt_tokens", _PROMPT_PARTS),
            ("completion_tokens", _COMPLETION_PARTS),
        ):
            if self._sum(parts) > getattr(self, whole):
                raise ValueError(
                    f"{whole} includes {', '.join(parts)}, so it cannot be less than their sum, "
                    f"{self._sum(parts)}."
                )

    @classmethod
    def of(cls, reported: object) -> Usage:
        """Take over the `usage` that the chat API reports of a call.

        Args:
            reported: The object, as a mapping or as an SDK's own class: `prompt_tokens`, `completion_tokens`,
                `prompt_tokens_details`, `completion_tokens_details`, `server_tool_use`. What it does not
                count is 0, and so is null.

        Raises:
            TypeError: It is neither, or counts no tokens.
            ValueError: A count is negative, or the parts are more than the whole.
        """
        counts = {name: _reported(reported, *path) for name, path in _REPORTED.items()}
        if counts["prompt_tokens"] is None and counts["completion_tokens"] is None:
            raise TypeError(
                f"Expected a usage object with prompt_tokens and completion_tokens, got {brief(reported)}."
            )
        return cls(**{name: count for name, count in counts.items() if count is not None})

    def counts(self) -> dict[str, int]:
        """Give what is billed: the parts, and what the wholes have beside them."""
        counts: dict[str, int] = asdict(self)
        counts["prompt_tokens"] -= self._sum(_PROMPT_PARTS)
        counts["completion_tokens"] -= self._sum(_COMPLETION_PARTS)
        return counts

    def _sum(self, parts: Iterable[str]) -> int:
        return sum(getattr(self, part) for part in parts)


def _reported(reported: object, *path: str) -> int | None:
    for name in path:
        reported = (
            cast("Mapping[str, object]", reported).get(name)
            if isinstance(reported, Mapping)
            else getattr(reported, name, None)
        )
    return cast("int | None", reported)  # the constructor refuses what is not a count
