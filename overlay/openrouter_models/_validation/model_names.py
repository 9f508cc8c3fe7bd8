"""Name the models of a body, for findings about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from openrouter_models._text import printable, shorten
from openrouter_models._validation.batches import are_indices
from openrouter_models._validation.gates import member, members
from openrouter_models._validation.sieve import Partial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openrouter_models._validation.batches import Steps

_NAMES = ("id", "canonical_slug", "name")


class ModelNames:
    """Names models by their places.

    Args:
        body: The decoded body.
    """

    def __init__(self, body: Any) -> None:
        self._body = body
        self._names: dict[int, str | None] = {}

    def __call__(self, levels: Sequence[Steps]) -> list[str | None] | None:
        """Name the model that each of some values is in.

        Args:
            levels: The steps to the values from the root.

        Returns:
            For each its name, or None; None where they are in no models.
        """
        if len(levels) < 2 or levels[0] != "data" or not are_indices(levels[1]):
            return None
        names, rows = self._names, cast("Sequence[int]", levels[1])
        if unnamed := {*rows}.difference(names):
            models = members(self._body)["data"]
            names.update((row, _name(models[row])) for row in unnamed)
        return [*map(names.__getitem__, rows)]


def _name(model: Any) -> str | None:
    rest = model.rest if isinstance(model, Partial) else model
    for field in _NAMES:
        name = cast("dict[str, Any]", model).get(field) if isinstance(model, dict) else None
        if name is None and isinstance(rest, Struct):
            name = member(rest, field)
        if name and isinstance(name, str):
            return printable(shorten(name))
    return None
