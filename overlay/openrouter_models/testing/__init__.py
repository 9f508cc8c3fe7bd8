"""A stand-in for the API: for users' tests, for the demo and for our own suite.

Names are imported when they are first asked for, because pytest loads this package in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openrouter_models.testing.mock import MockOpenRouter, Received

__all__ = ["MockOpenRouter", "Received"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from openrouter_models.testing import mock  # noqa: PLC0415 - keeps the plugin's import cheap

    return getattr(mock, name)
