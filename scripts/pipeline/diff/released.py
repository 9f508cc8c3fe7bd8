"""Try what a released client makes of a new contract: it decodes bodies generated from it."""

from __future__ import annotations

import json
from collections import Counter
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

import attrs

from openrouter_models.contract import Case, boundary_cases, compile_walker
from openrouter_models.findings import Finding, Kind
from pipeline.diff.operations import read_operations
from pipeline.failure import PipelineError
from pipeline.generate.isolation import run_alone
from pipeline.openapi.resolution import for_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pipeline.openapi.grammar import JsonObject
    from pipeline.settings import Operation

    Walker = Callable[[object], list[Finding]]

_DECODE = """
import collections
result = collections.Counter()
for status, headers, body in given:
    try:
        operation.parse_response(httpx.Response(status, headers=headers, content=body.encode()))
    except Exception as error:
        result[type(error).__name__] += 1
"""


# Beyond so much, decoding takes minutes; bodies with a finding come first, since the others hardly raise.
_MOST_DECODED = 5_000_000  # bytes
_MOST_CASES = 100_000
_MOST_BYTES = 20_000_000


@attrs.frozen
class Released:
    """What the released client makes of bodies of the new contract.

    Attributes:
        bodies: How many it decoded, all of which conform to the new contract.
        findings: By kind, how many findings it reports in conforming bodies that a client of the new
            contract does not.
        raised: By name of an exception, how often decoding raised it.
    """

    bodies: int
    findings: Mapping[str, int]
    raised: Mapping[str, int]


def try_released(
    old: JsonObject, new: JsonObject, packages: Path, operation: Operation
) -> Released:
    """Let the client of the old contract decode the conforming boundary cases of the new one.

    Args:
        old: The old contract.
        new: The new contract.
        packages: The folder that holds the package generated from the old contract.
        operation: The operation whose responses are decoded.

    Raises:
        PipelineError: No bodies could be made, or the old package could not be run.
    """
    try:
        cases = [*_conforming(new)]
        before, after = walkers(old, operation), walkers(new, operation)
    except ValueError as error:
        raise PipelineError(f"the released client was not tried: {error}") from error
    findings: Counter[str] = Counter()
    telling, silent = list[Case](), list[Case]()
    for case in cases:
        found = _told(case, *(for_status(one, case.status) for one in (before, after)))
        findings.update(found)
        (telling if found else silent).append(case)
    tried = [*telling, *silent]
    sizes = accumulate(len(case.body) for case in tried)
    bodies = [
        (case.status, dict(case.headers), case.body.decode())
        for case, size in zip(tried, sizes, strict=True)
        if size <= _MOST_DECODED
    ]
    raised: dict[str, int] = run_alone(_DECODE, packages, operation, bodies)
    return Released(len(bodies), dict(sorted(findings.items())), raised)


def _told(case: Case, before: Walker | None, after: Walker | None) -> list[str]:
    """Name the kinds of what only a client of the old contract reports of a body."""
    if before is None:
        return [Kind.UNDOCUMENTED_STATUS.value]
    body = json.loads(case.body)
    found = before(body)
    known = {(one.kind, one.path) for one in after(body)} if found and after else set[Any]()
    return [one.kind.value for one in found if (one.kind, one.path) not in known]


def _conforming(contract: JsonObject) -> Iterator[Case]:
    """Give the conforming boundary cases, as far as they can be made in some seconds."""
    size = 0
    for case in islice(boundary_cases(contract), _MOST_CASES):
        size += len(case.body)
        if case.conforms:
            yield case
        if size > _MOST_BYTES:
            return


def walkers(contract: JsonObject, operation: Operation) -> dict[str, Walker]:
    """Compile what finds deviations in the JSON bodies of an operation's responses, by status."""
    responses = read_operations(contract)[operation.operation].responses
    return {
        status: compile_walker(contract, response.bodies.get("application/json", True))
        for status, response in responses.items()
    }
