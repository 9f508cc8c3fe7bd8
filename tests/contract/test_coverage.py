"""Coverage: what responses showed of a contract, recomputed by hand where that is simple."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from tests.conforming import contract_of, listing, text

from openrouter_models.contract import Contract, boundary_cases, strategies
from openrouter_models.contract.coverage import Coverage, Facet
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing import MockOpenRouter


def facets(schema: dict[str, Any], *bodies: Any, **components: Any) -> tuple[set[str], set[str]]:
    """Give the facets of a schema, and those that bodies showed."""
    coverage = Coverage.of(contract_of(schema, **components))
    for body in bodies:
        coverage.add(200, body)
    every = {str(each).removesuffix(" of 200") for each in coverage.facets}
    return every, every - {str(each).removesuffix(" of 200") for each in coverage.never}


NULLABLE = {"anyOf": [{"type": "string", "enum": ["x", "y"]}, {"type": "null"}]}
OBJECT = {"type": "object", "properties": {"a": NULLABLE, "b": {}}, "required": ["b"]}


@pytest.mark.parametrize(
    ("every", "shown", "schema", "body"),
    [
        (set[str](), set[str](), {"type": "string"}, "x"),
        ({"null at the body"}, {"null at the body"}, {"type": ["string", "null"]}, None),
        (
            {'value "x" at the body', "value 1 at the body"},
            {"value 1 at the body"},
            {"enum": ["x", 1]},
            1,
        ),
        (
            {
                *("present at /a", "absent at /a", "present at /b"),
                *("null at /a", 'value "x" at /a', 'value "y" at /a'),
            },
            {"present at /a", 'value "y" at /a', "present at /b"},
            OBJECT,
            {"a": "y", "b": 1},
        ),
        (
            {"filled at the body", "empty at the body", "null at /*"},
            {"filled at the body", "null at /*"},
            {"type": "array", "items": {"type": ["string", "null"]}},
            [None, "x"],
        ),
        (
            {"filled at the body"},
            set[str](),
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            list[str](),
        ),
        (
            {"branch 0 at the body", "branch 1 at the body"},
            {"branch 1 at the body"},
            {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]},
            5,
        ),
        (
            {"value 1 at /*", "null at /*"},
            {"value 1 at /*"},
            {"type": "object", "additionalProperties": {"enum": [1, None]}},
            {"x": 1},
        ),
    ],
)
def test_a_body_shows_its_facets(
    every: set[str], shown: set[str], schema: dict[str, Any], body: Any
) -> None:
    """Each kind of facet, by itself."""
    if schema.get("anyOf", [{}])[-1] == {"type": "null"}:
        every = every | {"null at the body"}
    status = {"status at the body"}
    assert (every | status, shown | status) == facets(schema, body)


def test_a_schema_may_come_back_to_itself() -> None:
    """It is entered once on each way."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    every, shown = facets({"$ref": "#/components/schemas/Node"}, {"next": {}}, Node=node)
    assert {"status at the body", "present at /next", "absent at /next"} == every
    assert {"status at the body", "present at /next"} == shown


def test_nothing_is_covered_by_nothing() -> None:
    """Nor by a status that is not documented."""
    coverage = Coverage.of()
    coverage.add(299, {"data": []})
    assert (0.0, coverage.facets) == (coverage.share, coverage.never)


@given(strategies.listings())
def test_a_conforming_body_shows_possible_facets_only(body: Any) -> None:
    """And every word that stands in it."""
    coverage = Coverage.of()
    coverage.add(200, body)
    assert {*coverage.seen} <= {*coverage.facets}
    words = {word for model in body["data"] for word in model["supported_parameters"]}
    path = "/data/*/supported_parameters/*"
    assert words == {
        json.loads(f.value) for f in coverage.seen if (f.path, f.what) == (path, "value")
    }


def test_boundary_cases_cover_the_contract() -> None:
    """Their conforming bodies show every facet, so that nothing of it is out of reach."""
    coverage = Coverage.of(packaged_contract())
    for case in boundary_cases():
        if case.conforms:
            coverage.add(case.status, json.loads(case.body))
    assert [] == coverage.never
    assert 1.0 == coverage.share == coverage.to_dict()["share"]
    assert Facet(200, "/data/*/pricing/prompt", "present") in coverage.seen


def test_a_change_at_a_blind_spot_stays_green() -> None:
    """For each word of an enum: only where it was seen its removal is noticed."""
    document = packaged_contract()
    place = "/data/*/supported_parameters/*"
    facets = Coverage.of().facets
    words = [json.loads(f.value) for f in facets if (f.path, f.what) == (place, "value")]
    model = json.loads(json.dumps(MockOpenRouter().listing["data"][0]))
    body = text(listing(model | {"supported_parameters": words[::2]}))
    coverage = Coverage.of()
    coverage.add(200, json.loads(body))
    at = f"{place} of 200: never "
    (spot,) = (each for each in coverage.blind_spots if each.startswith(at))
    for word in words:
        # Wherever it stands: older documents have this enum at another place.
        rest = [each for each in words if each != word]
        changed = json.loads(json.dumps(document).replace(json.dumps(words), json.dumps(rest)))
        report = Contract.load(changed).check(200, {"Content-Type": "application/json"}, body)
        assert report.ok is (f'"{word}"' in spot.removeprefix(at).split(", "))


def test_a_blind_spot_hides_what_is_below_it() -> None:
    """Of a field that was never there nothing else is told, and of a list without items no item."""
    inner = {"type": "object", "properties": {"b": {"enum": [1, 2]}}}
    schema = {"type": "object", "properties": {"a": inner, "c": {"type": "array", "items": inner}}}
    coverage = Coverage.of(contract_of(schema))
    coverage.add(200, {"c": []})
    assert ["/a of 200: never present", "/c of 200: never absent, with items"] == (
        coverage.blind_spots
    )
    assert ["any response of 200: never seen"] == Coverage.of(contract_of(schema)).blind_spots
