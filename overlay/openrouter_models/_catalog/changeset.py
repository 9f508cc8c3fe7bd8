"""What changed from one listing to a later one, for somebody whose application depends on it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Context, Decimal, localcontext
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import frozen

from openrouter_models._catalog.fields import field
from openrouter_models._catalog.pricing import Prices, plain
from openrouter_models._text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openrouter_models._catalog.generated_classes import Model
    from openrouter_models._catalog.info import ModelInfo

    Listed: TypeAlias = tuple[ModelInfo, Model]

FIELDS = (
    *("prompt_price", "completion_price", "cache_read_price", "cache_write_price"),
    *("has_fixed_price", "context_length", "max_output"),
    *("input", "output", "supports", "expires"),
)
"""What is compared of a model, by its names in `ModelInfo`; after it come the prices that have no field there."""
_TOLD = frozenset({"prompt", "completion", "input_cache_read", "input_cache_write"})


@frozen
class Change:
    """One value of a model that changed.

    Attributes:
        field: Its name in `ModelInfo`; prices are in USD per million tokens. Other prices are called as in the
            document, such as `image_output_price`, per million of what they are for; `conditional_prices` are JSON
            text as it came.
        old: What it was.
        new: What it is.
    """

    field: str
    old: Any
    new: Any

    @property
    def percent(self) -> float | None:
        """By how much a number grew, in percent of what it was; None for what is not a number, was 0 or grew beyond measure."""
        if isinstance(self.old, bool) or not isinstance(self.old, int | Decimal) or not self.old:
            return None
        if self.new is None:
            return None
        with localcontext(Context(traps=[])):
            old, new = Decimal(self.old), Decimal(self.new)
            percent = float(f"{(new - old) / old * 100:.4g}")
        return percent if isfinite(percent) else None

    def to_dict(self) -> dict[str, Any]:
        """Give the change as JSON values; prices as exact decimal text."""
        changed: dict[str, Any] = {
            "field": self.field,
            "old": to_json(self.old),
            "new": to_json(self.new),
            "percent": self.percent,
        }
        if words := self._words():
            changed["added"], changed["removed"] = words
        return changed

    def _words(self) -> tuple[list[str], list[str]] | None:
        """Give the words added and removed, None for what is not a set of words."""
        old: object = self.old
        if not isinstance(old, frozenset):
            return None
        before, after = cast("frozenset[str]", old), cast("frozenset[str]", self.new)
        return sorted(after - before), sorted(before - after)

    def in_words(self) -> tuple[str, str, str]:
        """Write for people what it was, what it is, and the percent; of words only those that differ, signed."""
        if words := self._words():
            new, old = (
                " ".join(f"{sign}{word}" for word in some)
                for sign, some in zip("+-", words, strict=True)
            )
            return old, new, ""
        percent = "" if self.percent is None else f"{self.percent:+g} %"
        return shown(self.old), shown(self.new), percent

    def __str__(self) -> str:
        old, new, percent = self.in_words()
        if self._words():
            return one_line(" ".join(filter(None, (self.field, new, old))))
        return f"{self.field} {old} → {new}{percent and f' ({percent})'}"


@frozen
class ChangedModel:
    """A model that both listings have, and what changed of it.

    Attributes:
        id: Its id in the new listing.
        old_id: Its id in the old listing: another one where it was renamed.
        changes: What changed, in the order of `FIELDS`.
    """

    id: str
    old_id: str
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        name = self.id if self.id == self.old_id else f"{self.old_id} → {self.id}"
        return one_line(": ".join([name, *filter(None, [", ".join(map(str, self.changes))])]))


@frozen
class Changes:
    """What changed from one listing to another; true if anything did.

    Attributes:
        added: Ids that only the new listing has.
        removed: Ids that only the old listing has.
        renamed: Models of one canonical slug whose id changed, with what else changed of them.
        changed: Models that kept their id and changed.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[ChangedModel, ...]
    changed: tuple[ChangedModel, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.changed)

    def to_dict(self) -> dict[str, Any]:
        """Give the changes as JSON values."""

        def listed(models: Iterable[ChangedModel]) -> list[dict[str, Any]]:
            return [
                {"id": m.id, "old_id": m.old_id, "changes": [c.to_dict() for c in m.changes]}
                for m in models
            ]

        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "renamed": listed(self.renamed),
            "changed": listed(self.changed),
        }

    def __str__(self) -> str:
        lines = [f"+ {one_line(each)}" for each in self.added]
        lines += [f"- {one_line(each)}" for each in self.removed]
        lines += [f"~ {each}" for each in (*self.renamed, *self.changed)]
        return "\n".join(lines) or "Nothing changed."


def changes_between(old: Iterable[Listed], new: Iterable[Listed]) -> Changes:
    """Compare two listings.

    A model is the same if its id is. Of those that are left, two are one renamed model if they alone, on
    both sides, have that canonical slug and variant: slugs repeat, so a slug by itself proves nothing.

    Args:
        old: The models as they were, each with its flat view before it; those without an id are passed over, of an
            id that repeats the first counts.
        new: The models as they are.
    """
    before, after = _by_id(old), _by_id(new)
    gone = {id_: info for id_, (info, _) in before.items() if id_ not in after}
    come = {id_: info for id_, (info, _) in after.items() if id_ not in before}
    renamed = list(_renamed(gone, come))
    old_ids, new_ids = {a for a, _ in renamed}, {b for _, b in renamed}
    kept = ((before[id_], listed) for id_, listed in after.items() if id_ in before)
    return Changes(
        added=tuple(id_ for id_ in come if id_ not in new_ids),
        removed=tuple(id_ for id_ in gone if id_ not in old_ids),
        renamed=tuple(_changed(before[a], after[b]) for a, b in renamed),
        changed=tuple(each for a, b in kept if (each := _changed(a, b)).changes),
    )


def _by_id(models: Iterable[Listed]) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    for info, model in models:
        if info.id:
            found.setdefault(info.id, (info, model))
    return found


def _renamed(
    gone: Mapping[str, ModelInfo], come: Mapping[str, ModelInfo]
) -> Iterator[tuple[str, str]]:
    def key(info: ModelInfo) -> tuple[str, str | None]:
        return info.slug, info.variant

    left, right = (Counter(map(key, side.values())) for side in (gone, come))
    by_key = {key(info): info.id for info in come.values()}
    for info in gone.values():
        if info.slug and left[key(info)] == right[key(info)] == 1:
            yield info.id, by_key[key(info)]


def _changed(old: Listed, new: Listed) -> ChangedModel:
    (before, was), (after, is_) = old, new
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in FIELDS]
    if field(was, "pricing") != field(is_, "pricing"):
        one, other = _other_prices(was), _other_prices(is_)
        pairs += [(name, one.get(name), other.get(name)) for name in sorted({*one, *other})]
    return ChangedModel(
        after.id, before.id, tuple(Change(*each) for each in pairs if each[1] != each[2])
    )


def _other_prices(model: Model) -> dict[str, Decimal | str | None]:
    """Give the prices that `ModelInfo` does not have."""
    prices = Prices.of(model)
    found: dict[str, Decimal | str | None] = {
        f"{name}_price": prices.per_million(name) for name in prices.per_unit if name not in _TOLD
    }
    if prices.overrides:
        found["conditional_prices"] = json.dumps(prices.overrides, sort_keys=True)
    return found


def to_json(value: object) -> object:
    """Give a value of a model as JSON can write it; prices as exact decimal text."""
    if isinstance(value, Decimal):
        return format(plain(value), "f")
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[str]", value))
    return value.isoformat() if isinstance(value, date) else value


def shown(value: object, nothing: str = "none") -> str:
    """Write a value of a model for people: prices exactly, numbers with commas, `nothing` for None."""
    if value is None or isinstance(value, bool):
        return {None: nothing, True: "yes", False: "no"}[value]
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
