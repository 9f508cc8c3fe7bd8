"""Write single values as a person reads them at a glance: prices, dates, lengths, modalities."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from openrouter_models.cli.console import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models._catalog.info import ModelInfo

UNKNOWN = "?"
_CENTS = 2
_DIGITS = 4  # decimal places of the price of a million tokens: the cheapest models cost some 0.01
_UNITS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))
_ROUNDED_UP = 0.9995  # from here on three digits read 1000
_TOO_MANY = 10**12
_ROUNDED = Context(prec=40, rounding=ROUND_HALF_EVEN)


def model_id(info: ModelInfo) -> Text:
    """Write an id, its author in the background."""
    text = safe(info.id or UNKNOWN, "bold")
    author, slash, _ = text.plain.rpartition("/")
    text.stylize("not bold dim", 0, len(author + slash))
    return text


def name(info: ModelInfo) -> Text:
    """Write the name for display."""
    return safe(info.name or UNKNOWN)


def context(info: ModelInfo) -> Text:
    """Write the context length in thousands or millions of tokens."""
    return Text(tokens(info.context_length))


def tokens(count: float | None) -> str:
    """Shorten a number of tokens: 8192 is 8.2K, 1048576 is 1.05M."""
    if count is None or abs(count) >= _TOO_MANY:
        return UNKNOWN
    for unit, letter in _UNITS:
        if count >= unit * _ROUNDED_UP:
            return f"{count / unit:.3g}{letter}"
    return f"{count:g}"


def usd(amount: Decimal, digits: int = _DIGITS) -> str:
    """Write an amount of USD with two decimal places or more, padded to the most with blanks: so points align."""
    smallest = Decimal(1).scaleb(-digits)
    if 0 < amount < smallest:
        return f"<{smallest:f}"
    if amount >= 10**9:
        return f"{amount:.1e}"
    text = format(amount.quantize(smallest, context=_ROUNDED), ",f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals[:_CENTS]}{decimals[_CENTS:].rstrip('0')}".ljust(len(text))


def prompt_price(info: ModelInfo) -> Text:
    """Write the price of a million prompt tokens."""
    return _price(info, info.prompt_price)


def completion_price(info: ModelInfo) -> Text:
    """Write the price of a million completion tokens."""
    return _price(info, info.completion_price)


def _price(info: ModelInfo, amount: Decimal | None) -> Text:
    """Write a price: `free` where the model is, `varies` where none is fixed."""
    if amount is None:
        return Text(_to_cents(UNKNOWN if info.has_fixed_price else "varies"), style="dim")
    if info.is_free:
        return Text(_to_cents("free"), style="green")
    return Text(usd(amount))


def _to_cents(word: str) -> str:
    """Pad a word so that it ends where the cents of amounts do."""
    return f"{word}{'':{_DIGITS - _CENTS}}"


def released(info: ModelInfo) -> Text:
    """Write the day on which the model was created, in UTC."""
    return Text(UNKNOWN if info.created is None else info.created.date().isoformat())


def modalities(info: ModelInfo) -> Text:
    """Write what goes in and what comes out, as `text image → text`."""
    taken, given = (" ".join(text_first(words)) or UNKNOWN for words in (info.input, info.output))
    return safe(f"{taken} → {given}")


def text_first(words: Iterable[str]) -> list[str]:
    """Sort modalities, text before all others, as people read them."""
    return sorted(words, key=lambda word: (word != "text", word))


def abilities(info: ModelInfo) -> Text:
    """Write what people choose a model for, as far as it says so."""
    found = ["reasoning"] if info.reasoning else []
    found += ["tools"] if "tools" in info.supports else []
    found += ["structured"] if "structured_outputs" in info.supports else []
    return Text(" ".join(found), style="cyan")
