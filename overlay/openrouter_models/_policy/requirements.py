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

from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from openrouter_models._policy import toml_tables
from openrouter_models._policy.terms import Requirement, to_requirement
from openrouter_models._text import brief, one_line, show
from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from openrouter_models._catalog.info import ModelInfo
    from openrouter_models.catalog import Catalog

_MOST_NEAREST = 3


class State(StrEnum):
    """What became of a requirement."""

    HOLDS = "holds"
    BROKEN = "broken"
    GONE = "gone"


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
        content, name = toml_tables.read(file)
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
        for where, table in toml_tables.parse(content, key="model", name=name):
            requirement = to_requirement(table, where)
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
    if not hasattr(catalog, "infos"):
        raise TypeError(f"Requirements judge a Catalog, got {brief(catalog)}.")
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
