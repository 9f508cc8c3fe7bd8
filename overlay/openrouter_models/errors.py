"""All errors that this package raises on purpose.

    OpenRouterError
    ├── ConfigurationError                an option that cannot be used
    ├── ContractError                     a contract that cannot be used, or lacks models
    ├── MissingKeyError
    ├── APIConnectionError
    │   ├── APITimeoutError
    │   └── ClientClosedError             never tried again
    ├── APIStatusError                    any other status
    │   ├── BadRequestError               400
    │   ├── AuthenticationError           401
    │   ├── PaymentRequiredError          402
    │   ├── PermissionDeniedError         403
    │   ├── NotFoundError                 404
    │   ├── RequestTimeoutError           408
    │   ├── PayloadTooLargeError          413
    │   ├── UnprocessableEntityError      422
    │   ├── RateLimitError                429
    │   └── InternalServerError           500 and any other 5xx
    │       ├── BadGatewayError           502
    │       ├── ServiceUnavailableError   503
    │       ├── GatewayTimeoutError       504, 524
    │       └── OverloadedError           529
    ├── InvalidResponseError              a success whose body is not a listing
    ├── ContractViolation                 under `strict`
    └── ModelNotFoundError                no model of that id in the catalog; also a `KeyError`

No message holds a key or an account id. Every error can be pickled and copied; the copy comes
without `response`, which may hold more of the account than is to be stored.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, ClassVar

from openrouter_models._redaction import redact
from openrouter_models._text import count, one_line
from openrouter_models.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from openrouter_models.findings import Report

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadGatewayError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ContractError",
    "ContractViolation",
    "GatewayTimeoutError",
    "InternalServerError",
    "InvalidResponseError",
    "MissingKeyError",
    "ModelNotFoundError",
    "NotFoundError",
    "OpenRouterError",
    "OverloadedError",
    "PayloadTooLargeError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTimeoutError",
    "ServiceUnavailableError",
    "UnprocessableEntityError",
]


class OpenRouterError(Exception):
    """The base of every error that this package raises on purpose.

    Args:
        message: What happened and what to do; keys and account ids in it are redacted.
    """

    def __init__(self, message: str) -> None:
        super().__init__(redact(message))

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild without `__init__`, whose arguments differ from class to class."""
        state = {name: _travelling(name, value) for name, value in vars(self).items()}
        return _rebuild, (type(self), self.args), state


class ConfigurationError(OpenRouterError, ValueError):
    """An option of a client cannot be used. Raised when the client is made."""


class ContractError(OpenRouterError, ValueError):
    """A document cannot serve as the contract, or lacks what the typed listing is made of."""


class MissingKeyError(OpenRouterError):
    """No usable API key was given. Raised when a client is made."""

    def __init__(self, message: str = "No API key was given.") -> None:
        super().__init__(
            f"{message} Set OPENROUTER_API_KEY or pass api_key=; "
            "create keys at https://openrouter.ai/settings/keys."
        )


class APIConnectionError(OpenRouterError):
    """The server could not be reached, or the connection broke."""


class APITimeoutError(APIConnectionError):
    """The server did not answer in time."""


class ClientClosedError(APIConnectionError):
    """The client was closed, before the call or during it."""

    def __init__(self, message: str = "The client is closed; make a new one.") -> None:
        super().__init__(message)


class APIStatusError(OpenRouterError):
    """The server answered with an error.

    Attributes:
        status_code: The HTTP status; for a success that carries an error, the code of that error
            (`response.status_code` still says what the status line said).
        body: The parsed body: an object of `openrouter_api.models` where the contract types it,
            else the JSON value, None if it was not JSON. It may hold the id of the account.
        request_id: The ID to mention when contacting support, where a header gave one.
        retry_after: Seconds to wait, counted from the response, where the server said so.
        response: The HTTP response, None in a copy. The request in it is without the key.
        advice: What to do about an error of this class.
    """

    advice: ClassVar[str] = "Check base_url and any proxies in between."

    def __init__(  # noqa: PLR0913  # the public attributes, by keyword
        self,
        message: str,
        *,
        status_code: int,
        body: Any = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        response: httpx.Response | None = None,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.body = body
        self.request_id = request_id
        self.retry_after = retry_after
        self.response = response


class BadRequestError(APIStatusError):
    """400: the server did not understand the request."""

    advice = "Check the query parameters."


class AuthenticationError(APIStatusError):
    """401: the key is missing, mistyped or revoked."""

    advice = (
        "Check OPENROUTER_API_KEY or the api_key= given: the key is missing, mistyped or revoked "
        "(https://openrouter.ai/settings/keys)."
    )


class PaymentRequiredError(APIStatusError):
    """402: the account or the key is out of credits."""

    advice = "Add credits at https://openrouter.ai/settings/credits, or raise the limit of the key."


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""

    advice = (
        "Check the guardrails and the privacy settings of the account "
        "(https://openrouter.ai/settings/privacy), and whether it may use this region."
    )


class NotFoundError(APIStatusError):
    """404: there is nothing at this address, or nothing that this account may see."""

    advice = (
        "Check region= and base_url, which ends in /api/v1, "
        "and whether the account's guardrails leave any model."
    )


class RequestTimeoutError(APIStatusError):
    """408: the request did not arrive in time."""

    advice = "Try again; if it persists, check the network."


class PayloadTooLargeError(APIStatusError):
    """413: the request is too large."""

    advice = "Send fewer or shorter query parameters and headers."


class UnprocessableEntityError(APIStatusError):
    """422: the request was understood, and its values are not acceptable."""

    advice = "Check the values of the query parameters."


class RateLimitError(APIStatusError):
    """429: too many requests."""

    advice = "Send fewer requests, or keep the catalog instead of listing again."


class InternalServerError(APIStatusError):
    """500 and any other 5xx: the server failed."""

    advice = "Try again later; see https://status.openrouter.ai for outages."


class BadGatewayError(InternalServerError):
    """502: the server behind the gateway is down or answered nonsense."""


class ServiceUnavailableError(InternalServerError):
    """503: the service is not available at the moment."""


class GatewayTimeoutError(InternalServerError):
    """504 and 524: the server behind the gateway took too long."""


class OverloadedError(InternalServerError):
    """529: the service is overloaded."""


class InvalidResponseError(OpenRouterError):
    """A success whose body is not a model listing.

    Args:
        reason: What the body is, as a noun phrase such as "an HTML page"; never the body itself.
        response: The HTTP response.

    Attributes:
        reason: As given, made fit to print.
        response: The HTTP response where there was one, None in a copy.
    """

    def __init__(self, reason: str, *, response: httpx.Response | None = None) -> None:
        self.reason = one_line(redact(reason))
        self.response = response
        super().__init__(
            f"Expected a model listing, got {self.reason}. "
            f"Check base_url, which ends in /api/v1, and any proxies in between."
        )


class ContractViolation(OpenRouterError):  # noqa: N818  # the name says what it is, and is public
    """The listing deviates from the contract, and `strict` was asked for.

    Attributes:
        report: All findings, warnings included.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        lines = map(one_line, report.summary(Severity.ERROR))
        places = count(report.counts[Severity.ERROR], "place")
        super().__init__("\n  ".join([f"The listing breaks the contract in {places}:", *lines]))


class ModelNotFoundError(OpenRouterError, KeyError):
    """The catalog has no model of this id or canonical slug.

    Args:
        name: What was asked for.
        nearest: Ids that may have been meant.

    Attributes:
        name: As given.
        nearest: As given.
    """

    __str__ = Exception.__str__  # KeyError would show the message in quotes

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        near = f" Did you mean {' or '.join(self.nearest)}?" if nearest else ""
        super().__init__(one_line(f"No model {name!r} in this catalog.{near}"))


def _rebuild(kind: type[OpenRouterError], args: tuple[Any, ...]) -> OpenRouterError:
    """Make an error whose attributes are set afterwards."""
    return kind.__new__(kind, *args)


def _travelling(name: str, value: Any) -> Any:
    """Return what a copy of an error keeps: not the response, nor what cannot be pickled."""
    if name == "response":
        return None
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001  # foreign objects raise anything when they are pickled
        return None
    return value
