"""What the suite is about: the vendored document, the contract derived from it, the boundary cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen
from tests.conforming import STATUSES

from openrouter_models.contract import Contract
from openrouter_models.contract.instances import boundary_cases
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.targets import BuiltIn, Target
from pipeline.json_values import is_array, is_object
from pipeline.read.load import extract, read_source
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Generator

    from openrouter_models.contract import Case
    from openrouter_models.findings import Report
    from openrouter_models.testing.captures import Capture

Json = Any
ROOT = Path(__file__).parents[2]


@frozen
class Body:
    """A boundary case with its body decoded.

    Attributes:
        status: The status that the body is for.
        value: The decoded body.
        conforms: Whether the contract accepts it.
        name: Status, place and change, for people.
        wire: The body as it came.
    """

    status: int
    value: Any
    conforms: bool
    name: tuple[int, str, str]
    wire: bytes


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse a module in which no test is found: among others nobody would miss it."""
    report = yield
    if isinstance(collector, pytest.Module) and report.passed and not report.result:
        report.outcome = "failed"
        report.longrepr = f"nothing verified: no test is in {collector.path}"
    return report


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the project's root."""
    return ROOT


@pytest.fixture(scope="session")
def vendored() -> Json:
    """Give the vendored document, parsed and otherwise as it came."""
    source = read_source(str(ROOT / "openapi" / "openrouter.yaml"))
    return parse(extract(source), source.name)


@pytest.fixture(scope="session")
def honoured(vendored: Json) -> Json:
    """Give the vendored document with `nullable` honoured by the letter, by no code of the project's."""
    return _honour(vendored)


def _honour(node: Json) -> Json:
    """Say where a nullable schema stands that null will do; annotations stay in their place."""
    if is_array(node):
        return [_honour(item) for item in node]
    if not is_object(node):
        return node
    honoured = {
        key: value if key in {"example", "examples"} else _honour(value)
        for key, value in node.items()
        if key != "nullable"
    }
    if node.get("nullable") is not True:
        return honoured
    said = {key: honoured.pop(key) for key in ("example", "examples") if key in honoured}
    return {"anyOf": [honoured, {"type": "null"}], **said}


@pytest.fixture(scope="session")
def lock(root: Path) -> Json:
    """Give what regeneration recorded."""
    return json.loads((root / "openapi" / "lock.json").read_bytes())


@pytest.fixture(scope="session")
def contract() -> Json:
    """Give the contract that the client was generated from; it is shared, so not to be changed."""
    return packaged_contract()


@pytest.fixture(scope="session")
def cases() -> tuple[Case, ...]:
    """Give every boundary case of the contract."""
    return tuple(boundary_cases.boundary_cases())


@pytest.fixture(scope="session")
def bodies(cases: tuple[Case, ...]) -> list[Body]:
    """Give the boundary cases decoded; never none, and both labels for every response."""
    found = [
        Body(c.status, json.loads(c.body), c.conforms, (c.status, c.at, c.why), c.body)
        for c in cases
    ]
    labels = {(body.status, body.conforms) for body in found}
    assert {(status, label) for status in STATUSES for label in (True, False)} == labels
    return found


@pytest.fixture(scope="session")
def reports(bodies: list[Body]) -> list[Report]:
    """Give what the checker says of each boundary case, in their order."""
    check = Contract.load().check
    headers = {"Content-Type": "application/json"}
    return [check(body.status, headers, body.wire) for body in bodies]


@pytest.fixture(scope="session")
def openrouter_target(openrouter_target: Target) -> Target:
    """Give the server that is named, else the mock: to this suite it is a server like any other."""
    if not isinstance(openrouter_target, BuiltIn):
        return openrouter_target
    return Target(openrouter_target.base_url, openrouter_target.api_key)


@pytest.fixture(scope="session")
def served(openrouter_listing: Capture) -> Body:
    """Give the listing of a server, with the checker's verdict on it."""
    wire = openrouter_listing.body
    return Body(200, json.loads(wire), openrouter_listing.check().ok, (200, "", "as it came"), wire)
