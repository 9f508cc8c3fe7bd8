"""`assert_conforms`: whatever holds a listing is checked, and a failure shows the report."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.conforming import failure

from openrouter_models import Kind, Requirements, decode
from openrouter_models._policy.baseline import Baseline
from openrouter_models._policy.baseline_entries import Known
from openrouter_models.testing import (
    Capture,
    MockOpenRouter,
    assert_conforms,
    assert_meets,
    configured_files,
    plugin,
)

if TYPE_CHECKING:
    from pathlib import Path

GOOD: Any = MockOpenRouter().listing
BAD: Any = GOOD | {"data": [GOOD["data"][0] | {"name": 5}]}
NAMED = (configured_files.BASELINE, configured_files.REQUIREMENTS)
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("listing", [GOOD, BAD])
def test_a_listing_is_taken_in_any_form(listing: Any) -> None:
    """As a response, a body or what was decoded of it; the message names the finding."""
    body = json.dumps(listing).encode()
    forms: list[Any] = [
        listing,
        body,
        body.decode(),
        httpx.Response(200, headers=JSON, content=body),
        SimpleNamespace(status_code=200, headers=JSON, content=body),
        Capture.stored(body),
    ]
    for form in forms:
        if listing is GOOD:
            assert assert_conforms(form).verified
            continue
        with pytest.raises(
            AssertionError, match=r"violates the contract: 1 error.*\n.*/data/0/name"
        ):
            assert_conforms(form)
        known = Baseline((Known(Kind.WRONG_TYPE, "/data/*/name"),))
        assert 1 == len(assert_conforms(form, baseline=known).known)


def test_the_status_counts() -> None:
    """That of a response is its own."""
    error = failure(401)
    assert assert_conforms(error, status=401).ok
    with pytest.raises(AssertionError, match="missing-required at /data"):
        assert_conforms(error)
    with pytest.raises(AssertionError, match="Expected status 200, got 401"):
        assert_conforms(httpx.Response(401, json=error), status=200)


def test_nothing_verified_is_no_success() -> None:
    """An empty listing deviates in nothing."""
    with pytest.raises(AssertionError, match="Nothing was verified"):
        assert_conforms(GOOD | {"data": []})


REQUIRED = Requirements.parse(
    'version = 1\n[[model]]\nid = "a/b"\nmin_context = 5\n[[model]]\nid = "a/c"'
)


def test_a_catalog_that_does_not_meet_the_requirements_fails() -> None:
    """With what is wrong, each on a line; one that does passes."""
    assert_meets(decode('{"data": [{"id": "a/b", "context_length": 5}, {"id": "a/c"}]}'), REQUIRED)
    with pytest.raises(AssertionError) as caught:
        assert_meets(decode('{"data": [{"id": "a/b", "context_length": 4}]}'), REQUIRED)
    assert (
        "2 of 2 requirements not met:\n  a/b: has context length 4, less than 5\n  a/c: is gone; nearest: a/b"
    ) == str(caught.value)


def test_the_fixture_requires_what_the_ini_option_names(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of any catalog that it is called with."""

    def read(_: object) -> Requirements:
        return REQUIRED

    monkeypatch.setattr(configured_files, "read_requirements", read)
    with pytest.raises(AssertionError, match="2 of 2 requirements not met"):
        request.getfixturevalue("openrouter_require")(decode('{"data": []}'))


@pytest.mark.parametrize("fixture", [plugin.openrouter_baseline, plugin.openrouter_require])
def test_a_wrong_file_is_told_without_a_traceback(fixture: Any, tmp_path: Path) -> None:
    """In one line that names the option."""
    named, asked = {key: [tmp_path] for key in NAMED}, dict[str, None]()
    config: Any = SimpleNamespace(getoption=asked.get, getini=named.get)
    with pytest.raises(pytest.fail.Exception, match=r"^openrouter_\w+: Cannot read .*$") as failed:
        fixture.__wrapped__(config)
    assert not failed.value.pytrace


def test_the_ini_option_names_one_file_of_requirements(tmp_path: Path) -> None:
    """What else it may be is told in a sentence."""
    file = tmp_path / "models.toml"
    file.write_text('version = 1\n[[model]]\nid = "x/y"')

    def read(*files: Path) -> Requirements:
        config: Any = SimpleNamespace(getini={"openrouter_requirements": [*files]}.get)
        return configured_files.read_requirements(config)

    assert "x/y" == read(file).models[0].id
    for files, message in (
        ((), "needs the ini option openrouter_requirements"),
        ((file, file), "must name one file, got 2"),
        ((tmp_path,), "^openrouter_requirements: Cannot read .*: "),
    ):
        with pytest.raises(pytest.UsageError, match=message):
            read(*files)
