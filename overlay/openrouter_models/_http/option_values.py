"""What the value of an option must be; anything else is refused in one sentence, as all options are."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    import attrs

    Validator: TypeAlias = Callable[[Any, attrs.Attribute[Any], Any], None]


def number(
    what: str,
    *,
    least: float = 0,
    above: float = -inf,
    most: float = inf,
    whole: bool = False,
) -> Validator:
    """Make a validator of numbers for attrs, which raises `ConfigurationError`.

    Args:
        what: What the option must be, as in "`{option} must be {what}`".
        least: The least number allowed.
        above: What it must exceed.
        most: The greatest number allowed.
        whole: Whether it must be an `int`.
    """
    kinds = int if whole else int | float

    def validate(_: Any, attribute: attrs.Attribute[Any], value: object) -> None:
        fits = isinstance(value, kinds) and not isinstance(value, bool)
        # So written because NaN is to be refused too.
        if not (fits and least <= cast("float", value) <= most and cast("float", value) > above):
            raise ConfigurationError(f"{attribute.name} must be {what}, got {name_kind(value)}.")

    return validate


def instance(kind: type, what: str) -> Validator:
    """Make a validator of instances for attrs, as `number` makes one of numbers."""

    def validate(_: Any, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kind):
            raise ConfigurationError(f"{attribute.name} must be {what}, got {name_kind(value)}.")

    return validate


def name_kind(value: object) -> str:
    """Show a number as it is and name the type of anything else, for that might be the key."""
    is_plain = value is None or isinstance(value, bool | int | float)
    return repr(value)[:40] if is_plain else type(value).__name__
