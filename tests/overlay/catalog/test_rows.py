"""Rows: flat, of one type per column, and taken by data frames as they are."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest

from openrouter_api.models import Model
from openrouter_models._catalog.rows import Row, to_row

FULL: dict[str, Any] = {
    "id": "a/b",
    "canonical_slug": "a/b-1",
    "name": "B",
    "description": "A model.",
    "created": 5,
    "expiration_date": "2026-12-31",
    "knowledge_cutoff": "2025-01-01",
    "context_length": 8000,
    "hugging_face_id": "a/b",
    "architecture": {
        "modality": "text->text",
        "tokenizer": "GPT",
        "input_modalities": ["text", "smell"],
        "output_modalities": ["text"],
    },
    "supported_parameters": ["tools", 1],
    "top_provider": {"max_completion_tokens": 10},
    "pricing": {"prompt": "0.00000003", "completion": 0.5, "input_cache_read": "1e-8"},
    "reasoning": {"mandatory": True},
}
HOSTILE = {
    "id": "\ud800/\x00",
    "name": 7,
    "created": 2**70,
    "context_length": "8000",
    "supported_parameters": ["\udfff", None],
    "pricing": {"prompt": "1e999", "completion": "NaN", "input_cache_read": "-1"},
}


def test_a_row_has_every_column() -> None:
    """Lists as lists, prices per million, enum members as plain strings."""
    row = to_row(Model.from_dict(FULL))
    assert row == {
        "id": "a/b",
        "canonical_slug": "a/b-1",
        "name": "B",
        "author": "a",
        "description": "A model.",
        "created": 5,
        "expiration_date": "2026-12-31",
        "knowledge_cutoff": "2025-01-01",
        "context_length": 8000,
        "max_completion_tokens": 10,
        "modality": "text->text",
        "input_modalities": ["text", "smell"],
        "output_modalities": ["text"],
        "tokenizer": "GPT",
        "supported_parameters": ["tools"],
        "reasoning": True,
        "prompt_price": 0.03,
        "completion_price": 500_000.0,
        "cached_price": 0.01,
        "free": False,
        "hugging_face_id": "a/b",
    }
    assert all(type(word) is str for word in (row["tokenizer"], *row["input_modalities"]))


def test_a_model_without_anything_still_has_every_column() -> None:
    """Texts are empty, numbers None."""
    row = to_row(Model.from_dict({}))
    assert list(get_type_hints(Row)) == list(row)
    assert {"", None, False} == {value for value in row.values() if not isinstance(value, list)}


def test_what_a_column_cannot_hold_is_made_fit() -> None:
    """Lone surrogates and numbers beyond 64 bits."""
    row = to_row(Model.from_dict(HOSTILE))
    assert ("?/\x00", "", None, None, ["?"], None, None) == (
        row["id"],
        row["name"],
        row["created"],
        row["context_length"],
        row["supported_parameters"],
        row["completion_price"],
        row["cached_price"],
    )


def test_polars_takes_the_rows() -> None:
    """Each column has one type, whatever came."""
    polars: Any = pytest.importorskip("polars")
    rows = [to_row(Model.from_dict(item)) for item in ({}, HOSTILE, FULL)]
    schema = polars.DataFrame(rows, infer_schema_length=None).schema
    types: dict[object, str] = {
        str: "String",
        bool: "Boolean",
        int | None: "Int64",
        float | None: "Float64",
        list[str]: "List(String)",
    }
    expected = {name: types[hint] for name, hint in get_type_hints(Row).items()}
    assert expected == {name: str(dtype) for name, dtype in schema.items()}


def test_texts_need_no_null() -> None:
    """So polars takes a column that is empty in its first rows without being told."""
    polars: Any = pytest.importorskip("polars")
    plain = {key: value for key, value in FULL.items() if key != "expiration_date"}
    rows = [to_row(Model.from_dict(item)) for item in [plain] * 200 + [FULL]]
    assert "2026-12-31" == polars.DataFrame(rows)["expiration_date"][-1]
