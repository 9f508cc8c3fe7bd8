"""Prices as exact decimal numbers, whatever the wire has.

A price that is not known is None and never a number, so that no comparison takes it for cheap.
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from typing import TYPE_CHECKING, Any, cast

from attrs import fields, frozen

from openrouter_api.record import Record
from openrouter_models._catalog.fields import check_model, field
from openrouter_models._catalog.generated_classes import Model, PublicPricing

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_LONGEST = 64
_MOST_BITS = 200
_MILLION = Decimal(1_000_000)
_REQUIRED = ("prompt", "completion")
_NO_PRICES = frozenset({"discount", "overrides", "additional_properties"})
_CACHE_PRICES = ("input_cache_read", "input_cache_write")
#: What the contract declares, and what a `ModelInfo` names whether it does or not.
PRICE_NAMES = (
    frozenset(each.name for each in fields(PublicPricing)).union(_REQUIRED, _CACHE_PRICES)
    - _NO_PRICES
)
#: Sums and products without rounding, whatever the context of the caller is.
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])


def to_decimal(value: object) -> Decimal | None:
    """Read a number exactly.

    Args:
        value: Decimal text such as `"0.0000003"` or `"3e-7"`, an int, or a float, which stands for
            the shortest text that names it.

    Returns:
        The number, None for everything else; text of more than 64 characters, an exponent of more
        than three digits, blanks around the number, NaN and infinity are not numbers.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if value.bit_length() <= _MOST_BITS else None
    written = repr(value) if isinstance(value, float) else value
    if isinstance(written, str) and len(written) <= _LONGEST and _NUMBER.fullmatch(written):
        return Decimal(written)
    return None


def to_price(value: object) -> Decimal | None:
    """Read a price in USD; None where it is not fixed (`-1`), missing, negative or no number."""
    price = to_decimal(value)
    return None if price is None or price < 0 else price


def plain(value: Decimal) -> Decimal:
    """Strip trailing zeros without falling into exponents: 0.0300 to 0.03, 100 stays."""
    stripped = EXACT.normalize(abs(value) if value.is_zero() else value)
    exponent = stripped.as_tuple().exponent
    is_round = isinstance(exponent, int) and exponent > 0
    return EXACT.quantize(stripped, Decimal(1)) if is_round else stripped


@frozen
class Prices:
    """What one unit of each kind costs, in USD, discount applied.

    Attributes:
        per_unit: Price per token, image, request or search, by its name in the document; None where
            one is stated and is not a price, the `-1` of routers included. What is not stated is not
            in it, apart from `prompt` and `completion`, which always are.
        is_fixed: False where a price is stated as `-1`: it depends on what the call is routed to.
        discount: The discount applied already, between 0 and 1; None where one is stated that makes
            no sense, and then no price is known.
        overrides: Conditional prices as they came, not applied here; `cost` does that.
    """

    per_unit: Mapping[str, Decimal | None]
    is_fixed: bool
    discount: Decimal | None
    overrides: tuple[object, ...]

    @classmethod
    def of(cls, model: Model | PublicPricing) -> Prices:
        """Read the prices of a model.

        Args:
            model: A model, or its pricing.

        Returns:
            Its prices. Of a model without usable pricing none is known.

        Raises:
            TypeError: It is neither.
        """
        is_pricing = isinstance(model, PublicPricing)
        pricing = model if is_pricing else field(check_model(model), "pricing")
        if not isinstance(pricing, Record):
            return cls(dict.fromkeys(_REQUIRED), True, Decimal(0), ())
        stated = {name: value for name, value in pricing.to_dict().items() if value is not None}
        prices: dict[str, Any] = dict.fromkeys(_REQUIRED)
        prices |= {name: value for name, value in stated.items() if name in PRICE_NAMES}
        overrides: object = stated.get("overrides", [])
        discount = to_discount(stated.get("discount", 0))
        return cls(
            {name: discounted(to_price(value), discount) for name, value in prices.items()},
            all(to_decimal(value) != -1 for value in prices.values()),
            discount,
            tuple(cast("list[object]", overrides)) if isinstance(overrides, list) else (overrides,),
        )

    @property
    def prompt(self) -> Decimal | None:
        """USD per prompt token, None if not known."""
        return self.per_unit.get("prompt")

    @property
    def completion(self) -> Decimal | None:
        """USD per completion token, None if not known."""
        return self.per_unit.get("completion")

    @property
    def is_free(self) -> bool:
        """Whether nothing costs anything: every price stated is 0, and none is conditional."""
        return not self.overrides and all(price == 0 for price in self.per_unit.values())

    def per_million(self, name: str = "prompt") -> Decimal | None:
        """Give a price per million units, the form in which prices are compared.

        Args:
            name: The name of the price in the document.

        Returns:
            USD per million, None if not known.

        Raises:
            ValueError: The document knows no price of that name.
        """
        if name not in PRICE_NAMES and name not in self.per_unit:
            raise ValueError(f"Expected one of {', '.join(sorted(PRICE_NAMES))}, got {name!r}.")
        price = self.per_unit.get(name)
        return None if price is None else plain(EXACT.multiply(price, _MILLION))


def to_discount(value: object) -> Decimal | None:
    """Read a discount between 0 (none) and 1 (free); None for what makes no sense."""
    discount = to_decimal(value)
    return discount if discount is not None and 0 <= discount <= 1 else None


def discounted(price: Decimal | None, discount: Decimal | None) -> Decimal | None:
    """Multiply a price by (1 - discount), as the document says of `PublicPricing.discount`."""
    if price is None or discount is None:
        return None
    return price if discount == 0 else EXACT.multiply(price, EXACT.subtract(Decimal(1), discount))
