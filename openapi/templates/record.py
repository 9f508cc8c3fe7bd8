"""The bases of all generated models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from enum import Enum
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeVar

from .annotations import Model, fields_of
from .codec import build, is_converted
from .types import UNSET

V = TypeVar("V")
_SETTING = Lock()
_WIDEST = 120
_LONGEST = 64
_SHOWN = (str, int, float, Enum)
_IDENTIFYING = ("id", "slug", "name", "code", "message")
"""The fields that a `repr` begins with, where a model has them."""


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
            with _SETTING:  # two threads that ask must get the same one
                try:
                    return object.__getattribute__(self, name)
                except AttributeError:
                    self.additional_properties = {}
                    return object.__getattribute__(self, name)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Build the model from decoded JSON, tolerantly.

        Raises:
            TooDeepError: It is nested deeper than `jsontext.MAX_DEPTH`; a `ValueError`.
            TypeError: It is no mapping.
        """
        if not isinstance(src_dict, Mapping):
            raise TypeError(
                f"from_dict takes a JSON object as a dict, got {type(src_dict).__name__}."
            )
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
        return body | {key: to_plain(value) for key, value in undeclared.items()}

    def __repr__(self) -> str:
        """Say on one line of at most 120 characters what there is, first of all what identifies it."""
        cls: Model = type(self)
        there = {name: getattr(self, name) for name, _, _ in _fields(cls)}
        there = {name: value for name, value in there.items() if value is not UNSET}
        plain = [name for name, value in there.items() if isinstance(value, _SHOWN)]
        plain.sort(key=lambda name: name not in _IDENTIFYING)
        shown = f"{type(self).__name__}("
        for number, name in enumerate(plain):
            part = f"{', ' * bool(number)}{name}={_brief(there[name])}"
            if len(shown) + len(part) > _WIDEST - len(", …)"):
                break
            shown += part
        else:
            if len(plain) == len(there) and not self.additional_properties:
                return f"{shown})"
        return f"{shown}{', ' * ('=' in shown)}…)"

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


def _brief(value: Any) -> str:
    plain = value.value if isinstance(value, Enum) else value
    text = repr(plain[:_LONGEST] if isinstance(plain, str) else plain)
    return text if len(text) < _LONGEST else f"{text[: _LONGEST - 1]}…"


def to_plain(value: Any) -> Any:
    """Give the plain JSON that a value was built from."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value
