"""The listing that the mock serves: the built-in catalogue, or what it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from openrouter_models.testing.answers import ENDPOINT, to_json
from openrouter_models.testing.covering import stand_ins
from openrouter_models.testing.fitting import (
    JsonObject,
    Schema,
    core,
    fit,
    is_array,
    is_object,
    resolve,
    sample,
)

Catalog = Sequence[Mapping[str, Any]] | Mapping[str, Any] | bytes


def listing_schema(contract: Schema) -> Schema:
    """Find the schema of the listing.

    Args:
        contract: The contract.
    """
    response = resolve(contract["paths"][ENDPOINT]["get"]["responses"]["200"], contract)
    return core(response["content"]["application/json"]["schema"], contract)


def model_schema(contract: Schema) -> Schema:
    """Find the schema of one model of the listing.

    Args:
        contract: The contract.
    """
    models = core(listing_schema(contract)["properties"]["data"], contract)
    return core(models["items"], contract)


def built_in(contract: Schema) -> JsonObject:
    """Give the catalogue that comes with the mock, completed to what the contract asks for.

    Args:
        contract: The contract that the listing has to conform to.

    Returns:
        A listing that conforms and shows every field and every enum value that is declared.
    """
    schema = model_schema(contract)
    text = (files("openrouter_models.testing") / "catalog.json").read_bytes()
    models: list[JsonObject] = json.loads(text)["data"]
    fitted: list[JsonObject] = [fit(each, schema, contract) for each in models]
    return enveloped([*fitted, *stand_ins(fitted, schema, contract)], contract)


def enveloped(models: Sequence[Mapping[str, Any]], contract: Schema) -> JsonObject:
    """Put models into the envelope that the contract describes.

    Args:
        models: The models; served as they are.
        contract: The contract.

    Returns:
        The envelope: `data`, what else is required, and how many models there are if it has a
        place for that.
    """
    schema = listing_schema(contract)
    envelope: JsonObject = {"data": list(models)}
    for name in schema.get("required", ()):
        if name not in envelope:
            envelope[name] = sample(schema["properties"].get(name, {}), contract)
    if "total_count" in schema["properties"]:
        envelope["total_count"] = len(models)
    return envelope


def read(catalog: Catalog | None, contract: Schema) -> tuple[JsonObject, bytes]:
    """Take a catalogue in any of its forms.

    Args:
        catalog: None for the built-in one; models; an envelope; or a stored capture's bytes, which
            are served byte for byte unless they are a bare list, which gets an envelope.
        contract: The contract.

    Returns:
        The envelope and the bytes of it to serve.

    Raises:
        ValueError: The bytes are no JSON, or not a listing.
    """
    if catalog is None:
        listing = built_in(contract)
        return listing, to_json(listing)
    text = catalog if isinstance(catalog, bytes) else to_json(catalog)
    value: Any = json.loads(text)
    if is_object(value) and is_array(value.get("data")):
        return value, text
    if is_array(value):
        listing = enveloped(value, contract)
        return listing, to_json(listing)
    raise ValueError("A catalogue is a list of models, or an object with such a list as `data`.")
