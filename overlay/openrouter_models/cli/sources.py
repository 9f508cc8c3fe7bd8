"""Where a subcommand gets its listing: the API, a capture, or the embedded server."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import httpx
from attrs import frozen

from openrouter_models import testing
from openrouter_models.cli import captures
from openrouter_models.cli.failing import CannotBeDoneError
from openrouter_models.cli.options import given_options
from openrouter_models.client import OpenRouterModels
from openrouter_models.errors import MissingKeyError
from openrouter_models.testing.catalogue import to_listing

if TYPE_CHECKING:
    from collections.abc import Callable

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


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a subcommand the options that make a `Source`, which it takes as `source`."""

    @wraps(command)
    def with_source(
        *, demo: bool, file: str | None, region: str | None, base_url: str | None, **others: Any
    ) -> Any:
        return command(source=Source(demo, file, region, base_url), **others)

    options = (
        click.option("--base-url", metavar="URL", help="Query the server at this base URL."),
        click.option("--region", metavar="NAME", help="Query the server of a region, such as eu."),
        click.option("--file", metavar="FILE", help="Read a stored response; - reads stdin."),
        click.option(
            "--demo", is_flag=True, help="Query a local server with made-up models; needs no key."
        ),
    )
    return given_options(with_source, options)


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
        return captures.to_catalog(to_listing(captures.read_bytes(source.file)), source.file)
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
