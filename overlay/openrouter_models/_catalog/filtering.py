"""The conditions of `Catalog.where`, each made from what the caller asks for.

Apart from those that begin with `not_`, none of them holds for a model whose value is missing, of a wrong
type or, for prices, not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from operator import attrgetter, ge, le, lt
from typing import Any, TypedDict, TypeVar, cast

from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.pricing import to_decimal
from openrouter_models._text import brief, did_you_mean

T = TypeVar("T")
Condition = Callable[[ModelInfo], bool]
Words = str | Iterable[str]
Usd = int | float | str | Decimal
Moment = float | date
NOT = "not_"
"""What the names of criteria that exclude models begin with."""


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
        not_input: Input modality, or several of which none may be there.
        not_output: Output modality, or several of which none may be there.
        not_supports: Supported parameter, or several of which none may be there.
        not_author: Author, or several, whose models are left out.
        not_text: Text that must be in neither id, name nor description, whatever the case.
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
    not_input: Words | None
    not_output: Words | None
    not_supports: Words | None
    not_author: Words | None
    not_text: str | None
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


def conditions(criteria: Mapping[str, Any]) -> list[Condition]:
    """Make the conditions that criteria amount to.

    Args:
        criteria: `Criteria`, as the caller has them.

    Raises:
        ValueError: A price is not a number.
        TypeError: There is no such criterion, or its value is of the wrong kind.
    """
    if unknown := sorted(criteria.keys() - _CONDITIONS.keys()):
        hint = did_you_mean(unknown[0], _CONDITIONS) or f"There are {', '.join(_CONDITIONS)}."
        raise TypeError(f"There is no criterion {unknown[0]!r}. {hint}")
    return [_CONDITIONS[name](name, asked) for name, asked in criteria.items() if asked is not None]


def has_all(name: str, asked: Words) -> Condition:
    """Match models that have every word asked for."""
    wanted, read = to_words(name, asked), attrgetter(name)
    return lambda info: wanted <= read(info)


def is_by(name: str, asked: Words) -> Condition:
    """Match models of one of the authors asked for."""
    wanted = to_words(name, asked)
    return lambda info: info.author in wanted


def says(name: str, asked: str) -> Condition:
    """Match models with the text in their id, name or description, whatever the case."""
    wanted = _of_kind(str, "a string", name, asked).casefold()
    return lambda info: any(
        wanted in text.casefold() for text in (info.id, info.name, info.description)
    )


def has_none(name: str, asked: Words) -> Condition:
    """Match models that have none of the words asked for, and are by none of the authors."""
    unwanted, read = to_words(name, asked), attrgetter(name.removeprefix(NOT))
    return lambda info: unwanted.isdisjoint(
        {value} if isinstance(value := read(info), str) else value
    )


def says_not(name: str, asked: str) -> Condition:
    """Match models with the text nowhere in their id, name or description."""
    says_it = says(name, asked)
    return lambda info: not says_it(info)


def is_(read: Callable[[ModelInfo], bool], name: str, asked: bool) -> Condition:  # noqa: FBT001  # the value asked for
    """Match models of which something is true, or all others."""
    wanted = _of_kind(bool, "True or False", name, asked)
    return lambda info: read(info) is wanted


def is_bounded(
    holds: Callable[[Any, Any], bool],
    read: Callable[[ModelInfo], Any],
    to_bound: Callable[[str, Any], Any],
    name: str,
    asked: object,
) -> Condition:
    """Match models whose value is there and holds against a bound, which is read from what was asked for."""
    bound = to_bound(name, asked)
    return lambda info: (value := read(info)) is not None and holds(value, bound)


def to_words(name: str, asked: Words) -> frozenset[str]:
    """Take one word or several.

    Raises:
        TypeError: It is neither.
    """
    words = [asked] if isinstance(asked, str) else asked
    if isinstance(words, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        given: list[object] = list(words)
        if all(isinstance(word, str) for word in given):
            return frozenset(cast("list[str]", given))
    raise TypeError(f"{name} must be a word or several, got {brief(asked)}.")


def to_number(name: str, asked: float) -> float:
    """Take a number of tokens.

    Raises:
        TypeError: It is not a number.
    """
    if isinstance(asked, bool):
        raise TypeError(f"{name} must be a number, got {asked}.")
    return _of_kind((int, float), "a number", name, asked)


def to_usd(name: str, asked: Usd) -> Decimal:
    """Take an amount of money exactly: 0.1 means 0.1.

    Raises:
        ValueError: It is not a number.
    """
    amount = asked if isinstance(asked, Decimal) else to_decimal(asked)
    if amount is None or amount.is_nan():
        raise ValueError(f"{name} must be a number of USD, got {brief(asked)}.")
    return amount


def to_seconds(name: str, moment: Moment) -> float:
    """Turn a moment into seconds since 1970.

    Args:
        name: The name of the criterion.
        moment: Such seconds, a date (its first instant), or a datetime; without a time zone both
            are in UTC, as the server's dates are.

    Raises:
        TypeError: It is neither a date, a datetime nor Unix seconds.
    """
    if isinstance(moment, bool) or not isinstance(moment, int | float | date):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        raise TypeError(f"{name} must be a date, a datetime or Unix seconds, got {moment!r}.")
    if isinstance(moment, int | float):
        return moment
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _of_kind(kind: type[T] | tuple[type[T], ...], what: str, name: str, asked: object) -> T:
    if not isinstance(asked, kind):
        raise TypeError(f"{name} must be {what}, got {brief(asked)}.")
    return asked


def _moment(read: Callable[[ModelInfo], date | None], info: ModelInfo) -> float | None:
    moment = read(info)
    return None if moment is None else to_seconds("", moment)


_created = partial(_moment, attrgetter("created"))
_expires = partial(_moment, attrgetter("expires"))
_context = attrgetter("context_length")
_CONDITIONS: dict[str, Callable[[str, Any], Condition]] = {
    **dict.fromkeys(("input", "output", "supports"), has_all),
    "author": is_by,
    "text": says,
    **dict.fromkeys(("not_input", "not_output", "not_supports", "not_author"), has_none),
    "not_text": says_not,
    "free": partial(is_, attrgetter("is_free")),
    "reasoning": partial(is_, attrgetter("reasoning.supported")),
    "min_context": partial(is_bounded, ge, _context, to_number),
    "max_context": partial(is_bounded, le, _context, to_number),
    "max_prompt_price": partial(is_bounded, le, attrgetter("prompt_price"), to_usd),
    "max_completion_price": partial(is_bounded, le, attrgetter("completion_price"), to_usd),
    "created_after": partial(is_bounded, ge, _created, to_seconds),
    "created_before": partial(is_bounded, lt, _created, to_seconds),
    "expires_after": partial(is_bounded, ge, _expires, to_seconds),
    "expires_before": partial(is_bounded, lt, _expires, to_seconds),
}
