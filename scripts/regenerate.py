"""Bring openapi/contract.yaml and generated/openrouter_api up to date with what they are made from."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openrouter_models._text import count
from pipeline import outcome, regeneration
from pipeline.failure import PipelineError
from pipeline.layout import one_line
from pipeline.publish.project import Project
from pipeline.read.load import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 if all is well; 1 if `--check` finds drift or `--dry-run` something that would change; 2 if it
        could not be done, and every file is as it was.
    """
    options = _parser().parse_args(arguments)
    try:
        return _check(options) if options.check else _regenerate(options)
    except PipelineError as error:
        message = str(error)
    except KeyboardInterrupt:
        message = "interrupted"
    print(f"regenerate: {one_line(message)}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "regenerate",
        description=__doc__,
        epilog="Exit codes: 0 all is well, 1 it is not, 2 not done.",
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if anything is out of date"
    )
    mode.add_argument(
        "--dry-run", action="store_true", help="change nothing; exit 1 if anything would change"
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar="SOURCE",
        help="first vendor this document: a page, YAML or JSON; a file, - or an http(s) URL",
    )
    parser.add_argument(
        "--retire",
        action="store_true",
        help="delete the repairs that are ready to retire from openapi/repairs.overlay.yaml",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write what changed: as JSON if FILE ends in .json, else as Markdown",
    )
    parser.add_argument(
        "--witnesses", action="store_true", help="show the witnesses of all changes in full"
    )
    parser.add_argument(
        "--root", type=Path, default=PROJECT, metavar="DIR", help="the project (default: this one)"
    )
    return parser


def _check(options: argparse.Namespace) -> int:
    if options.source or options.report or options.retire:
        raise PipelineError("--check goes with --root only; leave the other options out")
    drift = regeneration.check(Project.at(options.root), say=_say)
    for sentence in drift:
        print(one_line(sentence))
    retire = " --retire" if any(regeneration.READY in one for one in drift) else ""
    print(
        f"{count(len(drift), 'deviation')}; run `python scripts/regenerate.py{retire}`"
        if drift
        else "everything is up to date"
    )
    return 1 if drift else 0


def _regenerate(options: argparse.Namespace) -> int:
    project = Project.at(options.root)
    if options.report:
        _check_report(options.report, project)
    source = None
    if options.source:
        _say(f"reading {options.source}")
        source = read_source(options.source)
    done = regeneration.regenerate(
        project, source, dry_run=options.dry_run, say=_say, retire=options.retire
    )
    print(outcome.to_text(done, witnesses=options.witnesses), end="")
    if options.report:
        _write_report(options.report, done)
    return 1 if options.dry_run and done.changes else 0


def _check_report(report: Path, project: Project) -> None:
    """Refuse, before anything is done, a report that cannot be written or would overwrite the project."""
    place = report.resolve()
    if any(place.is_relative_to(project.path(folder)) for folder in ("openapi", "generated")):
        raise PipelineError(
            f"--report {report} is in a folder that regeneration owns; choose another place"
        )
    target = report if report.exists() else report.parent
    if report.is_dir() or not report.parent.is_dir() or not os.access(target, os.W_OK):
        raise PipelineError(
            f"--report {report} cannot be written; name a file in a folder that exists"
        )


def _write_report(report: Path, done: outcome.Outcome) -> None:
    write = outcome.to_json if report.suffix == ".json" else outcome.to_markdown
    try:
        report.write_text(write(done), "utf-8")
    except OSError as error:
        raise PipelineError(
            f"the run succeeded, but its report could not be written: {report}: {error.strerror}"
        ) from error


def _say(step: str) -> None:
    if sys.stderr.isatty():
        print(f"{one_line(step)} …", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
