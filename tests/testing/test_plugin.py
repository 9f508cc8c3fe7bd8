"""The pytest plugin."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from openrouter_models.testing import MockOpenRouter


def test_the_fixture_serves(openrouter_mock: MockOpenRouter) -> None:
    """A test that asks for it talks to a mock over HTTP."""
    headers = {"Authorization": f"Bearer {openrouter_mock.api_key}"}
    response = httpx.get(f"{openrouter_mock.base_url}/models/user", headers=headers)
    assert openrouter_mock.listing == response.json()


def test_the_plugin_is_cheap_to_import() -> None:
    """Every run of pytest loads it, and few need the mock."""
    program = (
        "import sys, openrouter_models.testing.plugin;"
        "print([n for n in sys.modules if n in ('httpx', 'openrouter_models.testing.mock')])"
    )
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "[]" == run.stdout.strip()
