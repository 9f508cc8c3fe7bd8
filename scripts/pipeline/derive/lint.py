"""Find what would make the contract untrue or its client broken, before anything is generated.

Schemas judge examples through jsonschema-rs as JSON Schema 2020-12; openapi-spec-validator judges
the document as a whole and is imported late, because that takes longer than all the rest here.
Nothing is fetched: a reference out of the document is a problem by itself.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs
import jsonschema_rs

from pipeline.derive.contradictions import contradictions
from pipeline.json_values import child, is_array
from pipeline.openapi.resolution import resolve
from pipeline.openapi.visiting import Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.openapi.grammar import JsonObject

_CONTRACT_URI = "urn:contract"


@attrs.frozen
class FalseExample:
    """Name an example that contradicts its schema."""

    pointer: str
    problem: str


@attrs.frozen
class Linted:
    """Carry what is wrong with a contract, and how many of its examples were looked at.

    Attributes:
        problems: One sentence each, with the JSON Pointer of the place; those of examples apart.
        examples: How many examples were validated against their schema.
        false_examples: Those of them that contradict it, each once.
    """

    problems: tuple[str, ...]
    examples: int
    false_examples: tuple[FalseExample, ...] = ()


@attrs.frozen
class _Example:
    pointer: str
    schema: str
    value: Any


def lint(contract: JsonObject) -> Linted:
    """Judge a derived contract.

    Returns:
        Every problem found, and the number of validated examples. Where references lead nowhere or
        the document is not OpenAPI 3.1, nothing else can be judged and only that is said.
    """
    nodes = list(walk(contract))
    unusable = [*_reference_problems(contract, nodes)] or [*_openapi_problems(contract)]
    if unusable:
        return Linted(tuple(unusable), 0)
    problems = [
        *_schema_problems(nodes),
        *contradictions(contract, nodes),
        *_operation_problems(nodes),
        *_security_problems(contract, nodes),
        *(one.problem for one in _contradicting(contract, _defaults(nodes), "default")),
    ]
    examples = list(_examples(contract, nodes))
    return Linted(tuple(problems), len(examples), tuple(_contradicting(contract, examples)))


def _reference_problems(contract: JsonObject, nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if "$ref" in node.value and resolve(contract, node.value["$ref"]) is None:
            yield (
                f"{node.pointer}: the reference {node.value['$ref']!r} leads out of the document, "
                "nowhere, or in a circle"
            )


def _openapi_problems(contract: JsonObject) -> Iterator[str]:
    from openapi_spec_validator import OpenAPIV31SpecValidator as Validator  # noqa: PLC0415 (slow)

    misshapen = [
        f"{child('', *error.absolute_path)}: {error.message.partition(chr(10))[0]}"
        for error in Validator.schema_validator.iter_errors(contract)
    ]
    if misshapen:
        yield from misshapen
        return
    try:
        found = [*Validator(_bare(contract)).iter_errors()]
    except RecursionError:
        yield "schemas refer to each other more deeply than can be followed; flatten them"
        return
    for error in found:
        # Here the validator knows no place in the document, at most one within a schema.
        within = f" (at {child('', *error.absolute_path)} of a schema)" if error.path else ""
        yield f"{error.message.partition(chr(10))[0]}{within}"


def _bare(contract: JsonObject) -> JsonObject:
    """Copy a document for a judge that knows no places, and whose patterns backtrack without bound.

    Duplicate operationIds and defaults are judged here.
    """
    bare: JsonObject = copy.deepcopy(contract)
    for node in walk(bare):
        if node.kind == "operation":
            node.value.pop("operationId", None)
        elif node.kind == "schema":
            node.value.pop("default", None)
    return bare


def _schema_problems(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if node.kind != "schema":
            continue
        if "nullable" in node.value:
            yield f"{node.pointer}: OpenAPI 3.1 knows no nullable; a dialect rule should state null"
        if not is_array(values := node.value.get("enum")):
            continue
        types = node.value.get("type", ())
        if None in values and "null" not in ([types] if isinstance(types, str) else types):
            yield f"{node.pointer}: the enum contains null, but the type is not null as well"
        for value, times in Counter(json.dumps(value, sort_keys=True) for value in values).items():
            if times > 1:
                yield f"{node.pointer}: the enum contains {value} {times} times"


def _operation_problems(nodes: Iterable[Node]) -> Iterator[str]:
    seen: dict[str | None, str] = {}
    for node in (node for node in nodes if node.kind == "operation"):
        said: str | None = node.value.get("operationId")
        first = seen.setdefault(said, node.pointer)
        if said is not None and first != node.pointer:  # without one, the settings go by the path
            yield f"{node.pointer}: {first} has the operationId {said!r} too"


def _security_problems(contract: JsonObject, nodes: Iterable[Node]) -> Iterator[str]:
    defined: JsonObject = contract.get("components", {}).get("securitySchemes", {})
    used: set[str] = set()
    for node in nodes:
        if node.kind not in {"document", "operation"}:
            continue
        for index, requirement in enumerate(node.value.get("security", ())):
            used.update(requirement)
            for name in sorted(requirement.keys() - defined.keys()):
                at = child(node.pointer, "security", index)
                yield f"{at}: the security scheme {name!r} is not defined"
    for name in sorted(defined.keys() - used):
        at = child("/components/securitySchemes", name)
        yield f"{at}: no security requirement uses this scheme"


def _examples(contract: JsonObject, nodes: Iterable[Node]) -> Iterator[_Example]:
    for node in nodes:
        is_schema = node.kind == "schema"
        if not is_schema and "schema" not in node.value:
            continue
        schema = node.pointer if is_schema else child(node.pointer, "schema")
        if "example" in node.value:
            yield _Example(child(node.pointer, "example"), schema, node.value["example"])
        several = node.value.get("examples", [])
        at = child(node.pointer, "examples")
        if is_schema:
            for index, value in enumerate(several):
                yield _Example(child(at, index), schema, value)
        else:
            for key in several:
                # An Example Object, or a reference to one; what is kept elsewhere is not fetched.
                found = resolve(contract, f"#{quote(child(at, key), safe='/~')}")
                if found is not None and "value" in found[1]:
                    yield _Example(child(found[0], "value"), schema, found[1]["value"])


def _defaults(nodes: Iterable[Node]) -> Iterator[_Example]:
    for node in nodes:
        if node.kind == "schema" and "default" in node.value:
            at = child(node.pointer, "default")
            yield _Example(at, node.pointer, node.value["default"])


def _contradicting(
    contract: JsonObject, examples: Iterable[_Example], what: str = "example"
) -> Iterator[FalseExample]:
    registry = jsonschema_rs.Registry([(_CONTRACT_URI, contract)], draft=jsonschema_rs.Draft202012)
    for example in examples:
        schema = {"$ref": f"{_CONTRACT_URI}#{quote(example.schema, safe='/~')}"}
        validator = jsonschema_rs.Draft202012Validator(schema, registry=registry)
        problems = [
            f"{child(example.pointer, *error.instance_path)}: the {what} contradicts its "
            f"schema: {error.message}"
            for error in validator.iter_errors(example.value)
        ]
        if problems:
            yield FalseExample(example.pointer, "; ".join(problems))
