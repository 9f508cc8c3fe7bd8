"""Tell observers of a call and its attempts: the log, hooks of the user, and OpenTelemetry where the program uses it.

None of them gets anything that holds the key. OpenTelemetry is not imported here: programs that want spans have
loaded it already, and all others pay for one look into `sys.modules`.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from openrouter_models.errors import APIStatusError, OpenRouterError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    import httpx

_SCOPE = "openrouter_models"
_log = logging.getLogger(_SCOPE)


@define
class Attempt:
    """One attempt of a call, which has ended.

    Attributes:
        number: Which one it was, from 1.
        url: Where the request went, without the key.
        status: The status of the answer, None where none came.
        seconds: How long it took.
        error: What it failed with, None where it succeeded.
    """

    number: int
    url: str
    status: int | None = None
    seconds: float = 0.0
    error: OpenRouterError | None = None


@frozen
class Retry:
    """An attempt that failed and will be followed by another.

    Attributes:
        attempt: The number of the one that failed, from 1.
        wait: Seconds until the next.
        error: What it failed with.
    """

    attempt: int
    wait: float
    error: OpenRouterError


@contextmanager
def observed_call() -> Generator[None]:
    """Put all attempts of a call into one span."""
    with _span(f"{_SCOPE}.list", "INTERNAL", {}):
        yield


@contextmanager
def observed_attempt(
    number: int,
    method: str,
    url: str,
    server: httpx.URL,
    on_attempt: Callable[[Attempt], object] | None,
) -> Generator[Attempt]:
    """Log an attempt, and measure it in a span of its own (OpenTelemetry's conventions for HTTP); whoever gets an answer notes its status."""
    _log.debug("%s %s, attempt %d", method, url, number)
    attempt, started = Attempt(number, url), time.monotonic()
    attributes: dict[str, str | int] = {
        "http.request.method": method,
        "url.full": url,
        "server.address": server.host,
        "server.port": server.port or (443 if server.scheme == "https" else 80),
    }
    if number > 1:
        attributes["http.request.resend_count"] = number - 1
    try:
        with _span(method, "CLIENT", attributes) as span:
            try:
                yield attempt
            finally:
                if span is not None and attempt.status is not None:
                    span.set_attribute("http.response.status_code", attempt.status)
    except OpenRouterError as error:
        attempt.error = error
        raise
    finally:
        attempt.seconds = time.monotonic() - started
        if on_attempt is not None:
            on_attempt(attempt)


@contextmanager
def _span(name: str, kind: str, attributes: Mapping[str, str | int]) -> Generator[Any]:
    """Open a span, None where OpenTelemetry is not in use."""
    trace: Any = sys.modules.get("opentelemetry.trace")
    if trace is None:
        yield None
        return
    with trace.get_tracer(_SCOPE).start_as_current_span(
        name,
        kind=trace.SpanKind[kind],
        attributes=attributes,
        record_exception=False,  # a recorded exception has its traceback along
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException as error:
            failure = type(error).__qualname__
            status = error.status_code if isinstance(error, APIStatusError) else None
            span.set_attribute("error.type", str(status or failure))
            said = str(error) if isinstance(error, OpenRouterError) else None
            span.set_status(trace.Status(trace.StatusCode.ERROR, said))
            raise
