"""Documents made to hang or break a regeneration: each ends soon, in a client or in one clear error."""

from __future__ import annotations

import copy
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models.contract import boundary_cases
from pipeline.derive.derivation import derive
from pipeline.derive.repairs import parse_repairs
from pipeline.failure import PipelineError
from pipeline.generate.surface import read_surface
from pipeline.openapi import slicing
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
REPAIRS = parse_repairs((ROOT / "openapi/repairs.overlay.yaml").read_bytes(), "repairs")
_REFERENCE = "#/components/schemas/"


def _doubling(depth: int) -> dict[str, Any]:
    """Write a chain of components each of which needs the next one twice."""
    two = [{"$ref": f"{_REFERENCE}Part{number + 1}"} for number in range(depth)]
    parts = {
        f"Part{number}": {"properties": {"l": next_one, "r": next_one}, "required": ["l", "r"]}
        for number, next_one in enumerate(two)
    }
    return {**parts, f"Part{depth}": {"type": "string"}}


def _chained(length: int, held: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Write a chain of components each of which holds the next one."""
    references = [{"$ref": f"{_REFERENCE}Link{number + 1}"} for number in range(length)]
    links = {f"Link{number}": held(next_one) for number, next_one in enumerate(references)}
    return {**links, f"Link{length}": {"type": "string"}}


def _nested(kind: str, depth: int, width: int, inner: dict[str, Any]) -> dict[str, Any]:
    for _ in range(depth):
        inner = {kind: [inner] * width} if kind != "array" else _list_of(inner, width)
    return inner


def _meshed(number: int) -> dict[str, Any]:
    """Write components with a field for each of those that follow."""
    return {
        f"Node{one}": {
            "type": "object",
            "properties": {
                f"p{other}": {"$ref": f"{_REFERENCE}Node{other}"}
                for other in range(one + 1, number)
            },
        }
        for one in range(number)
    }


def _list_of(items: dict[str, Any], least: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


HOSTILE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a pattern that backtracks": ({"type": "string", "pattern": "^(a+)+$"}, {}),
    "a name that backtracks": ({"patternProperties": {"(.*)*x": {"type": "string"}}}, {}),
    "a default that backtracks": ({"pattern": "^(a+)+$", "default": "a" * 50 + "!"}, {}),
    "ever so many items": ({"type": "array", "maxItems": 10**12}, {}),
    "ever so many characters": ({"type": "string", "maxLength": 10**12}, {}),
    "ever so many fields": ({"type": "object", "maxProperties": 10**12}, {}),
    "a step that no double holds": ({"multipleOf": 1e-300, "minimum": 1e300}, {}),
    "lists that multiply": (_nested("array", 4, 1_000, {"type": "string"}), {}),
    "components that double": ({"$ref": f"{_REFERENCE}Part0"}, _doubling(40)),
    "components that refer to each other": ({"$ref": f"{_REFERENCE}Node0"}, _meshed(30)),
    "components that stand for each other": ({"$ref": f"{_REFERENCE}Link0"}, _chained(5_000, dict)),
    "unused components that stand for each other": ({}, _chained(5_000, dict)),
    "components that hold each other": (
        {"$ref": f"{_REFERENCE}Link0"},
        _chained(1_000, lambda link: _list_of(link, 0)),
    ),
    "unused components that hold each other": ({}, _chained(1_000, lambda link: _list_of(link, 0))),
    "unions in unions": (_nested("anyOf", 6, 6, {"type": "string"}), {}),
    "the whole in every field": (
        {"properties": {f"p{n}": {"$ref": f"{_REFERENCE}Model"} for n in range(20)}},
        {},
    ),
    "unused components that are maps of each other": (
        {},
        _chained(4_000, lambda link: {"additionalProperties": link}),
    ),
    "what contains itself": (
        {"$ref": f"{_REFERENCE}Self"},
        {"Self": {"properties": {"n": {"$ref": f"{_REFERENCE}Self"}}, "required": ["n"]}},
    ),
}


REFUSED = {
    "a default that backtracks": "the default contradicts its schema",
    "components that double": "references lead to more than 100,000 schemas",
    "components that refer to each other": "references lead to more than 100,000 schemas",
    "components that stand for each other": "is reached through more than 100 references",
    "unused components that stand for each other": "leads through more than 100 references",
    "components that hold each other": "is reached through more than 100 references",
    "unused components that hold each other": "leads through more than 100 references",
    "unused components that are maps of each other": "leads through more than 100 references",
    "unions in unions": "the document has more than 20,000 schemas",
}


def _contract(name: str) -> dict[str, Any]:
    schema, components = HOSTILE[name]
    document = copy.deepcopy(parse((ROOT / "openapi/openrouter.yaml").read_bytes(), "document"))
    schemas = document["components"]["schemas"]
    schemas["Model"]["properties"]["hostile"] = schema
    schemas |= components
    slicing.check(document)
    return derive(document, REPAIRS, known_false=None).contract


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in REFUSED])
def test_bodies_are_made_around_a_hostile_schema(name: str) -> None:
    """As for any other field; neither time nor memory grows with what it allows."""
    cases = islice(boundary_cases(_contract(name)), 20_000)
    assert "/data/0/hostile" in {case.at for case in cases}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_schema_is_refused(name: str) -> None:
    """Where a client could not be made of it in time, in one sentence."""
    with pytest.raises(PipelineError, match=REFUSED[name]):
        _contract(name)


def test_a_type_of_a_thousand_alternatives_is_told() -> None:
    """Python cannot print it, so the client is not compared."""
    union = " | ".join(f"A{number}" for number in range(5_000))
    with pytest.raises(PipelineError, match="too many alternatives"):
        read_surface({"models/a.py": f"class A:\n    a: {union}\n".encode()})
