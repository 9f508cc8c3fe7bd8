"""Find models by id or canonical slug, and tell what is near to an id that is not there."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from openrouter_models._catalog.fields import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openrouter_models._catalog.generated_classes import Model

_LONGEST = 100
_MOST_COMPARED = 20_000
_MOST_NAMED = 3


def index(models: Sequence[Model]) -> dict[str, Model]:
    """Map ids and canonical slugs to models, which are in the order of the listing.

    An id comes before a slug. Variants such as `:free` share the slug of the plain model, which
    wins; where there is none, and for an id that repeats, the first wins.
    """
    found: dict[str, Model] = {}
    for model in models:
        if (name := text(model, "id")) is not None:
            found.setdefault(name, model)
    for model in sorted(models, key=is_variant):
        if (slug := text(model, "canonical_slug")) is not None:
            found.setdefault(slug, model)
    return found


def is_variant(model: Model) -> bool:
    """Tell whether a model is a variant of another one: its id has a suffix such as `:free`."""
    return ":" in (text(model, "id") or "")


def nearest(name: str, ids: Iterable[str]) -> list[str]:
    """Find the ids that a mistyped one may have meant.

    Args:
        name: What was asked for; without an author it is compared with the ids' second halves.
        ids: The ids that there are. Long ones, and those beyond 20,000, are passed over, so that
            a server cannot make a miss expensive.

    Returns:
        At most three ids, the nearest first.
    """
    by_name: dict[str, str] = {}
    for _, each in zip(range(_MOST_COMPARED), ids, strict=False):
        if len(each) <= _LONGEST:
            by_name.setdefault(each.lower() if "/" in name else each.lower().split("/")[-1], each)
    near = get_close_matches(name.lower()[:_LONGEST], by_name, n=_MOST_NAMED)
    return [by_name[each] for each in near]
