"""Checks of one value, and of what is directly inside it.

A check takes a value and gives None or its deviations. A `Node` is a table from the Python type of
a value to the check for it, None where the type alone is enough: a value that conforms costs one
look-up. Deviations know only the way down to them; each check on the way back adds its step, so
that a conforming body pays nothing for paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen
from msgspec import Struct, field

from openrouter_models._validation.constraints import identity
from openrouter_models.findings import WITHHELD, Finding, Kind, is_private, pointer, shorten, show

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from openrouter_models._validation.constraints import Constraint

Check: TypeAlias = "Callable[[Any], list[Deviation] | None]"
Node: TypeAlias = "dict[type, Check | None]"
_Plan: TypeAlias = "tuple[list[tuple[str, Check]], list[str]]"

_ABSENT = object()
_MOST_NAMED = 10
_MOST_PLANS = 256


class Deviation(Struct):
    """A finding in the making: `way` leads backwards, from the value to where checks are now."""

    kind: Kind
    asks: str
    value: Any = _ABSENT
    way: list[str | int] = field(default_factory=list[str | int])

    def finding(self) -> Finding:
        """Write it out; the values of private fields are withheld."""
        path = pointer(reversed(self.way))
        if self.value is _ABSENT:
            return Finding(self.kind, path, self.asks)
        value = WITHHELD if any(map(is_private, self.way)) else shorten(self.value)
        return Finding(self.kind, path, f"got {show(value)}, {self.asks}", value)


@frozen
class Mismatch:
    """The check for values of a type that is not allowed; `allowed` are the types that are."""

    allowed: frozenset[str]

    def __call__(self, value: Any) -> list[Deviation]:
        """Report the type."""
        kind = Kind.NULL_NOT_ALLOWED if value is None else Kind.WRONG_TYPE
        numbers = {"number"} if "fraction" in self.allowed else self.allowed & {"integer"}
        names = sorted((self.allowed - {"fraction", "integer"}) | numbers)
        return [Deviation(kind, f"expected {' or '.join(names) or 'no value'}", value)]


def never(value: Any) -> list[Deviation]:
    """Report a value where there must be none (the schema `false`)."""
    return [Deviation(Kind.CONSTRAINT_VIOLATED, "expected no value", value)]


def forbidden(value: Any) -> list[Deviation]:
    """Report a field that must not be there."""
    return [Deviation(Kind.FORBIDDEN_FIELD, "where the contract forbids the field", value)]


def undeclared(value: Any) -> list[Deviation]:
    """Report a field that is not known."""
    return [Deviation(Kind.UNDECLARED_FIELD, "a field that the contract does not declare", value)]


@frozen
class Literal:
    """The check that a value equals one of some (`enum`, `const`).

    Attributes:
        kind: The kind of finding if it does not.
        known: The identities of the values.
        asks: What the schema asks for.
    """

    kind: Kind
    known: frozenset[Hashable]
    asks: str

    @classmethod
    def of(cls, kind: Kind, values: Sequence[Any]) -> Literal:
        """Compile the check for some values."""
        more = f" and {len(values) - _MOST_NAMED} more" if len(values) > _MOST_NAMED else ""
        some = ", ".join(map(show, values[:_MOST_NAMED]))
        one_of = "one of " if len(values) != 1 else ""
        return cls(kind, frozenset(map(identity, values)), f"expected {one_of}{some}{more}")

    def __call__(self, value: Any) -> list[Deviation] | None:
        """Report a value that is not known."""
        if (value if type(value) is str else identity(value)) in self.known:
            return None
        return [Deviation(self.kind, self.asks, value)]


def constrained(constraint: Constraint) -> Check:
    """Check a constraint on one value alone."""
    holds = constraint.holds
    asks = f"expected {constraint.asks}"

    def check(value: Any) -> list[Deviation] | None:
        return None if holds(value) else [Deviation(Kind.CONSTRAINT_VIOLATED, asks, value)]

    return check


def whole(mismatch: Mismatch) -> Check:
    """Check that a float is a whole number: `8192.0` is an integer (Core section 4.2.3)."""

    def check(value: float) -> list[Deviation] | None:
        return None if value.is_integer() else mismatch(value)

    return check


def fields(known: Mapping[str, Node], other: Node | None, required: Sequence[str]) -> Check:
    """Check the fields of an object.

    Args:
        known: The nodes of the fields that are declared here.
        other: The node of all others; None if they do not matter.
        required: The fields that must be there.
    """
    lookup = known.get
    needed = tuple(dict.fromkeys(required))
    # What is to be done for objects with these names of these types. Only shapes of known names are
    # kept, and few: what a server invents leaves no memory behind.
    plans: dict[tuple[Any, ...], _Plan] = {}

    def plan(value: dict[str, Any], shape: tuple[Any, ...]) -> _Plan:
        inner = [
            (name, check)
            for name, item in value.items()
            if (node := lookup(name, other)) is not None and (check := node[type(item)]) is not None
        ]
        made = inner, [name for name in needed if name not in value]
        if value.keys() <= known.keys() and len(plans) < _MOST_PLANS:
            plans[shape] = made
        return made

    def check(value: dict[str, Any]) -> list[Deviation] | None:
        shape = (*value, *map(type, value.values()))
        inner, missing = plans.get(shape) or plan(value, shape)
        found: list[Deviation] = []
        for name, check in inner:
            if deviations := check(value[name]):
                found += _under(name, deviations)
        if missing:
            found += map(_missing, missing)
        return found or None

    return check


def patterned(patterns: Iterable[tuple[Callable[[str], bool], Node]]) -> Check:
    """Check the fields whose names match patterns."""
    pairs = list(patterns)

    def check(value: dict[str, Any]) -> list[Deviation] | None:
        found: list[Deviation] = []
        for name, item in value.items():
            for matches, node in pairs:
                if matches(name):
                    found += _under(name, run(node, item) or ())
        return found or None

    return check


def spare(patterns: Sequence[Callable[[str], bool]], known: frozenset[str], other: Node) -> Check:
    """Check the fields that neither names nor patterns cover."""

    def check(value: dict[str, Any]) -> list[Deviation] | None:
        found: list[Deviation] = []
        for name, item in value.items():
            if name not in known and not any(matches(name) for matches in patterns):
                found += _under(name, run(other, item) or ())
        return found or None

    return check


def names(node: Node) -> Check:
    """Check the names of an object's fields."""

    def check(value: dict[str, Any]) -> list[Deviation] | None:
        asks = "where the contract forbids the name of the field"
        return [
            Deviation(Kind.FORBIDDEN_FIELD, asks, item, [name])
            for name, item in value.items()
            if not accepts(node, name)
        ] or None

    return check


def implied(name: str, needed: Sequence[str]) -> Check:
    """Check that with one field others are there (`dependentRequired`)."""

    def check(value: dict[str, Any]) -> list[Deviation] | None:
        if name not in value:
            return None
        return [_missing(other) for other in needed if other not in value] or None

    return check


def items(node: Node) -> Check:
    """Check the items of an array."""

    def check(value: list[Any]) -> list[Deviation] | None:
        types = set(map(type, value))
        if len(types) == 1:
            (kind,) = types
            inner = node[kind]
            if inner is None or (
                kind is str and isinstance(inner, Literal) and inner.known.issuperset(value)
            ):
                return None
        found: list[Deviation] = []
        for index, item in enumerate(value):
            inner = node[type(item)]
            if inner is not None and (deviations := inner(item)):
                found += _under(index, deviations)
        return found or None

    return check


def tuples(first: Sequence[Node], rest: Node) -> Check:
    """Check the items of an array of which the first ones have nodes of their own."""

    def check(value: list[Any]) -> list[Deviation] | None:
        found: list[Deviation] = []
        for index, item in enumerate(value):
            node = first[index] if index < len(first) else rest
            found += _under(index, run(node, item) or ())
        return found or None

    return check


def contains(node: Node, low: int, high: int | None) -> Check:
    """Check how many items of an array a schema accepts."""
    most = "" if high is None else f" and at most {high}"
    asks = f"expected at least {low}{most} items of the kind that the contract asks for"

    def check(value: list[Any]) -> list[Deviation] | None:
        count = sum(accepts(node, item) for item in value)
        if low <= count and (high is None or count <= high):
            return None
        return [Deviation(Kind.CONSTRAINT_VIOLATED, asks, value)]

    return check


def run(node: Node, value: Any) -> list[Deviation] | None:
    """Check a value with the check for its type."""
    check = node[type(value)]
    return check(value) if check else None


def accepts(node: Node, value: Any) -> bool:
    """Tell whether a value conforms; warnings do not matter."""
    return not fails(run(node, value))


def fails(found: list[Deviation] | None) -> bool:
    """Tell whether there is more than warnings among deviations."""
    return found is not None and any(d.kind is not Kind.UNDECLARED_FIELD for d in found)


def _under(step: str | int, deviations: Iterable[Deviation]) -> Iterable[Deviation]:
    for deviation in deviations:
        deviation.way.append(step)
    return deviations


def _missing(name: str) -> Deviation:
    return Deviation(Kind.MISSING_REQUIRED, "required, but missing", way=[name])
