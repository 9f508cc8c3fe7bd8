"""Take a capture of a server, and run only the tests that hold one against the contract.

Such a run sends two requests, one of them with a key that no server accepts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from attrs import field, frozen

from openrouter_models._http.retrying import RetryPolicy
from openrouter_models._http.secret import Secret, find_key
from openrouter_models.client import OpenRouterModels
from openrouter_models.contract import Contract
from openrouter_models.errors import APIStatusError, InvalidResponseError, OpenRouterError

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from openrouter_models.findings import Report

MARK = "openrouter_live"
NOTHING_VERIFIED = 3
_WRONG_KEY = "sk-or-v1-no-such-key"
_HARMLESS = ("content-type", "date", "cache-control", "age", "etag", "last-modified", "vary")


@frozen
class Capture:
    """What a server answered.

    Attributes:
        status: The HTTP status.
        headers: The header fields that identify neither account nor connection.
        body: The body, decompressed.
    """

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    def check(self) -> Report:
        """Hold the answer against the packaged contract."""
        return Contract.load().check(self.status, self.headers, self.body)

    def save(self, file: Path) -> None:
        """Write the body as it came, and the header fields as JSON beside it.

        Args:
            file: The file of the body; `models.json` brings `models.headers.json` along.
        """
        file.write_bytes(self.body)
        headers = json.dumps(self.headers, indent=2, sort_keys=True)
        file.with_suffix(".headers.json").write_text(headers + "\n", "utf-8")


@frozen
class Target:
    """A server to take captures of.

    Attributes:
        base_url: The API's base URL.
        api_key: Its key, None for that of the environment.
    """

    base_url: str
    api_key: Secret | None = None

    def take(self) -> Capture:
        """Ask for the listing, once.

        Returns:
            The answer, whatever its status, with the key taken out where the server echoes it.

        Raises:
            OpenRouterError: There is no key, or no whole answer came.
        """
        return self._ask(find_key(self.api_key))

    def take_refusal(self) -> Capture:
        """Ask with a key that no server accepts, once.

        Raises:
            OpenRouterError: No whole answer came.
        """
        return self._ask(Secret(_WRONG_KEY))

    def _ask(self, key: Secret) -> Capture:
        policy = RetryPolicy(retries=0)
        with OpenRouterModels(key.reveal(), base_url=self.base_url, retry=policy) as client:
            try:
                # A catalog that came over HTTP has its response.
                response = cast("httpx.Response", client.list().response)
            except (APIStatusError, InvalidResponseError) as error:
                if error.response is None:
                    raise
                response = error.response
        body = response.content.replace(key.reveal().encode(), b"[redacted]")
        headers = {name: response.headers[name] for name in _HARMLESS if name in response.headers}
        return Capture(response.status_code, headers, body)


def take_listing(target: Target, file: Path | None = None) -> Capture:
    """Take a capture of a listing, and keep it if asked.

    Args:
        target: The server.
        file: Where to save it.

    Raises:
        pytest.fail.Exception: No listing came, so that nothing can be verified.
    """
    try:
        capture = target.take()
        report = capture.check()
    except OpenRouterError as error:
        pytest.fail(f"nothing verified: {error}", pytrace=False)
    if capture.status != 200:
        pytest.fail(f"nothing verified: the server answered {capture.status}", pytrace=False)
    if report.ok and not report.verified:
        pytest.fail("nothing verified: the listing has no models", pytrace=False)
    if file is not None:
        capture.save(file)
    return capture


class LiveRun:
    """Selects the tests that need a server, and refuses to pass when none of them saw a listing."""

    def __init__(self) -> None:
        self._verified = False

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave everything else out."""
        others = [item for item in items if item.get_closest_marker(MARK) is None]
        items[:] = [item for item in items if item not in others]
        config.hook.pytest_deselected(items=others)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a test that got its listing and found nothing wrong."""
        is_call = report.when == "call" and MARK in report.keywords
        self._verified = self._verified or (is_call and not report.skipped)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that has verified nothing into a failure, whatever pytest makes of it."""
        if not self._verified:
            session.exitstatus = NOTHING_VERIFIED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say so."""
        if not self._verified:
            terminalreporter.section("nothing verified", red=True)
            terminalreporter.line("No listing came, or no test looked at it.")
