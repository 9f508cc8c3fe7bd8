"""The listing that is served: the built-in catalogue conforms, is complete and is plausible."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from openrouter_models import decode
from openrouter_models.contract import Contract
from openrouter_models.contract.instances import Instances
from openrouter_models.contract.observations import values_at
from openrouter_models.findings import Kind
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.answers import to_json
from openrouter_models.testing.placeholders import unmet
from openrouter_models.testing.served_listing import (
    built_in,
    listing_schema,
    model_schema,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MODELS: list[dict[str, Any]] = built_in(packaged_contract())["data"]
JSON = {"content-type": "application/json"}
# A stand-in for what the contract gained may be as odd as what it stands for.
OWN = [model for model in MODELS if not model["id"].startswith("mock/")]


def validate(listing: Any, contract: dict[str, Any]) -> None:
    """Check a listing by an implementation that is not ours."""
    schema = {"allOf": [listing_schema(contract)], "components": contract["components"]}
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


def without_null(schema: dict[str, Any]) -> None:
    """Allow null nowhere."""
    if "anyOf" in schema:
        schema["anyOf"] = [each for each in schema["anyOf"] if each != {"type": "null"}]


def with_one_word(schema: dict[str, Any]) -> None:
    """Leave the last value of each enum."""
    if "enum" in schema:
        schema["enum"] = schema["enum"][-1:]


def with_bounds(schema: dict[str, Any]) -> None:
    """Bound what is free."""
    kind = schema.get("type")
    if kind == "array":
        schema |= {"minItems": 1, "maxItems": 3}
    elif kind in {"integer", "number"}:
        schema |= {"minimum": 1, "maximum": 50}


def requiring_all(schema: dict[str, Any]) -> None:
    """Require every declared field, and forbid the others."""
    if "properties" in schema:
        schema |= {"required": [*schema["properties"]], "additionalProperties": False}


def with_fewer_fields(schema: dict[str, Any]) -> None:
    """Take every other optional field away."""
    optional = [each for each in schema.get("properties", {}) if each not in schema["required"]]
    for name in optional[::2]:
        del schema["properties"][name]


@pytest.mark.parametrize(
    "narrow", [without_null, with_one_word, with_bounds, requiring_all, with_fewer_fields]
)
def test_the_catalogue_conforms_to_any_later_contract(
    narrow: Callable[[dict[str, Any]], None], contract: dict[str, Any]
) -> None:
    """After a narrowing it is mended, not only completed; nothing undeclared is left in it."""
    for schema in contract["components"]["schemas"].values():
        schema.setdefault("required", [])
        for each in [schema, *schema.get("properties", {}).values()]:
            narrow(each)
    body = to_json(built_in(contract))
    found = Contract.load(contract).check(200, JSON, body).findings
    # A contract may ask for a next page, or for a count, that no listing of this size can give.
    beyond = {Kind.IMPLAUSIBLE_VALUE, Kind.INCOMPLETE_LISTING}
    assert set() == {each.kind for each in found} - beyond


def test_the_catalogue_shows_every_field_and_every_enum_value(contract: dict[str, Any]) -> None:
    """Nothing that the contract declares for a model is left unseen, null included."""
    assert [] == unmet(MODELS, Instances(contract), model_schema(contract))


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
        if schema in schemas
        for name in schemas[schema]["properties"]
        if name not in schemas[schema].get("required", ())
        and all(name in found for m in MODELS for found in values_at(m, path) if found is not None)
    ]
    assert [] == always


def test_the_catalogue_is_plausible(contract: dict[str, Any]) -> None:
    """No rule finds anything senseless, and what no rule can know holds too."""
    report = Contract.load().check(200, JSON, to_json(built_in(contract)))
    assert () == report.findings
    for model in OWN:
        if "supported_voices" in model:
            speaks = "speech" in model["architecture"]["output_modalities"]
            assert speaks == bool(model["supported_voices"])
        assert "reasoning" in model["supported_parameters"] or not model.get("reasoning")
        routes = model["architecture"].get("tokenizer") == "Router"
        assert routes or "-1" not in model["pricing"].values()
        details = f"/api/v1/models/{model['canonical_slug']}/endpoints"
        assert details == model.get("links", {"details": details})["details"]


def test_a_free_variant_shares_the_slug_of_the_plain_model() -> None:
    """The canonical slug names the model behind the variants."""
    slugs = {model["id"]: model["canonical_slug"] for model in MODELS}
    pairs = [(slugs[name], slugs[f"{name}:free"]) for name in slugs if f"{name}:free" in slugs]
    assert 2 <= len(pairs)
    assert all(plain == free for plain, free in pairs)


def test_an_envelope_is_served_as_it_is(contract: dict[str, Any]) -> None:
    """Nothing is added to an envelope, nor taken away."""
    listing, body = read({"data": [], "more": 1}, contract)
    assert {"data": [], "more": 1} == listing == json.loads(body)


def test_a_capture_is_served_byte_for_byte(contract: dict[str, Any]) -> None:
    """White space and order of a stored body stay."""
    capture = b' {"data": [ {"id":"b"} ] }\n'
    assert capture == read(capture, contract)[1]


@pytest.mark.parametrize("convert", [iter, bytearray, tuple, list])
def test_catalogues_come_in_many_forms(convert: Any, contract: dict[str, Any]) -> None:
    """A generator of models, a bare list as bytes, a catalog of the client; all get the envelope."""
    catalog = decode(to_json({"data": MODELS}))
    given: Any = to_json(MODELS) if convert is bytearray else catalog
    assert MODELS == read(convert(given), contract)[0]["data"]


def test_a_catalogue_nested_too_deeply_is_refused(contract: dict[str, Any]) -> None:
    """In one sentence."""
    with pytest.raises(ValueError, match="nested too deeply"):
        read(b"[" * 100_000, contract)


@pytest.mark.parametrize("catalog", [b"<html>", b"7", b'"text"', b'{"data": 1}', {"data": {}}, {}])
def test_what_is_no_listing_is_refused(catalog: Any, contract: dict[str, Any]) -> None:
    """Text that is no JSON and JSON that is no listing raise `ValueError`."""
    with pytest.raises(ValueError, match=r"list of models|Expecting"):
        read(catalog, contract)
