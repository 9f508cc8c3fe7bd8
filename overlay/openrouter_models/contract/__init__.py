"""Check responses against the contract, and make bodies that conform to it or break it.

Names are imported when they are first asked for: checking takes no Hypothesis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_models._exports import exported

if TYPE_CHECKING:
    from openrouter_models._validation.walker import compile_walker
    from openrouter_models.contract.contract import Contract
    from openrouter_models.contract.instances import UNDECLARED, Branch, Instances
    from openrouter_models.contract.instances.boundary_cases import Case, boundary_cases
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

__getattr__ = exported(
    __name__,
    {
        "openrouter_models.contract.plausibility.rules": "RULES Rule",
        "openrouter_models.contract.instances": "UNDECLARED Branch Instances",
        "openrouter_models.contract.instances.boundary_cases": "Case boundary_cases",
        "openrouter_models.contract.contract": "Contract",
        "openrouter_models.contract.loading": "ContractError read_document",
        "openrouter_models.contract.instances.gaps": "Gap gaps",
        "openrouter_models.contract.liveness": "VacuousContractError known_bad",
        "openrouter_models._validation.walker": "compile_walker",
    },
)
