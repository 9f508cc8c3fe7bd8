"""Clients and transports of httpx2 serve as those of httpx do."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import httpx2
import pytest

from openrouter_models import AsyncOpenRouterModels, OpenRouterModels, RetryPolicy, errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from openrouter_models import Catalog

KEY = "sk-or-v1-0123456789abcdef-secret"
ONCE = RetryPolicy(retries=0)


def served(respond: Callable[[Any], Any], *, as_client: bool, **settings: Any) -> Catalog:
    """List with the client that blocks."""
    transport = httpx2.MockTransport(respond)
    if as_client:
        with httpx2.Client(transport=transport, **settings) as http:
            return OpenRouterModels(KEY, http_client=http, retry=ONCE).list()
    return OpenRouterModels(KEY, transport=transport, retry=ONCE).list()


def aserved(respond: Callable[[Any], Any], *, as_client: bool, **settings: Any) -> Catalog:
    """List in an event loop."""

    async def run() -> Catalog:
        transport = httpx2.MockTransport(respond)
        if as_client:
            async with httpx2.AsyncClient(transport=transport, **settings) as http:
                return await AsyncOpenRouterModels(KEY, http_client=http, retry=ONCE).list()
        return await AsyncOpenRouterModels(KEY, transport=transport, retry=ONCE).list()

    return anyio.run(run)


BOTH = pytest.mark.parametrize("listed", [served, aserved])
WAYS = pytest.mark.parametrize("as_client", [True, False])


BODY = gzip.compress(b'{"data": [{"id": "a/b"}]}')


def parts() -> Iterator[bytes]:
    """Give a body byte by byte."""
    for each in BODY:
        yield bytes([each])


async def aparts() -> AsyncIterator[bytes]:
    """Give it in an event loop."""
    for each in parts():
        yield each


@BOTH
@WAYS
def test_models_are_listed(listed: Callable[..., Catalog], *, as_client: bool) -> None:
    """With the key, within the timeouts, and the body decompressed."""
    sent: list[Any] = []

    def respond(request: Any) -> Any:
        sent.append(request)
        content = parts() if listed is served else aparts()
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=content)

    catalog = listed(respond, as_client=as_client)
    assert ["a/b"] == [model.id for model in catalog]
    assert isinstance(catalog.response, httpx.Response)
    assert f"Bearer {KEY}" == sent[0].headers["authorization"]
    assert 10.0 == sent[0].extensions["timeout"]["connect"]
    assert KEY not in repr(vars(catalog.response.request))


@BOTH
def test_a_client_keeps_its_own_ways(listed: Callable[..., Catalog]) -> None:
    """Headers, cookies and hooks; neither credentials nor redirects."""
    sent: list[Any] = []

    def respond(request: Any) -> Any:
        sent.append(request)
        return httpx2.Response(200, json={"data": []})

    listed(
        respond,
        as_client=True,
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

    assert 1 == len(served(respond, as_client=True, event_hooks={"response": [read]}))


@BOTH
@WAYS
@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ("ConnectTimeout", errors.APITimeoutError),
        ("RemoteProtocolError", errors.APIConnectionError),
    ],
)
def test_failures_are_those_of_httpx(
    listed: Callable[..., Catalog],
    failure: str,
    expected: type[errors.OpenRouterError],
    *,
    as_client: bool,
) -> None:
    """By what they are called."""

    def respond(request: Any) -> Any:
        raise getattr(httpx2, failure)("no luck", request=request)

    with pytest.raises(expected) as caught:
        listed(respond, as_client=as_client)
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
        served(respond, as_client=True)
    assert isinstance(caught.value, errors.APIStatusError) is (status == 500)


def test_a_mistake_in_a_transport_is_not_hidden() -> None:
    """It is a test's own, most often."""

    def respond(_: Any) -> Any:
        raise AssertionError("not what was expected")

    with pytest.raises(AssertionError, match="not what was expected"):
        served(respond, as_client=False)


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
