"""The contract is derived with its examples checked; what is wrong with it is listed."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.conforming import of_july_2026

from pipeline.derive.derivation import derive
from pipeline.failure import PipelineError
from pipeline.read.parsing import parse, parse_mapping

OPENAPI = Path(__file__).parents[3] / "openapi"


@cache
def vendored() -> dict[str, Any]:
    """Read the vendored document."""
    return parse((OPENAPI / "openrouter.yaml").read_bytes(), "openrouter.yaml")


@cache
def repairs() -> dict[str, Any]:
    """Read our repairs."""
    return parse_mapping((OPENAPI / "repairs.overlay.yaml").read_bytes(), "repairs.overlay.yaml")


@cache
def contract() -> dict[str, Any]:
    """Derive the contract."""
    return derive(vendored(), repairs(), known_false=None).contract


@of_july_2026
def test_every_example_of_the_vendored_document_stands_in_the_contract_and_is_true() -> None:
    """51 of components and properties, 4 of media types; and every repair is still needed."""
    derived = derive(vendored(), repairs(), known_false=None)
    assert 55 == derived.examples
    assert {} == derived.ready_to_retire


def test_examples_known_to_be_false_are_left_out() -> None:
    """Upstream's own mistakes are passed over where they are known, and the rest stays."""
    document = copy.deepcopy(vendored())
    before = derive(document, repairs(), known_false=None)
    had_one = "example" in document["components"]["schemas"]["Parameter"]
    document["components"]["schemas"]["Parameter"]["example"] = "odd"
    pointer = "/components/schemas/Parameter/example"
    false = {pointer, *(one.pointer for one in before.false_examples)}
    for known in (false, None):
        derived = derive(document, repairs(), known_false=known)
        assert before.examples - had_one == derived.examples
        assert false == {one.pointer for one in derived.false_examples}
        assert "example" not in derived.contract["components"]["schemas"]["Parameter"]


def test_all_problems_of_a_contract_are_listed() -> None:
    """A document whose examples are false is refused, with each place."""
    document = copy.deepcopy(vendored())
    document["components"]["schemas"]["Parameter"]["example"] = "odd"
    document["components"]["securitySchemes"]["spare"] = {"type": "http", "scheme": "basic"}
    known = [one.pointer for one in derive(vendored(), repairs(), known_false=None).false_examples]
    with pytest.raises(PipelineError, match=r"has 2 problem") as raised:
        derive(document, repairs(), known_false=known)
    assert "/components/schemas/Parameter/example" in str(raised.value)
    assert "no security requirement uses this scheme" in str(raised.value)
