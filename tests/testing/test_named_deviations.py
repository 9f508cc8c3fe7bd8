"""The deviations: each breaks one body in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openrouter_models import OpenRouterModels
from openrouter_models.contract import Contract
from openrouter_models.findings import Kind
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.named_deviations import Deviation, Deviations

if TYPE_CHECKING:
    from openrouter_models.testing.answers import Answer, Service


@pytest.fixture(scope="module")
def service() -> Service:
    """Give what answers with a few models."""
    service: Service = vars(MockOpenRouter(8, seed=2))["_service"]
    return service


@pytest.fixture(scope="module")
def deviations(service: Service) -> Deviations:
    """Give the deviations of what it answers."""
    return Deviations(service)


@pytest.fixture(scope="module")
def everything(deviations: Deviations) -> list[Deviation]:
    """List them."""
    return [*deviations]


def found(answer: Answer) -> list[tuple[str, str]]:
    """List what the contract says of an answer."""
    report = Contract.load().check(answer.status, answer.headers, answer.body)
    return [(each.kind.value, each.path) for each in report.findings]


def test_there_are_hundreds_of_every_kind(everything: list[Deviation]) -> None:
    """Whatever the contract asks for can be broken, the bounds that it sets among it."""
    assert len(everything) > 200
    assert {
        *(Kind.MISSING_REQUIRED, Kind.WRONG_TYPE, Kind.NULL_NOT_ALLOWED),
        *(Kind.UNKNOWN_ENUM_VALUE, Kind.FORBIDDEN_FIELD, Kind.UNDECLARED_FIELD),
    } == {each.kind for each in everything} - {Kind.CONSTRAINT_VIOLATED}


def test_names_are_unique(everything: list[Deviation]) -> None:
    """Each names one deviation, and is read as what it was written for."""
    names = dict.fromkeys(each.name for each in everything)
    assert everything == [Deviation.named(name) for name in names]


def test_each_gives_exactly_its_finding(
    service: Service, deviations: Deviations, everything: list[Deviation]
) -> None:
    """One deviation is one finding, of the kind and at the place that it is named after."""
    for deviation in everything[::7]:
        answer = deviations.find(deviation.name)(service.listed())
        assert deviation.status == answer.status
        assert [(deviation.kind.value, deviation.path)] == found(answer)


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [
        ("drop-required:/data/7/name", "missing-required", "/data/7/name"),
        ("wrong-type:/data/7/created", "wrong-type", "/data/7/created"),
        (
            "unknown-enum-value:/data/7/supported_parameters/0",
            "unknown-enum-value",
            "/data/7/supported_parameters/0",
        ),
    ],
)
def test_any_place_can_be_named(
    service: Service, deviations: Deviations, name: str, kind: str, path: str
) -> None:
    """The list names each place of the contract once, but every model has it."""
    assert [(kind, path)] == found(deviations.find(name)(service.listed()))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("drop-optional:/data", "kinds are drop-required, "),
        ("drop-required:data", "such as drop-required:/data/0/links"),
        ("drop-required:/data/99/links", "no such place"),
        ("null-not-allowed:/data/0/description/0", "no such place"),
    ],
)
def test_what_is_none_is_refused(deviations: Deviations, name: str, message: str) -> None:
    """A fault that does nothing would prove nothing."""
    with pytest.raises(ValueError, match=message):
        deviations.find(name)


def test_what_deviates_already_can_deviate_once_more() -> None:
    """A finding that was there before is not taken for that of the fault."""
    odd = {"data": [{"id": "acme/one", "created": "today"}]}
    mock = MockOpenRouter(odd, allow_deviations=True)
    mock.fail_with("null-not-allowed:/data/0/id")
    with OpenRouterModels(mock.api_key, transport=mock.transport) as client:
        assert {"id": None, "created": "today"} == client.list().to_dict()["data"][0]
