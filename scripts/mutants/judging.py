"""Give the verdict on mutants, of contracts and of responses."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from mutants.body_mutants import Trial
from mutants.mutant import find_responses
from mutants.oracle import Oracle
from mutants.suite import Suite
from openrouter_models.contract import Contract
from pipeline.openapi.semantics import Meanings, relate

if TYPE_CHECKING:
    from jsonschema_rs import CanonicalSchema

    from mutants.mutant import JsonObject, Mutant

# What most mutants are noticed by; working out what it means takes longer.
_FIRST = 200
_PLAUSIBILITY = {"implausible-value", "incomplete-listing"}


class Verdict(StrEnum):
    """What became of a mutant.

    Attributes:
        KILLED: Something noticed it.
        EQUIVALENT: It means the same, for a reason that does not depend on what noticed it.
        SURVIVED: Nothing noticed it, though it means something else.
        FALSE_ALARM: It conforms, and the checker found something.
    """

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"
    FALSE_ALARM = "false alarm"


class Judge:
    """Judges mutants of one contract."""

    def __init__(self, contract: JsonObject) -> None:
        """Prepare for a contract.

        Raises:
            PipelineError: It cannot serve as the contract.
        """
        self.suite = Suite(contract)
        self._meant = _meant(self.suite.contract)
        self._oracle = Oracle(contract)
        self._checker = Contract.load(contract)

    def verdict(self, mutant: Mutant | Trial) -> Verdict:
        """Judge one mutant."""
        if isinstance(mutant, Trial):
            return self._on_response(mutant)
        return self._on_contract(mutant)

    def _on_contract(self, mutant: Mutant) -> Verdict:
        contract = mutant.of(self.suite.contract)
        if self.suite.notices(contract, _FIRST):
            return Verdict.KILLED
        meant = _meant(contract)
        if meant.keys() == self._meant.keys() and all(
            relate(self._meant[place], meant[place]).is_equal for place in meant
        ):
            return Verdict.EQUIVALENT
        return Verdict.KILLED if self.suite.notices(contract) else Verdict.SURVIVED

    def _on_response(self, trial: Trial) -> Verdict:
        expected = trial.expected
        if expected is None:
            expected = self._oracle.expected(trial.status, json.loads(trial.body))
        findings = self._checker.check(trial.status, trial.headers, trial.body).findings
        named = ((str(one.kind), one.path) for one in findings if one.kind not in _PLAUSIBILITY)
        found = frozenset(named)
        if found == expected:
            return Verdict.KILLED if expected else Verdict.EQUIVALENT
        return Verdict.SURVIVED if expected else Verdict.FALSE_ALARM


def _meant(contract: JsonObject) -> dict[tuple[str, str], CanonicalSchema | None]:
    """Work out what a contract means, by status and media type; that a status is there counts, too."""
    meanings = Meanings(contract)
    found: dict[tuple[str, str], CanonicalSchema | None] = {}
    for status, response in find_responses(contract).items():
        found[status.upper(), ""] = meanings.of(True)
        for media_type, media in response.get("content", {}).items():
            found[status.upper(), media_type] = meanings.of(media.get("schema", True))
    return found
