"""Captures: what a server answered, kept without the key; this needs no pytest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import field, frozen
from msgspec.structs import replace

from openrouter_models._policy.baseline import Baseline
from openrouter_models.findings import Finding
from openrouter_models.testing.checked_responses import JSON, checked, shared_contract
from openrouter_models.testing.served_listing import to_listing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import httpx

    from openrouter_models._http.secret import Secret
    from openrouter_models._policy.baseline import BaselineSource
    from openrouter_models.findings import Report

REDACTED = "openrouter-models-redacted"
"""The name under which a saved capture says where the key was taken out."""

_HARMLESS = (
    *("content-type", "date", "cache-control", "age", "etag", "last-modified", "vary"),
    *("deprecation", "sunset"),
)


@frozen
class Capture:
    """What a server answered, without the key where the server echoed it.

    Attributes:
        status: The HTTP status.
        headers: The header fields that identify neither account nor connection.
        body: The body, decompressed.
        report: What the contract says of the answer as it came.
        redacted: Where the key was taken out: `body`, or names of header fields.
        is_built_in: Whether this package's own mock gave it, which says nothing about any server.
    """

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    report: Report = field(repr=False)
    redacted: tuple[str, ...] = ()
    is_built_in: bool = False

    @classmethod
    def of(cls, response: httpx.Response, key: Secret) -> Capture:
        """Check an answer, every byte as it came, and keep it without the key."""
        fields = response.headers.multi_items()
        report = checked_without(key, response.status_code, fields, response.content)
        came = {name: response.headers[name] for name in _HARMLESS if name in response.headers}
        headers = {name: key.redact(value) for name, value in came.items()}
        body = key.redact(response.content)
        redacted = [name for name, value in came.items() if headers[name] != value]
        if body != response.content:
            redacted.append("body")
        return cls(response.status_code, headers, body, report, tuple(redacted))

    @classmethod
    def stored(
        cls, body: bytes, headers: Iterable[tuple[str, str]] = JSON, status: int = 200
    ) -> Capture:
        """Check an answer that was stored; a bare list of models gets an envelope."""
        body, came = to_listing(body), tuple(headers)
        return cls(status, dict(came), body, checked(status, came, body))

    def check(self, baseline: BaselineSource | None = None) -> Report:
        """Give what the packaged contract says of the answer as it came.

        Args:
            baseline: Known drift, or the path of its file.
        """
        return Baseline.of(baseline).apply(self.report)

    def save(self, file: Path) -> None:
        """Write the body, and the header fields as JSON beside it.

        Where the key was taken out, a field `openrouter-models-redacted` beside the header fields
        names the places: such a body is not what the server sent.

        Args:
            file: The file of the body; `models.json` brings `models.headers.json` along.
        """
        file.write_bytes(self.body)
        said = {REDACTED: ", ".join(self.redacted)} if self.redacted else {}
        headers = json.dumps(self.headers | said, indent=2, sort_keys=True)
        file.with_suffix(".headers.json").write_text(headers + "\n", "utf-8")


def checked_without(
    key: Secret, status: int, fields: list[tuple[str, str]], content: bytes
) -> Report:
    """Check an answer as it came, and tell what was found without the key."""
    report = checked(status, fields, content)
    body = key.redact(content)
    clean_fields = [(key.redact(name), key.redact(value)) for name, value in fields]
    if body == content and clean_fields == fields:
        return report
    return _as_shown(report, shared_contract().check(status, clean_fields, body), key)


def _as_shown(report: Report, clean: Report, key: Secret) -> Report:
    """Show the findings of an answer in the words of those of the answer without the key."""
    known = {(finding.kind, finding.path): finding for finding in clean.findings}

    def shown(finding: Finding) -> Finding:
        path = key.redact(finding.path)
        hidden = Finding(finding.kind, path, "not shown, because it may hold the key")
        return known.get((finding.kind, path), hidden)

    omitted = (replace(each, pattern=key.redact(each.pattern)) for each in report.omitted)
    return replace(report, findings=tuple(map(shown, report.findings)), omitted=tuple(omitted))
