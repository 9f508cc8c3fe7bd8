"""Get the document of a contract, and refuse one that would check something else than is meant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openrouter_models._text import show
from openrouter_models._validation.schemas import Schemas
from openrouter_models.errors import ContractError
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

JsonObject: TypeAlias = "Mapping[str, Any]"
Source: TypeAlias = "str | Path | JsonObject"

PATH = "/models/user"
OPERATION = f"GET {PATH}"
"""The operation that the overlay is about."""
_ONE = frozenset(
    {
        "items",
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "contains",
        "not",
        "if",
        "then",
        "else",
    }
)
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")


def read_document(source: Source | None) -> JsonObject:
    """Read the document of a contract.

    Args:
        source: None for the packaged contract; a mapping, which is taken as it is; or a path of a
            JSON file, or of a YAML file where PyYAML is installed.

    Returns:
        The OpenAPI document, not to be changed.

    Raises:
        ContractError: There is no such file, or it holds no mapping.
    """
    if source is None:
        return packaged_contract()
    if isinstance(source, Mapping):
        return source
    try:
        text = Path(source).read_bytes()
    except (OSError, TypeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ContractError(f"{source}: {reason}; give the path of a contract") from error
    try:
        document = _parse(text, str(source))
    except RecursionError:
        raise ContractError(f"{source}: nested too deeply for a contract") from None
    if not isinstance(document, dict):
        raise ContractError(f"{source}: expected an OpenAPI document; give the path of a contract")
    return cast("JsonObject", document)


def find_responses(document: JsonObject, operation: str = OPERATION) -> JsonObject:
    """Find the responses of an operation by status, `4XX` and `default` among them, references resolved.

    Raises:
        ContractError: The document does not describe the operation or no response of it.
    """
    place: Any = document
    method, _, path = str(operation).partition(" ")
    for name in ("paths", path, method.lower(), "responses"):
        place = cast("JsonObject", place).get(name) if isinstance(place, Mapping) else None
    if not isinstance(place, Mapping) or not place:
        raise ContractError(
            f"the contract describes no response of {operation}, so nothing could be checked; "
            "give a document that was derived for this operation"
        )
    responses = cast("JsonObject", place)
    return {str(status): _resolved(document, each) for status, each in responses.items()}


def refuse_other_dialects(document: JsonObject, schema: Any) -> None:
    """Refuse a schema that JSON Schema 2020-12 reads differently from how it is meant, whatever it leads to included.

    Raises:
        ContractError: `nullable` stands in it, which OpenAPI 3.1 does not know and would ignore; an
            enum is empty, which no value can meet; or a reference does not resolve.
    """
    for inner in _reachable(Schemas(document), schema):
        if "nullable" in inner:
            raise ContractError(
                "the contract uses `nullable`, which OpenAPI 3.1 ignores "
                f"(in the schema {show(dict(inner))}); "
                "give the derived contract (openapi/contract.yaml) instead of the vendored document"
            )
        if inner.get("enum") == []:
            raise ContractError(
                f"an enum has no values in the schema {show(dict(inner))}; correct it"
            )


def _parse(text: bytes, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        if Path(name).suffix == ".json":
            raise ContractError(f"{name}: this is not valid JSON ({error})") from error
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise ContractError(
            f"{name}: this is not JSON, and reading YAML takes PyYAML; "
            "install it (pip install pyyaml) or give the contract as JSON"
        ) from None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        complaint = str(error).partition("\n")[0]
        raise ContractError(
            f"{name}: this is neither valid JSON nor valid YAML ({complaint})"
        ) from error


def _resolved(document: JsonObject, response: Any) -> JsonObject:
    seen = 0
    while isinstance(response, Mapping) and "$ref" in response:
        seen += 1
        reference = cast("JsonObject", response)["$ref"]
        try:
            response = Schemas(document).resolve(reference) if seen < 100 else None
        except ValueError as error:
            raise ContractError(str(error)) from error
    if not isinstance(response, Mapping):
        raise ContractError("a response of the operation is not an object; correct the contract")
    return cast("JsonObject", response)


def _reachable(schemas: Schemas, root: Any) -> Iterator[JsonObject]:
    """Give every schema that a schema leads to, itself first."""
    pending, seen = [root], set[int]()
    while pending:
        schema = pending.pop()
        if not isinstance(schema, Mapping) or id(cast("object", schema)) in seen:
            continue
        inner = cast("JsonObject", schema)
        seen.add(id(inner))
        yield inner
        pending += [inner[keyword] for keyword in _ONE & inner.keys()]
        pending += [each for keyword in _SEVERAL for each in inner.get(keyword, ())]
        pending += [each for keyword in _NAMED for each in inner.get(keyword, {}).values()]
        if "$ref" in inner:
            try:
                pending.append(schemas.resolve(inner["$ref"]))
            except ValueError as error:
                raise ContractError(str(error)) from error
