"""Run only the tests that hold a listing against the contract: a server's, or stored ones.

A server gets two requests in all. One of the two is made with a key that no server accepts. Under pytest-xdist the controller makes
both, and its workers get what came.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

from openrouter_models._text import printable
from openrouter_models.errors import OpenRouterError
from openrouter_models.testing.stored_listings import read_folder
from openrouter_models.testing.targets import Target

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from openrouter_models._policy.baseline import Baseline
    from openrouter_models.testing.captures import Capture

MARK = "openrouter_live"
KNOWN = pytest.StashKey[list[str]]()
"""Where a test tells which entries of the baseline it needed."""
ANNOUNCED = "openrouter_announced"
"""The property under which a test tells of what the server announces."""
NOTHING_VERIFIED = 3
_INPUT = "openrouter_captures"
_USED = "openrouter_known"


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
    """Give what the controller took, None in a process that is not a worker of pytest-xdist."""
    sent: dict[str, Any] = getattr(config, "workerinput", {})
    # The controller is this project's own code, so nobody else has made these bytes.
    return pickle.loads(sent[_INPUT]) if _INPUT in sent else None  # noqa: S301


class LiveRun:
    """Selects the tests that need a listing, and refuses to pass when none of them saw one."""

    def __init__(
        self, url: str | None, file: Path | None, folder: Path | None, baseline: Baseline
    ) -> None:
        self._target = Target(url) if url else None
        self._file = file
        self._stored = read_folder(folder) if folder else []
        self._baseline = baseline
        self._used: set[str] = set()
        self._announced: set[str] = set()
        self._verified = False
        self._sent: bytes | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give each worker of pytest-xdist what the server answered."""
        if self._target is None:
            return
        if self._sent is None:
            self._sent = pickle.dumps(self._take(self._target))
        node.workerinput[_INPUT] = self._sent

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run what needs a listing with each of the stored ones, and with the server's."""
        names = metafunc.fixturenames
        if self._stored and "openrouter_listing" in names and "openrouter_refusal" not in names:
            sources = [*([None] if self._target else []), *self._stored]
            ids = ["server" if each is None else printable(each.name) for each in sources]
            metafunc.parametrize(
                "openrouter_listing", sources, indirect=True, ids=ids, scope="session"
            )

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave everything else out, and what needs a server where there is none."""
        others = [item for item in items if not self._wants(item)]
        items[:] = [item for item in items if item not in others]
        config.hook.pytest_deselected(items=others)

    def _wants(self, item: pytest.Item) -> bool:
        needs_server = "openrouter_target" in getattr(item, "fixturenames", ())
        return item.get_closest_marker(MARK) is not None and (
            self._target is not None or not needs_server
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a test that got its listing and found nothing wrong, and of what is known."""
        is_call = report.when == "call" and MARK in report.keywords
        self._verified = self._verified or (is_call and not report.skipped)
        self._used.update(getattr(report, _USED, ()))
        self._announced |= {str(said) for name, said in report.user_properties if name == ANNOUNCED}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let the report say what the test knew, because it travels from a worker and the test does not."""
        report = yield
        setattr(report, _USED, item.stash.get(KNOWN, list[str]()))
        return report

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that has verified nothing into a failure, whatever pytest makes of it."""
        # A worker may have got no test; its controller counts for all.
        if not self._verified and not hasattr(session.config, "workerinput"):
            session.exitstatus = NOTHING_VERIFIED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say so, what the server announces, and which entries of the baseline nothing was found for."""
        if not self._verified:
            terminalreporter.section("nothing verified", red=True)
            terminalreporter.line(
                "No listing came, or no test looked at it; "
                "--pyargs openrouter_models.testing.suite brings tests that do."
            )
            return
        if self._announced:
            terminalreporter.section("announced by the server", yellow=True)
            for said in sorted(self._announced):
                terminalreporter.line(said)
        if stale := [each for each in map(str, self._baseline.entries) if each not in self._used]:
            terminalreporter.section("stale entries of the baseline", yellow=True)
            for each in stale:
                terminalreporter.line(f"nothing was found for {each}")

    def _take(self, target: Target) -> Taken:
        """Ask the server for both answers; what fails is told by the tests that need it."""
        url = target.base_url
        try:
            listing = take_listing(target, self._file)
        except pytest.fail.Exception as failed:
            return Taken(url, listing=str(failed))
        try:
            return Taken(url, listing=listing, refusal=target.take_refusal())
        except OpenRouterError as error:
            return Taken(url, listing=listing, refusal=str(error))


def _given(answer: Capture | str) -> Capture:
    if isinstance(answer, str):
        pytest.fail(answer, pytrace=False)
    return answer
