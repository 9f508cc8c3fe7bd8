"""Check responses against the contract, and make bodies that conform to it or break it.

Names are imported when they are first asked for: checking takes no Hypothesis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openrouter_models._validation.walker import compile_walker
    from openrouter_models.contract.contract import Contract
    from openrouter_models.contract.instances import UNDECLARED, Branch, Instances
    from openrouter_models.contract.instances.boundary import Case, boundary_cases
    from openrouter_models.contract.instances.gaps import Gap, gaps
    from openrouter_models.contract.liveness import VacuousContractError, known_bad
    from openrouter_models.contract.loading import read_document
    from openrouter_models.contract.plausibility.rules import RULES, Rule
    from openrouter_models.errors import ContractError

__all__ = [
    "RULES",
    "UNDECLARED",
    "Branch",
    "Case",
    "Contract",
    "ContractError",
    "Gap",
    "Instances",
    "Rule",
    "VacuousContractError",
    "boundary_cases",
    "compile_walker",
    "gaps",
    "known_bad",
    "read_document",
]

_HOMES = {
    "RULES": "contract.plausibility.rules",
    "UNDECLARED": "contract.instances",
    "Branch": "contract.instances",
    "Case": "contract.instances.boundary",
    "Contract": "contract.contract",
    "ContractError": "contract.loading",
    "Gap": "contract.instances.gaps",
    "Instances": "contract.instances",
    "Rule": "contract.plausibility.rules",
    "VacuousContractError": "contract.liveness",
    "boundary_cases": "contract.instances.boundary",
    "compile_walker": "_validation.walker",
    "gaps": "contract.instances.gaps",
    "known_bad": "contract.liveness",
    "read_document": "contract.loading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"openrouter_models.{_HOMES[name]}"), name)
