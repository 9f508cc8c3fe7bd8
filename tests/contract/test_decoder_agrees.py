"""The decoder agrees with the checker: a value is raw exactly where its type, or null, is not allowed; encoded again it is what came."""

from __future__ import annotations

import json
from copy import deepcopy
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conforming import CLASSES, SCALARS, json_values, listing

from openrouter_api import annotations as hints
from openrouter_api import codec, models
from openrouter_api.record import Record
from openrouter_api.types import UNSET
from openrouter_models import decode
from openrouter_models._pointers import pointer
from openrouter_models.contract import Contract, strategies
from openrouter_models.findings import Kind
from openrouter_models.packaged import packaged_contract
from pipeline.json_values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.conftest import Body

    from openrouter_models.contract.strategies import Violation
    from openrouter_models.findings import Report
    from openrouter_models.testing.captures import Capture

Json = Any
CONTRACT = Contract.load()
HEADERS = {"Content-Type": "application/json"}
SCHEMAS: dict[str, Json] = packaged_contract()["components"]["schemas"]
RAW = {Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED}
TYPES = {"string": str, "integer": int, "number": int | float, "boolean": bool}
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
EACH_STATUS = pytest.mark.parametrize("status", CLASSES)


def followed(schema: Json) -> Iterator[Json]:
    """Give the branches of a schema, references followed."""
    if "$ref" in schema:
        yield from followed(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    elif "anyOf" in schema:
        for branch in schema["anyOf"]:
            yield from followed(branch)
    else:
        yield schema


def raw(schema: Json, value: Any, *way: str | int) -> Iterator[str]:
    """Give the JSON Pointers of values that are not what the contract says that they become."""
    branches = list(followed(schema))
    if value is UNSET or (value is None and {"type": "null"} in branches):
        return
    branches = [each for each in branches if each != {"type": "null"}]
    if len(branches) > 1:
        if all([*raw(branch, value, *way)] for branch in branches):
            yield pointer(way)
        return
    (branch,) = branches
    if branch.get("type") == "object" and isinstance(value, Record):
        cls: Any = type(value)
        fields = {each.wire: getattr(value, each.name) for each in hints.fields_of(cls)}
        for name, inner in branch.get("properties", {}).items():
            yield from raw(inner, fields[name], *way, name)
    elif branch.get("type") == "array" and is_array(value):
        for index, item in enumerate(value):
            yield from raw(branch["items"], item, *way, index)
    elif not is_scalar(branch, value):
        yield pointer(way)


def is_scalar(branch: Json, value: Any) -> bool:
    """Tell whether a value is of the enum or the scalar type of a schema, as Python has it."""
    if "enum" in branch or "type" not in branch:
        return "enum" not in branch or isinstance(value, Enum)
    name = branch["type"]
    if name not in TYPES or (isinstance(value, bool) and name != "boolean"):
        return False
    return isinstance(value, TYPES[name])


def disagreement(status: int, body: bytes, report: Report | None = None) -> set[str]:
    """Give the paths where only one of the two, decoder and checker, sees a wrong type; what was decoded gives back the body."""
    report = report or CONTRACT.check(status, HEADERS, body)
    typed = codec.decode(getattr(models, CLASSES[status]), body)
    assert json.loads(body) == (typed.to_dict() if isinstance(typed, Record) else typed)
    found = set(raw(SCHEMAS[CLASSES[status]], typed))
    return found ^ {finding.path for finding in report.findings if finding.kind in RAW}


def test_on_every_boundary_case(bodies: list[Body], reports: list[Report]) -> None:
    """Conforming or not, of listings and of errors."""
    judged = zip(bodies, reports, strict=True)
    assert [] == [
        body.name for body, report in judged if disagreement(body.status, body.wire, report)
    ]


def test_every_listing_comes_back_from_the_catalog(bodies: list[Body]) -> None:
    """With all of its models; an `error` in place of models is raised, so it is no listing."""
    listings = [b for b in bodies if b.status == 200 and b.conforms]
    held = [b for b in listings if b.value["data"] or "error" not in b.value]
    assert [] == [b.name for b in held if b.value != decode(b.wire).to_dict()]
    assert [] == [b.name for b in held if len(b.value["data"]) != len(decode(b.wire))]


@EACH_STATUS
@FEW
@given(data=st.data())
def test_on_conforming_bodies(status: int, data: st.DataObject) -> None:
    """Nothing is raw, whatever fields come along that nobody declared."""
    body = data.draw(strategies.responses(status, undeclared=True))
    assert set() == disagreement(status, json.dumps(body).encode())


@FEW
@given(strategies.violations())
def test_on_bodies_that_break_the_contract_in_one_way(violation: Violation) -> None:
    """Of every kind that a schema can give."""
    assert set() == disagreement(violation.status, json.dumps(violation.body).encode())


JUNK = json_values(["id", "data", "code", "x"], SCALARS | st.sampled_from([8192.0, "high"]), most=4)


@st.composite
def mutated(draw: st.DrawFn, status: int) -> Json:
    """Draw a body of which up to four values are replaced, dropped or joined by others."""
    holder: Json = {"body": deepcopy(draw(strategies.responses(status)))}
    for _ in range(draw(st.integers(1, 4))):
        container, key = draw(st.sampled_from(list(places(holder))))
        change = draw(st.sampled_from(["replace", "drop", "add"]))
        if change == "replace" or container is holder:
            container[key] = draw(JUNK)
        elif change == "drop":
            del container[key]
        elif is_array(container):
            container.append(draw(JUNK))
        else:
            container["added"] = draw(JUNK)
    return holder["body"]


def places(value: Json) -> Iterator[tuple[Json, Any]]:
    """Give every place in a JSON value as its container and its key or index."""
    keys: Any = value if is_object(value) else range(len(value)) if is_array(value) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@EACH_STATUS
@FEW
@given(data=st.data())
def test_on_mutants_of_bodies(status: int, data: st.DataObject) -> None:
    """With several things wrong at once."""
    body = data.draw(mutated(status))
    assert set() == disagreement(status, json.dumps(body).encode())


@pytest.mark.openrouter_live
def test_on_the_listing_of_a_server(openrouter_listing: Capture) -> None:
    """With whatever it has changed."""
    assert set() == disagreement(200, openrouter_listing.body)


def test_a_decoder_that_types_otherwise_is_noticed(
    bodies: list[Body], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder that leaves an object raw disagrees with the checker."""

    def lenient(hint: Any, body: bytes) -> Any:
        typed = codec.build(hint, json.loads(body))
        typed.data[0].pricing = typed.data[0].pricing.to_dict()
        return typed

    case = next(body.wire for body in bodies if body.conforms and b'"data":[{' in body.wire)
    assert set() == disagreement(200, case)
    monkeypatch.setattr(codec, "decode", lenient)
    assert {"/data/0/pricing"} == disagreement(200, case)


@FEW
@given(strategies.models(plausible=True))
def test_a_model_made_of_its_parts_conforms(model: Json) -> None:
    """What `from_dict` builds and `to_dict` writes is accepted by the contract."""
    body = listing(models.Model.from_dict(model).to_dict())
    assert CONTRACT.check(200, HEADERS, json.dumps(body).encode()).ok
