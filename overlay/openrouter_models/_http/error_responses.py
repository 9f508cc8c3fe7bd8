"""Read what a failed exchange says, whatever shape it has, and make the error that fits.

Nothing here raises on hostile input: a header or a body that makes no sense is passed over. Error
bodies have been seen with `error` missing or a string, with `code` as a string, and as HTML.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import httpx

from openrouter_api.jsontext import refuse_too_deep
from openrouter_models import errors
from openrouter_models._http.retry_after import lowered, member, number, retry_after
from openrouter_models._http.wrong_bodies import describe_body
from openrouter_models._redaction import MARK, redact
from openrouter_models._text import one_line
from openrouter_models.errors import APIStatusError

if TYPE_CHECKING:
    from collections.abc import Mapping

_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-generation-id", "cf-ray")
_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.PaymentRequiredError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    408: errors.RequestTimeoutError,
    413: errors.PayloadTooLargeError,
    422: errors.UnprocessableEntityError,
    429: errors.RateLimitError,
    **dict.fromkeys(range(500, 600), errors.InternalServerError),
    502: errors.BadGatewayError,
    503: errors.ServiceUnavailableError,
    504: errors.GatewayTimeoutError,
    524: errors.GatewayTimeoutError,
    529: errors.OverloadedError,
}


def status_error(  # noqa: PLR0913  # what a response consists of, the rest by keyword
    status_code: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    parsed: Any = None,
    response: httpx.Response | None = None,
    now: float | None = None,
) -> APIStatusError:
    """Make the error that an error response stands for.

    A success that carries an `error` object takes its class and its `status_code` from that
    error's code, where the code is an error status.

    Returns:
        An instance of the class of that status, not raised.
    """
    fields = lowered(headers)
    body = _json(content)
    code = status_code if status_code >= 400 else _error_code(body, default=status_code)
    kind = _BY_STATUS.get(code, APIStatusError)
    wait = retry_after(code, fields, body, now=now)
    ids = (redact(fields[name]) for name in _REQUEST_ID_HEADERS if fields.get(name))
    request_id = next((one_line(each, 100) for each in ids), None)
    said = one_line(redact(_without(_account_ids(body), _server_message(body))))
    if not said:
        said = f"got {describe_body(content)}" if body is None else "the server gave no reason"
    head = f"HTTP {status_code}" if code == status_code else f"HTTP {status_code} with error {code}"
    # Our words come first, so that no word of the server's begins a line: CI runners obey "::".
    sentences = [
        f"{head}: {said.rstrip('.')}.",
        *([f"Wait {math.ceil(wait)} s before the next request."] if wait else []),
        kind.advice,
        *([f"Mention request ID {request_id} when contacting support."] if request_id else []),
    ]
    return kind(
        " ".join(sentences),
        status_code=code,
        body=body if parsed is None else parsed,
        request_id=request_id,
        retry_after=wait,
        response=response,
    )


def transport_error(
    error: httpx.RequestError,
) -> errors.OpenRouterError:
    """Make the error that a failure of the HTTP library, without the key, stands for; raise it from that.

    Returns:
        An `APITimeoutError`, an `InvalidResponseError` if the body could not be decompressed, else
        an `APIConnectionError`; not raised.
    """
    try:
        host = one_line(error.request.url.host) or "the server"
    except RuntimeError:  # httpx raises it where the request was never set
        host = "the server"
    cause = type(error).__name__
    if said := one_line(redact(str(error)), 200):
        cause = f"{cause}: {said}"
    if isinstance(error, httpx.TimeoutException):
        return errors.APITimeoutError(
            f"Timed out waiting for {host} ({cause}). Try again or pass a longer timeout=."
        )
    if isinstance(error, httpx.DecodingError):
        return errors.InvalidResponseError(f"data that cannot be decompressed ({cause})")
    return errors.APIConnectionError(
        f"Cannot connect to {host} ({cause}). Check the network, base_url and proxy settings."
    )


def _json(content: bytes) -> Any:
    """Parse a body leniently, None where it is not JSON in UTF-8."""
    try:
        refuse_too_deep(content)
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _error_code(body: Any, *, default: int) -> int:
    """Read the status that a body's error names, as a number or a numeric string."""
    code = number(member(body, "error", "code"))
    return int(code) if code is not None and 400 <= code < 600 else default


def _account_ids(body: Any) -> list[str]:
    """Collect the account ids of a body, to keep them out of its message."""
    ids = (member(body, "user_id"), member(body, "error", "user_id"))
    return [value for value in ids if isinstance(value, str)]


def _without(ids: list[str], text: str) -> str:
    """Take account ids out of a text, also those that do not look like one."""
    for each in sorted(filter(None, ids), key=len, reverse=True):
        text = text.replace(each, MARK)
    return text


def _server_message(body: Any) -> str:
    """Find the words of the server: `error.message`, `error` itself, or `message`."""
    places = (("error", "message"), ("error",), ("message",))
    words = (member(body, *place) for place in places)
    return next((text for text in words if isinstance(text, str) and text.strip()), "")
