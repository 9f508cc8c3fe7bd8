"""Hold what users' own tests see against the contract, with the report as the message of a failure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from openrouter_models._policy.baseline import Baseline
from openrouter_models._policy.requirements import Requirements, State
from openrouter_models._text import brief, count
from openrouter_models.testing.captures import Capture
from openrouter_models.testing.checked_responses import JSON, checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models._policy.baseline import BaselineSource
    from openrouter_models.catalog import Catalog
    from openrouter_models.findings import Report


class Response(Protocol):
    """A response that was read, such as those of httpx and requests."""

    status_code: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields."""
        ...

    @property
    def content(self) -> bytes:
        """The body, decompressed."""
        ...


def assert_conforms(
    response: Response | Capture | bytes | str | Mapping[str, Any],
    *,
    status: int | None = None,
    baseline: BaselineSource | None = None,
) -> Report:
    """Fail unless a response conforms to the contract and something of it was verified.

    Args:
        response: A response of httpx or requests, a body as text or bytes, or a decoded body.
        status: The status that a body came with, by default 200; a response has its own.
        baseline: Known drift, or the path of its file.

    Returns:
        The report, for further assertions.

    Raises:
        AssertionError: It deviates, or nothing was verified; the message is the report.
    """
    __tracebackhide__ = True
    report = Baseline.of(baseline).apply(_report(response, status))
    if found := problem(report, "response"):
        raise AssertionError(found)
    return report


def assert_meets(
    catalog: Catalog, requirements: Requirements, *, since: Catalog | None = None
) -> None:
    """Fail unless the models of a catalog meet what an application requires of them.

    Args:
        catalog: The catalog.
        requirements: The models with their terms.
        since: An earlier catalog, to tell what broke since.

    Raises:
        AssertionError: A model is gone or does not meet its terms; the message lists them.
    """
    __tracebackhide__ = True
    if not isinstance(requirements, Requirements):  # pyright: ignore[reportUnnecessaryIsInstance]  # the caller may be wrong
        raise TypeError(f"Expected requirements, got {brief(requirements)}.")
    outcomes = requirements.judge(catalog, since=since)
    if failed := [str(each) for each in outcomes if each.state is not State.HOLDS]:
        said = f"{len(failed)} of {count(len(outcomes), 'requirement')} not met"
        raise AssertionError("\n  ".join([f"{said}:", *failed]))


def problem(report: Report, noun: str) -> str | None:
    """Say what is wrong with a response, None if it conforms and something of it was verified."""
    if not report.ok:
        return f"The {noun} violates the contract: {report}"
    return None if report.verified else f"Nothing was verified: {report}"


def _report(response: Any, status: int | None) -> Report:
    if isinstance(response, Capture):
        return response.check()
    if hasattr(response, "status_code"):
        if status not in (None, response.status_code):  # what is given may have no hash
            raise AssertionError(f"Expected status {status}, got {response.status_code}.")
        headers = response.headers  # httpx keeps those that repeat apart
        pairs = getattr(headers, "multi_items", headers.items)()
        return checked(response.status_code, [*pairs], response.content)
    if isinstance(response, str):
        response = response.encode(errors="surrogatepass")
    if not isinstance(response, bytes | bytearray):
        try:
            response = json.dumps(response).encode()
        except (TypeError, ValueError):
            raise TypeError(f"Expected a response or a body, got {brief(response)}.") from None
    return checked(200 if status is None else status, JSON, bytes(response))
