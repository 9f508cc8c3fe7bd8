"""Read what the annotations of a generated class say."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import attrs

from .types import Unset

Model = Any
"""The type of a class argument: mypy does not take `type[X]` for the key of a cache."""


class Field(NamedTuple):
    """A declared field: its name in Python, its name on the wire, its type."""

    name: str
    wire: str
    hint: Any


@cache
def fields_of(cls: Model) -> tuple[Field, ...]:
    """List the declared fields of a model, in the order of its constructor."""
    hints = get_type_hints(cls)
    return tuple(
        Field(field.name, field.metadata.get("wire", field.name), hints[field.name])
        for field in attrs.fields(cls)
        if field.init
    )


@cache
def undeclared_type(cls: Model) -> Any:
    """Give the type that a model's undeclared fields have."""
    return get_args(get_type_hints(cls)["additional_properties"])[1]


def branches(hint: Any) -> tuple[Any, ...]:
    """List the types of a union; absence is left out, and null where there is anything else."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return tuple(one for one in members if one not in (Unset, NoneType)) or (NoneType,)


def allows_none(hint: Any) -> bool:
    """Tell whether null is among the types of a union."""
    return NoneType in get_args(hint)


def is_required(hint: Any) -> bool:
    """Tell whether a field of this type must be there."""
    return Unset not in get_args(hint)


def is_model(hint: Any) -> bool:
    """Tell whether a type is a generated model."""
    return isinstance(hint, type) and attrs.has(hint)


def item_type(hint: Any) -> Any:
    """Give the type of a list's items, or None where the type is no list."""
    return get_args(hint)[0] if get_origin(hint) is list else None


def contains_itself(cls: Model) -> bool:
    """Tell whether a model can stand within itself, by whatever way."""
    seen: set[Any] = set()
    hints = _hints_within(cls)
    while hints:
        hint = hints.pop()
        if not is_model(hint):
            hints.extend(get_args(hint))
        elif hint not in seen:
            seen.add(hint)
            hints.extend(_hints_within(hint))
    return cls in seen


def _hints_within(cls: Model) -> list[Any]:
    return [undeclared_type(cls), *(field.hint for field in fields_of(cls))]
