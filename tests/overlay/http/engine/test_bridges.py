"""Clients and transports of httpx2 serve as those of httpx do."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest

from openrouter_models import OpenRouterModels, RetryPolicy, errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator


KEY = "sk-or-v1-0123456789abcdef-secret"
ONCE = RetryPolicy(retries=0)


Lists = Any  # the Lister of conftest.py, which tests cannot import
WAYS = pytest.mark.parametrize("as_client", [True, False])


def listed(
    lists: Lists, respond: Callable[[Any], Any], *, as_client: bool = True, **settings: Any
) -> Any:
    """List with a client of httpx2 or a transport; a transport is of both kinds."""
    transport = httpx2.MockTransport(respond)
    if not as_client:
        return lists(transport=transport, retry=ONCE)
    kind = httpx2.Client if lists.backend == "sync" else httpx2.AsyncClient
    return lists(http_client=kind(transport=transport, **settings), retry=ONCE)


BODY = gzip.compress(b'{"data": [{"id": "a/b"}]}')


def parts() -> Iterator[bytes]:
    """Give a body byte by byte."""
    for each in BODY:
        yield bytes([each])


async def aparts() -> AsyncIterator[bytes]:
    """Give it in an event loop."""
    for each in parts():
        yield each


@WAYS
def test_models_are_listed(lists: Lists, *, as_client: bool) -> None:
    """With the key, within the timeouts, and the body decompressed."""
    sent: list[Any] = []

    def respond(request: Any) -> Any:
        sent.append(request)
        content = parts() if lists.backend == "sync" else aparts()
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=content)

    catalog = listed(lists, respond, as_client=as_client)
    assert ["a/b"] == [model.id for model in catalog]
    assert isinstance(catalog.response, httpx.Response)
    assert f"Bearer {KEY}" == sent[0].headers["authorization"]
    assert 10.0 == sent[0].extensions["timeout"]["connect"]
    assert KEY not in repr(vars(catalog.response.request))


def test_a_client_keeps_its_own_ways(lists: Lists) -> None:
    """Headers, cookies and hooks; neither credentials nor redirects."""
    sent: list[Any] = []

    def respond(request: Any) -> Any:
        sent.append(request)
        return httpx2.Response(200, json={"data": []})

    listed(
        lists,
        respond,
        headers={"X-Team": "models", "User-Agent": "mine/1"},
        cookies={"c": "1"},
        auth=("user", "password"),
        base_url="https://elsewhere.example",
    )
    headers = sent[0].headers
    assert ("models", "mine/1", "c=1") == (
        headers["x-team"],
        headers["user-agent"],
        headers["cookie"],
    )
    assert f"Bearer {KEY}" == headers["authorization"]
    assert "openrouter.ai" == sent[0].url.host


def test_a_hook_may_have_read_the_body() -> None:
    """What it left is enough."""

    def respond(_: Any) -> Any:
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=BODY)

    def read(response: Any) -> None:
        response.read()

    with httpx2.Client(
        transport=httpx2.MockTransport(respond), event_hooks={"response": [read]}
    ) as http:
        assert 1 == len(OpenRouterModels(KEY, http_client=http).list())


@WAYS
@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ("ConnectTimeout", errors.APITimeoutError),
        ("RemoteProtocolError", errors.APIConnectionError),
    ],
)
def test_failures_are_those_of_httpx(
    lists: Lists,
    failure: str,
    expected: type[errors.OpenRouterError],
    *,
    as_client: bool,
) -> None:
    """By what they are called."""

    def respond(request: Any) -> Any:
        raise getattr(httpx2, failure)("no luck", request=request)

    with pytest.raises(expected) as caught:
        listed(lists, respond, as_client=as_client)
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize(("failure", "status"), [("ReadError", 200), ("ReadTimeout", 500)])
def test_a_body_may_fail_half_way(failure: str, status: int) -> None:
    """What the status says of an error is told all the same."""

    def broken() -> Iterator[bytes]:
        yield b"{"
        raise getattr(httpx2, failure)("broken")

    def respond(_: Any) -> Any:
        return httpx2.Response(status, content=broken())

    with pytest.raises(errors.OpenRouterError) as caught:
        OpenRouterModels(KEY, transport=httpx2.MockTransport(respond), retry=ONCE).list()
    assert isinstance(caught.value, errors.APIStatusError) is (status == 500)


def test_a_mistake_in_a_transport_is_not_hidden() -> None:
    """It is a test's own, most often."""

    def respond(_: Any) -> Any:
        raise AssertionError("not what was expected")

    with pytest.raises(AssertionError, match="not what was expected"):
        OpenRouterModels(KEY, transport=httpx2.MockTransport(respond)).list()


def test_a_closed_client_is_told() -> None:
    """As one of httpx is."""
    http = httpx2.Client()
    http.close()
    with pytest.raises(errors.ClientClosedError):
        OpenRouterModels(KEY, http_client=http).list()


@pytest.mark.parametrize("kind", ["AsyncClient", "BaseTransport"])
def test_the_other_kind_is_refused(kind: str) -> None:
    """In one sentence that names what is wanted."""
    wrong: Any = getattr(httpx2, kind)()
    with pytest.raises(
        errors.ConfigurationError, match="http_client must be a Client of httpx or httpx2"
    ):
        OpenRouterModels(KEY, http_client=wrong)
