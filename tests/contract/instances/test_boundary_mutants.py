"""The boundary cases notice every single change to the contract, added constraints included."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from openrouter_models.contract.documented import documented
from openrouter_models.contract.instances.boundary import boundary_cases
from openrouter_models.contract.instances.branches import ASKING_NOTHING
from openrouter_models.contract.instances.smallest import Skeletons
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = Any
Mutant = tuple[str, str, dict[str, Any]]

STRINGS: dict[str, Json] = {
    "minLength": [1, 2, 5],
    "maxLength": [0, 1, 20, 100, 1000, 65_536],
    "pattern": ["^.+$", "^[ -~]*$", "^[a-z0-9/_-]*$", r"^-?\d+(\.\d+)?$", r"^\S*$", "^[^A-Z]*$"],
    "const": ["", "x", "0"],
    "enum": [["a", "b"], ["", "x", "0", "text"]],
    "not": [{"const": ""}, {"pattern": "^-"}, {"minLength": 1000}, {"type": "string"}],
}
NUMBERS: dict[str, Json] = {
    "minimum": [-1000, -1, 0, 1, 1000, -(2**53)],
    "maximum": [-1, 0, 1, 2, 100, 1_000_000, 2**31 - 1, 2**53],
    "exclusiveMinimum": [-1, 0, -(2**53)],
    "exclusiveMaximum": [0, 1, 2**53],
    "multipleOf": [1, 2, 10, 0.5, 0.01],
    "const": [0, 1],
    "enum": [[0, 1]],
    "not": [{"const": 0}, {"maximum": -1}, {"type": "integer"}],
}
ARRAYS: dict[str, Json] = {
    "minItems": [1, 2, 3],
    "maxItems": [0, 1, 2, 10, 100, 500, 1000],
    "uniqueItems": [True],
    "contains": [True, {"type": "string"}],
    "const": [[]],
    "prefixItems": [[False], [True, False], [{"type": "number"}]],
    "items": [True, False, {}, {"type": "number"}, {"type": ["string", "object", "number"]}],
}
OBJECTS: dict[str, Json] = {
    "minProperties": [1, 20],
    "maxProperties": [0, 1, 5, 20, 50, 1000],
    "additionalProperties": [
        False,
        {"type": "string"},
        {"type": ["string", "null"]},
        {"type": "object"},
        {"type": ["number", "string", "boolean", "null", "object"]},
    ],
    "propertyNames": [
        {"pattern": "^[a-z0-9_]+$"},
        {"pattern": "^[^A-Z]*$"},
        {"maxLength": 40},
        {"minLength": 1},
        {"enum": ["a"]},
    ],
    "patternProperties": [{"^x": False}, {"^x-": {"type": "string"}}, {".": {"type": "string"}}],
    "not": [{"required": ["x"]}, {"required": ["mutant"]}],
    "unevaluatedProperties": [False],
}
ADDED = {
    "string": STRINGS,
    "integer": NUMBERS,
    "number": NUMBERS,
    "array": ARRAYS,
    "object": OBJECTS,
    "boolean": {"const": [True, False], "enum": [[True], [False]]},
}
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


def schemas(
    node: Json, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    """Walk all schemas below one."""
    if isinstance(node, bool):
        return
    yield path, node
    for name in node.get("properties", {}):
        yield from schemas(node["properties"][name], (*path, "properties", name))
    for word in ("items", "additionalProperties"):
        if word in node:
            yield from schemas(node[word], (*path, word))
    for word in ("anyOf", "allOf", "oneOf"):
        for index, part in enumerate(node.get(word, ())):
            yield from schemas(part, (*path, word, index))


def changes(schema: dict[str, Any], names: list[str]) -> Iterator[tuple[str, Json]]:
    """List single changes to one schema: what it was, and the schema instead."""
    kind = schema.get("type")
    yield from of_types(schema)
    if "enum" in schema:
        yield from of_enums(schema)
    if kind == "object" or "properties" in schema:
        yield from of_fields(schema, names)
    for word in ("items", "additionalProperties"):
        if schema.get(word):
            yield f"{word} dropped", {w: v for w, v in schema.items() if w != word}
    for word, values in ADDED.get(kind or "", {}).items():
        for value in values:
            if not asks_nothing(schema, word, value):
                yield f"{word} added", schema | {word: value}
    if "anyOf" in schema:
        yield "anyOf turned allOf", {"allOf": schema["anyOf"]}
        for index in range(len(schema["anyOf"])):
            left = [part for i, part in enumerate(schema["anyOf"]) if i != index]
            yield "branch dropped", schema | {"anyOf": left}
        yield "branch added", schema | {"anyOf": [*schema["anyOf"], {"type": "boolean"}]}
    yield "opened", {}
    yield "closed", {"not": {}}


def asks_nothing(schema: dict[str, Any], word: str, value: Json) -> bool:
    """Tell whether a keyword means nothing beside what a schema says already."""
    if "enum" in schema:
        return word in {"enum", "minLength", "maxLength", "not"}
    if word == "multipleOf":
        return bool(schema["type"] == "integer" and value <= 1)
    if word == "minProperties":
        return bool(value <= len(schema.get("required", ())))
    if schema.get("additionalProperties") is False:
        harmless = word == "propertyNames" and "enum" not in value
        roomy = word == "maxProperties" and value >= len(schema["properties"])
        closing = word == "additionalProperties" and value is False
        others = word in {"unevaluatedProperties", "patternProperties", "not"}
        return harmless or roomy or closing or others
    return word == "unevaluatedProperties" and "additionalProperties" in schema


def normal(contract: dict[str, Any], schema: Json, depth: int = 9) -> Json:
    """Write what a schema means in one form, so that equal meanings are equal."""
    skeletons = Skeletons(contract)

    of_containers = {"required", "properties", *ARRAYS, *OBJECTS} - {"const", "not"}

    def form(schema: Json, depth: int) -> Json:
        if depth == 0 or schema in (True, {}):
            return "anything"
        flats: list[Json] = []
        for flat in skeletons.alternatives.of(schema):
            said = {w: v for w, v in flat.items() if w not in ASKING_NOTHING or w == "type"}
            if "enum" in said:
                values = [v for v in said["enum"] if skeletons.reader.accepts(schema, v)]
                said = {"type": said["type"], "enum": values}
            if said["type"] not in {"array", "object"}:
                said = {w: v for w, v in said.items() if w not in of_containers}
            fields = said.get("properties", {})
            said["properties"] = {name: form(fields[name], depth - 1) for name in fields}
            for word in ("items", "additionalProperties"):
                said[word] = form(said.get(word, True), depth - 1)
            flats.append(said)
        plain = [flat["type"] for flat in flats if len(flat) == 4 and not flat["properties"]]
        kept = [f for f in flats if f["type"] != "integer" or "number" not in plain]
        return [flat for index, flat in enumerate(kept) if flat not in kept[:index]]

    return form(schema, depth)


def of_types(schema: dict[str, Any]) -> Iterator[tuple[str, Json]]:
    """List changes of the type."""
    kind = schema.get("type")
    if kind is None or isinstance(kind, list):
        return
    if "enum" not in schema:
        yield "type dropped", {word: value for word, value in schema.items() if word != "type"}
    if kind != "null":
        yield "null added", {"anyOf": [schema, {"type": "null"}]}
    for other in TYPES:
        if other != kind:
            yield "type changed", schema | {"type": other}
            if "enum" not in schema and {kind, other} != {"integer", "number"}:
                yield "type widened", schema | {"type": [kind, other]}


def of_enums(schema: dict[str, Any]) -> Iterator[tuple[str, Json]]:
    """List changes of an enum."""
    enum = schema["enum"]
    yield "enum dropped", {word: value for word, value in schema.items() if word != "enum"}
    yield "enum emptied", schema | {"enum": []}
    for index, value in enumerate(enum):
        rest = [*enum[:index], *enum[index + 1 :]]
        yield "enum value dropped", schema | {"enum": rest}
        yield "enum value renamed", schema | {"enum": [*rest, value.upper() + "2"]}
        yield "enum value added", schema | {"enum": [*enum, value + "_2"]}
        yield "enum value added", schema | {"enum": [*enum, value.swapcase()]}
    for value in ("mutant", "unknown", "new-value", "prediction", "", "decisions", "zzz"):
        if value not in enum:
            yield "enum value added", schema | {"enum": [*enum, value]}
    yield "length added", schema | {"maxLength": max(map(len, enum)) - 1}
    yield "length added", schema | {"minLength": min(map(len, enum)) + 1}
    yield "const added", schema | {"const": enum[0]}


def of_fields(schema: dict[str, Any], names: list[str]) -> Iterator[tuple[str, Json]]:
    """List changes of the fields of an object."""
    properties: dict[str, Any] = schema.get("properties", {})
    required: list[str] = schema.get("required", [])
    for name, inner in properties.items():
        others = {each: value for each, value in properties.items() if each != name}
        yield "property dropped", schema | {"properties": others}
        yield "property renamed", schema | {"properties": {**others, name + "_renamed": inner}}
        yield "property forbidden", schema | {"properties": {**properties, name: False}}
        if name in required:
            yield "required dropped", schema | {"required": [n for n in required if n != name]}
        else:
            yield "required added", schema | {"required": [*required, name]}
            yield "dependency added", schema | {"dependentRequired": {name: ["mutant"]}}
            for other in [n for n in properties if n not in required and n != name]:
                yield "dependency added", schema | {"dependentRequired": {name: [other]}}
                yield "pair forbidden", schema | {"not": {"required": [name, other]}}
    yield "required added", schema | {"required": [*required, "mutant"]}
    if schema.get("additionalProperties") is False:
        yield "opened", schema | {"additionalProperties": True}
        yield "opened", schema | {"additionalProperties": {"type": "string"}}
    elif "additionalProperties" not in schema:
        for name in [n for n in names if n not in properties]:
            for inner in ({"type": "string"}, {"type": "object"}, {"type": ["number", "null"]}):
                yield "property added", schema | {"properties": {**properties, name: inner}}


def put(document: Any, path: tuple[str | int, ...], schema: Json) -> Any:
    """Copy a document with another schema at one place."""
    head, *rest = path
    changed = document.copy()
    changed[head] = put(document[head], tuple(rest), schema) if rest else schema
    return changed


def mutants(document: dict[str, Any]) -> Iterator[Mutant]:
    """List all mutants: kind, place, document."""
    names = ["mutant", "extra", "overrides", "alias_target", "total_count", "id"]
    for component, schema in document["components"]["schemas"].items():
        for path, found in schemas(schema, ("components", "schemas", component)):
            for kind, instead in changes(found, names):
                if instead != found:
                    yield kind, "/".join(map(str, path)), put(document, path, instead)
    for status in ("200", "401", "404", "500"):
        path = ("paths", "/models/user", "get", "responses", status, "content", "application/json")
        for other in ("ModelsListResponse", "NotFoundResponse", "Model"):
            instead = {"schema": {"$ref": f"#/components/schemas/{other}"}}
            yield "response changed", status, put(document, path, instead)


@cache
def cases() -> dict[int, list[tuple[Json, bool]]]:
    """Compile the cases from the contract as it is, those far from each other next to each other."""
    found: dict[int, list[tuple[Json, bool]]] = {}
    for case in boundary_cases():
        found.setdefault(case.status, []).append((json.loads(case.body), case.conforms))
    return {
        status: [one for n in range(41) for one in all_[n::41]] for status, all_ in found.items()
    }


def is_killed(mutant: dict[str, Any]) -> bool:
    """Tell whether some case gets another verdict than its label."""
    components = mutant["components"]
    for response in documented(mutant):
        schema = {"allOf": [response.schema], "components": components}
        is_valid = jsonschema_rs.validator_for(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        ).is_valid
        if any(is_valid(body) != conforms for body, conforms in cases()[response.status]):
            return True
    return False


def means_the_same(mutant: dict[str, Any]) -> bool:
    """Tell whether a mutant is equal in normal form to the contract."""
    return forms(mutant) == original_forms()


def forms(contract: dict[str, Any]) -> list[Json]:
    """Write what all responses mean."""
    return [normal(contract, response.schema) for response in documented(contract)]


@cache
def original_forms() -> list[Json]:
    """Write what the responses of the contract as it is mean."""
    return forms(packaged_contract())


def test_every_mutant_is_killed_or_means_the_same() -> None:
    """A sample of all mutants, spread over kinds and places, with a step that skips none of them."""
    survivors = [
        (kind, place)
        for kind, place, mutant in list(mutants(packaged_contract()))[::61]
        if not is_killed(mutant) and not means_the_same(mutant)
    ]
    assert [] == survivors


def test_the_normal_form_tells_apart_what_means_something_else() -> None:
    """An equivalence that held for everything would excuse everything."""
    contract = packaged_contract()
    assert means_the_same(contract)
    killed = [mutant for _, _, mutant in list(mutants(contract))[::211] if is_killed(mutant)]
    assert len(killed) > 20
    assert not any(map(means_the_same, killed))
