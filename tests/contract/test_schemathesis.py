"""schemathesis, with all its checks, finds nothing at the mock: in process, over a socket, from its command."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis import checks as schemathesis_checks
from schemathesis.errors import FailureGroup
from tests.conforming import STATUSES

from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.answers import Service

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

# schemathesis leaves the type parameter of its cases open.
Json = Any
checks: Any = schemathesis_checks
EXAMPLES = 40
IMPOSSIBLE = {400, 404, 422} & {*STATUSES}
"""The documented statuses with which an impossible page can be refused."""
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def drive(mock: MockOpenRouter, contract: Json, *, socket: bool, status: int) -> set[int]:
    """Send valid and invalid requests with the key, run all checks, and give the statuses seen."""
    schema: Any = schemathesis.openapi.from_dict(contract | {"servers": [{"url": "/api/v1"}]})
    # The API ignores parameters that it does not know, and the contract does not forbid them.
    schema.config.generation.update(allow_extra_parameters=False)
    if socket:
        schema.config.update(base_url=mock.base_url)
    else:
        schema.app = mock.app
    # A failure that the contract documents is what was asked for here, whatever the request.
    of_failures = [checks.not_a_server_error, checks.positive_data_acceptance]
    excluded = of_failures if status >= 400 else []
    headers = {"Authorization": f"Bearer {mock.api_key}"}
    seen: set[int] = set()
    for mode in GenerationMode:
        strategy = schema["/models/user"]["GET"].as_strategy(generation_mode=mode)

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
        @given(strategy)
        def send(case: Any) -> None:
            response = case.call_and_validate(headers=headers, excluded_checks=excluded)
            seen.add(response.status_code)

        send()
    return seen


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("socket", [True, False], ids=["socket", "in-process"])
def test_every_documented_status(
    contract: Json,
    socket: bool,  # noqa: FBT001 - a parameter
    status: int,
) -> None:
    """Every answer conforms, the key is enforced, other methods are refused."""
    with MockOpenRouter() as mock:
        mock.respond(status, times=None)
        assert status in drive(mock, contract, socket=socket, status=status)


@pytest.mark.skipif(not IMPOSSIBLE, reason="no status is documented for an impossible page")
def test_a_contract_with_pages(contract: Json) -> None:
    """The mock follows the contract without a change: pages are cut, impossible ones refused."""
    limits: list[Json] = [
        {"in": "query", "name": "offset", "schema": {"type": "integer", "minimum": 0}},
        {"in": "query", "name": "limit", "schema": {"type": "integer", "minimum": 1}},
    ]
    paged = deepcopy(contract)
    paged["paths"]["/models/user"]["get"]["parameters"] = limits
    with MockOpenRouter(contract=paged) as mock:
        seen = drive(mock, paged, socket=False, status=200)
    assert 200 in seen
    assert IMPOSSIBLE & seen


@pytest.mark.parametrize(
    "spoilt", [{"data": 1}, {}, {"data": [{"id": "a/b"}]}, {"error": {"code": 502}}]
)
def test_a_mock_that_breaks_the_contract_is_found(contract: Json, spoilt: Any) -> None:
    """The same run turns red when the listing does not conform."""
    mock = MockOpenRouter()
    mock.respond(200, body=spoilt, times=None)
    with pytest.raises(FailureGroup, match="violates schema"):
        drive(mock, contract, socket=False, status=200)


def test_a_mock_that_asks_for_no_key_is_found(
    contract: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same run turns red when a wrong key is good enough."""

    def accept(_: Service, __: httpx.Headers) -> None:
        return None

    monkeypatch.setattr(Service, "_refuse", accept)
    with pytest.raises(FailureGroup, match="authentication"):
        drive(MockOpenRouter(), contract, socket=False, status=200)


def run(root: Path, mock: MockOpenRouter, key: str) -> subprocess.CompletedProcess[str]:
    """Run the command with the suite's configuration against a mock that is served."""
    tests = root / "tests" / "contract"
    program = "from schemathesis.cli import schemathesis; schemathesis()"
    configured = f"--config-file={tests / 'schemathesis.toml'}"
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, configured, "run", str(root / "openapi" / "contract.yaml")],
        capture_output=True,
        env={**os.environ, "OPENROUTER_BASE_URL": mock.base_url, "OPENROUTER_API_KEY": key},
        text=True,
        check=False,
    )


def test_the_command_passes(root: Path, openrouter_mock: MockOpenRouter) -> None:
    """With the key it gets listings, and does without parameters that the contract does not know."""
    done = run(root, openrouter_mock, openrouter_mock.api_key)
    assert 0 == done.returncode, done.stdout
    assert "No issues found" in done.stdout
    assert len(openrouter_mock.requests) > 10


def test_the_command_fails_where_it_only_got_401(
    root: Path, openrouter_mock: MockOpenRouter
) -> None:
    """By itself schemathesis says that all tests passed."""
    done = run(root, openrouter_mock, "wrong")
    assert 1 == done.returncode, done.stdout
    assert "Authentication failed" in done.stdout
