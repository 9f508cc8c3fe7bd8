"""Rows: the flat view in plain types, one per column, taken by data frames."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from attrs import evolve

from openrouter_api.models import Model
from openrouter_models import ModelInfo
from openrouter_models._catalog.rows import Row, Rows, to_row

EMPTY = ModelInfo.of(Model.from_dict({}))
FULL = evolve(
    EMPTY,
    id="a/b",
    created=datetime(2026, 1, 1, tzinfo=UTC),
    expires=date(2026, 12, 31),
    knowledge_cutoff=date(2025, 1, 1),
    supports=frozenset({"tools", "seed"}),
    input=frozenset({"text"}),
    output=frozenset({"text"}),
    context_length=8000,
    max_output=100,
    intelligence=1.5,
    coding=1.5,
    agentic=1.5,
    variant="free",
    modality="text->text",
    tokenizer="GPT",
    hugging_face_id="a/b",
    prompt_price=Decimal("0.03"),
    completion_price=Decimal("0.03"),
    cache_read_price=Decimal("0.03"),
    cache_write_price=Decimal("0.03"),
)


@pytest.mark.parametrize("info", [EMPTY, FULL])
def test_a_row_has_every_column(info: ModelInfo) -> None:
    """Whatever the model has."""
    assert list(get_type_hints(Row)) == list(to_row(info))


def test_values_are_plain() -> None:
    """Sets as sorted lists, prices as floats, dates as dates."""
    row = to_row(FULL)
    assert (["seed", "tools"], 0.03, date(2026, 12, 31), False) == (
        row["supports"],
        row["prompt_price"],
        row["expires"],
        row["reasoning"],
    )


def test_what_a_column_cannot_hold_is_made_fit() -> None:
    """Lone surrogates and numbers beyond 64 bits."""
    row = to_row(evolve(EMPTY, name="\ud800", supports=frozenset({"\udfff"}), context_length=2**63))
    assert ("?", ["?"], None) == (row["name"], row["supports"], row["context_length"])


@pytest.mark.parametrize("infos", [[EMPTY] * 200 + [FULL], [FULL], [EMPTY], []])
def test_polars_takes_the_rows(infos: list[ModelInfo]) -> None:
    """Each column has its type, although the first rows, or all, have nothing."""
    polars: Any = pytest.importorskip("polars")
    frame = polars.DataFrame(Rows(map(to_row, infos)))
    types: dict[object, str] = {
        str: "String",
        str | None: "String",
        bool: "Boolean",
        int | None: "Int64",
        float | None: "Float64",
        date | None: "Date",
        datetime | None: "Datetime(time_unit='us', time_zone='UTC')",
        list[str]: "List(String)",
    }
    expected = {name: types[hint] for name, hint in get_type_hints(Row).items()}
    assert expected == {name: str(dtype) for name, dtype in frame.schema.items()}
    assert [*map(to_row, infos)] == frame.to_dicts()


def test_rows_are_read_like_a_list() -> None:
    """By position, slice and length; they equal the list of their dicts, and their text is one line."""
    rows = Rows(map(to_row, [EMPTY, FULL]))
    assert (2, "a/b", Rows([to_row(FULL)])) == (len(rows), rows[1]["id"], rows[1:])
    assert [*rows] == rows
    assert rows != 2
    assert repr(rows).startswith("Rows([{'id': ''")
