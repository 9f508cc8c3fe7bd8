"""Check stored responses: bodies with what was saved beside them, and recordings of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve
from msgspec.structs import replace

from openrouter_models.cli.complaints import CannotBeDoneError
from openrouter_models.cli.sources import read_bytes
from openrouter_models.cli.verdicts import Checked
from openrouter_models.errors import OpenRouterError
from openrouter_models.findings import Finding, Kind, Report
from openrouter_models.testing.checked_responses import JSON
from openrouter_models.testing.recordings import (
    Exchange,
    Headers,
    Recording,
    RecordingError,
    headers_beside,
    read_headers,
    read_recording,
)
from openrouter_models.testing.served_listing import to_listing

if TYPE_CHECKING:
    from openrouter_models.contract import Contract


def replay(
    contract: Contract, file: str, status: int | None, *, models_only: bool
) -> list[Checked]:
    """Check the response in a file, or the responses that it records."""
    try:
        content = read_bytes(file)
        recording = None if models_only else read_recording(content)
        if recording is not None:
            return _check_recording(contract, file, recording)
        said, headers = _headers_of(file)
    except CannotBeDoneError as error:
        return [Checked(file, error=error.message)]
    except OpenRouterError as error:
        return [Checked(file, error=f"{file}: {error}")]
    body = to_listing(content) if models_only else content
    stored = Exchange(0, status or said or 200, headers or JSON, body)
    checked = evolve(_check_exchange(contract, file, stored), content=content)
    if models_only or content.lstrip()[:1] != b"[" or checked.report is None:
        return [evolve(checked, models_only=models_only)]
    found = tuple(map(_hinting, checked.report.findings))
    return [evolve(checked, report=replace(checked.report, findings=found))]


def _check_recording(contract: Contract, file: str, recording: Recording) -> list[Checked]:
    checked = [_check_exchange(contract, file, each) for each in recording.exchanges]
    first, *rest = checked or [Checked(file, None, Report(verified=False))]
    return [evolve(first, left_out=recording.left_out), *rest]


def _check_exchange(contract: Contract, file: str, exchange: Exchange) -> Checked:
    if exchange.error is not None:
        return Checked(file, error=f"{file}: {exchange.error}.", entry=exchange.entry)
    try:
        report = contract.check(exchange.status, exchange.headers, exchange.body)
    except OpenRouterError as error:
        return Checked(file, exchange.status, error=str(error), entry=exchange.entry)
    return Checked(file, exchange.status, report, body=exchange.body, entry=exchange.entry)


def _headers_of(file: str) -> tuple[int | None, Headers]:
    """Read the header fields that were saved beside a capture."""
    beside = headers_beside(file)
    if file == "-" or beside is None or not Path(beside).is_file():
        return None, ()
    try:
        return read_headers(read_bytes(beside))
    except RecordingError as error:
        raise CannotBeDoneError(f"{beside} cannot be read: {error}.") from None


def _hinting(finding: Finding) -> Finding:
    """Tell who checks a bare list of models how to."""
    if finding.path or finding.kind is not Kind.WRONG_TYPE:
        return finding
    return replace(finding, message=f"{finding.message}; check a bare list with --models-only")
