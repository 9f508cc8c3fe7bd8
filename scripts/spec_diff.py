"""Tell what changed between two revisions of the API's document, whom it breaks, and prove it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diff import machine_formats, report
from pipeline.diff.document_comparison import diff_documents, located
from pipeline.diff.ignored_changes import ignore, read_ignored
from pipeline.diff.version import read_version
from pipeline.failure import PipelineError
from pipeline.json_values import shown
from pipeline.read.load import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).parent.parent
_FOR_PEOPLE = {"text": report.to_text, "markdown": report.to_markdown}
_FOR_MACHINES = {
    "json": machine_formats.to_json,
    "github": machine_formats.to_github,
    "junit": machine_formats.to_junit,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 if nothing breaks; 1 if something does; 2 if the documents could not be compared.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.old == options.new == "-":
        parser.error("only one of OLD and NEW can be standard input")
    try:
        old, new = read_source(options.old), read_source(options.new)
        reasons = read_ignored(options.ignore) if options.ignore else {}
        diff = ignore(diff_documents(old, new, options.root), reasons)
        version = read_version(options.root)
        if write := _FOR_MACHINES.get(options.format):
            text = write(located(diff, old, new), version)
        else:
            text = _FOR_PEOPLE[options.format](diff, version, witnesses=options.witnesses)
        print(text, end="")
    except PipelineError as error:
        print(f"spec_diff: {shown(str(error))}", file=sys.stderr)
        return 2
    return 1 if diff.is_breaking else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "spec_diff",
        description=__doc__,
        epilog="OLD and NEW: a page, YAML or JSON; a file, - or an http(s) URL. "
        "Exit codes: 0 nothing breaks, 1 something does, 2 not done.",
    )
    parser.add_argument("old", metavar="OLD", help="the old document")
    parser.add_argument("new", metavar="NEW", help="the new document")
    parser.add_argument(
        "--format", choices=[*_FOR_PEOPLE, *_FOR_MACHINES], default="text", help="default: text"
    )
    parser.add_argument(
        "--witnesses", action="store_true", help="show the witnesses of all changes in full"
    )
    parser.add_argument(
        "--ignore",
        type=Path,
        metavar="FILE",
        help="a file of changes that no longer count: on each line a fingerprint and the reason",
    )
    parser.add_argument(
        "--root", type=Path, default=PROJECT, metavar="DIR", help="the project (default: this one)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
