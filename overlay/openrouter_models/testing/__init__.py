"""A stand-in for the API, and what holds a server, captures or traffic against the contract.

Names are imported when they are first asked for, because pytest loads this package in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models._exports import exported

if TYPE_CHECKING:
    from openrouter_models.testing.assertions import assert_conforms, assert_meets
    from openrouter_models.testing.captures import Capture
    from openrouter_models.testing.deviation_watch import DeviationWarning
    from openrouter_models.testing.factory import model
    from openrouter_models.testing.mock import MockOpenRouter
    from openrouter_models.testing.request_log import Received
    from openrouter_models.testing.targets import Target
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

__getattr__ = exported(
    __name__,
    {
        "openrouter_models.testing.captures": "Capture",
        "openrouter_models.testing.targets": "Target",
        "openrouter_models.testing.traffic": "CheckingTransport Traffic",
        "openrouter_models.testing.deviation_watch": "DeviationWarning",
        "openrouter_models.testing.mock": "MockOpenRouter",
        "openrouter_models.testing.request_log": "Received",
        "openrouter_models.testing.assertions": "assert_conforms assert_meets",
        "openrouter_models.testing.factory": "model",
    },
)
