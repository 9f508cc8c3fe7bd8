"""Derive the one contract from the vendored document: dialect rules, then repairs, then lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.dialect import to_plain_31
from pipeline.errors import PipelineError
from pipeline.lint import lint
from pipeline.repair import apply_repairs

if TYPE_CHECKING:
    from pipeline.walk import JsonObject


@attrs.frozen
class Derived:
    """Carry the contract and what was learnt on the way to it.

    Attributes:
        contract: The derived contract, free of problems.
        ready_to_retire: One sentence per repair that upstream has made unnecessary.
        examples: How many examples validate against their schema; all do.
    """

    contract: JsonObject
    ready_to_retire: tuple[str, ...]
    examples: int


def derive(vendored: JsonObject, repairs: JsonObject) -> Derived:
    """Derive the contract.

    Args:
        vendored: The vendored document, which is left as it is.
        repairs: This API's own repairs, an OpenAPI Overlay 1.0 document.

    Returns:
        The contract, which means what the vendored document means with ``nullable`` honoured.

    Raises:
        PipelineError: If a dialect rule or a repair cannot be applied, or the result has problems;
            then all of them are listed.
    """
    repaired = apply_repairs(to_plain_31(vendored), repairs)
    linted = lint(repaired.document)
    if linted.problems:
        raise PipelineError(
            f"the derived contract has {len(linted.problems)} problem(s); repair them in "
            f"openapi/repairs.overlay.yaml or take another revision: {'; '.join(linted.problems)}"
        )
    return Derived(repaired.document, repaired.ready_to_retire, linted.examples)
