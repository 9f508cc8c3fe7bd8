"""What `@pytest.mark.openrouter` asks for: a mock, and an environment that leads clients to it."""

from __future__ import annotations

import inspect
import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models._text import brief, one_line
from openrouter_models.testing.mock import MockOpenRouter

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from openrouter_models.testing.served_listing import Servable

_NO_PROXY = ("NO_PROXY", "no_proxy")


@contextmanager
def marked_mock(mark: pytest.Mark | None, folder: Path) -> Generator[MockOpenRouter]:
    """Serve the mock that the mark of a test asks for; paths begin at the folder of the test.

    Raises:
        pytest.fail.Exception: There is no such option, or one has a value that cannot be used.
    """
    asked = mark or pytest.mark.openrouter.mark
    with ExitStack() as serving:
        try:
            mock = serving.enter_context(_mock_for(folder, *asked.args, **asked.kwargs))
        except (OSError, TypeError, ValueError) as error:
            said = f"@pytest.mark.openrouter: {one_line(str(error))}"
            raise pytest.fail.Exception(said, pytrace=False) from None
        yield mock


def _mock_for(
    folder: Path,
    *given: object,
    models: Servable | int | str | Path | None = None,
    faults: str | Iterable[str] = (),
    times: int | None = 1,
    probability: float = 1.0,
    **options: Any,
) -> MockOpenRouter:
    """Read the mark: faults, times and probability are those of `MockOpenRouter.fail_with`, others those of the class."""
    if given:
        raise TypeError(f"options are given by name, such as models=; got {brief(given[0])}")
    known = inspect.signature(MockOpenRouter).parameters.keys() - {"catalog"}
    if unknown := options.keys() - known:
        raise TypeError(f"there is no option {min(unknown)}; what to list is models=")
    if not hasattr(faults, "__iter__"):
        raise TypeError(f"faults must be names, such as '429', got {brief(faults)}.")
    catalog = _read(folder / models) if isinstance(models, str | Path) else models
    names = [faults] if isinstance(faults, str) else [*faults]
    mock = MockOpenRouter(catalog, **options)
    mock.fail_with(*names, times=times, probability=probability)
    return mock


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"models: cannot read {file}: {reason}") from None


def environment(mock: MockOpenRouter) -> dict[str, str]:
    """Give the variables that lead clients to a mock, past any proxy.

    Our client reads the first two, the official SDK the first, OpenAI's client the next two; what
    takes no address from the environment is given `OPENROUTER_BASE_URL`.
    """
    found = {"OPENROUTER_API_KEY": mock.api_key, "OPENROUTER_BASE_URL": mock.base_url}
    found |= {"OPENAI_API_KEY": mock.api_key, "OPENAI_BASE_URL": mock.base_url}
    host = mock.base_url.split("//")[1].rpartition(":")[0].strip("[]")
    for name in _NO_PROXY:
        found[name] = ",".join(filter(None, [os.environ.get(name), host]))
    return found
