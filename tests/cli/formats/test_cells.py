"""Values as a person reads them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_api.models import Model
from openrouter_models._catalog.info import ModelInfo
from openrouter_models.cli.formats import cells


def of(**body: Any) -> ModelInfo:
    """View a model that the server sent."""
    return ModelInfo.of(Model.from_dict(body))


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "?"),
        (0, "0"),
        (512, "512"),
        (8192, "8.19K"),
        (200_000, "200K"),
        (999_999, "1M"),
        (1_048_576, "1.05M"),
        (12_345_678_901, "12.3B"),
        (10**20, "?"),
        (-(10**400), "?"),
    ],
)
def test_tokens_are_shortened(count: int | None, text: str) -> None:
    """To three digits and a unit."""
    assert text == cells.tokens(count)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("2.5", "2.50"),
        ("0.075", "0.075"),
        ("0.03125", "0.0312"),
        ("1250", "1,250.00"),
        ("0.00001", "<0.0001"),
        ("1e12", "1.0e+12"),
    ],
)
def test_amounts_have_two_to_four_decimals(amount: str, text: str) -> None:
    """More would be noise, fewer would not be an amount."""
    assert text == cells.usd(Decimal(amount)).rstrip()


@given(st.decimals(0, 10**8, places=6))
def test_decimal_points_stand_below_each_other(amount: Decimal) -> None:
    """The text ends four characters after the point, with blanks if need be."""
    text = cells.usd(amount)
    assert "." == text[-5] or text.startswith("<")


def test_a_price_is_an_amount_or_a_word() -> None:
    """What is free, not fixed or not known is no number."""
    for pricing, text in (
        ({"prompt": "0.000002", "completion": "0"}, "2.00"),
        ({"prompt": "0", "completion": "0", "image": "0"}, "free"),
        ({"prompt": "0", "completion": "0", "image": "0.04"}, "0.00"),
        ({"prompt": "-1", "completion": "-1"}, "varies"),
        ({"prompt": "cheap", "completion": "0"}, "?"),
        (None, "?"),
    ):
        assert text == cells.prompt_price(of(pricing=pricing)).plain.rstrip()


def test_a_day_that_makes_no_sense_is_not_known() -> None:
    """Milliseconds, text and nothing at all."""
    for created, text in ((1_700_000_000, "2023-11-14"), (1e17, "?"), ("today", "?"), (None, "?")):
        assert text == cells.released(of(created=created)).plain


def test_modalities_read_from_left_to_right() -> None:
    """With what is not known as a question mark."""
    both = {"input_modalities": ["text", "image"], "output_modalities": ["text"]}
    assert "text image → text" == cells.modalities(of(architecture=both)).plain
    assert "? → ?" == cells.modalities(of(architecture=7)).plain


def test_abilities_are_those_that_people_choose_by() -> None:
    """Reasoning, tools and structured output."""
    supported = ["tools", "seed", "structured_outputs", "reasoning"]
    assert "reasoning tools structured" == cells.abilities(of(supported_parameters=supported)).plain
    assert "" == cells.abilities(of()).plain


def test_the_author_of_an_id_stands_back() -> None:
    """What tells models apart is what follows."""
    text = cells.model_id(of(id="openai/gpt-4"))
    assert ("openai/gpt-4", [(0, 7)]) == (
        text.plain,
        [(each.start, each.end) for each in text.spans],
    )
    assert "?" == cells.model_id(of()).plain


@given(st.text())
def test_text_of_a_server_is_printable(text: str) -> None:
    """Nothing in it can move the cursor."""
    hostile = of(id=text, name=text, architecture={"input_modalities": [text]})
    for cell in (cells.model_id, cells.name, cells.modalities):
        assert cell(hostile).plain.isprintable()
