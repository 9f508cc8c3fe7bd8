"""Live runs: pytest against a server, here the mock over HTTP, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openrouter_models._http.secret import Secret
from openrouter_models.errors import APIConnectionError
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.live import Target, take_listing

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "contract" / "test_live.py"


def live(*options: object, key: str | None) -> subprocess.CompletedProcess[str]:
    """Run the live tests of the suite."""
    environment = {k: v for k, v in os.environ.items() if k != "OPENROUTER_API_KEY"}
    given = {} if key is None else {"OPENROUTER_API_KEY": key}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(TESTS), *map(str, options)],
        capture_output=True,
        cwd=ROOT,
        env={**environment, **given, "NO_PROXY": "127.0.0.1"},
        text=True,
        check=False,
    )


def here(*options: object) -> int:
    """Run the live tests of the suite in this process."""
    alone = ("-p", "no:cacheprovider", "-p", "no:faulthandler", "-c", ROOT / "pyproject.toml")
    return int(pytest.main([str(each) for each in (TESTS, *alone, *options)]))


def target(mock: MockOpenRouter) -> Target:
    """Give a mock that serves as what captures are taken of."""
    return Target(mock.base_url, Secret(mock.api_key))


def test_a_server_that_keeps_the_contract(openrouter_mock: MockOpenRouter, tmp_path: Path) -> None:
    """Green after two requests, with a capture that can be replayed and no key in anything."""
    mock, file = openrouter_mock, tmp_path / "models.json"
    done = live(
        *("--openrouter-base-url", mock.base_url, "--openrouter-save-capture", file, "-v"),
        key=mock.api_key,
    )
    assert 0 == done.returncode, done.stdout
    assert 2 == len(mock.requests)
    assert mock.listing == json.loads(file.read_bytes())
    headers = file.with_suffix(".headers.json").read_text("utf-8")
    assert "application/json" == json.loads(headers)["content-type"]
    assert mock.api_key not in done.stdout + done.stderr + headers + file.read_text("utf-8")


def test_a_key_that_is_refused(openrouter_mock: MockOpenRouter) -> None:
    """Nothing is verified, which is no success, and one request told so."""
    done = live("--openrouter-base-url", openrouter_mock.base_url, "-l", key="sk-or-v1-mine")
    assert 3 == done.returncode, done.stdout
    assert "nothing verified: the server answered 401" in done.stdout
    assert 1 == len(openrouter_mock.requests)
    assert "sk-or-v1-mine" not in done.stdout + done.stderr


def test_a_run_without_a_live_test(
    openrouter_mock: MockOpenRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is left of a selection may be nothing."""
    assert 3 == here("--openrouter-base-url", openrouter_mock.base_url, "-k", "nothing")
    assert "nothing verified" in capsys.readouterr().out
    assert () == openrouter_mock.requests


def test_a_capture_needs_a_server_and_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That is said before anything is sent."""
    assert 4 == here("--openrouter-save-capture", tmp_path / "no" / "models.json")
    said = capsys.readouterr().err
    assert "needs --openrouter-base-url, and a folder that exists" in said


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ({"status": 500}, "answered 500"),
        ({"body": {"data": []}}, "the listing has no models"),
    ],
)
def test_no_listing(script: dict[str, Any], reason: str) -> None:
    """An error as documented, or a listing without models, verifies nothing."""
    with MockOpenRouter() as mock:
        mock.respond(**script)
        with pytest.raises(pytest.fail.Exception, match=f"nothing verified: .*{reason}"):
            take_listing(target(mock))


def test_no_server(tmp_path: Path) -> None:
    """Nothing is verified and nothing written."""
    nowhere = Target("http://127.0.0.1:9/api/v1", Secret("x"))
    with pytest.raises(APIConnectionError):
        nowhere.take()
    with pytest.raises(pytest.fail.Exception, match="nothing verified"):
        take_listing(nowhere, tmp_path / "models.json")
    assert [] == list(tmp_path.iterdir())


def test_a_body_that_never_was() -> None:
    """What cannot be read whole verifies nothing."""
    with MockOpenRouter() as mock:
        mock.fail_with("corrupt-gzip")
        with pytest.raises(pytest.fail.Exception, match="nothing verified"):
            take_listing(target(mock))


def test_a_key_that_is_echoed_is_not_kept(tmp_path: Path) -> None:
    """A server may put it into the body."""
    with MockOpenRouter() as mock:
        mock.respond(body=mock.listing | {"you": mock.api_key})
        capture = take_listing(target(mock), tmp_path / "models.json")
    assert mock.api_key.encode() not in capture.body
    assert mock.api_key not in (tmp_path / "models.json").read_text("utf-8")


def test_a_page_under_200_is_for_the_tests_to_judge() -> None:
    """It is a violation, not nothing."""
    with MockOpenRouter() as mock:
        mock.fail_with("html")
        assert not take_listing(target(mock)).check().ok
