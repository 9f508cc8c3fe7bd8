"""Measure how many changes to the contract and to responses the contract suite notices."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mutants.running import measure
from openrouter_models.contract import ContractError, read_document
from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurement.

    Returns:
        0 if all gates are met, 1 if not, 2 if it could not be measured, 3 if there was nothing to measure.
    """
    parser = argparse.ArgumentParser("mutation", description=__doc__)
    parser.add_argument(
        "--contract", metavar="FILE", help="a derived contract (default: the packaged one)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the score as JSON")
    parser.add_argument("--pairs", type=int, default=2000, help="pairs to draw (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw (default: 1)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except (PipelineError, ContractError, OSError) as error:
        print(f"mutation: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    if options.pairs < 1 or options.workers < 1:
        raise PipelineError("pairs and workers must be at least 1")
    contract = json.loads(json.dumps(read_document(options.contract)))
    score = measure(
        contract, pairs=options.pairs, seed=options.seed, workers=options.workers, progress=show
    )
    print("\n".join([*score.table(), "", score.line()]))
    if options.json:
        options.json.write_text(json.dumps(score.to_dict(), indent=2) + "\n", "utf-8")
    if score.is_empty:
        print("mutation: nothing was verified: a set holds no mutant to kill", file=sys.stderr)
        return 3
    if not score.passes:
        print("mutation: a gate is missed; see the table", file=sys.stderr)
        return 1
    return 0


def show(done: int, total: int) -> None:
    """Show progress on a terminal, and nothing in a pipe."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done:,} of {total:,} mutants", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
