"""By what a catalog is sorted and grouped."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openrouter_models._catalog.generated_classes import Model
    from openrouter_models._catalog.info import ModelInfo

Order = Literal[
    "id",
    "name",
    "created",
    "expires",
    "context_length",
    "max_output",
    "prompt_price",
    "completion_price",
    "intelligence",
    "coding",
    "agentic",
]
Grouping = Literal["author", "tokenizer", "modality", "variant"]


def chosen(name: str, names: Any) -> Callable[[ModelInfo], Any]:
    """Make what reads one of the names of `Order` or `Grouping`, None where a model has no value.

    Raises:
        ValueError: There is no such name.
    """
    if name not in get_args(names):
        raise ValueError(
            f"Expected one of {', '.join(get_args(names))}, or a function, got {name!r}."
        )
    read = attrgetter(name)
    return lambda info: None if (value := read(info)) == "" else value


def in_order(valued: Iterable[tuple[Any, Model]], *, descending: bool) -> list[Model]:
    """Sort models by what stands before each; equal ones keep their order, those with None come last either way."""
    pairs = list(valued)
    present = [pair for pair in pairs if pair[0] is not None]
    present.sort(key=itemgetter(0), reverse=descending)
    return [model for _, model in present] + [model for key, model in pairs if key is None]


def in_groups(named: Iterable[tuple[str | None, Model]]) -> dict[str, list[Model]]:
    """Part models into groups by what stands before each (None is `""`), both in the order of the first occurrence."""
    groups: dict[str, list[Model]] = {}
    for name, model in named:
        groups.setdefault(name or "", []).append(model)
    return groups
