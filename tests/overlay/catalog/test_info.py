"""The flat view of a model: plain, hashable, complete, whatever the server sent."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from attrs import fields
from hypothesis import given
from tests.conforming import needs

from openrouter_api.models import Model
from openrouter_api.types import Unset
from openrouter_models import ModelInfo
from openrouter_models._catalog.info import Reasoning
from openrouter_models._catalog.rows import to_row
from openrouter_models.contract import strategies

FULL: dict[str, Any] = {
    "id": "acme/one:free",
    "canonical_slug": "acme/one",
    "name": "One",
    "description": "A model.",
    "created": 86400,
    "expiration_date": "2026-12-31",
    "knowledge_cutoff": "2025-01-01T12:00:00Z",
    "context_length": 8000.0,
    "hugging_face_id": "",
    "architecture": {
        "modality": "text->text",
        "tokenizer": "GPT",
        "input_modalities": ["text", "smell", 1],
        "output_modalities": ["text"],
    },
    "supported_parameters": ["tools", None],
    "top_provider": {"max_completion_tokens": 10, "is_moderated": False},
    "pricing": {"prompt": "0.00000003", "completion": "-1", "input_cache_read": "1e-8"},
    "reasoning": {"mandatory": True, "supported_efforts": ["high", "low"], "default_effort": "low"},
    "benchmarks": {"artificial_analysis": {"intelligence_index": 61, "coding_index": None}},
}


def info(**item: Any) -> ModelInfo:
    """View a model that has nothing but some fields."""
    return ModelInfo.of(Model.from_dict(item))


@needs("reasoning", "benchmarks")
def test_it_says_all_in_plain_values() -> None:
    """Words out of their enums, prices exact and per million, empty texts as None."""
    expected = ModelInfo(
        id="acme/one:free",
        slug="acme/one",
        name="One",
        author="acme",
        variant="free",
        description="A model.",
        created=datetime(1970, 1, 2, tzinfo=UTC),
        expires=date(2026, 12, 31),
        knowledge_cutoff=date(2025, 1, 1),
        context_length=8000,
        max_output=10,
        modality="text->text",
        input=frozenset({"text", "smell"}),
        output=frozenset({"text"}),
        supports=frozenset({"tools"}),
        tokenizer="GPT",
        prompt_price=Decimal("0.03"),
        completion_price=None,
        cache_read_price=Decimal("0.01"),
        cache_write_price=None,
        is_free=False,
        has_fixed_price=False,
        reasoning=Reasoning(
            supported=True, mandatory=True, efforts=("high", "low"), default_effort="low"
        ),
        intelligence=61.0,
        coding=None,
        agentic=None,
        hugging_face_id=None,
    )
    found = info(**FULL)
    assert expected == found
    assert {str} == {type(word) for word in (*found.input, *found.supports, found.tokenizer)}


@given(strategies.models(undeclared=True))
def test_nothing_is_unset_and_all_is_hashable(body: dict[str, Any]) -> None:
    """For any model that the contract allows, and equal views have equal hashes."""
    view = ModelInfo.of(Model.from_dict(body))
    assert hash(view) == hash(ModelInfo.of(Model.from_dict(body)))
    values = [getattr(view, each.name) for each in fields(ModelInfo)]
    assert [] == [value for value in values if isinstance(value, Unset)]


@pytest.mark.parametrize(
    "junk", [None, True, [], {}, "", "soon", -1, 10**400, 1e308, "\ud800", [[]], {"id": 1}, "1e400"]
)
def test_what_makes_no_sense_is_nothing(junk: object) -> None:
    """Whatever stands in every field, or in every field of what the fields hold, the view and its row are made."""

    def littered(value: object) -> object:
        parts = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        return {name: littered(one) for name, one in parts.items()} or junk

    for item in (dict.fromkeys(FULL, junk), {name: littered(one) for name, one in FULL.items()}):
        assert isinstance(hash(info(**item)), int)
        json.dumps(to_row(info(**item)), default=str, allow_nan=False)
    assert ModelInfo.of(Model.from_dict({})).expires is None


@pytest.mark.parametrize(
    ("author", "variant", "id_"),
    [
        ("a", None, "a/b"),
        ("a", "free", "a/b:free"),
        ("a", "latest", "~a/b-latest"),
        ("a", None, "a/b-latest"),
        ("a", None, "a/b/c"),
        ("", None, "/b"),
        ("", None, "b"),
        ("", None, 1),
    ],
)
def test_author_and_variant_are_parts_of_the_id(author: str, variant: object, id_: object) -> None:
    """Aliases have the author of what they stand for."""
    assert (author, variant) == (info(id=id_).author, info(id=id_).variant)


@pytest.mark.parametrize(
    ("does", "item"),
    [
        pytest.param(True, {"reasoning": {}}, marks=needs("reasoning")),
        (True, {"supported_parameters": ["reasoning"]}),
        (False, {"reasoning": None}),
        (False, {"reasoning": True, "supported_parameters": "reasoning"}),
        (False, {}),
    ],
)
def test_a_model_reasons_if_it_says_so_in_either_way(does: bool, item: dict[str, Any]) -> None:  # noqa: FBT001  # a table
    """By its description or by a parameter."""
    assert does is bool(info(**item).reasoning)


@pytest.mark.parametrize(
    ("day", "wire"),
    [
        (date(1970, 1, 2), "1970-01-02"),
        (date(1970, 1, 1), "1970-01-01T01:00:00Z"),
        (date(1, 1, 1), "0001-01-01T00:00:00+23:59"),
        (None, "soon"),
        (None, "2026-02-30"),
        (None, 5),
    ],
)
def test_an_expiry_is_a_date_or_nothing(day: date | None, wire: object) -> None:
    """Even at the ends of the calendar."""
    assert day == info(expiration_date=wire).expires
