"""Completing the catalogue where the contract has grown."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from openrouter_models.contract.instances import Instances
from openrouter_models.contract.observations import EACH, values_at
from openrouter_models.testing.placeholders import PRESENT, demands, placeholders, unmet
from openrouter_models.testing.served_listing import built_in, model_schema

SCHEMA = {
    "type": "object",
    "properties": {
        "words": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "name": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
}


def test_demands_are_the_declared_fields_and_the_enum_values() -> None:
    """Every field is to be seen, with and without null, and every word where it belongs."""
    expected = [
        (("words",), PRESENT),
        (("words", EACH), "a"),
        (("words", EACH), "b"),
        (("name",), PRESENT),
        (("name",), None),
    ]
    assert expected == list(demands(Instances({}), SCHEMA))


def test_demands_of_a_schema_that_contains_itself_come_to_an_end() -> None:
    """A contract may be recursive; what lies deep is not demanded."""
    node = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Node"}}}
    contract = {"components": {"schemas": {"Node": node}}}
    assert 0 < len(list(demands(Instances(contract), {"$ref": "#/components/schemas/Node"}))) < 20


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ([1, 2], ("a", EACH, "b")),
        ([[{"b": 1}, {"b": 2}, {}]], ("a",)),
        ([], ("a", "b")),
        ([], ("c", EACH)),
        ([], ("c",)),
    ],
)
def test_values_at(expected: list[Any], path: tuple[str, ...]) -> None:
    """A path leads to any number of values, to none where it breaks off."""
    assert expected == list(values_at({"a": [{"b": 1}, {"b": 2}, {}]}, path))


def test_unmet_names_what_no_model_shows() -> None:
    """One model that shows it is enough."""
    models = [{"words": ["a"]}, {"name": "x"}]
    assert [(("words", EACH), "b"), (("name",), None)] == unmet(models, Instances({}), SCHEMA)


def test_a_grown_contract_is_covered_by_few_placeholders(
    contract: dict[str, Any], grown: dict[str, Any]
) -> None:
    """Whatever was gained is shown; scalars that exclude each other need a model each."""
    listing = built_in(grown)
    schema = model_schema(grown)
    before, added = (
        [model for model in listed["data"] if model["id"].startswith("mock/")]
        for listed in (built_in(contract), listing)
    )
    assert [] == unmet(listing["data"], Instances(grown), schema)
    assert max(2, len(before)) >= len(added) > 0
    assert "new-parameter" in added[0]["supported_parameters"]
    assert added[0]["architecture"]["modality"].endswith("+new-modality")
    assert [{"from": 0, "prompt": "0"}] == added[0]["pricing"]["surcharges"]


def test_missing_parents_are_made(contract: dict[str, Any]) -> None:
    """A word deep inside an optional object brings the object with it."""
    schema = model_schema(contract)
    models = [deepcopy(model) for model in built_in(contract)["data"]]
    for model in models:
        model.pop("reasoning", None)
    instances = Instances(contract)
    added = placeholders(models, instances, schema)
    assert [] == unmet([*models, *added], instances, schema)


def test_what_cannot_hold_a_demanded_field_gives_way() -> None:
    """Of a union with anything, the plainest value is no object, and the other branch has fields."""
    cat = {"type": "object", "properties": {"k": {"type": "string"}}, "required": ["k"]}
    schema = {"type": "object", "properties": {"pet": {"anyOf": [{}, cat]}}}
    models = placeholders([{"pet": True}], Instances({}), schema)
    assert [] == unmet(models, Instances({}), schema)


def test_only_objects_stand_in_for_models() -> None:
    """A contract may allow null, a word or a list among the models; these are none."""
    words = {"type": "string", "enum": ["none"]}
    nullable = {"anyOf": [SCHEMA, {"type": "null"}, words, {"type": "array", "items": words}]}
    models: list[dict[str, Any]] = [{"words": ["a", "b"], "name": "x"}, {"name": None}]
    assert [] == placeholders(models, Instances({}), nullable)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_place_that_several_types_fit_is_shown_with_each(order: tuple[int, ...]) -> None:
    """A word, an array and an object cannot stand in one model."""
    word = {"type": "string", "enum": ["w"]}
    types = [
        word,
        {"type": "array", "items": word},
        {"type": "object", "properties": {"a": {"anyOf": [word, {"type": "null"}]}}},
    ]
    schema = {
        "type": "object",
        "properties": {"any": {"anyOf": [types[place] for place in order]}},
    }
    instances = Instances({})
    assert [] == unmet(placeholders([{}], instances, schema), instances, schema)
