"""`openrouter-models serve`: the embedded server in the foreground, until it is told to stop."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import click

from openrouter_models import testing
from openrouter_models._http.secret import Secret, find_key
from openrouter_models.cli import captures
from openrouter_models.cli.failing import CannotBeDoneError

if TYPE_CHECKING:
    from types import FrameType

    from openrouter_models.testing import MockOpenRouter

_POLL_SECONDS = 0.5  # on Windows a signal does not end a wait, so the wait ends by itself
_WITHHELD = "YOUR_KEY"


@click.command("serve")
@click.option("--catalog", metavar="FILE", help="Serve a stored response, - for stdin.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port to listen on, by default a free one.",
)
@click.option("--api-key", metavar="KEY", help="The key to accept, by default a made-up one.")
def command(*, catalog: str | None, host: str, port: int, api_key: str | None) -> None:
    """Serve a stand-in for the API on this machine, until Ctrl-C.

    It asks for the key and answers as the contract says, with a built-in catalogue or a stored one.
    """
    make = partial(testing.MockOpenRouter, _read(catalog), host=host, port=port)
    mock = make() if api_key is None else make(api_key=find_key(Secret(api_key)).reveal())
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    with ExitStack() as serving:
        for number in (signal.SIGINT, signal.SIGTERM):
            serving.callback(signal.signal, number, signal.signal(number, end))
        try:
            serving.enter_context(mock)
        except OSError as error:
            reason = error.strerror or error
            raise CannotBeDoneError(f"{host}, port {port}: {reason}. Try another --port.") from None
        click.echo(_greeting(mock, mock.api_key if api_key is None else _WITHHELD))
        while not stop.wait(_POLL_SECONDS):
            pass


def _read(catalog: str | None) -> bytes | None:
    if catalog is None:
        return None
    content = captures.to_listing(captures.read_bytes(catalog))
    captures.to_catalog(content, catalog)  # tells what it is if it is no listing
    return content


def _greeting(mock: MockOpenRouter, key: str) -> str:
    """Say where the server is, with lines ready to be pasted; a key that was given is not shown."""
    url = mock.base_url
    return (
        f"Serving {len(mock.listing['data'])} models at {url} until Ctrl-C.\n"
        f"The key is {key}.\n\n"
        f'  curl -H "Authorization: Bearer {key}" {url}/models/user\n'
        f"  OPENROUTER_API_KEY={key} openrouter-models list --base-url {url}\n"
    )
