"""The error for a value that was not found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models._pointers import pointer
from openrouter_models._text import show
from openrouter_models.errors import ContractError

if TYPE_CHECKING:
    from openrouter_models._validation.schemas import Schema

Path: TypeAlias = tuple[str | int, ...]


class UnmakeableError(ContractError):
    """No conforming value was found, because there is none or because it is too hard to find.

    Attributes:
        path: Where in the value the one stands that was not found; `*` stands for any item.
        schema: What that one must conform to.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        shown = show(schema if isinstance(schema, bool) else dict(schema))
        where = f" at {pointer(path)}" if path else ""
        super().__init__(
            f"no value{where} was found that conforms to {shown}; give the schema an example"
        )
        self.path = path
        self.schema = schema

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what the error was made of."""
        return type(self), (self.path, self.schema)
