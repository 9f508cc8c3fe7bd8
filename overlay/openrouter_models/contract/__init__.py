"""Check responses against the contract, and make bodies that conform to it or break it.

Names are imported when they are first asked for: checking takes no Hypothesis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openrouter_models.contract.contract import Contract
    from openrouter_models.contract.instances.boundary import Case, boundary_cases
    from openrouter_models.contract.liveness import VacuousContractError, known_bad
    from openrouter_models.contract.loading import ContractError
    from openrouter_models.contract.plausibility.rules import RULES, Rule

__all__ = [
    "RULES",
    "Case",
    "Contract",
    "ContractError",
    "Rule",
    "VacuousContractError",
    "boundary_cases",
    "known_bad",
]

_HOMES = {
    "RULES": "plausibility.rules",
    "Case": "instances.boundary",
    "Contract": "contract",
    "ContractError": "loading",
    "Rule": "plausibility.rules",
    "VacuousContractError": "liveness",
    "boundary_cases": "instances.boundary",
    "known_bad": "liveness",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
