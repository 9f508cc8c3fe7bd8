"""The listing that the mock serves: the built-in catalogue, or what it is given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from openrouter_api.jsontext import TooDeepError, encode, parse
from openrouter_models._text import brief
from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances import Instances, mended, plainest
from openrouter_models.contract.plausibility.agreement import agree, complete
from openrouter_models.errors import ContractError
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.answers import to_json
from openrouter_models.testing.placeholders import placeholders

if TYPE_CHECKING:
    from openrouter_models._validation.schemas import Schema

JsonObject: TypeAlias = dict[str, Any]


class Convertible(Protocol):
    """A catalog or a model of the client."""

    def to_dict(self) -> JsonObject:
        """Give the JSON object that it stands for."""
        ...


Servable: TypeAlias = (
    Iterable[Mapping[str, Any] | Convertible] | Mapping[str, Any] | Convertible | bytes | bytearray
)


def listing_schema(contract: Mapping[str, Any]) -> Schema:
    """Find the schema of the listing.

    Raises:
        ContractError: The contract has no response with status 200 and a JSON body.
    """
    for response in documented(contract):
        if response.status == 200:
            return response.schema
    raise ContractError("the contract documents no JSON body for status 200; give one that does")


def model_schema(contract: Mapping[str, Any]) -> Schema:
    """Find the schema of one model of the listing, `True` if the contract says nothing of models."""
    found = Instances(contract).at(listing_schema(contract), ("data", "*"))
    return True if found is None else found


def built_in(contract: Mapping[str, Any]) -> JsonObject:
    """Give the catalogue that comes with the mock, fitted to a contract.

    It conforms, has no field that is not declared, and shows every field and every enum value that is.

    Raises:
        ContractError: The contract says nothing of models.
    """
    if contract is packaged_contract():
        return cast("JsonObject", parse(_built_in_for_packaged(encode(contract))))
    return _fitted(contract)


@lru_cache(maxsize=1)
def _built_in_for_packaged(_contract: bytes) -> bytes:
    """Fit the catalogue once for all mocks, and anew should somebody have changed the packaged contract."""
    return encode(_fitted(packaged_contract()))


def _fitted(contract: Mapping[str, Any]) -> JsonObject:
    instances, schema = Instances(contract), model_schema(contract)
    if all(not branch.get("properties") for branch in instances.branches(schema)):
        raise ContractError(
            "the contract does not say what models look like; give the mock a catalogue"
        )
    text = (files("openrouter_models.testing") / "catalog.json").read_bytes()
    models = [mended(instances, schema, each) for each in json.loads(text)["data"]]
    listing = enveloped([*models, *placeholders(models, instances, schema)], contract)
    schema = listing_schema(contract)
    return cast(
        "JsonObject", mended(instances, schema, agree(_declared(instances, schema, listing)))
    )


def enveloped(models: Iterable[Mapping[str, Any]], contract: Mapping[str, Any]) -> JsonObject:
    """Put models into the envelope that the contract describes, with what else it requires and, if declared, a count."""
    instances, schema = Instances(contract), listing_schema(contract)
    envelope: JsonObject = {"data": list(models)}
    for branch in instances.branches(schema):
        if branch["type"] == "object":
            counted = {"total_count"}.intersection(branch.get("properties", {}))
            for name in [*instances.required(branch, ()), *counted]:
                if name not in envelope:
                    envelope[name] = plainest(instances, instances.field(branch, name))
            break
    return complete(envelope)


def read(catalog: Servable | None, contract: Mapping[str, Any]) -> tuple[JsonObject, bytes]:
    """Take a catalogue in any of its forms: None for the built-in one; models or a catalog, as JSON or as the client has them; an envelope.

    A stored capture's bytes are served byte for byte unless they are a bare list, which gets an envelope.

    Returns:
        The envelope and the bytes of it to serve.

    Raises:
        ValueError: The bytes are not JSON, or not a listing.
        TypeError: It is nothing of these.
    """
    if catalog is None:
        listing = built_in(contract)
        return listing, to_json(listing)
    try:
        text = (
            bytes(catalog) if isinstance(catalog, bytes | bytearray) else to_json(_plain(catalog))
        )
        value: Any = parse(text)
    except (TooDeepError, RecursionError):
        raise ValueError(
            "The catalogue is nested too deeply; give one that the API could send."
        ) from None
    except ValueError as error:
        raise ValueError(f"The catalogue is not JSON: {error}.") from None
    except TypeError:
        raise TypeError(f"Expected models, got {brief(catalog)}.") from None
    if isinstance(value, list):
        listing = enveloped(cast("list[JsonObject]", value), contract)
        return listing, encode(listing)
    if isinstance(value, dict) and isinstance(cast("JsonObject", value).get("data"), list):
        return cast("JsonObject", value), text
    raise ValueError("Expected a list of models, or an object with such a list as `data`.")


def is_as_it_came(catalog: object) -> bool:
    """Tell whether a catalogue came from the API: the mock's user has not bent it."""
    return isinstance(catalog, bytes | bytearray) or hasattr(catalog, "report")


def to_listing(content: bytes) -> bytes:
    """Put a bare list of models into the envelope that the contract describes; all else comes back as it is."""
    if not content.lstrip().startswith(b"["):
        return content
    try:
        return read(content, packaged_contract())[1]
    except (ValueError, RecursionError):
        return content  # decoding it says what is wrong


def _plain(catalog: Any) -> Any:
    """Give what stands for a catalogue as JSON."""
    if hasattr(catalog, "to_dict"):
        return catalog.to_dict()
    if isinstance(catalog, Iterable) and not isinstance(catalog, str | Mapping):
        return [_plain(each) for each in cast("Iterable[object]", catalog)]
    return cast("Any", catalog)


def _declared(instances: Instances, schema: Schema, value: Any) -> Any:
    """Leave out the fields that a schema does not declare, at every depth."""
    if isinstance(value, list):
        item = instances.at(schema, "*")
        items = cast("list[object]", value)
        return items if item is None else [_declared(instances, item, each) for each in items]
    if not isinstance(value, dict):
        return value
    return {
        name: _declared(instances, declared, member)
        for name, member in cast("JsonObject", value).items()
        if (declared := instances.at(schema, (name,))) is not None
    }
