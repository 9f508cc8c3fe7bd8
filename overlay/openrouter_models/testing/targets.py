"""Servers to hold against the contract, and captures of what they answer; this needs no pytest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import field, frozen
from msgspec.structs import replace

from openrouter_models._http.secret import Secret, find_key
from openrouter_models.client import OpenRouterModels
from openrouter_models.contract import Contract
from openrouter_models.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from openrouter_models.findings import Report

REDACTED = "openrouter-models-redacted"
"""The name under which a saved capture says where the key was taken out."""

_WRONG_KEY = "sk-or-v1-no-such-key"
_HARMLESS = ("content-type", "date", "cache-control", "age", "etag", "last-modified", "vary")


@frozen
class Capture:
    """What a server answered, without the key where the server echoed it.

    Attributes:
        status: The HTTP status.
        headers: The header fields that identify neither account nor connection.
        body: The body, decompressed.
        report: What the contract says of the answer as it came.
        redacted: Where the key was taken out: `body`, or names of header fields.
    """

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    report: Report = field(repr=False)
    redacted: tuple[str, ...] = ()

    @classmethod
    def of(cls, response: httpx.Response, key: Secret) -> Capture:
        """Check an answer, every byte as it came, and keep it without the key.

        Args:
            response: The whole answer.
            key: The key that it was given to.
        """
        contract = Contract.load()
        report = contract.check(
            response.status_code, response.headers.multi_items(), response.content
        )
        came = {name: response.headers[name] for name in _HARMLESS if name in response.headers}
        headers = {name: key.redact(value) for name, value in came.items()}
        body = key.redact(response.content)
        redacted = [name for name, value in came.items() if headers[name] != value]
        if body != response.content:
            redacted.append("body")
            clean = contract.check(response.status_code, response.headers.multi_items(), body)
            report = _as_shown(report, clean, key)
        return cls(response.status_code, headers, body, report, tuple(redacted))

    def check(self) -> Report:
        """Give what the packaged contract says of the answer as it came."""
        return self.report

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


@frozen
class Target:
    """A server to take captures of.

    Attributes:
        base_url: The API's base URL.
        api_key: Its key, None for that of the environment.
    """

    base_url: str
    api_key: Secret | None = None

    def take(self) -> Capture:
        """Ask for the listing, once.

        Returns:
            The answer, whatever its status.

        Raises:
            OpenRouterError: There is no key, or no whole answer came.
        """
        return self._ask(find_key(self.api_key))

    def take_refusal(self) -> Capture:
        """Ask with a key that no server accepts, once.

        Raises:
            OpenRouterError: No whole answer came.
        """
        return self._ask(Secret(_WRONG_KEY))

    def _ask(self, key: Secret) -> Capture:
        with OpenRouterModels(key.reveal(), base_url=self.base_url) as client:
            return Capture.of(client.exchange(), key)


def _as_shown(report: Report, clean: Report, key: Secret) -> Report:
    """Show the findings of an answer in the words of those of the answer without the key."""
    known = {(finding.kind, finding.path): finding for finding in clean.findings}

    def shown(finding: Finding) -> Finding:
        path = key.redact(finding.path)
        hidden = Finding(finding.kind, path, "not shown, because it may hold the key")
        return known.get((finding.kind, path), hidden)

    omitted = (replace(each, pattern=key.redact(each.pattern)) for each in report.omitted)
    return replace(report, findings=tuple(map(shown, report.findings)), omitted=tuple(omitted))
