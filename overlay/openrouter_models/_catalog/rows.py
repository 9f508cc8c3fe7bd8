"""A model as one flat row of plain values, as polars, pandas and pyarrow take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from openrouter_models._catalog.fields import (
    author,
    context_length,
    created,
    number,
    reasons,
    text,
    words,
)
from openrouter_models._catalog.pricing import Prices

if TYPE_CHECKING:
    from openrouter_api.models import Model


class Row(TypedDict):
    """The columns, each of one type: where a model has no usable value, texts are empty, numbers None.

    pandas and pyarrow take the rows as they are. polars looks at the first hundred only, so where a
    number may be missing in all of those it needs `infer_schema_length=None`.

    Prices are in USD per million tokens, discount applied, as floats for sorting and plotting; sums
    of money are made with `openrouter_models._catalog.costs.cost`, which is exact.
    """

    id: str
    canonical_slug: str
    name: str
    author: str
    description: str
    created: int | None
    expiration_date: str
    knowledge_cutoff: str
    context_length: int | None
    max_completion_tokens: int | None
    modality: str
    input_modalities: list[str]
    output_modalities: list[str]
    tokenizer: str
    supported_parameters: list[str]
    reasoning: bool
    prompt_price: float | None
    completion_price: float | None
    cached_price: float | None
    free: bool
    hugging_face_id: str


def to_row(model: Model) -> Row:
    """Flatten a model.

    Args:
        model: The model, with whatever the server sent in it.
    """
    prices = Prices.of(model)
    return {
        "id": _text(model, "id"),
        "canonical_slug": _text(model, "canonical_slug"),
        "name": _text(model, "name"),
        "author": _encodable(author(model) or ""),
        "description": _text(model, "description"),
        "created": _bounded(created(model)),
        "expiration_date": _text(model, "expiration_date"),
        "knowledge_cutoff": _text(model, "knowledge_cutoff"),
        "context_length": _bounded(context_length(model)),
        "max_completion_tokens": _bounded(number(model, "top_provider", "max_completion_tokens")),
        "modality": _text(model, "architecture", "modality"),
        "input_modalities": _words(model, "architecture", "input_modalities"),
        "output_modalities": _words(model, "architecture", "output_modalities"),
        "tokenizer": _text(model, "architecture", "tokenizer"),
        "supported_parameters": _words(model, "supported_parameters"),
        "reasoning": reasons(model),
        "prompt_price": _usd(prices, "prompt"),
        "completion_price": _usd(prices, "completion"),
        "cached_price": _usd(prices, "input_cache_read"),
        "free": prices.is_free,
        "hugging_face_id": _text(model, "hugging_face_id"),
    }


def _text(model: Model, *names: str) -> str:
    return _encodable(text(model, *names) or "")


def _words(model: Model, *names: str) -> list[str]:
    return [_encodable(word) for word in words(model, *names)]


def _encodable(value: str) -> str:
    """Replace lone surrogates, which JSON can carry and Arrow cannot; enum members become plain."""
    return value.encode(errors="replace").decode()


def _bounded(value: float | None) -> int | None:
    """Give a whole number that a column of 64 bits holds."""
    return int(value) if value is not None and abs(value) < 2**63 else None


def _usd(prices: Prices, name: str) -> float | None:
    price = prices.per_million(name)
    return None if price is None else float(price)
