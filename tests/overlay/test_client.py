"""Both clients, over real HTTP and in process, under threads, asyncio and trio."""

from __future__ import annotations

import gzip
import json
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from openrouter_models import AsyncOpenRouterModels, OpenRouterModels, RetryPolicy, errors

if TYPE_CHECKING:
    from openrouter_models.testing import MockOpenRouter

KEY = "sk-or-v1-0123456789abcdef-secret"
Lists = Any  # the Lister of conftest.py, which tests cannot import
ONCE = RetryPolicy(retries=0)
QUICK = 0.2  # seconds that tests wait for a server which keeps silent
CLIENTS: list[type[OpenRouterModels | AsyncOpenRouterModels]] = [
    OpenRouterModels,
    AsyncOpenRouterModels,
]


def locals_of(error: BaseException | None) -> str:
    """Show the local variables of all frames but the tests', as tools that report errors do."""
    shown: list[str] = []
    while error:
        frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
        ours = [frame for frame in frames if "/tests/" not in frame.f_code.co_filename]
        assert ours or error.__traceback__ is None
        shown += [repr(frame.f_locals) for frame in ours]
        error = error.__cause__ or error.__context__
    return "\n".join(shown)


def test_models_are_listed_over_http(lists: Lists, server: MockOpenRouter) -> None:
    """Every model comes back, with the response."""
    catalog = lists(base_url=server.base_url)
    assert server.listing == catalog.to_dict()
    assert catalog.report.ok
    assert catalog.response is not None
    assert 200 == catalog.response.status_code
    assert catalog.response.elapsed.total_seconds() > 0
    assert KEY not in str(catalog.response.request.headers.raw)


def test_models_are_listed_in_process(lists: Lists, server: MockOpenRouter) -> None:
    """A transport of one's own needs no server."""
    assert 0 < len(lists(transport=server.transport))


def test_headers_attribute_requests(lists: Lists, server: MockOpenRouter) -> None:
    """What was given goes with every request."""
    lists(
        transport=server.transport,
        headers={"X-A": "a"},
        http_referer="https://example.com",
        title="An app",
    )
    sent = server.requests[-1].headers
    names = ("x-a", "http-referer", "x-openrouter-title", "authorization")
    assert ["a", "https://example.com", "An app", "Bearer ***"] == [sent[name] for name in names]


def test_the_region_has_its_server(lists: Lists) -> None:
    """The request goes to the EU server."""
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"data": []})

    lists(region="eu", transport=httpx.MockTransport(handle))
    lists(transport=httpx.MockTransport(handle))
    path = "openrouter.ai/api/v1/models/user"
    assert [f"https://eu.{path}", f"https://{path}"] == asked


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        (errors.InvalidResponseError, "html"),
        (errors.BadGatewayError, "html-502"),
        (errors.GatewayTimeoutError, "html-524"),
        (errors.InvalidResponseError, "empty"),
        (errors.InvalidResponseError, "cut-json"),
        (errors.InvalidResponseError, "not-utf8"),
        (errors.BadGatewayError, "error-under-200"),
        (errors.APIStatusError, "redirect"),
        (errors.InvalidResponseError, "gzip-bomb"),
        (errors.InvalidResponseError, "corrupt-gzip"),
        (errors.APIConnectionError, "truncated"),
        (errors.APITimeoutError, "stall"),
        (errors.APITimeoutError, "silence"),
        (errors.APITimeoutError, "drip"),
        (errors.APIConnectionError, "reset"),
    ],
)
def test_each_fault_has_its_error(
    expected: type[Exception], fault: str, lists: Lists, server: MockOpenRouter
) -> None:
    """What a server or the way there does wrong is a typed error, quickly."""
    server.fail_with(fault, times=None)
    policy = RetryPolicy(retries=0, deadline=QUICK if fault == "drip" else 60.0)
    timeout = QUICK if fault in {"stall", "silence"} else 30.0
    with pytest.raises(expected) as caught:
        lists(base_url=server.base_url, retry=policy, timeout=timeout, max_size=1 << 20)
    assert expected is type(caught.value)
    assert KEY not in str(caught.value)
    assert KEY not in locals_of(caught.value)


@pytest.mark.parametrize("fault", ["white-space", "problem-json", "empty-listing"])
def test_harmless_faults_do_no_harm(fault: str, lists: Lists, server: MockOpenRouter) -> None:
    """What can be read is read."""
    server.fail_with(fault)
    assert (fault == "empty-listing") == (not len(lists(base_url=server.base_url)))


def test_compressed_listings_are_read(lists: Lists, server: MockOpenRouter) -> None:
    """The client asks for gzip and understands it."""
    body = gzip.compress(json.dumps(server.listing).encode())
    server.respond(200, body=body, headers={"Content-Encoding": "gzip"})
    assert server.listing == lists(base_url=server.base_url).to_dict()
    assert "gzip" == server.requests[-1].headers["accept-encoding"]


def test_a_server_that_is_not_there(lists: Lists) -> None:
    """A connection that is refused is a connection error, tried again."""
    with pytest.raises(errors.APIConnectionError) as caught:
        lists(base_url="http://127.0.0.1:1/api/v1", retry=RetryPolicy(retries=1))
    assert "Gave up after 2 attempts" in caught.value.__notes__[0]


def test_passing_failures_are_survived(lists: Lists, server: MockOpenRouter) -> None:
    """A reset and a 503 that asks to wait cost two delays, not the listing."""
    server.fail_with("reset")
    server.respond(503, headers={"Retry-After": "7"})
    assert 0 < len(lists(base_url=server.base_url, retry=RetryPolicy(jitter=0.0)))
    assert [0.5, 7.0] == lists.sleeps


def test_a_call_may_have_its_own_policy(lists: Lists, server: MockOpenRouter) -> None:
    """Retries can be switched off for one call."""
    server.respond(503, times=None)
    with pytest.raises(errors.ServiceUnavailableError):
        lists({"retry": ONCE}, base_url=server.base_url)
    assert 1 == len(server.requests)


def test_a_call_may_have_its_own_timeout(lists: Lists, server: MockOpenRouter) -> None:
    """The timeout of a call wins over the client's."""
    server.fail_with("silence", times=None)
    with pytest.raises(errors.APITimeoutError):
        lists({"timeout": QUICK, "retry": ONCE}, base_url=server.base_url)


@pytest.mark.parametrize(("call", "options"), [({"strict": True}, {}), ({}, {"strict": True})])
def test_strict_raises_on_a_violation(
    call: dict[str, Any], options: dict[str, Any], lists: Lists, server: MockOpenRouter
) -> None:
    """For the client or for one call."""
    server.respond(200, body={"data": [{"id": "a"}]}, times=None)
    with pytest.raises(errors.ContractViolation):
        lists(call, transport=server.transport, **options)
    assert ["a"] == [model.id for model in lists(transport=server.transport)]


def test_undeclared_parameters_are_refused(lists: Lists, server: MockOpenRouter) -> None:
    """Before anything is sent."""
    with pytest.raises(TypeError, match="does not take 'unheard_of' here"):
        lists({"unheard_of": 3}, transport=server.transport)
    assert () == server.requests


def test_a_client_of_ones_own_keeps_its_habits_and_not_our_key(lists: Lists) -> None:
    """Its headers go along; its credentials, base URL and redirects do not touch the key."""
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(307, headers={"Location": "https://elsewhere.invalid/"})

    kind = httpx.Client if lists.backend == "sync" else httpx.AsyncClient
    mine = kind(
        transport=httpx.MockTransport(handle),
        auth=("me", "word"),
        headers={"X-Mine": "yes", "Authorization": "mine", "Accept-Encoding": "br"},
        base_url="https://elsewhere.invalid/",
        follow_redirects=True,
    )
    with pytest.raises(errors.APIStatusError):
        lists(http_client=mine)
    assert not mine.is_closed
    (request,) = asked
    assert "openrouter.ai" == request.url.host
    assert ("yes", f"Bearer {KEY}", "gzip") == tuple(
        request.headers[name] for name in ("X-Mine", "Authorization", "Accept-Encoding")
    )


def test_plain_http_goes_past_the_proxies(
    lists: Lists, server: MockOpenRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy on the way to loopback would read the key."""
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert 0 < len(lists(base_url=server.base_url, retry=ONCE))


def test_https_goes_through_the_proxies(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    """As httpx does it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(errors.APIConnectionError):
        lists(base_url="https://192.0.2.1", retry=ONCE)


def test_the_log_has_no_secrets(
    lists: Lists, server: MockOpenRouter, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the level, and whatever the server says."""
    caplog.set_level(0)
    server.respond(500, body={"error": {"message": f"{KEY} of user_2abc failed", "code": 500}})
    lists(base_url=server.base_url)
    ours = [one.getMessage() for one in caplog.records if one.name == "openrouter_models"]
    assert 5 == len(ours)
    assert KEY not in caplog.text
    assert "user_2abc" not in "".join(ours)
