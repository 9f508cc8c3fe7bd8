"""Clients as they are made, changed, shared and closed."""

from __future__ import annotations

import pickle
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from openrouter_models import (
    AsyncOpenRouterModels,
    Catalog,
    OpenRouterModels,
    RetryPolicy,
    decode,
    errors,
)

if TYPE_CHECKING:
    from openrouter_models.testing import MockOpenRouter

KEY = "sk-or-v1-0123456789abcdef-secret"
CLIENTS: list[Any] = [OpenRouterModels, AsyncOpenRouterModels]
WRONG: dict[str, list[Any]] = {
    "timeout": [0, -1, float("nan"), float("inf"), None, "5", True],
    "max_size": [0, -1, 1.5, "3", True],
    "max_findings": [-1, 1.5, "3", True],
    "retry": [3, None, RetryPolicy],
    "strict": ["yes", None],
    "http_client": [3, "x"],
    "transport": [3, "x"],
    "headers": ["x", [("a", "b")]],
}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(
    ("expected", "options"),
    [
        (errors.MissingKeyError, {}),
        (errors.MissingKeyError, {"api_key": " "}),
        (errors.MissingKeyError, {"api_key": f"{KEY}\nX: y"}),
        (errors.ConfigurationError, {"api_key": KEY, "region": "eu", "base_url": "https://x"}),
        (errors.ConfigurationError, {"api_key": KEY, "region": "mars"}),
        (errors.ConfigurationError, {"api_key": KEY, "base_url": "http://example.com"}),
        *(
            (errors.ConfigurationError, {"api_key": KEY, name: value})
            for name, values in WRONG.items()
            for value in values
        ),
        (errors.ConfigurationError, {"api_key": KEY, "headers": {"Authorization": "x"}}),
        (
            errors.ConfigurationError,
            {"api_key": KEY, "http_client": object(), "transport": object()},
        ),
    ],
)
def test_unusable_options_are_refused_when_the_client_is_made(
    expected: type[Exception], options: dict[str, Any], kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a message that does not echo the key, and no key in the traceback's local variables."""
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    with pytest.raises(expected) as caught:
        kind(**options)
    assert KEY not in str(caught.value)
    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)][1:]  # without this test's
    assert KEY not in repr([dict(frame.f_locals) for frame in frames])


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_client_shows_no_key(kind: Any) -> None:
    """Neither printed nor pickled nor among its attributes."""
    client = kind(KEY, transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    expected = f"{kind.__name__}(base_url='https://openrouter.ai/api/v1', api_key='***')"
    assert expected == repr(client)
    assert KEY not in repr(dict(client.__dict__))
    with pytest.raises(TypeError):
        pickle.dumps(client)


@pytest.mark.parametrize("kind", CLIENTS)
def test_changed_options_leave_the_client_alone(kind: Any) -> None:
    """The new client has the changes and the connections; the old one stays as it is."""
    client = kind(KEY, transport=httpx.MockTransport(lambda _: httpx.Response(200)), title="A")
    changed = client.with_options(api_key="another", region="eu", timeout=1.0, title="B")
    assert kind is type(changed)
    assert client._http is changed._http
    assert "https://eu.openrouter.ai/api/v1" == changed._options.base_url
    assert ("another", KEY) == (changed._options.key.reveal(), client._options.key.reveal())
    assert ("B", "A") == tuple(c._options.headers["X-OpenRouter-Title"] for c in (changed, client))
    assert client._options == client.with_options()._options


def test_a_client_closes_what_it_opened(server: MockOpenRouter) -> None:
    """Its own connections, and those only once: a changed client closes nothing."""
    with OpenRouterModels(KEY, base_url=server.base_url) as client:
        with client.with_options(strict=True) as changed:
            changed.list()
        assert 0 < len(client.list())
    with pytest.raises(errors.ClientClosedError):
        client.list()


def test_a_client_closes_nothing_else(server: MockOpenRouter) -> None:
    """A transport or a client that was given goes on working."""
    with httpx.Client() as mine:
        with OpenRouterModels(KEY, base_url=server.base_url, http_client=mine) as client:
            client.list()
        assert not mine.is_closed
    transport = httpx.HTTPTransport()
    with OpenRouterModels(KEY, base_url=server.base_url, transport=transport) as client:
        client.list()
    with OpenRouterModels(KEY, base_url=server.base_url, transport=transport) as client:
        client.list()
    transport.close()


def test_a_report_is_bounded() -> None:
    """By the client, by a changed one, and by default."""
    body: dict[str, Any] = {"data": [{}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with OpenRouterModels(KEY, transport=transport, max_findings=2) as client:
        few = client.list().report
        more = client.with_options(max_findings=3).list().report
    assert (2, 3) == (len(few.findings), len(more.findings))
    assert few.counts == more.counts == decode('{"data": [{}]}').report.counts
    with pytest.raises(errors.ConfigurationError, match=r"^max_findings must be .*, got -1"):
        client.with_options(max_findings=-1)


def test_threads_may_share_a_client(server: MockOpenRouter) -> None:
    """A storm of calls gets each caller the whole listing, with faults on the way."""
    server.fail_with("reset", times=5)
    policy = RetryPolicy(retries=10, initial=0.0)

    def one(_: int) -> Catalog:
        return client.list()

    with (
        OpenRouterModels(KEY, base_url=server.base_url, retry=policy) as client,
        ThreadPoolExecutor(32) as pool,
    ):
        catalogs = list(pool.map(one, range(100)))
    assert [server.listing] * 100 == [catalog.to_dict() for catalog in catalogs]
    assert 105 == len(server.requests)
