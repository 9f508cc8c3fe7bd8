"""Regenerate from every revision of the document in a folder, and read later captures with each client."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.failure import PipelineError
from pipeline.journeys import read_captures, table, travel
from pipeline.layout import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.journeys import Journey

PROJECT = Path(__file__).parent.parent
_SUFFIXES = {".json", ".md", ".yaml", ".yml"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 if every revision gives a client that reads every later capture whole, and no suite fails; 1 if not so; 2 if
        there is nothing to travel with.
    """
    options = _parser().parse_args(arguments)
    try:
        journeys = _travel(options)
    except PipelineError as error:
        print(f"time_machine: {one_line(str(error))}", file=sys.stderr)
        return 2
    for line in table(journeys):
        print("".join(c if c.isprintable() else " " for c in line))
    return 0 if all(journey.ok for journey in journeys) else 1


def _travel(options: argparse.Namespace) -> list[Journey]:
    if not (options.specs and options.captures):
        raise PipelineError(
            "name a folder of revisions and one of captures, or set OPENROUTER_SPECS and OPENROUTER_CAPTURES"
        )
    files = sorted(Path(options.specs).glob("*"))
    revisions = [path for path in files if path.suffix in _SUFFIXES]
    if not revisions:
        raise PipelineError(f"{options.specs} holds no revisions of the document")
    captures = read_captures(Path(options.captures))
    journeys: list[Journey] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, revision in enumerate(revisions, 1):
            if sys.stderr.isatty():
                print(f"{number} of {len(revisions)}: {revision.name} ...", file=sys.stderr)
            aside = Path(folder) / revision.name
            journeys.append(travel(options.root, revision, captures, aside, suite=options.suite))
    return journeys


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "time_machine",
        description=__doc__,
        epilog="A date in the name of a file, such as 2026-07-29, is its day. "
        "Exit codes: 0 all is read whole, 1 it is not, 2 not done.",
    )
    for name, what in (("specs", "revisions of the document"), ("captures", "stored responses")):
        variable = f"OPENROUTER_{name.upper()}"
        parser.add_argument(
            name,
            nargs="?",
            default=os.environ.get(variable),
            metavar=name.upper(),
            help=f"a folder of {what} (default: ${variable})",
        )
    parser.add_argument(
        "--suite",
        action="store_true",
        help="also run the offline part of the contract suite on each revision that the overlay supports",
    )
    parser.add_argument(
        "--root", type=Path, default=PROJECT, metavar="DIR", help="the project (default: this one)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
