"""Say what normal forms are made of, and how they are compared and written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.openapi.visiting import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mutants.mutant import Json

    Accepts = Callable[[Json], bool]

Clause = dict[str, Any]
"""What values of one JSON type must be like, in one of several ways."""

Form = dict[str, list[Clause]]
"""The clauses for each JSON type, one of which a value must meet; a type that is missing is refused."""

TYPES = ("null", "boolean", "number", "string", "array", "object")
_CONTAINERS = frozenset({"array", "object"})
FINITE: dict[str, list[Json]] = {"null": [None], "boolean": [False, True]}

ANY: Form = {name: [{"values": FINITE[name]} if name in FINITE else {}] for name in TYPES}

PLAIN: dict[str, tuple[str, ...]] = {
    "null": (),
    "boolean": (),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
}
"""Keywords by type of which the strictest value counts, or the one that is there."""

GATHERED: dict[str, tuple[str, ...]] = {
    "null": (),
    "boolean": (),
    "number": ("multipleOf",),
    "string": ("pattern",),
    "array": (),
    "object": (),
}
"""Keywords by type of which several values may have to be met."""


def type_of(value: Json) -> str:
    """Name the JSON type of a value, as in forms: an integer is a number."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, str):
        return "string"
    return "number" if isinstance(value, int | float) else "array" if is_array(value) else "object"


def literal(value: Json) -> Json:
    """Write a value as clauses list it: an array or object as its text.

    To Python `[1]` equals `[True]`; scalars of different types do not meet in one clause.
    """
    return text(value) if type_of(value) in _CONTAINERS else value


def text(value: Json) -> str:
    """Write a JSON value so that equal values are equal texts."""
    return json.dumps(_equal(value), sort_keys=True, ensure_ascii=False)


def _equal(value: Json) -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if is_object(value):
        return {key: _equal(each) for key, each in value.items()}
    return [_equal(each) for each in value] if is_array(value) else value


def union(forms: Iterable[Form]) -> Form:
    """Make the form that accepts what any of several forms accepts."""
    found: Form = {}
    for form in forms:
        for name, clauses in form.items():
            found[name] = [*found.get(name, []), *clauses]
    return found


def everywhere(keyword: str, value: Json) -> Form:
    """Make the form that asks the same of values of every type."""
    return {name: [{keyword: [value]}] for name in TYPES}


def try_values(name: str, found: list[Clause], accepts: Callable[[], Accepts]) -> list[Clause]:
    """Gather the values that clauses list, without those that other words of a clause refuse.

    Args:
        name: The JSON type of the values.
        found: All the clauses of a schema for the type.
        accepts: Gives what tells whether the schema accepts a value.

    Returns:
        The clauses that list no values, and one that lists them all.
    """
    if name in FINITE:
        found = [{"values": FINITE[name], **each} for each in found]
    values = {text(value): value for each in found for value in each.get("values", ())}
    if any("values" in each and len(each) > 1 for each in found):
        is_accepted = accepts()
        read: Callable[[Json], Json] = json.loads if name in _CONTAINERS else lambda value: value
        values = {key: value for key, value in values.items() if is_accepted(read(value))}
    others = [each for each in found if "values" not in each]
    return [*others, {"values": [values[key] for key in sorted(values)]}] if values else others


def absorb(found: list[Clause]) -> list[Clause]:
    """Drop clauses that ask for all that another one asks for, and more; sort the others."""
    if len(found) < 2:
        return found
    unique = {text(each): each for each in found}
    parts = {key: {text(item) for item in each.items()} for key, each in unique.items()}
    return [
        unique[key]
        for key in sorted(unique)
        if not any(parts[other] < parts[key] for other in unique)
    ]
