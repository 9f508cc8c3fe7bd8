"""Run all mutants over several processes."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING

from mutants import body_mutants, contract_mutants, response_mutants
from mutants.judging import Judge, Verdict
from mutants.scoring import Score

if TYPE_CHECKING:
    from collections.abc import Callable

    from mutants.body_mutants import Trial
    from mutants.mutant import JsonObject, Mutant

    Progress = Callable[[int, int], None]

_CHUNK = 64
_judges: list[Judge] = []  # of this process


def measure(
    contract: JsonObject, *, pairs: int, seed: int, workers: int, progress: Progress
) -> Score:
    """Measure what notices the mutants of a contract and of its responses; `progress` gets how many are judged, of how many.

    Raises:
        PipelineError: The contract cannot be used.
    """
    suite = Judge(contract).suite
    sets: dict[str, list[Mutant | Trial]] = {
        "contract": [*contract_mutants.singles(suite.contract)],
        "pairs": [*contract_mutants.pairs(suite.contract, pairs, seed)],
        "responses": [*chain(body_mutants.trials(contract), response_mutants.trials(contract))],
    }
    mutants = [(name, mutant) for name, group in sets.items() for mutant in group]
    score = Score(data=len(suite))
    with ProcessPoolExecutor(workers, initializer=_prepare, initargs=(contract,)) as pool:
        verdicts = pool.map(_verdict, [mutant for _, mutant in mutants], chunksize=_CHUNK)
        for count, ((name, mutant), verdict) in enumerate(zip(mutants, verdicts, strict=True), 1):
            score.add(name, mutant, verdict)
            if count % _CHUNK == 0 or count == len(mutants):
                progress(count, len(mutants))
    return score


def _prepare(contract: JsonObject) -> None:
    _judges.append(Judge(contract))


def _verdict(mutant: Mutant | Trial) -> Verdict:
    return _judges[-1].verdict(mutant)
