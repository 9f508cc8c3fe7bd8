"""Constraints that concern one value alone: bounds, lengths, patterns, sizes, equality."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from openrouter_models._text import show
from openrouter_models._validation.patterns import matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping


@frozen
class Constraint:
    """One keyword of a schema, ready to be tested.

    Attributes:
        holds: Whether a value, of the JSON type that the keyword is about, keeps to it.
        asks: What the keyword asks for, to be read after "expected".
    """

    holds: Callable[[Any], bool]
    asks: str


def on_strings(schema: Mapping[str, Any]) -> list[Constraint]:
    """Compile what a schema asks of strings.

    Lengths count code points (JSON Schema Validation section 6.3).

    Args:
        schema: A JSON Schema.

    Returns:
        One constraint per keyword.

    Raises:
        ValueError: A pattern is not a regular expression of ECMA-262.
    """
    found = _sizes(schema, "Length", "characters")
    if "pattern" in schema:
        asked = schema["pattern"]
        found.append(Constraint(matcher(asked), f"a match of {show(asked)}"))
    return found


def on_numbers(schema: Mapping[str, Any]) -> list[Constraint]:
    """Compile what a schema asks of numbers (JSON Schema Validation section 6.2).

    Args:
        schema: A JSON Schema.

    Returns:
        One constraint per keyword.
    """
    bounds: dict[str, Callable[[Any, Any], Constraint]] = {
        "minimum": lambda low, _: Constraint(lambda value: value >= low, f"at least {low}"),
        "maximum": lambda high, _: Constraint(lambda value: value <= high, f"at most {high}"),
        "exclusiveMinimum": lambda low, _: Constraint(lambda value: value > low, f"above {low}"),
        "exclusiveMaximum": lambda high, _: Constraint(lambda value: value < high, f"below {high}"),
        "multipleOf": lambda step, exact: Constraint(
            lambda value: isfinite(value) and _exact(value) % exact == 0, f"a multiple of {step}"
        ),
    }
    return [
        compiled(schema[keyword], _exact(schema[keyword]))
        for keyword, compiled in bounds.items()
        if keyword in schema
    ]


def on_arrays(schema: Mapping[str, Any]) -> list[Constraint]:
    """Compile what a schema asks of an array as a whole, its items aside.

    Args:
        schema: A JSON Schema.

    Returns:
        One constraint per keyword.
    """
    found = _sizes(schema, "Items", "items")
    if schema.get("uniqueItems"):
        found.append(
            Constraint(lambda value: len(set(map(identity, value))) == len(value), "unique items")
        )
    return found


def on_objects(schema: Mapping[str, Any]) -> list[Constraint]:
    """Compile what a schema asks of an object as a whole, its fields aside.

    Args:
        schema: A JSON Schema.

    Returns:
        One constraint per keyword.
    """
    return _sizes(schema, "Properties", "fields")


def identity(value: Any) -> Hashable:
    """Give a key that two JSON values share exactly when JSON Schema calls them equal.

    `1` equals `1.0`, `true` equals no number, the order of an object's fields does not matter
    (JSON Schema Core section 4.2.2).

    Args:
        value: A decoded JSON value.

    Returns:
        A hashable key.
    """
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, list):
        return ("array", *map(identity, cast("list[object]", value)))
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        return ("object", frozenset((name, identity(item)) for name, item in members))
    same: Hashable = value
    return same


def _sizes(schema: Mapping[str, Any], of: str, noun: str) -> list[Constraint]:
    """Compile the pair of a lower and an upper bound of a size."""
    found: list[Constraint] = []
    if (low := schema.get(f"min{of}")) is not None:
        found.append(Constraint(lambda value: len(value) >= low, f"at least {low} {noun}"))
    if (high := schema.get(f"max{of}")) is not None:
        found.append(Constraint(lambda value: len(value) <= high, f"at most {high} {noun}"))
    return found


def _exact(number: float) -> Fraction:
    """Take a number as its decimal text says it: 0.3 is a multiple of 0.1."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))
