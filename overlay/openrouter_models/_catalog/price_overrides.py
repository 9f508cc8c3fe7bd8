"""Apply conditional prices, as far as their conditions can be decided.

The vendored document does not declare `pricing.overrides`; revisions since July 2026 do, and say: an
entry applies where all of its conditions hold, a later entry wins price by price, and a price absent
from an entry stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from openrouter_api.record import Record
from openrouter_models._catalog.pricing import PRICE_NAMES, Prices, discounted, to_decimal, to_price
from openrouter_models._text import one_line, show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_THRESHOLD = "min_prompt_tokens"


@frozen
class Applied:
    """The prices of one call.

    Attributes:
        per_unit: Prices as in `Prices.per_unit`.
        is_certain: False where an entry may apply or not.
        notes: What became of each entry, for people.
    """

    per_unit: Mapping[str, Decimal | None]
    is_certain: bool
    notes: tuple[str, ...]


def apply(prices: Prices, prompt_tokens: int | None) -> Applied:
    """Apply the entries that depend on the size of the prompt; leave out those that depend on more."""
    per_unit = dict(prices.per_unit)
    is_certain = True
    notes: list[str] = []
    for entry in prices.overrides:
        conditions = _members(entry)
        changes = {name: conditions.pop(name) for name in PRICE_NAMES & conditions.keys()}
        told = ", ".join(f"{name} {show(value)}" for name, value in conditions.items()) or "nothing"
        applies = _decide(conditions, prompt_tokens) if changes else None
        if applies:
            per_unit |= {
                name: discounted(to_price(value), prices.discount)
                for name, value in changes.items()
            }
        is_certain &= applies is not None
        outcome = {True: "apply", False: "do not apply", None: "may apply and are left out"}[
            applies
        ]
        notes.append(one_line(f"Prices that depend on {told} {outcome}."))
    return Applied(per_unit, is_certain, tuple(notes))


def _members(entry: object) -> dict[str, Any]:
    if isinstance(entry, Record):
        entry = entry.to_dict()
    members = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    return {name: value for name, value in members.items() if value is not None}


def _decide(conditions: Mapping[str, Any], prompt_tokens: int | None) -> bool | None:
    """Tell whether all conditions hold, None where that cannot be told.

    The prompt has to be strictly larger than the threshold.
    """
    threshold = to_decimal(conditions.get(_THRESHOLD))
    if threshold is not None and prompt_tokens is not None:
        if prompt_tokens <= threshold:
            return False
        return None if conditions.keys() - {_THRESHOLD} else True
    return None if conditions else True
