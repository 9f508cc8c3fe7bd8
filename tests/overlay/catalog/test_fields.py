"""Tolerant reading: a usable value or None, whatever stands there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from openrouter_api.models import Model
from openrouter_api.types import UNSET
from openrouter_models._catalog.fields import (
    author,
    created,
    expires,
    field,
    number,
    reasons,
    seconds,
    text,
    words,
)

MODEL = Model.from_dict(
    {"id": "a/b", "new": {"x": 1}, "top_provider": {"is_moderated": True, "new": 2}, "pricing": "?"}
)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("a/b", ["id"]),
        (True, ["top_provider", "is_moderated"]),
        (2, ["top_provider", "new"]),
        ({"x": 1}, ["new"]),
        (UNSET, ["new", "x"]),
        (UNSET, ["name"]),
        (UNSET, ["pricing", "prompt"]),
        (UNSET, ["nowhere", "at", "all"]),
    ],
)
def test_a_field_is_found_declared_or_not(value: object, names: list[str]) -> None:
    """Where the way ends early there is nothing."""
    assert value == field(MODEL, *names)


@pytest.mark.parametrize(
    ("value", "wire"),
    [(1, 1), (1.5, 1.5), (None, True), (None, "1"), (None, None), (None, float("inf")), (None, [])],
)
def test_a_number_is_finite_and_no_boolean(value: object, wire: object) -> None:
    """Anything else is None."""
    assert value == number(Model.from_dict({"context_length": wire}), "context_length")


def test_texts_and_words_are_strings() -> None:
    """What is none is passed over."""
    model = Model.from_dict({"name": 1, "supported_parameters": ["tools", 1, None, ["seed"]]})
    assert text(model, "name") is None
    assert ["tools"] == words(model, "supported_parameters")
    assert [] == words(model, "name")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("a", "a/b"),
        ("a", "~a/b-latest"),
        ("a", "a/b/c"),
        ("", "/b"),
        (None, "b"),
        (None, 1),
        (None, ""),
    ],
)
def test_the_author_is_the_first_part_of_the_id(name: str | None, id_: object) -> None:
    """Aliases have the author of what they stand for."""
    assert name == author(Model.from_dict({"id": id_}))


@pytest.mark.parametrize(
    ("does", "fields"),
    [
        (True, {"reasoning": {}}),
        (True, {"supported_parameters": ["reasoning"]}),
        (False, {"reasoning": None}),
        (False, {"reasoning": True, "supported_parameters": "reasoning"}),
        (False, {}),
    ],
)
def test_a_model_reasons_if_it_says_so_in_either_way(does: bool, fields: dict[str, Any]) -> None:  # noqa: FBT001  # a table
    """By its description or by a parameter."""
    assert does is reasons(Model.from_dict(fields))


@pytest.mark.parametrize(
    ("moment", "wire"),
    [
        (86400.0, "1970-01-02"),
        (3600.0, "1970-01-01T01:00:00Z"),
        (-3600.0, "1970-01-01T00:00:00+01:00"),
        (None, "soon"),
        (None, "2026-02-30"),
        (None, ""),
        (None, None),
        (None, 5),
        (-62135596800.0 - 86340, "0001-01-01T00:00:00+23:59"),
    ],
)
def test_an_expiry_is_a_date_or_nothing(moment: float | None, wire: object) -> None:
    """Even at the ends of the calendar."""
    assert moment == expires(Model.from_dict({"expiration_date": wire}))


def test_creation_is_in_seconds() -> None:
    """As the wire has it."""
    assert 5 == created(Model.from_dict({"created": 5.0}))


@pytest.mark.parametrize(
    ("number_", "moment"),
    [
        (5, 5),
        (5.5, 5.5),
        (86400, date(1970, 1, 2)),
        (86400, datetime(1970, 1, 2)),  # noqa: DTZ001  # without a zone it is UTC
        (86400, datetime(1970, 1, 2, tzinfo=UTC)),
        (82800, datetime(1970, 1, 2, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_moments_are_utc_unless_they_say_otherwise(number_: float, moment: object) -> None:
    """Dates are their first instant."""
    assert number_ == seconds(moment)


@pytest.mark.parametrize("moment", ["2026-01-01", True, None])
def test_what_is_no_moment_is_refused(moment: object) -> None:
    """With what was given."""
    with pytest.raises(TypeError, match=repr(moment)):
        seconds(moment)
