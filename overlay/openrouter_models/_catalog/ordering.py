"""By what a catalog is sorted and grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from openrouter_models._catalog.fields import author, context_length, created, expires, text
from openrouter_models._catalog.filtering import priced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from openrouter_api.models import Model

T = TypeVar("T")
Order = Literal[
    "id", "name", "created", "expires", "context_length", "prompt_price", "completion_price"
]
Grouping = Literal["author", "tokenizer", "modality"]

ORDERS: dict[Order, Callable[[Model], Any]] = {
    "id": lambda model: text(model, "id"),
    "name": lambda model: text(model, "name"),
    "created": created,
    "expires": expires,
    "context_length": context_length,
    "prompt_price": priced("prompt"),
    "completion_price": priced("completion"),
}
GROUPINGS: dict[Grouping, Callable[[Model], str | None]] = {
    "author": author,
    "tokenizer": lambda model: text(model, "architecture", "tokenizer"),
    "modality": lambda model: text(model, "architecture", "modality"),
}


def chosen(name: str, functions: Mapping[Any, T]) -> T:
    """Look a function up by its name.

    Raises:
        ValueError: There is none of that name.
    """
    try:
        return functions[name]
    except KeyError:
        raise ValueError(f"{name!r} is none of {', '.join(functions)}, nor a function.") from None


def in_order(
    models: Iterable[Model], value: Callable[[Model], Any], *, descending: bool
) -> list[Model]:
    """Sort models; equal ones keep their order, those without a value come last either way.

    Args:
        models: The models.
        value: Gives what is compared, None where there is nothing.
        descending: Whether the greatest comes first.
    """
    valued = [(value(model), model) for model in models]
    present = [pair for pair in valued if pair[0] is not None]
    present.sort(key=lambda pair: pair[0], reverse=descending)
    return [model for _, model in present] + [model for key, model in valued if key is None]


def in_groups(
    models: Iterable[Model], name: Callable[[Model], str | None]
) -> dict[str, list[Model]]:
    """Part models into groups, both in the order of the first occurrence.

    Args:
        models: The models.
        name: Gives the group of a model; None is the group `""`.
    """
    groups: dict[str, list[Model]] = {}
    for model in models:
        groups.setdefault(name(model) or "", []).append(model)
    return groups
