"""Read the files that the configuration of pytest names: the baseline, and the required models."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from openrouter_models._policy.baseline import Baseline
from openrouter_models._policy.requirements import Requirements
from openrouter_models.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BASELINE = "openrouter_baseline"
REQUIREMENTS = "openrouter_requirements"

_T = TypeVar("_T")


def read_baseline(config: pytest.Config) -> Baseline:
    """Read the baseline of the command line, else of the ini option; empty where neither names one.

    Raises:
        UsageError: It cannot be read.
    """
    given: Path | None = config.getoption("--openrouter-baseline")
    option = "--openrouter-baseline" if given else BASELINE
    return _read(option, Baseline.of, given or _named(config, BASELINE))


def read_requirements(config: pytest.Config) -> Requirements:
    """Read the file that the ini option names.

    Raises:
        UsageError: There is none, or it cannot be read.
    """
    file = _named(config, REQUIREMENTS)
    if file is None:
        raise pytest.UsageError(f"openrouter_require needs the ini option {REQUIREMENTS}")
    return _read(REQUIREMENTS, Requirements.load, file)


def _named(config: pytest.Config, option: str) -> Path | None:
    """Give the one file that an ini option names."""
    files: list[Path] = config.getini(option)
    if len(files) > 1:
        raise pytest.UsageError(f"{option} must name one file, got {len(files)}")
    return files[0] if files else None


def _read(option: str, read: Callable[..., _T], file: Path | None) -> _T:
    try:
        return read(file)
    except ConfigurationError as error:
        raise pytest.UsageError(f"{option}: {error}") from None
