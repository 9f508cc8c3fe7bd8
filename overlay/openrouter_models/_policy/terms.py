"""What an application asks of a model that it depends on, and which of it a model does not meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import fields, frozen

from openrouter_models._catalog.filtering import to_usd
from openrouter_models._policy import toml_tables
from openrouter_models._text import show
from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from decimal import Decimal

    from openrouter_models._catalog.info import ModelInfo

_MOST_DAYS = 36_500
Words: TypeAlias = frozenset[str]


@frozen(kw_only=True)
class Requirement:
    """A model that an application depends on, with its terms; a term of None asks for nothing.

    Attributes:
        id: The id of the model.
        reason: What it is used for, for people.
        max_prompt_price: Greatest price in USD per million prompt tokens.
        max_completion_price: Greatest price in USD per million completion tokens.
        min_context: Least context length, in tokens.
        min_output: Least length of a completion, in tokens.
        input: What it must take.
        output: What it must give.
        supports: The parameters that it must support.
        reasoning: Whether it must reason, or must not.
        free: Whether it must be free, or must not.
        no_expiry_within: For how many days from now it must not expire; 0 asks that it has not expired.
        not_deprecated: Whether no expiry at all may be announced.
    """

    id: str
    reason: str = ""
    max_prompt_price: Decimal | None = None
    max_completion_price: Decimal | None = None
    min_context: int | None = None
    min_output: int | None = None
    input: Words = frozenset()
    output: Words = frozenset()
    supports: Words = frozenset()
    reasoning: bool | None = None
    free: bool | None = None
    no_expiry_within: int | None = None
    not_deprecated: bool = False

    def unmet(self, info: ModelInfo, today: date) -> list[str]:
        """Say which terms a model does not meet on a day, in UTC, each to be read after the id."""
        found = [
            _dearer("prompt", info.prompt_price, self.max_prompt_price),
            _dearer("completion", info.completion_price, self.max_completion_price),
            _shorter("context", info.context_length, self.min_context),
            _shorter("output", info.max_output, self.min_output),
            _without("take", info.input, self.input),
            _without("give", info.output, self.output),
            _without("support", info.supports, self.supports),
            _otherwise("reason", info.reasoning.supported, self.reasoning),
            _otherwise("come free", info.is_free, self.free),
            self._expiring(info.expires, today),
        ]
        return [each for each in found if each is not None]

    def _expiring(self, expires: date | None, today: date) -> str | None:
        if expires is None:
            return None
        days = self.no_expiry_within
        is_near = days is not None and expires < today + timedelta(days=days)
        return f"expires on {expires.isoformat()}" if is_near or self.not_deprecated else None


def _dearer(what: str, price: Decimal | None, most: Decimal | None) -> str | None:
    if most is None or (price is not None and price <= most):
        return None
    if price is None:
        return f"has no fixed {what} price"
    return f"costs {price:f} USD per million {what} tokens, more than {most:f}"


def _shorter(what: str, tokens: int | None, least: int | None) -> str | None:
    if least is None or (tokens is not None and tokens >= least):
        return None
    if tokens is None:
        return f"does not state its {what} length"
    return f"has {what} length {tokens:,}, less than {least:,}"


def _without(verb: str, has: Words, needed: Words) -> str | None:
    missing = sorted(needed - has)
    return f"does not {verb} {', '.join(missing)}" if missing else None


def _otherwise(what: str, is_so: bool, asked: bool | None) -> str | None:  # noqa: FBT001  # both are values
    if asked is None or is_so is asked:
        return None
    return f"does {what}" if is_so else f"does not {what}"


def to_requirement(table: dict[str, Any], where: str) -> Requirement:
    """Read a table of TOML; errors say where it stands.

    Raises:
        ConfigurationError: A term is unknown, or says something else than it may.
    """
    toml_tables.refuse_unknown(table, {each.name for each in fields(Requirement)}, where)
    if not isinstance(table.get("id"), str) or not table["id"]:
        raise ConfigurationError(
            f"{where}: expected the id of a model, got {show(table.get('id'))}."
        )
    return Requirement(
        **{name: _READERS[name](value, f"{where}: {name}") for name, value in table.items()}
    )


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f"{where} must be a string, got {show(value)}.")
    return value


def _usd(value: object, where: str) -> Decimal:
    try:
        amount = to_usd(where, cast("Any", value))
    except ValueError:
        amount = None
    if amount is None or amount < 0:
        raise ConfigurationError(f"{where} must be USD per million tokens, got {show(value)}.")
    return amount


def _count(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(f"{where} must be a number of 0 or more, got {show(value)}.")
    return value


def _days(value: object, where: str) -> int:
    return min(_count(value, where), _MOST_DAYS)


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{where} must be true or false, got {show(value)}.")
    return value


def _words(value: object, where: str) -> frozenset[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(
        isinstance(w, str) for w in cast("list[object]", words)
    ):
        raise ConfigurationError(f"{where} must be a list of strings, got {show(value)}.")
    return frozenset(cast("list[str]", words))


_READERS: dict[str, Any] = {
    **dict.fromkeys(("id", "reason"), _text),
    **dict.fromkeys(("max_prompt_price", "max_completion_price"), _usd),
    **dict.fromkeys(("min_context", "min_output"), _count),
    **dict.fromkeys(("input", "output", "supports"), _words),
    **dict.fromkeys(("reasoning", "free", "not_deprecated"), _flag),
    "no_expiry_within": _days,
}
