"""The models that an application depends on, with its terms, and whether a listing still meets them.

version = 1

[[model]]
id = "openai/gpt-4o"
max_prompt_price = 5          # USD per million tokens
max_completion_price = 15
min_context = 100_000         # tokens
min_output = 4_096
input = ["image"]
supports = ["tools"]
no_expiry_within = 30         # days
reason = "Reads receipts."
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, fields, frozen

from openrouter_models._catalog.filtering import to_usd
from openrouter_models._policy import tables
from openrouter_models._text import one_line
from openrouter_models.errors import ConfigurationError
from openrouter_models.findings import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from openrouter_models._catalog.info import ModelInfo
    from openrouter_models.catalog import Catalog

_MOST_NEAREST = 3
_MOST_DAYS = 36_500
Words: TypeAlias = frozenset[str]


class State(StrEnum):
    """What became of a requirement."""

    HOLDS = "holds"
    BROKEN = "broken"
    GONE = "gone"


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
        """Say which terms a model does not meet.

        Args:
            info: The model.
            today: The day, in UTC.

        Returns:
            What is wrong, each to be read after the id.
        """
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


@frozen
class Outcome:
    """What became of one requirement.

    Attributes:
        requirement: The requirement.
        state: Whether it holds, is broken, or its model is gone.
        reasons: What is broken, each to be read after the id; of a model that is gone, whether its end was announced.
        nearest: For a model that is gone, the ids of those that meet the terms, the nearest first.
        since: What became of it in an earlier listing, None without one.
    """

    requirement: Requirement
    state: State
    reasons: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    since: State | None = None

    @property
    def broke(self) -> bool:
        """Whether it held in the earlier listing and no longer does."""
        return self.since is State.HOLDS and self.state is not State.HOLDS

    @property
    def why(self) -> str:
        """What is to be said beside the state: reasons, then what is nearest; empty where it holds."""
        near = [f"nearest: {', '.join(self.nearest)}"] if self.nearest else []
        return "; ".join([*self.reasons, *near])

    def __str__(self) -> str:
        what = {State.HOLDS: "holds", State.GONE: "is gone", State.BROKEN: ""}[self.state]
        since = "" if self.since is None else f" (before: {self.since})"
        told = "; ".join(filter(None, (what, self.why)))
        return one_line(f"{self.requirement.id}: {told}{since}")

    def to_dict(self) -> dict[str, Any]:
        """Give the outcome as JSON values."""
        return {
            "id": self.requirement.id,
            "state": self.state.value,
            "reasons": list(self.reasons),
            "nearest": list(self.nearest),
            "since": None if self.since is None else self.since.value,
            "broke": self.broke,
            "reason": self.requirement.reason,
        }


@frozen
class Requirements:
    """The models that an application depends on.

    Attributes:
        models: One requirement per model.
    """

    models: tuple[Requirement, ...]

    @classmethod
    def load(cls, file: str | PathLike[str]) -> Requirements:
        """Read requirements.

        Args:
            file: The path of the TOML file.

        Raises:
            ConfigurationError: It cannot be read, or says something else; the message says where.
        """
        content, name = tables.read(file)
        return cls.parse(content, name=name)

    @classmethod
    def parse(cls, content: bytes | str, *, name: str = "the requirements") -> Requirements:
        """Read the text of requirements.

        Args:
            content: TOML.
            name: What to call it in errors.

        Raises:
            ConfigurationError: It says something else; the message says where.
        """
        found: dict[str, Requirement] = {}
        for where, table in tables.parse(content, key="model", name=name):
            requirement = _requirement(table, where)
            if requirement.id in found:
                raise ConfigurationError(f"{where} repeats {show(requirement.id)}.")
            found[requirement.id] = requirement
        if not found:
            raise ConfigurationError(f"{name} lists no model.")
        return cls(tuple(found.values()))

    def judge(
        self, catalog: Catalog, *, since: Catalog | None = None, today: date | None = None
    ) -> tuple[Outcome, ...]:
        """Tell of each model whether it still meets its terms.

        Args:
            catalog: The listing.
            since: An earlier listing, to tell what broke since.
            today: The day in UTC, for tests.
        """
        today = today or datetime.now(UTC).date()
        now, before = _by_id(catalog), None if since is None else _by_id(since)
        return tuple(_judge(one, now, before, today) for one in self.models)


def _by_id(catalog: Catalog) -> dict[str, ModelInfo]:
    """Find models by their ids, not by slugs, which may name other ones; of an id that repeats the first counts."""
    return {info.id: info for info in reversed(catalog.infos) if info.id}


def _judge(
    one: Requirement,
    now: Mapping[str, ModelInfo],
    before: Mapping[str, ModelInfo] | None,
    today: date,
) -> Outcome:
    was = None if before is None else before.get(one.id)
    earlier = None if before is None else _state(one, was, today)[0]
    state, reasons = _state(one, now.get(one.id), today)
    if state is not State.GONE:
        return Outcome(one, state, reasons, since=earlier)
    if was is not None and was.expires is not None:
        reasons = (f"was announced to expire on {was.expires.isoformat()}",)
    return Outcome(one, state, reasons, _nearest(one, was, now.values(), today), earlier)


def _state(one: Requirement, info: ModelInfo | None, today: date) -> tuple[State, tuple[str, ...]]:
    if info is None:
        return State.GONE, ()
    reasons = tuple(one.unmet(info, today))
    return State.BROKEN if reasons else State.HOLDS, reasons


def _nearest(
    one: Requirement, was: ModelInfo | None, infos: Iterable[ModelInfo], today: date
) -> tuple[str, ...]:
    """Find what could stand in: models that meet the terms, near in kind, price and name; one slug is nearest."""
    slug = one.id if was is None else was.slug
    author, _, name = one.id.partition("/")
    price = one.max_prompt_price if was is None else was.prompt_price
    needed = (
        one
        if was is None
        else evolve(one, input=one.input | was.input, output=one.output | was.output)
    )

    def distance(info: ModelInfo) -> tuple[float, str]:
        likeness = SequenceMatcher(None, name, info.id.partition("/")[2]).ratio()
        far = 1 - likeness + (info.author != author) - (bool(slug) and info.slug == slug)
        if price and info.prompt_price is not None:
            far += float(min(abs(info.prompt_price - price) / price, Decimal(2)))
        return far, info.id

    for terms in (needed, one):
        meeting = [info for info in infos if not terms.unmet(info, today)]
        if meeting or terms is one:
            ordered = sorted(meeting, key=distance)
            return tuple(info.id for info in ordered[:_MOST_NEAREST])
    return ()


def _requirement(table: dict[str, Any], where: str) -> Requirement:
    tables.refuse_unknown(table, {each.name for each in fields(Requirement)}, where)
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
