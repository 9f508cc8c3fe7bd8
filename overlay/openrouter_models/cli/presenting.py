"""Choose the format in which a run is told."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from openrouter_models.cli.check_text import to_lines
from openrouter_models.cli.formats.annotations import to_annotations
from openrouter_models.cli.formats.junit import to_junit
from openrouter_models.cli.formats.markdown import to_markdown
from openrouter_models.cli.formats.sarif import to_sarif
from openrouter_models.cli.output import console_on, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from openrouter_models.cli.verdicts import Run


def _text(run: Run) -> str:
    return "".join(f"{line.plain}\n" for line in to_lines(run))


def _json(run: Run) -> str:
    return json.dumps(run.to_dict(), indent=2) + "\n"


FORMATS: dict[str, Callable[[Run], str]] = {
    "text": _text,
    "json": _json,
    "junit": to_junit,
    "sarif": to_sarif,
    "github": to_annotations,
    "markdown": to_markdown,
}
"""What writes each format."""


def rendered(run: Run, form: str) -> str:
    """Write a run in a format.

    Args:
        run: What came of the check.
        form: A key of `FORMATS`.
    """
    return FORMATS[form](run)


def emit(run: Run, form: str) -> None:
    """Write a run to stdout, coloured where that is a terminal and the format is for people.

    Args:
        run: What came of the check.
        form: A key of `FORMATS`.
    """
    if form == "text":
        if lines := to_lines(run):
            write(console_on(), *lines)
        return
    text = rendered(run, form)
    sys.stdout.write(
        text
        if form == "markdown"
        else text.encode("ascii", "backslashreplace").decode()
        if form == "json"
        else text
    )
