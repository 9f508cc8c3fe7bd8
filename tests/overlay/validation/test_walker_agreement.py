"""The walker against independent validators, on random schemas and on mutated listings."""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import jsonschema_rs
import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.conforming import fitted, listing

from openrouter_models._pointers import keys_of, pointer
from openrouter_models._validation import members
from openrouter_models._validation.batches import SOUND
from openrouter_models._validation.gates import refused
from openrouter_models._validation.sieve import Sieve
from openrouter_models._validation.walker import compile_walker
from openrouter_models.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models.findings import Finding

Json = Any
CONTRACT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Node": {
                "type": "object",
                "properties": {
                    "value": {"type": "integer"},
                    "next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
                },
                "required": ["value"],
            },
            "Alias": {"$ref": "#/components/schemas/Word"},
            "Word": {"type": "string", "enum": ["a", "b"]},
        }
    }
}
LENIENT = settings(
    max_examples=2 * settings().max_examples,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def walk(schema: Json, value: Json) -> list[Finding]:
    """Give the findings of one value."""
    return compile_walker(CONTRACT, schema)(value)


def inside(value: Json) -> dict[str | int, Any]:
    """Give what is in a container by its key or index; nothing for a scalar."""
    if isinstance(value, dict):
        return cast("dict[str | int, Any]", value)
    return dict(enumerate(cast("list[object]", value))) if isinstance(value, list) else {}


NAMES = st.sampled_from(["a", "b", "xy", "value", "next"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.0, 1.0, -2.0, 0.5, 1.5])
    | st.sampled_from(["", "a", "b", "xy", "é", "\U0001f600"])
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SIZES = st.integers(0, 3)
NUMBERS = st.integers(-2, 2) | st.sampled_from([0.5, 1.5])


def schemas_of(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Schemas whose parts are schemas again."""
    several = st.lists(inner, min_size=1, max_size=3)
    fields = st.dictionaries(NAMES, inner, max_size=3)
    patterns = st.dictionaries(st.sampled_from(["^a", "y$", "[bx]"]), inner, max_size=2)
    required = st.lists(NAMES, unique=True, max_size=2)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "$ref": st.sampled_from(["#/components/schemas/Node", "#/components/schemas/Alias"]),
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "properties": fields,
        "patternProperties": patterns,
        "additionalProperties": inner,
        "propertyNames": inner,
        "required": required,
        "dependentRequired": st.dictionaries(NAMES, required, max_size=2),
        "dependentSchemas": st.dictionaries(NAMES, inner, max_size=2),
        "minProperties": SIZES,
        "maxProperties": SIZES,
        "items": inner,
        "prefixItems": several,
        "contains": inner,
        "minContains": SIZES,
        "maxContains": SIZES,
        "minItems": SIZES,
        "maxItems": SIZES,
        "uniqueItems": st.booleans(),
        "minLength": SIZES,
        "maxLength": SIZES,
        "pattern": st.sampled_from(["a", "^x", "y$", r"^\w*$", "[^a]"]),
        "minimum": NUMBERS,
        "maximum": NUMBERS,
        "exclusiveMinimum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "multipleOf": st.sampled_from([1, 2, 0.5]),
    }
    return st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({keyword: keywords[keyword] for keyword in chosen})
    )


SCHEMAS = st.recursive(
    st.booleans() | TYPES.map(lambda name: {"type": name}), schemas_of, max_leaves=6
)


def verdicts(schema: Json, value: Json) -> tuple[bool, bool]:
    """Ask two independent validators, in the same document."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        **CONTRACT,
    }
    strict: Any = jsonschema.Draft202012Validator(whole)
    return jsonschema_rs.validator_for(whole).is_valid(value), strict.is_valid(value)


@LENIENT
@example(schema={"oneOf": [True, True]}, value=1)
@example(schema={"minimum": 1}, value=True)
@given(schema=SCHEMAS, value=VALUES)
def test_the_verdict_is_that_of_independent_validators(schema: Json, value: Json) -> None:
    """A value has an error finding exactly when validators reject it."""
    findings = walk(schema, value)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert (not errors, not errors) == verdicts(schema, value)


@LENIENT
@given(schema=SCHEMAS, value=VALUES)
def test_every_path_leads_to_a_value(schema: Json, value: Json) -> None:
    """A path names a value of the body, or the place of one that is missing."""
    for finding in walk(schema, value):
        place, missing = value, False
        for token in finding.path.split("/")[1:]:
            assert not missing
            children = {str(key): child for key, child in inside(place).items()}
            missing = token not in children
            place = children.get(token)
        assert missing == (finding.kind.value == "missing-required")


@LENIENT
@given(schema=SCHEMAS, value=VALUES)
def test_one_deviation_is_one_finding(schema: Json, value: Json) -> None:
    """No finding comes twice, and none stands at or below a value of the wrong type."""
    findings = walk(schema, value)
    mistyped = [f.path for f in findings if f.kind.value in {"wrong-type", "null-not-allowed"}]
    assert len(set(mistyped)) == len(mistyped)
    assert len({(f.kind, f.path, f.message) for f in findings}) == len(findings)
    for path in mistyped:
        assert 1 == sum(f.path == path or f.path.startswith(f"{path}/") for f in findings)


@LENIENT
@example(schema={"type": "integer", "minimum": 1}, value=1.0)
@example(schema={"enum": ["a"]}, value="a")
@given(schema=SCHEMAS, value=VALUES)
def test_what_passes_a_gate_has_no_finding(schema: Json, value: Json) -> None:
    """Whatever the schema: a gate may refuse too much, and then the walker decides."""
    compiled = compile_walker(CONTRACT, {"properties": {"a": schema}})
    gate = compiled.gates.of(schema)
    if not refused(msgspec.convert, [value], gate):
        assert [] == compiled({"a": value})


def place_of(path: str, value: Any) -> tuple[str, ...]:
    """Give the way to what a pointer points to in a value, with `*` for the indices."""
    steps: list[str] = []
    for key in keys_of(path):
        is_index = isinstance(value, list)
        steps.append("*" if is_index else key)
        value = value[int(key)] if is_index else value.get(key)
    return tuple(steps)


@LENIENT
@given(schema=SCHEMAS, values=st.lists(VALUES, max_size=30), most=st.integers(0, 5))
def test_what_is_not_kept_is_counted(schema: Json, values: list[Json], most: int) -> None:
    """The first findings are those of a report without bounds, and the rest are counted exactly."""
    compiled = compile_walker(CONTRACT, {"items": schema})
    everything = compiled.walk(values).finish()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "_STRETCH", 7)
        patch.setattr(members, "_LONG_STRETCH", 9)
        kept = compiled.walk(values, most)
        first = kept.finish()
    assert everything[:most] == first
    rest = Counter((each.kind, place_of(each.path, values)) for each in everything[most:])
    assert rest == kept.rest.counts


PACKAGED: dict[str, Any] = json.loads(
    (resources.files("openrouter_api") / "contract.json").read_text("utf-8")
)
LISTING = {"$ref": "#/components/schemas/ModelsListResponse"}
MODEL = fitted(
    id="openai/gpt-4",
    canonical_slug="openai/gpt-4",
    name="GPT-4",
    created=1692901234,
    pricing={"prompt": "0.00003", "completion": "0.00006", "discount": 0.1},
    context_length=8192,
    architecture={
        "input_modalities": ["text", "image"],
        "output_modalities": ["text"],
        "modality": "text->text",
        "instruct_type": "chatml",
        "tokenizer": "GPT",
    },
    top_provider={"is_moderated": True, "context_length": None},
    per_request_limits={"prompt_tokens": 1, "completion_tokens": 2.5},
    supported_parameters=["temperature", "tools"],
    default_parameters={"temperature": 0.7, "top_k": None},
    supported_voices=["alloy"],
    links={"details": "/api/v1/models/openai/gpt-4/endpoints"},
    reasoning={"mandatory": False, "supported_efforts": ["high"], "default_effort": None},
    benchmarks={
        "design_arena": [{"arena": "a", "category": "c", "elo": 1, "win_rate": 2.5, "rank": 1}]
    },
)


def closed(node: Json) -> Json:
    """Close every object that declares properties, so that a validator tells what is undeclared."""
    if isinstance(node, list):
        return [closed(item) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    members = {name: closed(item) for name, item in cast("dict[str, Any]", node).items()}
    return members | ({"additionalProperties": False} if "properties" in members else {})


def independent(errors: Iterable[jsonschema_rs.ValidationError]) -> set[tuple[str, str]]:
    """Translate errors of jsonschema-rs into kinds and paths of findings.

    Three rules: a nullable stands for the errors of what is not null in it, undeclared keys come
    one by one, and an enum says nothing about a value of the wrong type.
    """
    found: set[tuple[str, str]] = set()
    for error in errors:
        kind: Any = error.kind
        way = list(error.instance_path)
        if kind.name == "anyOf":
            found |= independent(kind.context[0])
        elif kind.name == "additionalProperties":
            found |= {("extra", pointer([*way, name])) for name in kind.unexpected}
        elif kind.name == "required":
            found.add(("missing-required", pointer([*way, kind.property])))
        elif kind.name == "type":
            null = error.instance is None
            found.add(("null-not-allowed" if null else "wrong-type", pointer(way)))
        else:
            is_enum = kind.name == "enum"
            word = "unknown-enum-value" if is_enum else "constraint-violated"
            found.add((word, pointer(way)))
    mistyped = {path for kind, path in found if kind in {"wrong-type", "null-not-allowed"}}
    return {(k, path) for k, path in found if k != "unknown-enum-value" or path not in mistyped}


WALK_LISTING = compile_walker(PACKAGED, LISTING)
CLOSED = jsonschema_rs.validator_for({**closed(PACKAGED), **LISTING})


def agree(body: Json) -> None:
    """Compare the findings of a body, kind by kind and path by path."""
    extra = {"undeclared-field", "forbidden-field"}
    findings = WALK_LISTING(body)
    ours = {("extra" if f.kind.value in extra else f.kind.value, f.path) for f in findings}
    assert independent(CLOSED.iter_errors(body)) == ours
    assert len(ours) == len(findings)


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """A listing with a few things in it changed, dropped or added."""
    body: Json = {"data": [copy.deepcopy(MODEL) for _ in range(draw(st.integers(1, 2)))]}
    for _ in range(draw(st.integers(1, 3))):
        place = body
        while children := inside(place):
            key = draw(st.sampled_from(list(children)))
            deeper = draw(st.integers(0, 3)) > 0
            if deeper and inside(children[key]):
                place = children[key]
                continue
            change = draw(st.sampled_from(["replace", "drop", "add"]))
            if change == "drop":
                del place[key]
            elif change == "replace":
                place[key] = draw(VALUES)
            elif isinstance(place, dict):
                place[draw(NAMES)] = draw(VALUES)
            break
    return body


def test_a_conforming_listing_has_no_findings() -> None:
    """The packaged contract finds nothing in a body that conforms to it."""
    assert [] == WALK_LISTING(listing(MODEL))


@LENIENT
@given(body=mutated())
def test_the_findings_are_those_of_an_independent_validator(body: Json) -> None:
    """Whatever is changed in a listing, both name the same kinds at the same paths."""
    agree(body)


def backwards(value: Json) -> Json:
    """Turn the order of an object's fields."""
    return dict(reversed(value.items())) if isinstance(value, dict) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def new_sieve() -> Sieve:
    """Make a sieve that has not learned anything."""
    gates = WALK_LISTING.gates
    gate = gates.of_items(LISTING, "data")
    assert gate is not None
    return Sieve(gate, gates.required[gate], within="data")


@given(bodies=st.lists(mutated(), min_size=1, max_size=2), is_reversed=st.booleans())
def test_what_a_sieve_leaves_out_has_no_findings(bodies: list[Json], *, is_reversed: bool) -> None:
    """Whatever it has learned, the findings and their order are those of the whole body."""
    sieve = new_sieve()
    for body in bodies * 2:
        if isinstance(body.get("data"), list) and is_reversed:
            body["data"] = [backwards(one) for one in body["data"]]
        expected = WALK_LISTING(body)
        sifted = sieve.parse(json.dumps(body).encode())
        assert sifted is None or expected == WALK_LISTING(sifted)
        sieve.learn(expected)


def test_a_sieve_learns_the_drift_of_a_listing() -> None:
    """What deviated once is all that is looked at the next time, in the order of the body."""
    drifted = {"extra": 1} | MODEL | {"context_length": "8192", "name": None}
    del drifted["architecture"], drifted["pricing"]
    body = listing(MODEL, drifted, MODEL)
    sieve, findings, text = new_sieve(), WALK_LISTING(body), json.dumps(body).encode()
    assert sieve.parse(text) is None
    sieve.learn(findings)
    sifted = sieve.parse(text)
    assert sifted is not None
    assert [SOUND, SOUND] == sifted["data"][::2]
    assert {one.path.split("/")[3] for one in findings} == {*sifted["data"][1]}
    assert findings == WALK_LISTING(sifted)


@pytest.mark.skipif(
    "OPENROUTER_CAPTURES" not in os.environ, reason="OPENROUTER_CAPTURES names no captures"
)
def test_captures() -> None:
    """On real captures, too, both name the same kinds at the same paths."""
    for path in sorted(Path(os.environ["OPENROUTER_CAPTURES"]).glob("*.json")):
        body = json.loads(path.read_bytes())
        if "headers" not in path.name:
            agree({"data": body} if isinstance(body, list) else body)
