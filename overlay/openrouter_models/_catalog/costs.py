"""What a call costs, exactly, with everything said that makes the sum less than certain."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from attrs import asdict, frozen

from openrouter_models._catalog.overrides import apply
from openrouter_models._catalog.pricing import EXACT, Prices, plain
from openrouter_models._text import brief

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models._catalog.classes import Model, PublicPricing

_PROMPT_PARTS = (
    "cached_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "audio_tokens",
    "cached_audio_tokens",
)
_COMPLETION_PARTS = ("reasoning_tokens", "output_audio_tokens")
# What is counted, and the prices that it is billed at: the first that is stated.
_CHARGES = {
    "prompt_tokens": ("prompt",),
    "cached_tokens": ("input_cache_read", "prompt"),
    "cache_write_tokens": ("input_cache_write", "prompt"),
    "cache_write_1h_tokens": ("input_cache_write_1h", "input_cache_write", "prompt"),
    "audio_tokens": ("audio", "prompt"),
    "cached_audio_tokens": ("input_audio_cache", "audio", "prompt"),
    "completion_tokens": ("completion",),
    "reasoning_tokens": ("internal_reasoning", "completion"),
    "output_audio_tokens": ("audio_output", "completion"),
    "image_tokens": ("image_token",),
    "images": ("image",),
    "output_images": ("image_output",),
    "requests": ("request",),
    "web_searches": ("web_search",),
}

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


@frozen
class Part:
    """One line of an estimate.

    Attributes:
        what: What is counted, a name of `Usage`.
        count: How many there are.
        price_name: The price that it is billed at, by its name in the document.
        price: USD per unit, discount applied.
        amount: USD.
    """

    what: str
    count: int
    price_name: str
    price: Decimal
    amount: Decimal


@frozen
class Estimate:
    """What a call costs.

    Attributes:
        total: The sum in USD; None where the price of something that was counted is not known.
        parts: What it is the sum of.
        discount: The discount that is applied in every part.
        is_certain: Whether the total is all that the listing says the call costs.
        notes: What a reader of the total should know, for people.
    """

    total: Decimal | None
    parts: tuple[Part, ...]
    discount: Decimal | None
    is_certain: bool
    notes: tuple[str, ...]

    def __str__(self) -> str:
        total = "The price is not known." if self.total is None else f"{self.total:f} USD."
        return " ".join([total, *self.notes])


def cost(model: Model | PublicPricing, usage: Usage | Mapping[str, Any]) -> Estimate:
    """Estimate what a call costs, or several calls together.

    A part of the prompt or of the completion that has no price of its own is billed like the rest.
    What has no price and is part of nothing, such as an image, is left out and noted. Prices that
    depend on the size of the prompt are applied; those that depend on more are noted.

    Args:
        model: The model, or its pricing.
        usage: What is used, or the `usage` that the chat API reported.

    Returns:
        The estimate, exact to the last digit for the prices that the listing states.

    Raises:
        TypeError: The model is an id, or anything else that has no prices.
    """
    prices = Prices.of(model)
    if not isinstance(usage, Usage):
        usage = Usage.of(usage)
    applied = apply(prices, usage.prompt_tokens if usage.requests <= 1 else None)
    parts: list[Part] = []
    unknown: list[str] = []
    left_out: list[str] = []
    for what, count in usage.counts().items():
        name = _price_name(what, applied.per_unit)
        if not count or (name is None and what == "requests"):
            continue
        price = applied.per_unit[name] if name else None
        if name is None:
            left_out.append(what)
        elif price is None:
            unknown.append(what)
        else:
            parts.append(Part(what, count, name, price, EXACT.multiply(price, Decimal(count))))
    notes = [
        *applied.notes,
        *(f"No price of its own is stated for {what}; left out." for what in left_out),
    ]
    reason = "not known" if prices.is_fixed else "not fixed"
    notes += [f"The price of {what} is {reason}." for what in unknown]
    return Estimate(
        total=None if unknown else _sum(part.amount for part in parts),
        parts=tuple(parts),
        discount=prices.discount,
        is_certain=applied.is_certain and not unknown and not left_out,
        notes=tuple(notes),
    )


def _reported(reported: object, *path: str) -> int | None:
    for name in path:
        reported = (
            cast("Mapping[str, object]", reported).get(name)
            if isinstance(reported, Mapping)
            else getattr(reported, name, None)
        )
    return cast("int | None", reported)  # the constructor refuses what is not a count


def _price_name(what: str, per_unit: Mapping[str, Any]) -> str | None:
    """Find the price that something is billed at.

    A reasoning token at 0 is billed like the rest of the completion: the listings of 2025 say 0 of
    nearly all models, those included that bill reasoning.
    """
    for name in _CHARGES[what]:
        if name in per_unit and (name != "internal_reasoning" or per_unit[name] != 0):
            return name
    return None


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return plain(total)
