"""Find the places of a contract for which no conforming value was found.

Around such a place nothing is verified: a listing whose models cannot be made is an empty one. So a gap
that every body or every model has is an error, while an optional field that no value fits is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from openrouter_models._pointers import pointer
from openrouter_models.contract.documented import Documented, Source, document_of, documented
from openrouter_models.contract.instances.conforming_values import Instances
from openrouter_models.contract.instances.unmakeable import Path, UnmakeableError
from openrouter_models.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models._validation.schemas import Schema


@frozen
class Gap:
    """A place for which no conforming value was found.

    Attributes:
        status: The documented status of the response.
        at: JSON Pointer (RFC 6901) into its bodies; `*` stands for any item of an array.
        is_optional: Whether bodies, and the models in them, can do without the place.
        why: What was not found.
    """

    status: int
    at: str
    is_optional: bool
    why: str = field(eq=False)


def gaps(contract: Source = None) -> list[Gap]:
    """List the places for which neither boundary cases nor strategies have a conforming value.

    Args:
        contract: A document or the path of one, a `Contract`, or None for the packaged contract.

    Returns:
        The gaps of all documented responses, each once; none in the best case.

    Raises:
        ContractError: The contract does not describe the operation.
    """
    document = document_of(contract)
    instances = Instances(document)
    return [gap for response in documented(document) for gap in gaps_of(instances, response)]


def refuse_gaps(instances: Instances, response: Documented) -> None:
    """Refuse a response with a gap around which nothing could be verified.

    Raises:
        ContractError: It has such a gap.
    """
    for gap in gaps_of(instances, response):
        if not gap.is_optional:
            raise ContractError(
                f"status {gap.status} cannot be verified: {gap.why} (needed at {gap.at or 'the root'})"
            )


def gaps_of(instances: Instances, response: Documented) -> Iterator[Gap]:
    """Find the gaps of one response, outermost first."""
    seen: set[tuple[int, bool]] = set()
    pending: list[tuple[Path, Schema, bool]] = [((), response.schema, False)]
    while pending:
        path, schema, is_optional = pending.pop()
        if schema is False or (id(schema), is_optional) in seen:
            continue
        seen.add((id(schema), is_optional))
        try:
            instances.smallest(schema)
        except UnmakeableError as error:
            yield Gap(response.status, pointer((*path, *error.path)), is_optional, str(error))
            continue
        for branch in instances.branches(schema):
            if branch["type"] == "object":
                for name in branch.get("properties", {}):
                    inner = is_optional or name not in branch.get("required", ())
                    pending.append(((*path, name), instances.field(branch, name), inner))
            elif branch["type"] == "array" and "items" in branch:
                pending.append(((*path, "*"), branch["items"], is_optional))
