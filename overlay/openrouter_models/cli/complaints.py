"""How a subcommand says that it could not do its work."""

from __future__ import annotations

import click

from openrouter_models._redaction import redact
from openrouter_models._text import one_line

_LONGEST = 2000  # characters; a message that names some ids is long, a page of HTML is cut


class CannotBeDoneError(click.ClickException):
    """The work could not be done: the message goes to stderr, the exit code is 2."""

    exit_code = 2


def complain(message: str) -> None:
    """Write one line to stderr, in which what looks like a key is redacted and nothing can move a cursor."""
    click.echo(f"Error: {one_line(redact(message), _LONGEST)}", err=True)
