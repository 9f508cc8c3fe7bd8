"""The listing that is served: the built-in catalogue conforms, is complete and is plausible."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.catalogue import (
    built_in,
    enveloped,
    listing_schema,
    model_schema,
    read,
)
from openrouter_models.testing.covering import unmet, values_at

MODELS: list[dict[str, Any]] = built_in(packaged_contract())["data"]
# A stand-in for what the contract gained may be as odd as what it stands for.
OWN = [model for model in MODELS if not model["id"].startswith("mock/")]


def validate(listing: Any, contract: dict[str, Any]) -> None:
    """Check a listing by an implementation that is not ours."""
    schema = {**listing_schema(contract), "components": contract["components"]}
    validator: Any = jsonschema.Draft202012Validator(schema)
    validator.validate(listing)


def test_the_catalogue_conforms(contract: dict[str, Any]) -> None:
    """Every model is as the contract says."""
    validate(built_in(contract), contract)


def test_the_catalogue_conforms_to_a_grown_contract(grown: dict[str, Any]) -> None:
    """New required fields are supplied, and the envelope says how many models there are."""
    listing = built_in(grown)
    validate(listing, grown)
    assert len(listing["data"]) == listing["total_count"]
    assert {"next": None} == listing["links"]


def test_the_catalogue_shows_every_field_and_every_enum_value(contract: dict[str, Any]) -> None:
    """Nothing that the contract declares for a model is left unseen, null included."""
    assert [] == unmet(MODELS, model_schema(contract), contract)


def test_every_optional_field_is_absent_somewhere(contract: dict[str, Any]) -> None:
    """A field that may be missing is missing from at least one of the objects that could have it."""
    schemas = contract["components"]["schemas"]
    places = {
        (): "Model",
        ("architecture",): "ModelArchitecture",
        ("pricing",): "PublicPricing",
        ("top_provider",): "TopProviderInfo",
        ("reasoning",): "ModelReasoning",
        ("benchmarks",): "ModelBenchmarks",
        ("default_parameters",): "DefaultParameters",
    }
    always = [
        (path, name)
        for path, schema in places.items()
        for name in schemas[schema]["properties"]
        if name not in schemas[schema].get("required", ())
        and all(name in found for m in MODELS for found in values_at(m, path) if found is not None)
    ]
    assert [] == always


def test_ids_are_unique() -> None:
    """An id names one model."""
    assert [] == [name for name, n in Counter(m["id"] for m in MODELS).items() if n > 1]


def test_a_free_variant_shares_the_slug_of_the_plain_model() -> None:
    """The canonical slug names the model behind the variants."""
    slugs = {model["id"]: model["canonical_slug"] for model in MODELS}
    pairs = [(slugs[name], slugs[f"{name}:free"]) for name in slugs if f"{name}:free" in slugs]
    assert 2 <= len(pairs)
    assert all(plain == free for plain, free in pairs)


@pytest.mark.parametrize("model", OWN, ids=lambda model: model["id"])
def test_a_model_is_plausible(model: dict[str, Any]) -> None:
    """What the contract cannot say holds too: figures, dates and words fit each other."""
    shape, reasoning = model["architecture"], model.get("reasoning", {})
    modality = "->".join(
        "+".join(shape[side]) for side in ("input_modalities", "output_modalities")
    )
    assert shape["modality"] in (modality, None)
    assert date(2023, 1, 1) < date.fromtimestamp(model["created"]) < date(2027, 1, 1)  # noqa: DTZ012 - a day more or less does not matter
    for name in ("knowledge_cutoff", "expiration_date"):
        assert model.get(name) is None or date.fromisoformat(model[name])
    prices = {name: p for name, p in model["pricing"].items() if isinstance(p, str)}
    least = -1 if shape.get("tokenizer") == "Router" else 0
    assert all(least <= Decimal(price) < 1 for price in prices.values())
    if model["id"].endswith(":free"):
        assert {Decimal(0)} == {Decimal(price) for price in prices.values()}
    assert model["context_length"] is None or model["context_length"] > 0
    assert (model["supported_voices"] in (None, [])) == ("speech" not in modality)
    if reasoning.get("supported_efforts") and "default_effort" in reasoning:
        assert reasoning["default_effort"] in reasoning["supported_efforts"]
    assert ("reasoning" in model["supported_parameters"]) or not reasoning
    assert f"/api/v1/models/{model['canonical_slug']}/endpoints" == model["links"]["details"]


def test_models_are_put_into_an_envelope_as_they_are(contract: dict[str, Any]) -> None:
    """A list of models, conforming or not, gets `data` around it."""
    assert {"data": [{"id": "a"}]} == {"data": enveloped([{"id": "a"}], contract)["data"]}


def test_an_envelope_is_served_as_it_is(contract: dict[str, Any]) -> None:
    """Nothing is added to an envelope, nor taken away."""
    listing, body = read({"data": [], "more": 1}, contract)
    assert {"data": [], "more": 1} == listing == json.loads(body)


def test_a_capture_is_served_byte_for_byte(contract: dict[str, Any]) -> None:
    """White space and order of a stored body stay."""
    capture = b' {"data": [ {"id":"b"} ] }\n'
    assert capture == read(capture, contract)[1]


def test_a_bare_list_from_a_capture_gets_an_envelope(contract: dict[str, Any]) -> None:
    """Collectors strip the envelope; a client needs it."""
    assert [{"id": "b"}] == json.loads(read(b'[{"id":"b"}]', contract)[1])["data"]


@pytest.mark.parametrize("catalog", [b"<html>", b"7", b'"text"', b'{"data": 1}', {"data": {}}, {}])
def test_what_is_no_listing_is_refused(catalog: Any, contract: dict[str, Any]) -> None:
    """Text that is no JSON and JSON that is no listing raise `ValueError`."""
    with pytest.raises(ValueError, match=r"catalogue|Expecting"):
        read(catalog, contract)
