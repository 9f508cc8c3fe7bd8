"""The conditions of `Catalog.where`, each made from what the caller asks for.

A condition is None where nothing is asked for. None of them holds for a model whose value is missing,
of a wrong type or, for prices, not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypedDict

from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.pricing import to_decimal

Condition = Callable[[ModelInfo], bool]
Number = int | float | Decimal
Words = str | Iterable[str]
Usd = int | float | str | Decimal
Moment = float | date


class Criteria(TypedDict, total=False):
    """What a model can be asked for; a criterion of None asks for nothing.

    A model whose value is missing or of a wrong type does not meet a criterion, and one whose price is
    not known or not fixed is never taken for cheap. Moments are dates, datetimes or Unix seconds, in
    UTC where they name no time zone; "after" includes the moment, "before" does not.

    Attributes:
        input: Input modality, or several that must all be there.
        output: Output modality, or several that must all be there.
        supports: Supported parameter, or several that must all be there.
        author: First part of the id, or several of which one must fit.
        text: Part of the id, the name or the description, whatever the case.
        free: Whether every price is known to be 0, that of an image or a search included.
        reasoning: Whether the model reasons.
        min_context: Least context length in tokens.
        max_context: Greatest context length in tokens.
        max_prompt_price: Greatest price in USD per million prompt tokens, conditional prices aside.
        max_completion_price: The same for completion tokens.
        created_after: Earliest moment of creation.
        created_before: Moment before which the model was created.
        expires_after: Earliest date of expiry; models without one do not meet it.
        expires_before: Moment before which the model expires; models without one do not meet it.
    """

    input: Words | None
    output: Words | None
    supports: Words | None
    author: Words | None
    text: str | None
    free: bool | None
    reasoning: bool | None
    min_context: int | None
    max_context: int | None
    max_prompt_price: Usd | None
    max_completion_price: Usd | None
    created_after: Moment | None
    created_before: Moment | None
    expires_after: Moment | None
    expires_before: Moment | None


def where(  # noqa: PLR0913  # one keyword per criterion
    *,
    input: Words | None = None,  # noqa: A002  # the word of the API
    output: Words | None = None,
    supports: Words | None = None,
    author: Words | None = None,
    text: str | None = None,
    free: bool | None = None,
    reasoning: bool | None = None,
    min_context: int | None = None,
    max_context: int | None = None,
    max_prompt_price: Usd | None = None,
    max_completion_price: Usd | None = None,
    created_after: Moment | None = None,
    created_before: Moment | None = None,
    expires_after: Moment | None = None,
    expires_before: Moment | None = None,
) -> list[Condition]:
    """Make the conditions that criteria amount to; `Criteria` describes them.

    Raises:
        ValueError: A price is not a number.
        TypeError: A moment is not one, or there is no such criterion.
    """
    usd = to_usd
    found = (
        has_all(input, lambda info: info.input),
        has_all(output, lambda info: info.output),
        has_all(supports, lambda info: info.supports),
        is_by(author),
        is_(free, lambda info: info.is_free),
        is_(reasoning, lambda info: info.reasoning.supported),
        within(lambda info: info.context_length, min_context, max_context),
        within(lambda info: info.prompt_price, at_most=usd(max_prompt_price)),
        within(lambda info: info.completion_price, at_most=usd(max_completion_price)),
        between(lambda info: info.created, created_after, created_before),
        between(lambda info: info.expires, expires_after, expires_before),
        says(text),
    )
    return [condition for condition in found if condition is not None]


def has_all(asked: Words | None, read: Callable[[ModelInfo], frozenset[str]]) -> Condition | None:
    """Match models that have every word asked for."""
    if asked is None:
        return None
    wanted = to_words(asked)
    return lambda info: wanted <= read(info)


def is_by(asked: Words | None) -> Condition | None:
    """Match models of one of the authors asked for."""
    if asked is None:
        return None
    wanted = to_words(asked)
    return lambda info: info.author in wanted


def says(asked: str | None) -> Condition | None:
    """Match models with the text in their id, name or description, whatever the case."""
    if asked is None:
        return None
    wanted = asked.casefold()
    return lambda info: any(
        wanted in text.casefold() for text in (info.id, info.name, info.description)
    )


def is_(asked: bool | None, read: Callable[[ModelInfo], bool]) -> Condition | None:  # noqa: FBT001  # the value asked for
    """Match models of which something is true, or all others."""
    return None if asked is None else lambda info: read(info) is bool(asked)


def within(
    read: Callable[[ModelInfo], Number | None],
    at_least: Number | None = None,
    at_most: Number | None = None,
    below: Number | None = None,
) -> Condition | None:
    """Match models whose value lies between bounds; a bound of None is none."""
    if at_least is None and at_most is None and below is None:
        return None

    def is_within(info: ModelInfo) -> bool:
        value = read(info)
        return (
            value is not None
            and (at_least is None or value >= at_least)
            and (at_most is None or value <= at_most)
            and (below is None or value < below)
        )

    return is_within


def between(
    read: Callable[[ModelInfo], date | None], after: Moment | None, before: Moment | None
) -> Condition | None:
    """Match models whose moment is not before one and before another; None is no bound."""
    return within(lambda info: to_seconds(read(info)), to_seconds(after), below=to_seconds(before))


def to_words(asked: Words) -> frozenset[str]:
    """Take one word or several."""
    return frozenset([asked] if isinstance(asked, str) else asked)


def to_usd(asked: Usd | None) -> Decimal | None:
    """Take an amount of money exactly: 0.1 means 0.1.

    Raises:
        ValueError: It is not a number.
    """
    if asked is None:
        return None
    amount = asked if isinstance(asked, Decimal) else to_decimal(asked)
    if amount is None or amount.is_nan():
        raise ValueError(f"A price in USD must be a number, not {asked!r}.")
    return amount


def to_seconds(moment: Moment | None) -> float | None:
    """Turn a moment into seconds since 1970.

    Args:
        moment: Such seconds, a date (its first instant), or a datetime; without a time zone both
            are in UTC, as the server's dates are.

    Raises:
        TypeError: It is neither a date, a datetime nor Unix seconds.
    """
    if moment is None:
        return None
    if isinstance(moment, bool) or not isinstance(moment, int | float | date):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        raise TypeError(f"Expected a date, a datetime or Unix seconds, got {moment!r}.")
    if isinstance(moment, int | float):
        return moment
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
