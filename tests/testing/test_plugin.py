"""The pytest plugin: the fixture, the mark, and what they cost others."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from openrouter_models import OpenRouterModels
from openrouter_models.testing import MockOpenRouter, model, plugin
from openrouter_models.testing.marker import environment, marked_mock

if TYPE_CHECKING:
    from pathlib import Path


def test_the_fixture_serves(openrouter_mock: MockOpenRouter) -> None:
    """A test that asks for it talks to a mock over HTTP."""
    headers = {"Authorization": f"Bearer {openrouter_mock.api_key}"}
    response = httpx.get(f"{openrouter_mock.base_url}/models/user", headers=headers)
    assert openrouter_mock.listing == response.json()


@pytest.mark.openrouter(models=[model("acme/one"), model("acme/two")], faults="429, ok")
def test_a_marked_test_needs_no_fixture() -> None:
    """A client made from the environment alone is served what the mark says."""
    with OpenRouterModels() as client:
        assert 429 == client.exchange().status_code
        assert ["acme/one", "acme/two"] == [each.id for each in client.list()]


@pytest.mark.openrouter(models=30, seed=5, period="2025-07")
def test_the_mark_takes_the_options_of_the_mock(openrouter_mock: MockOpenRouter) -> None:
    """What a period deviates in was asked for."""
    with OpenRouterModels() as client:
        assert not client.list().report.ok
    assert () == openrouter_mock.deviations


def test_the_environment_leads_past_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was excluded from a proxy stays so."""
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.delenv("no_proxy", raising=False)
    with MockOpenRouter() as mock:
        found = environment(mock)
    assert ("example.com,127.0.0.1", "127.0.0.1") == (found["NO_PROXY"], found["no_proxy"])
    assert mock.api_key == found["OPENROUTER_API_KEY"] == found["OPENAI_API_KEY"]


def test_the_environment_is_restored(request: pytest.FixtureRequest) -> None:
    """Only the test itself is led to the mock."""
    before = dict(os.environ)
    with pytest.MonkeyPatch.context() as patch:
        serving = cast("Any", plugin.openrouter_mock).__wrapped__(request, patch)
        assert next(serving).base_url == os.environ["OPENROUTER_BASE_URL"]
        assert next(serving, None) is None
    assert before == dict(os.environ)


def test_models_may_be_a_file_beside_the_test(tmp_path: Path) -> None:
    """A stored response is served byte for byte."""
    (tmp_path / "stored.json").write_bytes(b'{"data": []}')
    with marked_mock(pytest.mark.openrouter(models="stored.json").mark, tmp_path) as mock:
        assert {"data": []} == mock.listing


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        *(("host", wrong) for wrong in (3, "", "no host", "\ud800")),
        *(("port", wrong) for wrong in (-1, 99999, "x")),
        *(("api_key", wrong) for wrong in (3, "a\0b", "\ud800")),
        *(("models", wrong) for wrong in ("none.json", "a\0b", "\ud800")),
        *(("faults", 3), ("times", "x"), ("probability", "x"), ("catalog", 3), ("nonsense", 1)),
    ],
)
def test_a_wrong_option_of_the_mark_is_named_on_one_line(
    option: str, wrong: object, tmp_path: Path
) -> None:
    """Without a traceback."""
    mark = pytest.mark.openrouter(**{option: wrong}).mark
    told = rf"^@pytest\.mark\.openrouter: .*\b{option}\b.*$"
    with pytest.raises(pytest.fail.Exception, match=told) as failed, marked_mock(mark, tmp_path):
        pass
    assert not failed.value.pytrace


def test_the_mark_takes_options_by_name_only(tmp_path: Path) -> None:
    """What is given by position would be ignored."""
    with (
        pytest.raises(pytest.fail.Exception, match="given by name"),
        marked_mock(pytest.mark.openrouter("429").mark, tmp_path),
    ):
        pass


class _Item:
    stash = pytest.Stash()


def test_a_deviation_that_nobody_asked_for_fails_the_test() -> None:
    """The report is the message; a deviation by name was asked for."""
    mock, item = MockOpenRouter(), _Item()
    item.stash[vars(plugin)["_MOCK"]] = mock
    mock.fail_with("drop-required:/data")
    mock.respond(body={"data": 1}, allow_deviations=True)
    mock.respond(body={"data": [{"id": "acme/one"}]})
    with OpenRouterModels(mock.api_key, transport=mock.transport) as client:
        for asked_for in (True, True, False):
            client.exchange()
            ending = plugin.pytest_runtest_call(cast("pytest.Item", item))
            next(ending)
            with pytest.raises(StopIteration if asked_for else pytest.fail.Exception) as ended:
                next(ending)
    assert "missing-required at /data/0/name" in str(ended.value)


def test_the_plugin_is_cheap_to_import() -> None:
    """Every run of pytest loads it, and few need the mock."""
    program = (
        "import sys, openrouter_models.testing.plugin;"
        "print([n for n in sys.modules if n in ('httpx', 'openrouter_models.testing.mock')])"
    )
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "[]" == run.stdout.strip()
