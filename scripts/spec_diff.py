"""Tell what changed between two revisions of the API's document, whom it breaks, and prove it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diff import report
from pipeline.diff.documents import diff_documents
from pipeline.diff.version import read_version
from pipeline.failure import PipelineError
from pipeline.read.load import read_source
from pipeline.read.values import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).parent.parent
_FORMATS = {"text": report.to_text, "json": report.to_json, "markdown": report.to_markdown}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The command line without the program; the process's own by default.

    Returns:
        0 if nothing breaks; 1 if something does; 2 if the documents could not be compared.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.old == options.new == "-":
        parser.error("only one of OLD and NEW can be standard input")
    try:
        old, new = read_source(options.old), read_source(options.new)
        diff = diff_documents(old, new, options.root)
        print(_FORMATS[options.format](diff, read_version(options.root)), end="")
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
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--root", type=Path, default=PROJECT, metavar="DIR", help="the project (default: this one)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
