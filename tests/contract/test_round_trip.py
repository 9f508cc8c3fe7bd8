"""What is decoded and encoded again is what came, conforming or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conforming import CLASSES, listing

from openrouter_api import codec, models
from openrouter_api.record import Record
from openrouter_models import decode
from openrouter_models.contract import Contract, strategies

if TYPE_CHECKING:
    from tests.contract.conftest import Body

    from openrouter_models.contract.strategies import Violation

Json = Any
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
CHECK = Contract.load().check
HEADERS = {"Content-Type": "application/json"}


def typed(status: int, body: bytes) -> Any:
    """Decode the body of a response."""
    return codec.decode(getattr(models, CLASSES[status]), body)


def plain(value: Any) -> Json:
    """Encode what was decoded; a body of another type was left as it came."""
    return value.to_dict() if isinstance(value, Record) else value


def test_every_boundary_case_comes_back(bodies: list[Body]) -> None:
    """Through the models of all responses."""
    assert [] == [b.name for b in bodies if b.value != plain(typed(b.status, b.wire))]


def test_every_listing_comes_back_from_the_catalog(bodies: list[Body]) -> None:
    """With all of its models; an `error` in place of models is raised, so it is no listing."""
    listings = [b for b in bodies if b.status == 200 and b.conforms]
    held = [b for b in listings if b.value["data"] or "error" not in b.value]
    assert [] == [b.name for b in held if b.value != decode(b.wire).to_dict()]
    assert [] == [b.name for b in held if len(b.value["data"]) != len(decode(b.wire))]


@pytest.mark.parametrize("status", CLASSES)
@FEW
@given(data=st.data())
def test_conforming_bodies_come_back(status: int, data: st.DataObject) -> None:
    """Undeclared fields included; decoding what was encoded gives the same once more."""
    body = data.draw(strategies.responses(status, undeclared=True))
    first = typed(status, json.dumps(body).encode())
    assert body == plain(first)
    assert first == typed(status, json.dumps(plain(first)).encode())


@FEW
@given(strategies.violations())
def test_bodies_that_break_the_contract_come_back(violation: Violation) -> None:
    """With what is wrong in them, which the checker then finds again."""
    back = plain(typed(violation.status, json.dumps(violation.body).encode()))
    assert violation.body == back
    findings = CHECK(violation.status, HEADERS, json.dumps(back).encode()).findings
    assert (violation.kind, violation.path) in {(one.kind, one.path) for one in findings}


@FEW
@given(strategies.models(plausible=True))
def test_a_model_made_of_its_parts_conforms(model: Json) -> None:
    """What `from_dict` builds and `to_dict` writes is accepted by the contract."""
    body = listing(models.Model.from_dict(model).to_dict())
    assert CHECK(200, HEADERS, json.dumps(body).encode()).ok
