"""The pytest plugin: the fixture `openrouter_mock`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models.testing.mock import MockOpenRouter


@pytest.fixture
def openrouter_mock() -> Iterator[MockOpenRouter]:
    """Serve a `MockOpenRouter` on loopback for the duration of one test."""
    from openrouter_models.testing.mock import MockOpenRouter  # noqa: PLC0415 - see the package

    with MockOpenRouter() as mock:
        yield mock
