"""What a call costs, exactly, with everything said that makes the sum less than certain."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import frozen

from openrouter_models._catalog.price_overrides import apply
from openrouter_models._catalog.pricing import EXACT, Prices, plain
from openrouter_models._catalog.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openrouter_models._catalog.generated_classes import Model, PublicPricing

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
