"""Choosing among models: cheapest, frontier, differences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import catalog, needs

from openrouter_models import Usage, errors

CALL = Usage(prompt_tokens=1_000_000)


def model(id_: str, price: str, quality: float | None = None, **more: Any) -> dict[str, Any]:
    """Write a model with a price per million tokens and an intelligence index."""
    scores = {"artificial_analysis": {"intelligence_index": quality}}
    per_token = "-1" if price == "varies" else f"{price}e-6"
    pricing = {"prompt": per_token, "completion": per_token}
    return {"id": id_, "pricing": pricing, "benchmarks": scores, **more}


def test_the_cheapest_come_first_and_what_varies_is_left_out() -> None:
    """With estimates, filters applied, and a text that says what is missing."""
    listed = catalog(
        model("a/dear", "3"),
        model("a/varies", "varies"),
        model("a/cheap", "1"),
        model("b/free", "0"),
    )
    quotes = listed.cheapest(CALL, author="a")
    assert [("a/cheap", Decimal(1)), ("a/dear", Decimal(3))] == [
        (each.model.id, each.total) for each in quotes
    ]
    assert ["a/varies"] == [each.id for each in quotes.left_out]
    assert str(quotes).startswith("a/cheap: 1 USD.\na/dear: 3 USD.\nLeft out 1 model without")
    assert (2, quotes.quotes[:1]) == (len(quotes), quotes[:1])


@needs("benchmarks")
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5) | st.none()), max_size=8))
def test_the_frontier_is_what_nothing_beats(pairs: list[tuple[int, int | None]]) -> None:
    """Against the definition: nothing is as cheap and as good, and better in one of both."""
    listed = catalog(*(model(f"a/{n}", str(p), q) for n, (p, q) in enumerate(pairs)))
    found = {pairs[int(each.id[2:])] for each in listed.frontier(usage=CALL)}
    rated = {(p, q) for p, q in pairs if q is not None}
    expected = {
        (p, q)
        for p, q in rated
        if not any(op <= p and oq >= q and (op, oq) != (p, q) for op, oq in rated)
    }
    assert expected == found


def test_a_quality_may_be_a_function() -> None:
    """And an unknown one is refused with those that there are."""
    listed = catalog(model("a/b", "1", context_length=5), model("a/c", "2", context_length=9))
    assert ["a/b", "a/c"] == [m.id for m in listed.frontier(lambda info: info.context_length)]
    with pytest.raises(ValueError, match="Expected one of intelligence, coding, agentic"):
        listed.frontier(cast("Any", "beauty"))


def test_models_are_compared_by_what_differs() -> None:
    """Only that, by the ids that were given."""
    listed = catalog(
        model("a/b", "1", context_length=5, name="X"), model("a/c", "1", context_length=9, name="X")
    )
    assert {
        "id": {"a/b": "a/b", "a/c": "a/c"},
        "context_length": {"a/b": 5, "a/c": 9},
    } == listed.compare("a/b", "a/c")
    with pytest.raises(ValueError, match="two or more different ids"):
        listed.compare("a/b")
    with pytest.raises(errors.ModelNotFoundError):
        listed.compare("a/b", "a/z")
