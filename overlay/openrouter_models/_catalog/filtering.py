"""The conditions of `Catalog.where`, each made from what the caller asks for.

A condition is None where nothing is asked for. None of them matches a model whose value is missing,
of a wrong type or, for prices, not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from openrouter_api.models import Model
from openrouter_models._catalog.fields import author, reasons, seconds, text, words
from openrouter_models._catalog.pricing import Prices, to_decimal

if TYPE_CHECKING:
    from datetime import date

Condition = Callable[[Model], bool]
Number = int | float | Decimal
Words = str | Iterable[str]
Usd = int | float | str | Decimal


def has_all(asked: Words | None, *names: str) -> Condition | None:
    """Match models whose list at `names` has every word asked for."""
    if asked is None:
        return None
    wanted = to_words(asked)
    return lambda model: wanted.issubset(words(model, *names))


def is_by(asked: Words | None) -> Condition | None:
    """Match models of one of the authors asked for."""
    if asked is None:
        return None
    wanted = to_words(asked)
    return lambda model: author(model) in wanted


def says(asked: str | None) -> Condition | None:
    """Match models with the text in their id, name or description, whatever the case."""
    if asked is None:
        return None
    wanted = asked.casefold()
    places = ("id", "name", "description")
    return lambda model: any(wanted in (text(model, at) or "").casefold() for at in places)


def is_free(asked: bool | None) -> Condition | None:  # noqa: FBT001  # the value asked for, no switch
    """Match models of which every price is known to be 0, or all others."""
    return None if asked is None else lambda model: Prices.of(model).is_free is bool(asked)


def can_reason(asked: bool | None) -> Condition | None:  # noqa: FBT001  # the value asked for, no switch
    """Match models that reason, or all others."""
    return None if asked is None else lambda model: reasons(model) is bool(asked)


def within(
    read: Callable[[Model], Number | None],
    at_least: Number | None = None,
    at_most: Number | None = None,
    below: Number | None = None,
) -> Condition | None:
    """Match models whose value lies between bounds; a bound of None is none."""
    if at_least is None and at_most is None and below is None:
        return None

    def is_within(model: Model) -> bool:
        value = read(model)
        return (
            value is not None
            and (at_least is None or value >= at_least)
            and (at_most is None or value <= at_most)
            and (below is None or value < below)
        )

    return is_within


def priced(name: str) -> Callable[[Model], Decimal | None]:
    """Make what reads a price in USD per million tokens."""
    return lambda model: Prices.of(model).per_million(name)


def to_words(asked: Words) -> frozenset[str]:
    """Take one word or several."""
    return frozenset([asked] if isinstance(asked, str) else asked)


def to_usd(asked: Usd | None) -> Decimal | None:
    """Take an amount of money exactly: 0.1 means 0.1.

    Raises:
        ValueError: It is no number.
    """
    if asked is None:
        return None
    amount = asked if isinstance(asked, Decimal) else to_decimal(asked)
    if amount is None or amount.is_nan():
        raise ValueError(f"A price in USD is a number, not {asked!r}.")
    return amount


def to_seconds(asked: float | date | None) -> float | None:
    """Take a moment.

    Raises:
        TypeError: It is neither a date, a datetime nor Unix seconds.
    """
    return None if asked is None else seconds(asked)
