"""Run only the tests that hold a server against the contract, with two requests in all.

One of the two is made with a key that no server accepts. Under pytest-xdist the controller makes
both, and its workers get what came.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

from openrouter_models.errors import OpenRouterError
from openrouter_models.testing.targets import Capture, Target

if TYPE_CHECKING:
    from pathlib import Path

MARK = "openrouter_live"
NOTHING_VERIFIED = 3
_INPUT = "openrouter_captures"


@frozen
class Taken(Target):
    """A server whose answers were taken before.

    Attributes:
        listing: What it answered to the key, or why nothing is verified.
        refusal: What it answered to a wrong key, None where it gave no listing.
    """

    listing: Capture | str = ""
    refusal: Capture | str | None = None

    def take(self) -> Capture:
        """Give the answer to the key."""
        return _given(self.listing)

    def take_refusal(self) -> Capture:
        """Give the answer to a wrong key."""
        return _given(self.refusal or "no listing came, so no wrong key was tried")


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


def taken_before(config: pytest.Config) -> Taken | None:
    """Give what the controller took, None in a process that is no worker of pytest-xdist."""
    sent: dict[str, Any] = getattr(config, "workerinput", {})
    # The controller is this project's own code, so nobody else has made these bytes.
    return pickle.loads(sent[_INPUT]) if _INPUT in sent else None  # noqa: S301


class LiveRun:
    """Selects the tests that need a server, and refuses to pass when none of them saw a listing.

    Args:
        target: The server.
        file: Where to save the listing.
    """

    def __init__(self, target: Target, file: Path | None) -> None:
        self._target = target
        self._file = file
        self._verified = False
        self._sent: bytes | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give each worker of pytest-xdist what the server answered."""
        if self._sent is None:
            self._sent = pickle.dumps(self._take())
        node.workerinput[_INPUT] = self._sent

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
        # A worker may have got no test; its controller counts for all.
        if not self._verified and not hasattr(session.config, "workerinput"):
            session.exitstatus = NOTHING_VERIFIED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say so."""
        if not self._verified:
            terminalreporter.section("nothing verified", red=True)
            terminalreporter.line("No listing came, or no test looked at it.")

    def _take(self) -> Taken:
        """Ask the server for both answers; what fails is told by the tests that need it."""
        url = self._target.base_url
        try:
            listing = take_listing(self._target, self._file)
        except pytest.fail.Exception as failed:
            return Taken(url, listing=str(failed))
        try:
            return Taken(url, listing=listing, refusal=self._target.take_refusal())
        except OpenRouterError as error:
            return Taken(url, listing=listing, refusal=str(error))


def _given(answer: Capture | str) -> Capture:
    if isinstance(answer, str):
        pytest.fail(answer, pytrace=False)
    return answer
