"""What `[testing]` promises: a mock that asks for its key, and a fixture of pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from openrouter_models import OpenRouterModels, RetryPolicy, errors
from openrouter_models.testing import MockOpenRouter

TEST = """
from openrouter_models import OpenRouterModels

def test_lists(openrouter_mock):
    with OpenRouterModels(openrouter_mock.api_key, base_url=openrouter_mock.base_url) as client:
        assert client.list()
"""

with MockOpenRouter() as mock:
    with OpenRouterModels(mock.api_key, base_url=mock.base_url) as client:
        assert client.list().report.ok
    never = RetryPolicy(retries=0)
    with OpenRouterModels("sk-or-v1-0", base_url=mock.base_url, retry=never) as client:
        try:
            client.list()
        except errors.AuthenticationError:
            pass
        else:
            raise AssertionError("any key is good enough")

with TemporaryDirectory() as folder:
    (Path(folder) / "test_it.py").write_text(TEST, "utf-8")
    options = ["-q", "-W", "error", "-p", "no:cacheprovider", f"--rootdir={folder}", folder]
    subprocess.run([sys.executable, "-m", "pytest", *options], check=True)  # noqa: S603 - our own test
