"""Derive the one contract from the vendored document: dialect rules, then repairs, then lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from openrouter_models._text import count
from pipeline.derive.dialect import to_plain_31
from pipeline.derive.lint import FalseExample, lint
from pipeline.derive.repairs import apply_repairs
from pipeline.failure import PipelineError
from pipeline.json_values import NOTHING, keys_in, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.openapi.grammar import JsonObject


@attrs.frozen
class Derived:
    """Carry the contract and what was learnt on the way to it.

    Attributes:
        contract: The derived contract, free of problems.
        ready_to_retire: By position of a repair that upstream has made unnecessary, one sentence.
        examples: How many examples validate against their schema; all in the contract do.
        false_examples: Those of the vendored document that do not, and are left out.
    """

    contract: JsonObject
    ready_to_retire: Mapping[int, str]
    examples: int
    false_examples: tuple[FalseExample, ...]


def derive(
    vendored: JsonObject, repairs: JsonObject, *, known_false: Iterable[str] | None
) -> Derived:
    """Derive the contract.

    Dialect rules keep the meaning, so an example that is false here is false in the vendored document
    as well. It is a mistake of upstream's that must be known of before it is passed over.

    Args:
        vendored: The vendored document, which is left as it is.
        repairs: This API's own repairs, an OpenAPI Overlay 1.0 document.
        known_false: The JSON Pointers of examples that may be false; None for any.

    Returns:
        The contract, which means what the vendored document means with ``nullable`` honoured.

    Raises:
        PipelineError: If a dialect rule or a repair cannot be applied, or the result has problems;
            then all of them are listed.
    """
    repaired = apply_repairs(to_plain_31(vendored), repairs)
    linted = lint(repaired.document)
    false = linted.false_examples
    known = {one.pointer for one in false} if known_false is None else set(known_false)
    problems = [*linted.problems, *(one.problem for one in false if one.pointer not in known)]
    if problems:
        raise PipelineError(
            f"the derived contract has {count(len(problems), 'problem')}; add a repair to "
            "openapi/repairs.overlay.yaml, list false examples in openapi/false_examples.yaml "
            f"(`--from SOURCE` does), or use another revision: {'; '.join(problems)}"
        )
    contract: JsonObject = repaired.document
    # From the last to the first: leaving out an item of an array moves those behind it.
    for keys in sorted((keys_in(one.pointer, contract) for one in false), key=list, reverse=True):
        contract = put(contract, keys, NOTHING)
    return Derived(contract, repaired.ready_to_retire, linted.examples - len(false), false)
