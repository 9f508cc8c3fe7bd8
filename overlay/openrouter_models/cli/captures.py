"""Read stored responses: one definition of what a capture is, for all that replay one.

A capture is the body of a listing as it came, or the bare list of its models, which some tools store.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import click

from openrouter_models._http.receiving import MAX_SIZE
from openrouter_models.cli.failing import CannotBeDoneError
from openrouter_models.decoding import decode
from openrouter_models.errors import InvalidResponseError, OpenRouterError

if TYPE_CHECKING:
    from openrouter_models.catalog import Catalog


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
