"""Checks of values.

A check takes a batch of values and adds those that deviate to what was found. A `Node` is a table from
the Python type of a value to the check for it, None where the type alone is enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from openrouter_models._text import show
from openrouter_models._validation.batches import ABSENT, SOUND
from openrouter_models._validation.constraints import identity
from openrouter_models._validation.deviations import Found, fails
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from openrouter_models._validation.batches import Batch
    from openrouter_models._validation.constraints import Constraint

Check: TypeAlias = "Callable[[Batch, Found], None]"
Node: TypeAlias = "dict[type, Check | None]"

_MOST_NAMED = 10
MISSING = "required, but missing"


def missing(batch: Batch, found: Found) -> None:
    """Report fields that must be there."""
    found.add(Kind.MISSING_REQUIRED, MISSING, batch, every_row(batch))


MARKS: Node = {type(SOUND): None, type(ABSENT): missing}
"""The checks of what stands for values that need none of their own."""


@frozen
class Mismatch:
    """The check for values of a type that is not allowed; `allowed` are the types that are."""

    allowed: frozenset[str]

    def __call__(self, batch: Batch, found: Found) -> None:
        """Report the type of each value."""
        numbers = {"number"} if "fraction" in self.allowed else self.allowed & {"integer"}
        names = sorted((self.allowed - {"fraction", "integer"}) | numbers)
        kind = Kind.NULL_NOT_ALLOWED if batch.values[0] is None else Kind.WRONG_TYPE
        found.add(kind, f"expected {' or '.join(names) or 'no value'}", batch, every_row(batch))


def never(batch: Batch, found: Found) -> None:
    """Report values where there must be none (the schema `false`)."""
    found.add(Kind.CONSTRAINT_VIOLATED, "expected no value", batch, every_row(batch))


def forbidden(batch: Batch, found: Found) -> None:
    """Report fields that must not be there."""
    asks = "where the contract forbids the field"
    found.add(Kind.FORBIDDEN_FIELD, asks, batch, every_row(batch))


def undeclared(batch: Batch, found: Found) -> None:
    """Report fields that are not known."""
    asks = "a field that the contract does not declare"
    found.add(Kind.UNDECLARED_FIELD, asks, batch, every_row(batch))


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

    def __call__(self, batch: Batch, found: Found) -> None:
        """Report the values that are not known."""
        known, values = self.known, batch.values
        if type(values[0]) is not str:
            values = [*map(identity, values)]
        if known.isdisjoint(values):
            found.add(self.kind, self.asks, batch, every_row(batch))
        elif not known.issuperset(values):
            rows = [row for row, value in enumerate(values) if value not in known]
            found.add(self.kind, self.asks, batch, rows)


def constrained(constraint: Constraint) -> Check:
    """Check a constraint on one value alone."""
    holds = constraint.holds
    asks = f"expected {constraint.asks}"

    def check(batch: Batch, found: Found) -> None:
        rows = [row for row, value in enumerate(batch.values) if not holds(value)]
        found.add(Kind.CONSTRAINT_VIOLATED, asks, batch, rows)

    return check


def whole(mismatch: Mismatch) -> Check:
    """Check that floats are whole numbers: `8192.0` is an integer (Core section 4.2.3)."""

    def check(batch: Batch, found: Found) -> None:
        rows = [row for row, value in enumerate(batch.values) if not value.is_integer()]
        if rows:
            mismatch(batch.only(rows), found)

    return check


def run(node: Node, batch: Batch, found: Found) -> None:
    """Check values with the checks for their types."""
    kinds = set(map(type, batch.values))
    for kind in kinds:
        if check := node[kind]:
            check(batch if len(kinds) == 1 else batch.of_type(kind), found)


def failing(node: Node, batch: Batch) -> set[int]:
    """Give the rows of the values that do not conform; warnings do not matter."""
    found = Found()
    run(node, batch, found)
    return {row for row, alike in found.rows_in(batch).items() if fails(alike)}


def every_row(batch: Batch) -> range:
    """Number all values of a batch."""
    return range(len(batch.values))
