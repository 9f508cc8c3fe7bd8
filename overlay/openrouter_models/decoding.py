"""Decode the body of a listing into a catalog, without any I/O and without losing a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_api import codec
from openrouter_models._catalog.generated_classes import ModelsListResponse
from openrouter_models._http.error_responses import status_error
from openrouter_models._http.receiving import MAX_SIZE
from openrouter_models._http.wrong_bodies import describe_body
from openrouter_models._text import brief
from openrouter_models._validation.reports import LazyReport
from openrouter_models.catalog import Catalog
from openrouter_models.errors import ContractViolation, InvalidResponseError
from openrouter_models.findings import MAX_FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from openrouter_models._policy.baseline import BaselineSource

_NO_STACK = "a body, but the calls that led here leave no room on the stack to decode it"


def decode(  # noqa: PLR0913  # one keyword per option
    body: bytes | str,
    *,
    strict: bool = False,
    max_size: int = MAX_SIZE,
    response: httpx.Response | None = None,
    offset: int = 0,
    max_findings: int = MAX_FINDINGS,
    baseline: BaselineSource | None = None,
) -> Catalog:
    """Decode the body of a listing.

    Every model in it comes back, typed as far as it is valid; what deviates is kept as it came and
    stands in the catalog's report. An empty listing passes as `strict`, since nothing in it deviates;
    `report.verified` tells.

    Args:
        body: The body of a successful response.
        strict: Raise if anything deviates by more than a warning.
        max_size: The most bytes to accept.
        response: The response that the body came in, for `catalog.response` and for errors.
        offset: How many models the request asked to skip, so that the report can tell what is missing.
        max_findings: The most findings to keep in the report; more are counted by kind and place.
        baseline: Known drift, or the path of its file: these findings are in `report.known` and do not
            count, under `strict` either.

    Returns:
        The models as a catalog.

    Raises:
        InvalidResponseError: The body is not a listing: not JSON, without an array of models, or
            nested more than 200 deep.
        APIStatusError: The body carries an `error` instead of models; the class is that of its code.
        ContractViolation: `strict`, and a finding is an error; it lists them all.
        ConfigurationError: The baseline cannot be read.
        TypeError: The body is neither bytes nor a string, or the response is none.
    """
    _refuse_others(body, response, max_size=max_size, offset=offset, max_findings=max_findings)
    # Bytes that can change are copied: the report reads them later.
    content = body.encode(errors="surrogatepass") if isinstance(body, str) else bytes(body)
    if len(content) > max_size:
        reason = f"a body of {len(content)} bytes, where max_size allows {max_size}"
        raise InvalidResponseError(reason, response=response)
    try:
        reading = codec.read(ModelsListResponse, content)
    except ValueError:
        raise InvalidResponseError(describe_body(content), response=response) from None
    except RecursionError:
        raise InvalidResponseError(_NO_STACK, response=response) from None
    data = getattr(reading.outline, "data", None)
    if not (isinstance(data, list) and data):
        envelope = reading()
        # Beside models an error costs no more than a warning: what came is not to be lost.
        if isinstance(envelope, ModelsListResponse) and envelope.additional_properties.get("error"):
            headers: Mapping[str, str] = response.headers if response is not None else {}
            raise status_error(200, headers, content, response=response)
        if not isinstance(data, list):
            raise InvalidResponseError(describe_body(content), response=response)
    known = None
    if baseline is not None:
        from openrouter_models._policy.baseline import Baseline  # noqa: PLC0415  # few need it

        known = Baseline.of(baseline)
    fields = response.headers.multi_items() if response is not None else ()
    report = LazyReport(content, offset, max_findings, known, fields)
    if strict and not report().ok:
        raise ContractViolation(report())
    return Catalog(reading, report=report, response=response)


def _refuse_others(body: object, response: object, **numbers: object) -> None:
    if not isinstance(body, bytes | bytearray | memoryview | str):
        raise TypeError(
            f"decode takes the text of a body, as bytes or str, got {type(body).__name__}."
        )
    if not (response is None or hasattr(response, "headers")):
        raise TypeError(f"response must be a response of httpx, got {brief(response)}.")
    for name, number in numbers.items():
        if not isinstance(number, int):
            raise TypeError(f"{name} must be a whole number, got {brief(number)}.")
