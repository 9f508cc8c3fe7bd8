"""Where a subcommand gets its listing: the API, the embedded server, or a capture.

A capture is the body of a listing as it came, or the bare list of its models, which some tools store.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import httpx
from attrs import fields, frozen

from openrouter_models import testing
from openrouter_models._http.receiving import MAX_SIZE
from openrouter_models.cli.complaints import CannotBeDoneError
from openrouter_models.cli.options import combined
from openrouter_models.client import OpenRouterModels
from openrouter_models.decoding import decode
from openrouter_models.errors import InvalidResponseError, MissingKeyError, OpenRouterError
from openrouter_models.testing.served_listing import to_listing

if TYPE_CHECKING:
    from openrouter_models.catalog import Catalog


@frozen
class Source:
    """Where to get a listing; by default from the API, with the key from the environment.

    Attributes:
        demo: Whether to start the embedded server and list its models over HTTP.
        file: A capture: its path, or `-` for stdin.
        region: The region of the API's server to use.
        base_url: The base URL of the server to use.
    """

    demo: bool = False
    file: str | None = None
    region: str | None = None
    base_url: str | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        if self.demo:
            return "made-up models"
        if self.file is not None:
            return "stdin" if self.file == "-" else Path(self.file).name
        return self.base_url or f"OpenRouter{(self.region and f', {self.region}') or ''}"


source_options = combined(
    "source",
    Source,
    [each.name for each in fields(Source)],
    (
        click.option("--base-url", metavar="URL", help="Query the server at this base URL."),
        click.option("--region", metavar="NAME", help="Query the server of a region, such as eu."),
        click.option("--file", metavar="FILE", help="Read a stored response; - reads stdin."),
        click.option(
            "--demo", is_flag=True, help="Query a local server with made-up models; needs no key."
        ),
    ),
)
"""Give a subcommand the options that make a `Source`, which it takes as `source`."""


def fetch(source: Source) -> Catalog:
    """Get a listing.

    Raises:
        click.UsageError: Several sources are given.
        CannotBeDoneError: There is no key, or the capture is not a listing.
        OpenRouterError: The server gives no listing.
    """
    given = (source.demo, source.file, source.region, source.base_url)
    if sum(each not in {None, False} for each in given) > 1:
        raise click.UsageError("Use only one of --demo, --file, --region and --base-url.")
    if source.demo:
        return _fetch_demo()
    if source.file is not None:
        return to_catalog(to_listing(read_bytes(source.file)), source.file)
    try:
        with OpenRouterModels(region=source.region, base_url=source.base_url) as client:
            return client.list()
    except MissingKeyError as error:
        raise CannotBeDoneError(f"{error} To try the command without a key, add --demo.") from None


def _fetch_demo() -> Catalog:
    # A proxy that the environment names is none for this machine itself.
    with testing.MockOpenRouter() as mock, httpx.Client(trust_env=False) as http:
        client = OpenRouterModels(mock.api_key, base_url=mock.base_url, http_client=http)
        return client.list()


def read_bytes(source: str) -> bytes:
    """Read a stored body from a path, or from stdin for `-`.

    Raises:
        CannotBeDoneError: It cannot be read, or is more than a client would accept.
    """
    if source == "-" and cast("object", sys.stdin) is None:
        raise CannotBeDoneError("- cannot be read: standard input is closed.")
    try:
        with click.open_file(source, "rb") as stream:
            content: bytes = stream.read(MAX_SIZE + 1)
    except OSError as error:
        raise CannotBeDoneError(f"{source} cannot be read: {error.strerror or error}.") from None
    except ValueError:
        raise CannotBeDoneError(f"{source!r} is not a valid file name.") from None
    if len(content) > MAX_SIZE:
        raise CannotBeDoneError(f"{source} is larger than {MAX_SIZE >> 20} MiB.")
    return content


def to_catalog(content: bytes, source: str) -> Catalog:
    """Decode the body of a listing that was stored.

    Raises:
        CannotBeDoneError: It is not a listing.
    """
    try:
        return decode(content)
    except InvalidResponseError as error:
        message = f"{source}: expected a listing of models, found {error.reason}."
    except OpenRouterError as error:
        message = f"{source}: expected a listing of models, found an error: {error}"
    raise CannotBeDoneError(message)


def complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Give the ids that begin as typed, of `--file` or else of the built-in catalogue.

    None where the file cannot be read, because a shell has no place for a complaint.
    """
    del param
    file: str | None = ctx.params.get("file")
    try:
        if file is None or file == "-":
            ids = [model["id"] for model in testing.MockOpenRouter().listing["data"]]
        else:
            ids = [model.id for model in to_catalog(to_listing(read_bytes(file)), file)]
    except CannotBeDoneError:
        return []
    return [each for each in ids if isinstance(each, str) and each.startswith(incomplete)]
