"""Compile boundary cases from a contract: bodies at both sides of every constraint at every position.

Nothing here is random, and no label comes from the checks that the cases are to test: each is the
verdict of jsonschema-rs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from attrs import field, frozen

from openrouter_models._pointers import pointer
from openrouter_models.contract.documented import Documented, Source, document_of, documented
from openrouter_models.contract.instances.conforming_values import Instances
from openrouter_models.contract.instances.gaps import refuse_gaps
from openrouter_models.contract.instances.positions import Positions
from openrouter_models.contract.instances.probes import Probes
from openrouter_models.contract.loading import OPERATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@frozen
class Case:
    """One response at the edge of one constraint.

    Attributes:
        status: A documented status.
        headers: The documented media type.
        body: A JSON text.
        conforms: Whether the contract accepts the body; extra fields of open objects conform.
        at: JSON Pointer (RFC 6901) of what was changed, which may be missing.
        why: What it was changed to, as a short phrase.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    conforms: bool
    at: str
    why: str


def boundary_cases(contract: Source = None, operation: str = OPERATION) -> Iterator[Case]:
    """Compile the boundary cases of all documented responses.

    Every body is the smallest conforming one with one thing changed: each field missing and
    present, each type replaced by each other, values at, within and beyond each bound, documented
    and nearly documented values of each enum, known and unknown fields, empty, equal and many items.
    Schemas that refer to themselves are entered twice on one way.

    Args:
        contract: A document or the path of one, a `Contract`, or None for the packaged contract.
        operation: Method and path of the operation whose responses to take.

    Yields:
        Cases with different bodies per status, always in the same order.

    Raises:
        ContractError: The contract does not describe the operation, or no conforming value was
            found for a place that every body or model must have; `gaps` lists the places.
    """
    document = document_of(contract)
    instances = Instances(document)
    values = Probes(instances, document)
    responses = documented(document, operation)
    for response in responses:
        refuse_gaps(instances, response)
    for response in responses:
        yield from _of(response, values, instances)


def _of(response: Documented, values: Probes, instances: Instances) -> Iterator[Case]:
    """Compile the cases of one response."""
    encode = msgspec.json.Encoder().encode
    headers = {"content-type": response.media_type}
    accepts = instances.accepts
    seen: set[bytes] = set()
    for position in Positions(instances).of(response.schema):
        for path, value, why in values.at(position):
            body = position.embed(value)
            text = encode(body)
            if text not in seen:
                seen.add(text)
                conforms = (
                    accepts(position.schema, value)
                    if position.decides
                    else accepts(response.schema, body)
                )
                at = pointer((*position.path, *path))
                yield Case(response.status, headers, text, conforms, at, why)
