"""Write to stdout: for people on a terminal, plain in a pipe, as JSON for programs.

Text from a server is data. It reaches a console as `Text` without markup, and JSON in ASCII, so that
no character of it can move a cursor or turn the direction of a line.
"""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.measure import measure_renderables
from rich.table import Table
from rich.text import Text

from openrouter_models._text import printable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rich.console import RenderableType

_AS_IS: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
_UNBOUNDED = 1_000_000  # columns; in a pipe nothing is shortened


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave to the command what to do when the reader has had enough."""
        raise  # noqa: PLE0704  # rich calls this while it handles the error


def console_on(*, stderr: bool = False) -> Console:
    """Make the console for stdout or stderr; a pipe has no colours, and lines of any length."""
    console = _Console(stderr=stderr, **_AS_IS)
    if not console.is_terminal:
        console.width = _UNBOUNDED
    return console


def working(what: str) -> AbstractContextManager[object]:
    """Show on a terminal, for the duration of a block, that long work goes on; in a pipe nothing."""
    return console_on(stderr=True).status(f"{what} …")


def write(console: Console, *parts: RenderableType) -> None:
    """Write parts below each other; in a pipe without blanks at the ends of lines."""
    if console.is_terminal:
        console.print(*parts, sep="\n")
        return
    # No wider than it needs to be, because rich fills up lines with blanks.
    console.width = max(1, measure_renderables(console, console.options, parts).maximum)
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    console.file.writelines(f"{line.rstrip(' ')}\n" for line in capture.get().splitlines())


def plain(*parts: RenderableType) -> str:
    """Write parts below each other as a pipe gets them."""
    console = _Console(file=io.StringIO(), width=_UNBOUNDED, **_AS_IS)
    if parts:
        write(console, *parts)
    return cast("io.StringIO", console.file).getvalue()


def write_json(value: Any) -> None:
    """Write a JSON value to stdout, indented and in ASCII."""
    sys.stdout.writelines(json.JSONEncoder(indent=2).iterencode(value))
    sys.stdout.write("\n")


def bare_table(*headings: str) -> Table:
    """Make a table without a frame; in its columns what is too long goes on in the next line."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for each in headings:
        table.add_column(safe(each), overflow="fold")
    return table


def safe(text: str, style: str = "") -> Text:
    """Make text from outside fit for a console: no markup, nothing that does not print."""
    return Text(printable(text), style=style)
