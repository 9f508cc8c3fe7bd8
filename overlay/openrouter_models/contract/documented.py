"""List the responses with a JSON body that a contract documents, each with a status to send."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from attrs import field, frozen

from openrouter_models._text import brief
from openrouter_models.contract import loading, media_types
from openrouter_models.errors import ContractError

if TYPE_CHECKING:
    from openrouter_models._validation.schemas import Schema


class _Loaded(Protocol):
    @property
    def document(self) -> Mapping[str, Any]: ...


Source: TypeAlias = "loading.Source | _Loaded | None"
"""What stands for a contract: a document or the path of one, a `Contract`, or None for the packaged contract."""


@frozen
class Documented:
    """One response that a contract documents.

    Attributes:
        status: The status; where the contract says `5XX` or `default`, one that stands for it.
        media_type: The media type of the body.
        schema: What the body must conform to.
    """

    status: int
    media_type: str
    schema: Schema = field(repr=False)


def document_of(contract: Source) -> Mapping[str, Any]:
    """Give the document of whatever stands for a contract, not to be changed.

    Raises:
        ContractError: It cannot be read.
    """
    if contract is None or isinstance(contract, str | Path | Mapping):
        return loading.read_document(contract)
    if not hasattr(contract, "document"):
        raise ContractError(f"expected a contract, a mapping or a path, got {brief(contract)}")
    return contract.document


def documented(contract: Mapping[str, Any], operation: str = loading.OPERATION) -> list[Documented]:
    """List the responses of an operation that have a JSON body, each with the first of its JSON media types.

    Raises:
        ContractError: The document does not describe the operation.
    """
    responses = loading.find_responses(contract, operation)
    found: list[Documented] = []
    for key, response in responses.items():
        if schemas := schemas_of(response):
            media_type, schema = next(iter(schemas.items()))
            sent = "application/json" if "*" in media_type else media_type
            found.append(Documented(_status(key, responses), sent, schema))
    return found


def key_of(responses: Mapping[str, Any], status: int) -> str | None:
    """Find under which key a status is documented (OpenAPI 3.1, Responses Object): its own, its range's, the default's."""
    ranges = {key.upper(): key for key in responses}
    wanted = (str(status), f"{status // 100}XX", "DEFAULT")
    return next((ranges[name] for name in wanted if name in ranges), None)


def schemas_of(response: Mapping[str, Any]) -> dict[str, Schema]:
    """Give the schemas of a response by documented media type, those of JSON alone."""
    content: Mapping[str, Any] = response.get("content") or {}
    return {
        name: content[name].get("schema", True) for name in content if media_types.is_json(name)
    }


def _status(key: str, responses: Mapping[str, Any]) -> int:
    """Choose a status that the contract documents under a key, errors first for `default`."""
    if key.isdigit():
        return int(key)
    taken = {name.upper() for name in responses}
    if key.lower() == "default":
        candidates = chain(range(400, 600), range(200, 400))
        return next(
            code for code in candidates if not {str(code), f"{code // 100}XX"}.intersection(taken)
        )
    return next(code for code in range(int(key[0]) * 100, 600) if str(code) not in taken)
