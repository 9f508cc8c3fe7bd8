"""The pytest plugin: the fixture `openrouter_mock`, and live runs with `--openrouter-base-url`.

What a run does not need is not imported: pytest loads this module in every one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models.testing.mock import MockOpenRouter
    from openrouter_models.testing.targets import Capture, Target


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of live runs."""
    group = parser.getgroup("openrouter", "OpenRouter")
    group.addoption(
        "--openrouter-base-url",
        metavar="URL",
        help="run only the tests marked openrouter_live, against the server at this base URL, with "
        "the key in OPENROUTER_API_KEY; exit with 3 if that verified nothing",
    )
    group.addoption(
        "--openrouter-save-capture",
        metavar="FILE",
        type=Path,
        help="save the listing of that server in FILE, its header fields beside it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and make a run a live one if asked."""
    config.addinivalue_line("markers", "openrouter_live: holds a server's listing to the contract")
    file: Path | None = config.getoption("--openrouter-save-capture")
    url: str | None = config.getoption("--openrouter-base-url")
    if file is not None and not (url and file.absolute().parent.is_dir()):
        raise pytest.UsageError(
            "--openrouter-save-capture needs --openrouter-base-url, and a folder that exists"
        )
    if url:
        from openrouter_models.testing.live import LiveRun  # noqa: PLC0415 - see above
        from openrouter_models.testing.targets import Target  # noqa: PLC0415 - the same

        config.pluginmanager.register(LiveRun(Target(url), file), "openrouter-live-run")


@pytest.fixture
def openrouter_mock() -> Iterator[MockOpenRouter]:
    """Serve a `MockOpenRouter` on loopback for the duration of one test."""
    from openrouter_models.testing.mock import MockOpenRouter  # noqa: PLC0415 - see above

    with MockOpenRouter() as mock:
        yield mock


@pytest.fixture(scope="session")
def openrouter_target(pytestconfig: pytest.Config) -> Iterator[Target]:
    """Give the server of a live run, or else a mock that is served for the session."""
    from openrouter_models._http.secret import Secret  # noqa: PLC0415 - see above
    from openrouter_models.testing.live import taken_before  # noqa: PLC0415 - the same
    from openrouter_models.testing.mock import MockOpenRouter  # noqa: PLC0415 - the same
    from openrouter_models.testing.targets import Target  # noqa: PLC0415 - the same

    if url := pytestconfig.getoption("--openrouter-base-url"):
        yield taken_before(pytestconfig) or Target(url)
    else:
        with MockOpenRouter() as mock:
            yield Target(mock.base_url, Secret(mock.api_key))


@pytest.fixture(scope="session")
def openrouter_listing(openrouter_target: Target, pytestconfig: pytest.Config) -> Capture:
    """Ask that server for its listing, once in a session; without one nothing is verified."""
    from openrouter_models.testing.live import take_listing  # noqa: PLC0415 - see above

    # Under pytest-xdist the controller has saved it.
    is_worker = hasattr(pytestconfig, "workerinput")
    file = None if is_worker else pytestconfig.getoption("--openrouter-save-capture")
    return take_listing(openrouter_target, file)
