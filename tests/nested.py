"""Run pytest within a test, in the same process."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Some do harm in a process that has them already; one searches the whole heap for garbage, five times.
_LEFT_OUT = ("cacheprovider", "faulthandler", "randomly", "unraisableexception")


def run(*arguments: object, configuration: Path | str = ROOT / "pyproject.toml") -> int:
    """Run pytest with this project's configuration, or another, and give its exit code."""
    without = chain.from_iterable(("-p", f"no:{name}") for name in _LEFT_OUT)
    return int(pytest.main([*map(str, arguments), *without, "-c", str(configuration)]))
