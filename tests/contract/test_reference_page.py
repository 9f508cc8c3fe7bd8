"""The page about the second reference page: what it says of the document and of captures is so."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conforming import of_july_2026

from openrouter_models._validation.walker import compile_walker
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = Any
PAGE = Path(__file__).parents[2].joinpath("docs", "reference-page.md").read_text("utf-8")
ROWS = {
    row[0]: row[1:]
    for row in re.findall(
        r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        PAGE,
        re.MULTILINE,
    )
}
CAPTURES = os.environ.get("OPENROUTER_CAPTURES", "")
TYPES = {dict: "object", list: "array", str: "string", int: "integer", type(None): "null"}


def typed(schema: Json, document: Json) -> list[str]:
    """Give the types that a schema allows, null last."""
    if "$ref" in schema:
        return typed(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "anyOf" in schema:
        return [name for branch in schema["anyOf"] for name in typed(branch, document)]
    return [schema["type"]]


def test_there_are_rows() -> None:
    """None of what follows holds because nothing was read."""
    assert len(ROWS) == PAGE.count("\n| `") >= 10


@of_july_2026
@pytest.mark.parametrize("name", ROWS)
def test_what_it_says_of_the_document(name: str, contract: Json) -> None:
    """Types, and whether the field is required."""
    model = contract["components"]["schemas"]["Model"]
    required = "required" if name in model["required"] else "optional"
    types = " or ".join(typed(model["properties"][name], contract))
    assert f"{types}, {required}" == ROWS[name][1]


@pytest.mark.parametrize("name", ROWS)
def test_each_is_a_disagreement(name: str) -> None:
    """Otherwise it would not be worth a row."""
    assert ROWS[name][0] != ROWS[name][1]


@of_july_2026
def test_what_it_says_of_default_parameters(contract: Json) -> None:
    """All six fields are named."""
    fields = contract["components"]["schemas"]["DefaultParameters"]["properties"]
    paragraph = PAGE.split("Of the fields within `default_parameters`")[1].split("\n\n")[0]
    assert set(fields) == set(re.findall(r"`(\w+)`", paragraph))


@of_july_2026
def test_what_it_says_of_404(contract: Json) -> None:
    """In the words of the document."""
    response = contract["paths"]["/models/user"]["get"]["responses"]["404"]
    assert f"| the document | {response['description']} |" in PAGE


@of_july_2026
def test_what_the_client_does_with_fractions(contract: Json) -> None:
    """A whole number may be written with one, another is of the wrong type."""
    walk = compile_walker(contract, {"$ref": "#/components/schemas/Model"})

    def mistyped(value: float) -> list[str]:
        findings = walk({"context_length": value, "created": value})
        return [finding.path for finding in findings if finding.kind is Kind.WRONG_TYPE]

    assert [] == mistyped(8192.0)
    assert ["/context_length", "/created"] == mistyped(8192.5)


@pytest.mark.skipif(not CAPTURES, reason="OPENROUTER_CAPTURES names no folder of captures")
@pytest.mark.parametrize("name", ROWS)
def test_what_it_says_of_captures(name: str) -> None:
    """No other type was seen, and what is in every model is in every model."""
    types, _, share = ROWS[name][2].partition(", in ")
    models = list(captured(Path(CAPTURES).glob("*.json")))
    assert {TYPES[type(m[name])] for m in models if name in m} <= set(types.split(" or "))
    if share == "every model":
        assert all(name in m for m in models)


def captured(files: Iterable[Path]) -> Iterable[Json]:
    """Read the models of all captures."""
    for file in sorted(files):
        body = json.loads(file.read_bytes())
        if "headers" not in file.name:
            yield from body["data"] if isinstance(body, dict) else body
