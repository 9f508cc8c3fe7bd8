"""Choose among models: by what a call costs, by price and quality together, by what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from attrs import fields, frozen

from openrouter_models._catalog.costs import Estimate, cost
from openrouter_models._catalog.info import ModelInfo
from openrouter_models._catalog.usage import Usage
from openrouter_models._text import count, one_line

if TYPE_CHECKING:
    from decimal import Decimal

    from openrouter_models._catalog.generated_classes import Model

Quality = Literal["intelligence", "coding", "agentic"]
_QUALITIES: tuple[Quality, ...] = get_args(Quality)
_PAIR = 2
TYPICAL = Usage(prompt_tokens=3_000, completion_tokens=1_000)


@frozen
class Quote:
    """What a call costs with one model.

    Attributes:
        model: The model.
        estimate: The cost; its total is known.
    """

    model: Model
    estimate: Estimate

    @property
    def total(self) -> Decimal:
        """The total in USD."""
        assert self.estimate.total is not None  # noqa: S101  # `quote` leaves the others out
        return self.estimate.total

    def __str__(self) -> str:
        return one_line(f"{ModelInfo.of(self.model).id}: {self.estimate}")


@frozen
class Quotes(Sequence[Quote]):
    """What a call costs with several models, cheapest first.

    Attributes:
        quotes: The models with their estimates; equal ones are in the order of the listing.
        left_out: The models whose price is not known or not fixed.
    """

    quotes: tuple[Quote, ...]
    left_out: tuple[Model, ...]

    def __len__(self) -> int:
        return len(self.quotes)

    @overload
    def __getitem__(self, index: int) -> Quote: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Quote, ...]: ...
    def __getitem__(self, index: int | slice) -> Quote | tuple[Quote, ...]:
        return self.quotes[index]

    def __str__(self) -> str:
        lines = [str(each) for each in self.quotes]
        if self.left_out:
            models = count(len(self.left_out), "model")
            lines.append(f"Left out {models} without a fixed price.")
        return "\n".join(lines)


def quote(models: Iterable[Model], usage: Usage) -> Quotes:
    """Estimate what a call costs with each of several models."""
    estimates = [Quote(model, cost(model, usage)) for model in models]
    known = [each for each in estimates if each.estimate.total is not None]
    left_out = tuple(each.model for each in estimates if each.estimate.total is None)
    return Quotes(tuple(sorted(known, key=lambda each: each.total)), left_out)


def best(
    quotes: Iterable[Quote], quality: Quality | Callable[[ModelInfo], float | None]
) -> list[Model]:
    """Keep the models that no other beats in both price and quality (None: not known), cheapest first.

    Raises:
        ValueError: There is no such quality.
    """
    if not callable(quality) and quality not in _QUALITIES:
        raise ValueError(
            f"Expected one of {', '.join(_QUALITIES)}, or a function, got {quality!r}."
        )
    score: Callable[[ModelInfo], float | None] = (
        quality if callable(quality) else attrgetter(quality)
    )
    rated = [
        (each.total, -value, each.model)
        for each in quotes
        if (value := score(ModelInfo.of(each.model))) is not None
    ]
    found: list[Model] = []
    top = None
    for _, value, model in sorted(rated, key=lambda each: each[:2]):
        if top is None or value < top:
            top = value
            found.append(model)
    return found


def differences(infos: dict[str, ModelInfo]) -> dict[str, dict[str, Any]]:
    """Tell in what models differ: by field, the values by the names that the caller has for the models.

    Raises:
        ValueError: There are fewer than two.
    """
    if len(infos) < _PAIR:
        raise ValueError("Expected two or more different ids to compare.")
    columns = {
        each.name: {name: getattr(info, each.name) for name, info in infos.items()}
        for each in fields(ModelInfo)
    }
    return {name: column for name, column in columns.items() if len(set(column.values())) > 1}
