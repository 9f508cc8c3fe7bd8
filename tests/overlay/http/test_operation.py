"""The generated operation: what it takes today, what it will take, and what its answers mean."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from enum import StrEnum
from typing import Any

import httpx
import pytest
from tests.conforming import CLASSES, options

from openrouter_api import models
from openrouter_api.api.models import list_models_user
from openrouter_api.types import UNSET, OpenStrEnum, Unset
from openrouter_models import Catalog, Kind, errors
from openrouter_models._http.operation import Call, check_query, parameters
from openrouter_models._http.telemetry import Attempt

KEY = "a-key-of-no-known-form"


class Sort(OpenStrEnum):
    """Stands for a generated enum."""

    NEWEST = "newest"


def grown_kwargs(
    *,
    offset: int | Unset | None = UNSET,
    limit: int | Unset = UNSET,
    sort: Sort | Unset = UNSET,
    x_open_router_categories: str | Unset = UNSET,
    timeout_: int | Unset = UNSET,
) -> dict[str, Any]:
    """Build a request as the generated function does once the contract has parameters."""
    headers: dict[str, Any] = {}
    if not isinstance(x_open_router_categories, Unset):
        headers["X-OpenRouter-Categories"] = x_open_router_categories
    word: str | Unset = UNSET
    if not isinstance(sort, Unset):
        assert isinstance(sort, StrEnum)
        word = sort.value
    params: dict[str, Any] = {"offset": offset, "limit": limit, "sort": word, "timeout": timeout_}
    params = {name: value for name, value in params.items() if value is not UNSET}
    return {"method": "get", "url": "/models/user", "params": params, "headers": headers}


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operation take what upstream has added since."""
    monkeypatch.setattr(list_models_user, "get_kwargs", grown_kwargs)


def call(**query: Any) -> Call:
    """Ask for a listing."""
    return Call(options(KEY), check_query(query))


def requested(**query: Any) -> httpx.Request:
    """Make the request for a listing."""
    with httpx.Client() as http:
        return call(**query).request(http, 3.0)


def answer(status: int, body: Any, **headers: str) -> httpx.Response:
    """Make a response."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = httpx.Request("GET", "https://example.test/api/v1/models/user")
    response = httpx.Response(status, content=content, headers=headers, request=request)
    response.elapsed = timedelta()
    return response


def result(response: httpx.Response, **query: Any) -> Catalog:
    """Give what a response to the first attempt holds, and see that its status is told."""
    attempt = Attempt(1, "")
    try:
        return call(**query).result(response, attempt)
    finally:
        assert response.status_code == attempt.status


def test_an_operation_may_take_no_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the contract does not declare is refused."""
    monkeypatch.setattr(list_models_user, "get_kwargs", lambda: None)
    assert parameters() == ()
    with pytest.raises(
        TypeError, match=r"does not take 'limit', 'x' here; it takes no parameters\."
    ):
        check_query({"limit": 1, "x": 2})


@pytest.mark.usefixtures("grown")
def test_regeneration_alone_adds_parameters() -> None:
    """What the generated function takes is taken, and the message lists it."""
    assert {"limit": 5} == check_query({"limit": 5, "offset": None})
    with pytest.raises(
        TypeError, match=r"not take 'page' here; it takes offset, limit, sort, x_open"
    ):
        check_query({"page": 1})


def test_the_request_goes_to_the_operation() -> None:
    """Below the base URL, with the key and bounded in time."""
    request = requested()
    assert ["GET", "https://openrouter.ai/api/v1/models/user"] == [request.method, str(request.url)]
    assert f"Bearer {KEY}" == request.headers["Authorization"]
    assert dict.fromkeys(("connect", "read", "write", "pool"), 3.0) == request.extensions["timeout"]


@pytest.mark.usefixtures("grown")
def test_what_is_not_given_is_not_sent() -> None:
    """No default of the document, and nothing that is None."""
    assert b"" == requested().url.query
    assert b"" == requested(offset=None).url.query
    assert b"offset=0" == requested(offset=0).url.query


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("sort", [Sort.NEWEST, "newest", "a new word"])
def test_enums_may_be_given_as_words(sort: str) -> None:
    """A word that the contract does not know is sent too."""
    assert str(sort) == requested(sort=sort).url.params["sort"]


@pytest.mark.usefixtures("grown")
def test_header_parameters_become_headers() -> None:
    """The generated operation may declare those as well."""
    assert "a,b" == requested(x_open_router_categories="a,b").headers["X-OpenRouter-Categories"]


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("value", ["Täst", "a\r\nX-B: b", " a"])
def test_header_parameters_are_checked(value: str) -> None:
    """As those of the constructor are."""
    with pytest.raises(errors.ConfigurationError, match="X-OpenRouter-Categories must be ASCII"):
        requested(x_open_router_categories=value)


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("value", ["\ud800", "x" * 70_000])
def test_parameters_that_no_url_can_hold_are_refused(value: str) -> None:
    """Half a character, or more than a URL may have."""
    with pytest.raises(errors.ConfigurationError, match="query parameters cannot be sent"):
        requested(sort=value)


def test_attempts_are_counted_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Each request of a call is logged with its number."""
    caplog.set_level(logging.DEBUG, "openrouter_models")
    listing = call()
    with httpx.Client() as http:
        for _ in range(2):
            with listing.observed(listing.request(http, None)):
                pass
    url = "https://openrouter.ai/api/v1/models/user"
    assert [f"GET {url}, attempt 1", f"GET {url}, attempt 2"] == caplog.messages


def test_a_listing_becomes_a_catalog() -> None:
    """The response is kept with it."""
    response = answer(200, {"data": [{"id": "a"}]})
    catalog = result(response)
    assert ["a"] == [model.id for model in catalog]
    assert response is catalog.response


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize(("expected", "offset"), [(0, 1), (1, 0), (1, "1")])
def test_the_report_knows_where_the_page_begins(expected: int, offset: object) -> None:
    """A last page is not incomplete for want of what was skipped."""
    report = result(answer(200, {"data": [1], "total_count": 2}), offset=offset).report
    kinds = [finding.kind for finding in report.findings]
    assert expected == kinds.count(Kind.INCOMPLETE_LISTING)


def test_a_documented_error_is_typed() -> None:
    """The body is an object of the generated class."""
    with pytest.raises(errors.AuthenticationError) as caught:
        result(answer(401, {"error": {"code": 401, "message": "No."}}))
    assert isinstance(caught.value.body, getattr(models, CLASSES[401]))
    assert caught.value.response is not None


@pytest.mark.parametrize(
    ("expected", "status", "body"),
    [
        (errors.AuthenticationError, 401, b"<html>"),
        (errors.NotFoundError, 404, b"[" * 100_000),
        (errors.InternalServerError, 500, b"\xff"),
        (errors.OverloadedError, 529, b"{}"),
        (errors.APIStatusError, 307, b""),
        (errors.APIStatusError, 999, b""),
    ],
)
def test_any_other_error_has_its_class(expected: type[Exception], status: int, body: bytes) -> None:
    """Whatever its body is."""
    with pytest.raises(errors.APIStatusError) as caught:
        result(answer(status, body))
    assert expected is type(caught.value)


@pytest.mark.parametrize("status", [200, 401])
def test_the_key_is_not_repeated(status: int) -> None:
    """A server that echoes the key, of whatever form, does not get it into a message."""
    body = {"error": {"code": 401, "message": f"Unknown key {KEY}."}}
    with pytest.raises(errors.AuthenticationError, match=r"Unknown key \[redacted\]") as caught:
        result(answer(status, body))
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("found", "response"),
    [
        ("a part of a body", answer(206, {"data": []})),  # it would pass for the whole
        ("an empty body", httpx.Response(204)),
    ],
)
def test_a_success_may_hold_no_listing(found: str, response: httpx.Response) -> None:
    """Nobody asked for a part, and of nothing there is nothing to decode."""
    with pytest.raises(errors.InvalidResponseError, match=found):
        result(response)


@pytest.mark.parametrize("status", [201, 203])
def test_another_success_with_a_listing_is_a_listing(status: int) -> None:
    """Proxies answer 203 for what they have touched."""
    assert 0 == len(result(answer(status, {"data": []})))
