"""A model as one flat row of plain values, as polars, pandas and pyarrow take them."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - `get_type_hints(Row)` works
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, cast

if TYPE_CHECKING:
    from openrouter_models._catalog.info import ModelInfo

_MOST = 2**63


class Row(TypedDict):
    """The columns: `ModelInfo` in plain types, None where a model has no usable value.

    pandas and pyarrow take the rows as they are. polars looks at the first hundred only, so it needs
    `infer_schema_length=None`, or `schema=get_type_hints(Row)`, which has types for columns without a value
    too. Prices are floats, for sorting and plotting; `cost` is exact.
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


def to_row(info: ModelInfo) -> Row:
    """Flatten the view of a model.

    Args:
        info: The view.
    """
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
        return float(value)
    if isinstance(value, int) and abs(value) >= _MOST:
        return None
    return value
