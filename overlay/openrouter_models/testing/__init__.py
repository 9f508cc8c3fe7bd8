"""A stand-in for the API, and what holds a server, captures or traffic against the contract.

Names are imported when they are first asked for, because pytest loads this package in every run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openrouter_models.testing.asserting import assert_conforms, assert_meets
    from openrouter_models.testing.fabrication import model
    from openrouter_models.testing.mock import MockOpenRouter, Received
    from openrouter_models.testing.supervision import DeviationWarning
    from openrouter_models.testing.targets import Capture, Target
    from openrouter_models.testing.traffic import CheckingTransport, Traffic

__all__ = [
    "Capture",
    "CheckingTransport",
    "DeviationWarning",
    "MockOpenRouter",
    "Received",
    "Target",
    "Traffic",
    "assert_conforms",
    "assert_meets",
    "model",
]

_HOMES = {
    "Capture": "targets",
    "CheckingTransport": "traffic",
    "DeviationWarning": "supervision",
    "MockOpenRouter": "mock",
    "Received": "mock",
    "Target": "targets",
    "Traffic": "traffic",
    "assert_conforms": "asserting",
    "assert_meets": "asserting",
    "model": "fabrication",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"openrouter_models.testing.{_HOMES[name]}"), name)
