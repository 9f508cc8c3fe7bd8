"""The pytest plugin: fixtures, and runs that hold a server or stored captures against the contract.

What a run does not need is not imported: pytest loads this module in every one.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from openrouter_models._policy.baseline import Baseline
    from openrouter_models.testing.captures import Capture
    from openrouter_models.testing.mock import MockOpenRouter
    from openrouter_models.testing.stored_listings import StoredListing
    from openrouter_models.testing.targets import Server, Target
    from openrouter_models.testing.traffic import Traffic

_T = TypeVar("_T")
_BASELINE = "openrouter_baseline"
_REQUIREMENTS = "openrouter_requirements"
_MARK = "openrouter"
_MOCK = pytest.StashKey["MockOpenRouter"]()


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
        "--openrouter-captures",
        metavar="FOLDER",
        type=Path,
        help="run only the tests marked openrouter_live, on the listings stored in this folder: bodies, "
        "bare lists of models, HAR files and cassettes of VCR.py",
    )
    group.addoption(
        "--openrouter-save-capture",
        metavar="FILE",
        type=Path,
        help="save the listing of that server in FILE, its header fields beside it",
    )
    group.addoption(
        "--openrouter-baseline",
        metavar="FILE",
        type=Path,
        help=f"findings listed in this file are known and do not count; overrides the ini option {_BASELINE}",
    )
    group.addoption(
        "--openrouter-coverage",
        action="store_true",
        help="tell at the end what of the contract the responses showed that were checked",
    )
    parser.addini(_BASELINE, type="paths", help="the file of known drift, a path beside this file")
    parser.addini(
        _REQUIREMENTS,
        type="paths",
        help="the file of the models that you depend on, a path beside this file",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and make a run a live one if asked."""
    config.addinivalue_line("markers", "openrouter_live: holds a listing to the contract")
    config.addinivalue_line(
        "markers",
        f"{_MARK}(models=, faults=, times=1, probability=1, period=, ...): serves a mock during the "
        "test, with the environment set so that clients find it; takes all options of MockOpenRouter",
    )
    file: Path | None = config.getoption("--openrouter-save-capture")
    url: str | None = config.getoption("--openrouter-base-url")
    folder: Path | None = config.getoption("--openrouter-captures")
    if file is not None and (not url or file.is_dir() or not file.absolute().parent.is_dir()):
        raise pytest.UsageError(
            "--openrouter-save-capture needs --openrouter-base-url, and a folder that exists for the file"
        )
    if config.getoption("--openrouter-coverage"):
        from openrouter_models.testing.coverage_run import CoverageRun

        config.pluginmanager.register(CoverageRun(), "openrouter-coverage-run")
    if url or folder:
        from openrouter_models.testing.configured_files import read_baseline
        from openrouter_models.testing.live_run import LiveRun

        run = LiveRun(url, file, folder, read_baseline(config))
        config.pluginmanager.register(run, "openrouter-live-run")


@pytest.fixture
def openrouter_mock(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MockOpenRouter]:
    """Serve a `MockOpenRouter` on loopback during one test, and lead clients to it by the environment.

    The test fails if the mock sent what breaks the contract without being asked for.
    """
    from openrouter_models.testing.marker import environment, marked_mock

    mark = request.node.get_closest_marker(_MARK)
    with marked_mock(mark, request.path.parent) as mock:
        for name, value in environment(mock).items():
            monkeypatch.setenv(name, value)
        request.node.stash[_MOCK] = mock
        yield mock


@pytest.fixture(autouse=True)
def _openrouter_marked(request: pytest.FixtureRequest) -> None:
    """Serve a mock for each test that is marked, whether it asks for the fixture or not."""
    if request.node.get_closest_marker(_MARK):
        request.getfixturevalue("openrouter_mock")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test whose mock deviated unasked."""
    yield
    if (mock := item.stash.get(_MOCK, None)) and mock.deviations:
        reports = "\n".join(map(str, mock.deviations))
        pytest.fail(
            f"The mock sent a body that breaks the contract:\n{reports}\n"
            "If that is intended, pass allow_deviations=True.",
            pytrace=False,
        )


def _told_briefly(read: Callable[[pytest.Config], _T], config: pytest.Config) -> _T:
    """Read what the configuration names; where it is wrong, fail without a traceback."""
    try:
        return read(config)
    except pytest.UsageError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture(scope="session")
def openrouter_baseline(pytestconfig: pytest.Config) -> Baseline:
    """Give the known drift: of `--openrouter-baseline`, else of the ini option, else none."""
    from openrouter_models.testing.configured_files import read_baseline

    return _told_briefly(read_baseline, pytestconfig)


@pytest.fixture
def openrouter_traffic(openrouter_baseline: Baseline) -> Iterator[Traffic]:
    """Check each listing that httpx receives during a test, and fail the test if one deviates."""
    from openrouter_models.testing.traffic import Traffic, watch

    traffic = Traffic(openrouter_baseline)
    with watch(traffic):
        yield traffic
    if traffic.problem:
        pytest.fail(traffic.problem, pytrace=False)


@pytest.fixture
def openrouter_require(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Fail unless a catalog meets the requirements in the file that the ini option names.

    Call it with the catalog; `since=` is an earlier one, to tell what broke since.
    """
    from openrouter_models.testing.assertions import assert_meets
    from openrouter_models.testing.configured_files import read_requirements

    return partial(assert_meets, requirements=_told_briefly(read_requirements, pytestconfig))


def _named_server(config: pytest.Config) -> Target | None:
    """Give the server that the command line names."""
    from openrouter_models.testing.live_run import taken_before
    from openrouter_models.testing.targets import Target

    url = config.getoption("--openrouter-base-url")
    return taken_before(config) or Target(url) if url else None


@pytest.fixture(scope="session")
def openrouter_target(pytestconfig: pytest.Config) -> Iterator[Target | Server | str]:
    """Give the server of a live run, or else a mock that is served for the session.

    Override it to check another one: give a `Target`, a base URL, or what has `base_url` and `api_key`.
    """
    from openrouter_models.testing.mock import MockOpenRouter
    from openrouter_models.testing.targets import BuiltIn

    if (named := _named_server(pytestconfig)) is not None:
        yield named
    else:
        with MockOpenRouter() as mock:
            yield BuiltIn(mock.base_url, mock.api_key)


@pytest.fixture(scope="session")
def _openrouter_server(
    openrouter_target: Target | Server | str, pytestconfig: pytest.Config
) -> Target:
    """Give the server to ask: one that the command line names goes before an override."""
    from openrouter_models.testing.targets import Target

    return _named_server(pytestconfig) or Target.of(openrouter_target)


@pytest.fixture(scope="session")
def openrouter_answer(_openrouter_server: Target, pytestconfig: pytest.Config) -> Capture:
    """Ask that server for its listing, once in a session; without one nothing is verified."""
    from openrouter_models.testing.live_run import take_listing

    # Under pytest-xdist the controller has saved it.
    is_worker = hasattr(pytestconfig, "workerinput")
    file = None if is_worker else pytestconfig.getoption("--openrouter-save-capture")
    return take_listing(_openrouter_server, file)


@pytest.fixture(scope="session")
def openrouter_listing(request: pytest.FixtureRequest) -> Capture:
    """Give a listing: each of the stored ones in turn, or that of the server."""
    stored: StoredListing | None = getattr(request, "param", None)
    if stored is not None:
        return stored.capture()
    answer: Capture = request.getfixturevalue("openrouter_answer")
    return answer


@pytest.fixture(scope="session")
def openrouter_refusal(openrouter_answer: Capture, _openrouter_server: Target) -> Capture:
    """Give what the server answers to a wrong key; asked only where a listing came."""
    assert openrouter_answer.body  # noqa: S101  # so that a listing came first
    return _openrouter_server.take_refusal()
