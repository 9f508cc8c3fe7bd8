"""What `@pytest.mark.openrouter` asks for: a mock, and an environment that leads clients to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models.testing.mock import MockOpenRouter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openrouter_models.testing.catalogue import Catalog

_NO_PROXY = ("NO_PROXY", "no_proxy")


def marked_mock(mark: pytest.Mark | None, folder: Path) -> MockOpenRouter:
    """Make the mock that the mark of a test asks for; paths begin at the folder of the test.

    Raises:
        pytest.fail.Exception: There is no such option, or one has a value that cannot be used.
    """
    asked: dict[str, Any] = dict(mark.kwargs) if mark else {}
    try:
        return _mock_for(folder, **asked)
    except (OSError, TypeError, ValueError) as error:
        raise pytest.fail.Exception(f"@pytest.mark.openrouter: {error}", pytrace=False) from None


def _mock_for(
    folder: Path,
    *,
    models: Catalog | int | str | Path | None = None,
    faults: str | Iterable[str] = (),
    times: int | None = 1,
    probability: float = 1.0,
    **options: Any,
) -> MockOpenRouter:
    """Read the mark: faults, times and probability are those of `MockOpenRouter.fail_with`, others those of the class."""
    catalog = (folder / models).read_bytes() if isinstance(models, str | Path) else models
    names = [faults] if isinstance(faults, str) else [*faults]
    mock = MockOpenRouter(catalog, **options)
    mock.fail_with(*names, times=times, probability=probability)
    return mock


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
