"""`openrouter-models serve`: the embedded server in the foreground, until it is told to stop."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import click

from openrouter_models import testing
from openrouter_models._http.secret import Secret, find_key
from openrouter_models.cli.complaints import CannotBeDoneError
from openrouter_models.cli.sources import read_bytes, to_catalog
from openrouter_models.testing.served_listing import to_listing

if TYPE_CHECKING:
    from types import FrameType

    from openrouter_models.testing import MockOpenRouter

_POLL_SECONDS = 0.5  # on Windows a signal does not end a wait, so the wait ends by itself
_WITHHELD = "YOUR_KEY"
_KEY_VARIABLE = "OPENROUTER_MOCK_API_KEY"


def _list_faults(context: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001 - as click calls it
    if not is_asked or context.resilient_parsing:
        return
    from openrouter_models.testing.faults import described  # noqa: PLC0415 - few ask for it

    for name, what in described():
        click.echo(f"{name:<20}  {what}")
    context.exit()


@click.command("serve")
@click.option("--catalog", metavar="FILE", help="Serve a stored response; - reads stdin.")
@click.option(
    "--models", type=click.IntRange(0, 100_000), help="Serve this many made-up models instead."
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="The seed for made-up models and probabilities.",
)
@click.option(
    "--period", metavar="MONTH", help="List models as in 2024-11, 2025-07, 2026-04 or 2026-08."
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAMES",
    help="Answer with these faults, one per request, such as '429, 429, ok'. Repeatable.",
)
@click.option("--always", is_flag=True, help="Answer every request with the first fault.")
@click.option(
    "--latency", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Delay each answer."
)
@click.option(
    "--list-faults",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_faults,
    help="List all faults, and each deviation from the contract, and exit.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port to listen on; by default any free port.",
)
@click.option(
    "--api-key-file", metavar="FILE", help="Read the key to accept from a file; - reads stdin."
)
@click.option(
    "--api-key",
    metavar="KEY",
    help="The key to accept. Other users of this machine can see it in the process list; "
    f"--api-key-file and {_KEY_VARIABLE} keep it private. By default a made-up key is accepted.",
)
def command(  # noqa: PLR0913 - one argument per option
    *,
    catalog: str | None,
    models: int | None,
    seed: int,
    period: str | None,
    faults: tuple[str, ...],
    always: bool,
    latency: float,
    host: str,
    port: int,
    api_key: str | None,
    api_key_file: str | None,
) -> None:
    """Serve a stand-in for the API on this machine until Ctrl-C.

    The server requires the key and answers as the contract says, from a built-in catalogue, a
    stored one or one that is made up.
    """
    if not host:
        raise click.UsageError("--host is empty; give an address such as 127.0.0.1 or ::1.")
    if api_key is not None and api_key_file is not None:
        raise click.UsageError("Give --api-key or --api-key-file, not both.")
    if api_key_file == "-" == catalog:
        raise click.UsageError("Only one of --catalog and --api-key-file can be read from stdin.")
    if models is not None and catalog is not None:
        raise click.UsageError("Give --catalog or --models, not both.")
    key = _key(api_key, api_key_file)
    source = _read(catalog) if models is None else models
    make = partial(testing.MockOpenRouter, source, host=host, port=port)
    make = partial(make, period=period, latency=latency, seed=seed)
    try:
        mock = make() if key is None else make(api_key=key.reveal())
        mock.fail_with(*faults, times=None if always else 1)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    with ExitStack() as serving:
        for number in (signal.SIGINT, signal.SIGTERM):
            serving.callback(signal.signal, number, signal.signal(number, end))
        try:
            serving.enter_context(mock)
        except OSError as error:
            raise CannotBeDoneError(str(error)) from None
        click.echo(_greeting(mock, mock.api_key if key is None else _WITHHELD))
        while not stop.wait(_POLL_SECONDS):
            pass


def _key(given: str | None, file: str | None) -> Secret | None:
    """Find the key to accept: given, in a file or in the environment; None to make one up."""
    if file is not None:
        return find_key(Secret(read_bytes(file).decode("latin-1")))
    if given is None:
        given = os.environ.get(_KEY_VARIABLE)
    return None if given is None else find_key(Secret(given))


def _read(catalog: str | None) -> bytes | None:
    if catalog is None:
        return None
    content = to_listing(read_bytes(catalog))
    to_catalog(content, catalog)  # tells what it is if it is not a listing
    return content


def _greeting(mock: MockOpenRouter, key: str) -> str:
    """Say where the server is, with lines ready to be pasted; a key that was given is not shown."""
    url = mock.base_url
    count = len(mock.listing["data"])
    return (
        f"Serving {count} model{'s' * (count != 1)} at {url} until Ctrl-C.\n"
        f"The key is {key}.\n\n"
        f'  curl -H "Authorization: Bearer {key}" {url}/models/user\n'
        f"  OPENROUTER_API_KEY={key} openrouter-models list --base-url {url}\n"
    )
