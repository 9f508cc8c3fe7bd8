"""Write single values as a person reads them at a glance: prices, dates, lengths, modalities."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from openrouter_models._catalog import fields
from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.pricing import Prices
from openrouter_models.cli.output import safe

if TYPE_CHECKING:
    from openrouter_models._catalog.classes import Model

UNKNOWN = "?"
_CENTS = 2
_DIGITS = 4  # decimal places of the price of a million tokens: the cheapest models cost some 0.01
_SMALLEST = Decimal(1).scaleb(-_DIGITS)
_UNITS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))
_ROUNDED_UP = 0.9995  # from here on three digits read 1000
_TOO_MANY = 10**12
_ROUNDED = Context(prec=40, rounding=ROUND_HALF_EVEN)


def model_id(model: Model) -> Text:
    """Write an id, its author in the background."""
    text = safe(fields.text(model, "id") or UNKNOWN, "bold")
    author, slash, _ = text.plain.rpartition("/")
    text.stylize("not bold dim", 0, len(author + slash))
    return text


def name(model: Model) -> Text:
    """Write the name for display."""
    return safe(fields.text(model, "name") or UNKNOWN)


def context(model: Model) -> Text:
    """Write the context length in thousands or millions of tokens."""
    return Text(tokens(ModelInfo.of(model).context_length))


def tokens(count: float | None) -> str:
    """Shorten a number of tokens: 8192 is 8.2K, 1048576 is 1.05M.

    Args:
        count: Tokens, None if not known.
    """
    if count is None or abs(count) >= _TOO_MANY:
        return UNKNOWN
    for unit, letter in _UNITS:
        if count >= unit * _ROUNDED_UP:
            return f"{count / unit:.3g}{letter}"
    return f"{count:g}"


def usd(amount: Decimal) -> str:
    """Write an amount of USD with two to four decimal places, padded to four with blanks.

    So written, amounts stand below each other with their decimal points aligned.
    """
    if 0 < amount < _SMALLEST:
        return f"<{_SMALLEST}"
    if amount >= 10**9:
        return f"{amount:.1e}"
    text = format(amount.quantize(_SMALLEST, context=_ROUNDED), ",f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals[:_CENTS]}{decimals[_CENTS:].rstrip('0')}".ljust(len(text))


def price(model: Model, kind: str) -> Text:
    """Write a price per million tokens: `free` where the model is, `varies` where none is fixed.

    Args:
        model: The model.
        kind: The name of the price in the document.
    """
    prices = Prices.of(model)
    amount = prices.per_million(kind)
    if amount is None:
        return Text(_to_cents(UNKNOWN if prices.is_fixed else "varies"), style="dim")
    if prices.is_free:
        return Text(_to_cents("free"), style="green")
    return Text(usd(amount))


def _to_cents(word: str) -> str:
    """Pad a word so that it ends where the cents of amounts do."""
    return f"{word}{'':{_DIGITS - _CENTS}}"


def released(model: Model) -> Text:
    """Write the day on which the model was created."""
    return Text(day(fields.number(model, "created")))


def day(moment: float | None) -> str:
    """Write a moment as its day in UTC.

    Args:
        moment: Seconds since 1970, None if not known.
    """
    try:
        return UNKNOWN if moment is None else f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):
        return UNKNOWN


def modalities(model: Model) -> Text:
    """Write what goes in and what comes out, as `text image → text`."""
    ways = (fields.words(model, "architecture", f"{way}_modalities") for way in ("input", "output"))
    taken, given = (" ".join(words) or UNKNOWN for words in ways)
    return safe(f"{taken} → {given}")


def abilities(model: Model) -> Text:
    """Write what people choose a model for, as far as it says so."""
    supported = fields.words(model, "supported_parameters")
    found = ["reasoning"] if ModelInfo.of(model).reasoning else []
    found += ["tools"] if "tools" in supported else []
    found += ["structured"] if "structured_outputs" in supported else []
    return Text(" ".join(found), style="cyan")
