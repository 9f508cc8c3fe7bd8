"""Live runs: pytest against a server, here the mock over HTTP, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import nested
from tests.conforming import listing

from openrouter_models import Finding, Kind, Report
from openrouter_models._policy.baseline import Baseline
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.captures import Capture
from openrouter_models.testing.live_run import take_listing
from openrouter_models.testing.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "overlay" / "openrouter_models" / "testing" / "suite" / "test_openrouter.py"
TESTS = ROOT / "tests" / "contract" / "test_live.py"

# Plugins and settings that these runs do not need take longer to load than the runs take.
XDIST = ("-p", "xdist.plugin")
_ALONE = ("-p", "no:cacheprovider", "-p", "openrouter_models.testing.plugin", "-c", os.devnull)


def live(*options: object, key: str | None) -> subprocess.CompletedProcess[str]:
    """Run the live tests of the suite."""
    environment = {k: v for k, v in os.environ.items() if k != "OPENROUTER_API_KEY"}
    given = {} if key is None else {"OPENROUTER_API_KEY": key}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "pytest", *_ALONE, str(SUITE), *map(str, options)],
        capture_output=True,
        cwd=SUITE.parent,
        env={
            **environment,
            **given,
            "NO_PROXY": "127.0.0.1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        text=True,
        check=False,
    )


def here(*options: object) -> int:
    """Run the live tests of the suite in this process."""
    return nested.run(TESTS, *options)


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


def test_a_key_that_is_refused(
    openrouter_mock: MockOpenRouter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is verified, which is no success, and one request told so."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-mine")
    assert 3 == here("--openrouter-base-url", openrouter_mock.base_url, "-l")
    told = "".join(capsys.readouterr())
    assert "nothing verified: the server answered 401" in told
    assert 1 == len(openrouter_mock.requests)
    assert "sk-or-v1-mine" not in told


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


SILENCERS: dict[str, Callable[[MockOpenRouter], None]] = {
    "the server answered 500": lambda mock: mock.respond(500),
    "the listing has no models": lambda mock: mock.respond(body=listing()),
    "data that cannot be decompressed": lambda mock: mock.fail_with("corrupt-gzip"),
    "refused": lambda mock: mock.__exit__(),
}


@pytest.mark.parametrize("reason", SILENCERS)
def test_no_listing(reason: str, tmp_path: Path) -> None:
    """Nothing is verified, whatever the reason, and nothing written."""
    with MockOpenRouter() as mock:
        asked = Target.of(mock)
        SILENCERS[reason](mock)
        with pytest.raises(pytest.fail.Exception, match=f"nothing verified: .*{reason}"):
            take_listing(asked, tmp_path / "models.json")
    assert [] == list(tmp_path.iterdir())


def test_under_xdist_two_requests_are_sent(openrouter_mock: MockOpenRouter, tmp_path: Path) -> None:
    """In all, whatever the number of workers, and the capture is saved once."""
    mock, file = openrouter_mock, tmp_path / "models.json"
    options = (
        "--openrouter-base-url",
        mock.base_url,
        "--openrouter-save-capture",
        file,
        *XDIST,
        "-n2",
    )
    done = live(*options, key=mock.api_key)
    assert (0, 2) == (done.returncode, len(mock.requests)), done.stdout
    assert mock.listing == json.loads(file.read_bytes())


def test_under_xdist_nothing_verified_is_no_success(openrouter_mock: MockOpenRouter) -> None:
    """Said once, after one request."""
    openrouter_mock.respond(500)
    done = live(
        "--openrouter-base-url", openrouter_mock.base_url, *XDIST, "-n1", key="sk-or-v1-mine"
    )
    assert (3, 1) == (done.returncode, len(openrouter_mock.requests)), done.stdout
    assert "nothing verified: the server answered" in done.stdout


def test_a_folder_of_captures(
    openrouter_mock: MockOpenRouter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each listing in it is checked under its name, with the baseline and what its headers announce; a server may be checked beside them."""
    listing = openrouter_mock.listing
    for name, value in {
        "good": listing,
        "bare": listing["data"],
        "bad": {"data": [{"id": 5}]},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
    (tmp_path / "bare.headers.json").write_text(
        '{"content-type": "text/html", "deprecation": "@0"}', "utf-8"
    )
    (tmp_path / "empty.har").write_text('{"log": {"entries": []}}', "utf-8")
    folder = ("--openrouter-captures", tmp_path, "-rA", "-q", "-k", "conforms")
    assert 1 == here(*folder)
    told = capsys.readouterr().out
    assert "PASSED tests/contract/test_live.py::test_the_listing_conforms[good.json]" in told
    assert "1 passed" in told
    assert "2 failed" in told
    known = tmp_path / "known.toml"
    renewed, _ = Baseline().renewed(
        [
            Capture.stored((tmp_path / "bad.json").read_bytes()).report,
            Report(
                (
                    Finding(Kind.WRONG_CONTENT_TYPE, "", ""),
                    Finding(Kind.WRONG_TYPE, "/data/0/x", ""),
                )
            ),
        ]
    )
    known.write_text(str(renewed), "utf-8")
    assert 0 == here(*folder, "--openrouter-baseline", known)
    told = capsys.readouterr().out
    assert "nothing was found for wrong-type at /data/*/x" in told
    assert "the operation is deprecated as of 1970-01-01" in told
    assert 1 == told.count("nothing was found for")


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("there is no listing in", ["--openrouter-captures", "."]),
        ("cannot read", ["--openrouter-captures", "nowhere"]),
        ("Cannot read", ["--openrouter-base-url", "x", "--openrouter-baseline", "nowhere"]),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_runs(
    said: str, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line."""
    assert 4 == here(*(tmp_path / each if each in {".", "nowhere"} else each for each in options))
    assert said in capsys.readouterr().err


def test_the_mock_of_this_package_proves_nothing_about_another() -> None:
    """Nobody has said what to check."""
    assert 1 == nested.run(SUITE, "-q")


def test_a_server_that_is_named_goes_before_an_override(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise somebody's mock would answer for it."""
    tests = tmp_path / "test_overriding.py"
    tests.write_text(
        "import pytest\n"
        "from openrouter_models.testing.suite.test_openrouter import *\n"
        "openrouter_target = pytest.fixture(lambda: 'http://127.0.0.1:9', scope='session')\n"
    )
    with MockOpenRouter() as mock:
        monkeypatch.setenv("OPENROUTER_API_KEY", mock.api_key)
        assert 0 == nested.run(
            *(tests, "--openrouter-base-url", mock.base_url), configuration=os.devnull
        )
        assert 2 == len(mock.requests)
    assert 1 == nested.run(tests, configuration=os.devnull)


def test_a_page_under_200_is_for_the_tests_to_judge() -> None:
    """It is a violation, not nothing."""
    with MockOpenRouter() as mock:
        mock.fail_with("html")
        assert not take_listing(Target.of(mock)).check().ok
