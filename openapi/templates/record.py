"""The bases of all generated models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

from .annotations import Model, fields_of
from .codec import build, is_converted
from .types import UNSET

V = TypeVar("V")


class Record:
    """A model with declared fields; what the body has beside them is in `additional_properties`.

    The constructor takes declared fields only, and so does `attrs.evolve`: it leaves the others behind.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        additional_properties: dict[str, Any]
    else:

        def __getattr__(self, name: str) -> Any:
            # Most objects have no undeclared field, and an empty dict each would be a fifth of the memory.
            if name != "additional_properties":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self.additional_properties = {}
            return self.additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Build the model from decoded JSON, tolerantly."""
        model: Self = build(cls, dict(src_dict))
        return model

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object again, undeclared fields and values of a wrong type included."""
        body: dict[str, Any] = {}
        cls: Model = type(self)
        for name, wire, converted in _fields(cls):
            value = getattr(self, name)
            if value is not UNSET:
                body[wire] = to_plain(value) if converted else value
        try:
            undeclared = object.__getattribute__(self, "additional_properties")
        except AttributeError:
            return body
        return body | {key: _to_plain_at_any_depth(value) for key, value in undeclared.items()}

    @property
    def additional_keys(self) -> list[str]:
        """The names of the undeclared fields."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: object) -> bool:
        return key in self.additional_properties


class OpenMap(Record, MutableMapping[str, V]):
    """A model of which the document names no fields: a mapping."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)


@cache
def _fields(cls: Model) -> tuple[tuple[str, str, bool], ...]:
    """List the declared fields: name in Python, name on the wire, whether its values differ from plain JSON."""
    return tuple((name, wire, is_converted(hint)) for name, wire, hint in fields_of(cls))


def _to_plain_at_any_depth(value: Any) -> Any:
    try:
        return to_plain(value)
    except RecursionError:
        # Too deep to copy, and so too deep to hold a model: it is plain as it is.
        return value


def to_plain(value: Any) -> Any:
    """Give the plain JSON that a value was built from."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value
