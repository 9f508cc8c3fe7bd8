"""Find the listings that are stored in a folder, to run tests with each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from openrouter_models.errors import OpenRouterError
from openrouter_models.testing.captures import Capture
from openrouter_models.testing.checked_responses import JSON
from openrouter_models.testing.recordings import (
    Exchange,
    headers_beside,
    read_headers,
    read_recording,
)

_SUFFIXES = frozenset({".json", ".har", ".yaml", ".yml"})


@frozen
class StoredListing:
    """A listing that is stored in a folder.

    Attributes:
        name: What to call it: its file, and its entry in a recording.
        exchange: The response, read when it is first needed.
    """

    name: str
    exchange: Exchange

    def capture(self) -> Capture:
        """Give the response as if it had just come.

        Raises:
            pytest.fail.Exception: It cannot be checked.
        """
        try:
            if self.exchange.error is None:
                return Capture.stored(self.exchange.body, self.exchange.headers)
            reason = self.exchange.error
        except OpenRouterError as error:
            reason = str(error)
        pytest.fail(f"nothing verified: {self.name}: {reason}", pytrace=False)


def read_folder(folder: Path) -> list[StoredListing]:
    """Find the listings stored in a folder, in the order of their names; recorded errors are left out.

    Raises:
        UsageError: It cannot be read, or has none.
    """
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix in _SUFFIXES)
        beside = {headers_beside(str(each)) for each in files}
        found = [one for each in files if str(each) not in beside for one in _read_file(each)]
    except OSError as error:
        raise pytest.UsageError(
            f"--openrouter-captures: cannot read {error.filename}: {error.strerror}"
        ) from None
    if not found:
        raise pytest.UsageError(f"--openrouter-captures: there is no listing in {folder}")
    return found


def _read_file(file: Path) -> list[StoredListing]:
    try:
        exchanges = _exchanges(file)
    except OpenRouterError as error:
        exchanges = (Exchange(0, 200, error=str(error)),)
    return [
        StoredListing(f"{file.name}-{each.entry}" if each.entry else file.name, each)
        for each in exchanges
        if each.status == 200 or each.error
    ]


def _exchanges(file: Path) -> tuple[Exchange, ...]:
    content = file.read_bytes()
    recording = read_recording(content)
    if recording is not None:
        return recording.exchanges
    beside = Path(headers_beside(str(file)) or file)
    status, headers = read_headers(beside.read_bytes()) if beside.is_file() else (200, ())
    return (Exchange(0, status or 200, headers or JSON, content),)
