"""Models as flat rows of plain values, with the types of their columns, as data frames take them."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - `get_type_hints(Row)` works
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, TypedDict, cast, get_type_hints, overload

from openrouter_models._text import brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openrouter_models._catalog.info import ModelInfo

_MOST = 2**63


class Row(TypedDict):
    """The columns: `ModelInfo` in plain types, None where a model has no usable value.

    Prices are floats, for sorting and plotting; `cost` is exact.
    """

    id: str
    slug: str
    name: str
    author: str
    variant: str | None
    description: str
    created: datetime | None
    expires: date | None
    knowledge_cutoff: date | None
    context_length: int | None
    max_output: int | None
    modality: str | None
    input: list[str]
    output: list[str]
    supports: list[str]
    tokenizer: str | None
    prompt_price: float | None
    completion_price: float | None
    cache_read_price: float | None
    cache_write_price: float | None
    is_free: bool
    has_fixed_price: bool
    reasoning: bool
    intelligence: float | None
    coding: float | None
    agentic: float | None
    hugging_face_id: str | None


class Rows:
    """The rows of a listing: one dict per model, in order, and the types of the columns.

    `polars.DataFrame(rows)` takes the types from here, through Arrow's PyCapsule interface, and so have columns
    their type that no model fills. Where a list is asked for, as by `json`, write `list(rows)`.

    Args:
        rows: The rows.
    """

    # Not a `Sequence`: of one, polars asks no types but infers them from the first hundred rows.

    def __init__(self, rows: Iterable[Row]) -> None:
        if not hasattr(rows, "__iter__"):
            raise TypeError(
                f"rows must be dicts, such as those of `catalog.to_rows()`, got {brief(rows)}."
            )
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, key: int) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> Rows: ...
    def __getitem__(self, key: int | slice) -> Row | Rows:
        """Get a row by position, or a slice of them."""
        return Rows(self._rows[key]) if isinstance(key, slice) else self._rows[key]

    def __eq__(self, other: object) -> bool:
        return [*self] == [*other] if isinstance(other, Rows | list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # rows can be changed

    def __repr__(self) -> str:
        return f"Rows({[*self]!r})"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Export the rows as an Arrow stream, which polars makes (Arrow PyCapsule interface).

        Args:
            requested_schema: The types wanted, as an Arrow schema capsule.

        Raises:
            ImportError: polars is not installed.
        """
        import polars as pl  # noqa: PLC0415  # only where a data frame is made

        types = get_type_hints(Row) | {"created": pl.Datetime("us", "UTC")}
        return pl.DataFrame([*self], schema=types).__arrow_c_stream__(requested_schema)


def to_row(info: ModelInfo) -> Row:
    """Flatten the view of a model."""
    row: Row = {name: _plain(getattr(info, name)) for name in Row.__annotations__}  # type: ignore[assignment]  # one key per annotation
    row["reasoning"] = info.reasoning.supported
    return row


def _plain(value: object) -> object:
    """Give a value that a column of one type holds."""
    if isinstance(value, str):
        # JSON can carry lone surrogates, Arrow cannot.
        return value.encode(errors="replace").decode()
    if isinstance(value, frozenset):
        return sorted(str(_plain(word)) for word in cast("frozenset[str]", value))
    if isinstance(value, Decimal):
        price = float(value)
        return price if isfinite(price) else None
    if isinstance(value, int) and abs(value) >= _MOST:
        return None
    return value
