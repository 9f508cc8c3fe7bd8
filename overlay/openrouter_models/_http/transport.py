"""Exchange a request for a whole response, in bounded time and memory, and keep the key where it belongs.

This is the only module that sends. All but the exchange itself is written once, as coroutines; `completed` runs those
that block.
"""

from __future__ import annotations

import logging
import math
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx
from attrs import frozen

from openrouter_models._http.error_responses import transport_error
from openrouter_models._http.receiving import Body, check_head, settled
from openrouter_models._http.redirects import moved, redirected
from openrouter_models._http.secret import masked
from openrouter_models._http.timeouts import deadline, too_late
from openrouter_models._redaction import Hiding, redact
from openrouter_models._text import one_line
from openrouter_models.errors import ClientClosedError, InvalidResponseError, OpenRouterError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from openrouter_models._http.configuration import Options
    from openrouter_models._http.secret import Secret

T = TypeVar("T")
_log = logging.getLogger("openrouter_models")
_MOST_REDIRECTS = 5
_MOST_WASTED = 1024 * 1024  # bytes read beyond what is wanted, while an event loop ends the reading

# What the HTTP library, its transports and what they stand on raise where an exchange fails: idna, ssl, cookies,
# event loops that have ended. Not what a transport of a test raises to tell of a mistake.
_FAILURES = (
    httpx.RequestError,
    httpx.InvalidURL,
    ArithmeticError,
    ExceptionGroup,
    ImportError,
    OSError,
    RuntimeError,
    ValueError,
)


@frozen
class _Limits:
    """What bounds an exchange: the options, and the end of all time that there is for it."""

    options: Options
    until: float
    clock: Callable[[], float]


def completed(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that blocks where others wait: it is done when it is first sent to.

    Raises:
        RuntimeError: It waits, which takes an event loop.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    coroutine.close()
    raise RuntimeError("a coroutine that should block waits for an event loop")


async def fetch(
    http: httpx.Client | httpx.AsyncClient,
    request: httpx.Request,
    options: Options,
    seconds: float | None,
    clock: Callable[[], float] = time.monotonic,
) -> httpx.Response:
    """Send a request, follow redirects within its origin, and read the whole response.

    Args:
        http: What to send with; with a client that blocks, the coroutine does. Its own credentials and redirects are
            not used.
        request: The request, with the key.
        options: The bound of a body, and the key, to be kept out of messages.
        seconds: How long all may take, None for any time. Connections of our own keep it at every
            step, and so do event loops; where a client or transport of the user's blocks, it is checked whenever a
            part of the body comes, and before that the request's timeouts bound each wait.
        clock: Tells the time in seconds.

    Returns:
        A response whose content is read and whose request is without the key. The content of an
        error may be cut off: what the status says is told whatever becomes of the body.

    Raises:
        APIConnectionError: There was no whole answer; `APITimeoutError` if not in time.
        InvalidResponseError: The response has too large a body or head, a body that cannot be
            decompressed, or redirects without end.
    """
    limits = _Limits(options, math.inf if seconds is None else clock() + seconds, clock)
    try:
        with Hiding():
            return await _follow(http, request, limits)
    except OpenRouterError:
        raise
    except _FAILURES as error:
        if isinstance(error.__cause__, StopIteration):  # a transport of a test is out of answers
            error.__cause__.__traceback__ = None
            raise
        failure = _failure(error, http, request, options.key)
    raise failure  # here, where the error that has the HTTP library's frames is not its context


async def _follow(
    http: httpx.Client | httpx.AsyncClient, request: httpx.Request, limits: _Limits
) -> httpx.Response:
    for _ in range(1 + _MOST_REDIRECTS):
        if isinstance(http, httpx.Client):
            with deadline(limits.until):
                response = _exchange(http, request, limits)
        else:
            response = await _aexchange(http, request, limits)
        target = redirected(request, response)
        if target is None:
            return response
        request = moved(request, target, limits.until - limits.clock())
    raise InvalidResponseError(f"more than {_MOST_REDIRECTS} redirects")


def _exchange(http: httpx.Client, request: httpx.Request, limits: _Limits) -> httpx.Response:
    started = limits.clock()
    response = http.send(request, auth=None, follow_redirects=False, stream=True)
    with closing(response):
        check_head(response)
        body = _begun(response, limits.options)
        try:
            for chunk in () if response.is_stream_consumed else response.iter_raw():
                if not body.add(chunk):
                    break
                if limits.clock() >= limits.until:
                    raise too_late(request)
        except httpx.RequestError:
            if not response.is_error:
                raise
    return _ended(response, body, limits.clock() - started, limits.options.key)


async def _aexchange(
    http: httpx.AsyncClient, request: httpx.Request, limits: _Limits
) -> httpx.Response:
    # anyio comes with httpx, which itself loads it only when an async client connects.
    from anyio import move_on_after  # noqa: PLC0415

    started = limits.clock()
    response = body = None
    with move_on_after(limits.until - started) as scope:
        response = await http.send(request, auth=None, follow_redirects=False, stream=True)
        try:
            check_head(response)
            body = _begun(response, limits.options)
            if not response.is_stream_consumed:
                async for chunk in response.aiter_raw():
                    # Leaving the loop would leave httpx's generators to the garbage collector, which
                    # trio warns of. Cancelled, they end in order when they next wait for the server.
                    if not body.add(chunk):
                        scope.cancel()
                    if body.size > limits.options.max_size + _MOST_WASTED:
                        break
        except httpx.RequestError:
            if not response.is_error:
                raise
        finally:
            await response.aclose()
    if response is None or body is None:
        raise too_late(request)
    if scope.cancelled_caught and body.problem is None and not response.is_error:
        raise too_late(request)
    return _ended(response, body, limits.clock() - started, limits.options.key)


def _begun(response: httpx.Response, options: Options) -> Body:
    """Make what takes in the body; some transports have read and decompressed it already."""
    if not response.is_stream_consumed:
        encoding = options.key.redact(response.headers.get("content-encoding", ""))
        return Body(encoding, options.max_size)
    body = Body("", options.max_size)
    body.add(response.content)
    return body


def _ended(response: httpx.Response, body: Body, seconds: float, key: Secret) -> httpx.Response:
    _log.info(
        "%s %s: HTTP %d, %d bytes in %.3f s",
        response.request.method,
        one_line(redact(key.redact(str(response.request.url)))),
        response.status_code,
        body.size,
        seconds,
    )
    content = body.so_far() if response.is_error else body.finish()
    return settled(response, content, seconds, key)


def _failure(
    error: Exception, http: httpx.Client | httpx.AsyncClient, request: httpx.Request, key: Secret
) -> OpenRouterError:
    """Make the error that a failed exchange stands for, without what leads to the key.

    The HTTP library's frames hold the headers as sent, so the cause comes without its traceback.
    """
    if isinstance(error, httpx.RequestError):
        cause = error
    elif isinstance(error, httpx.InvalidURL | UnicodeError):  # UnicodeError: of IDNA
        cause = httpx.RemoteProtocolError(f"redirected to an invalid URL: {error}")
    else:
        cause = httpx.NetworkError(f"{type(error).__name__}: {error}")
    cause.args = (redact(key.redact(str(cause))),)
    cause.request = masked(request, key)
    cause.__cause__ = cause.__context__ = None
    failure = ClientClosedError() if http.is_closed else transport_error(cause)
    failure.__cause__ = cause.with_traceback(None)
    return failure
