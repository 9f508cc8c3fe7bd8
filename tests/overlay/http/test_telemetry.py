"""Hooks and spans: each attempt is told of once, as it ended, and never with the key."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import httpx
import pytest

from openrouter_models import (
    Attempt,
    OpenRouterModels,
    Retry,
    RetryPolicy,
    errors,
)

Lists = Any  # the Lister of conftest.py, which tests cannot import
KEY = "sk-or-v1-0123456789abcdef-secret"
URL = "http://127.0.0.1:1234/api/v1"
QUICK = RetryPolicy(initial=0)


def listing() -> httpx.Response:
    """Answer with an empty listing."""
    return httpx.Response(200, json={"data": []})


def answers(*responses: httpx.Response) -> httpx.MockTransport:
    """Answer in turn; a response of status 0 stands for a refused connection."""
    left = list(responses)

    def respond(request: httpx.Request) -> httpx.Response:
        response = left.pop(0)
        if not response.status_code:
            raise httpx.ConnectError(f"refused {request.headers['authorization']}")
        return response

    return httpx.MockTransport(respond)


def test_hooks_are_told_of_each_attempt_and_retry(lists: Lists) -> None:
    """In the order in which they happen."""
    told: list[Any] = []
    echo = httpx.Response(503, json={"error": {"code": 503, "message": KEY}})
    transport = answers(httpx.Response(0), echo, listing())
    lists(
        transport=transport,
        base_url=URL,
        retry=QUICK,
        on_attempt=told.append,
        on_retry=told.append,
    )
    first, retry, second, again, last = told
    assert [Attempt, Retry] * 2 + [Attempt] == [*map(type, told)]
    assert [(1, None), (2, 503), (3, 200)] == [
        (each.number, each.status) for each in (first, second, last)
    ]
    assert [(1, 0), (2, 0)] == [(each.attempt, each.wait) for each in (retry, again)]
    assert f"{URL}/models/user" == last.url
    assert first.error is retry.error
    assert isinstance(second.error, errors.ServiceUnavailableError)
    assert last.error is None
    assert last.seconds >= 0
    assert KEY not in repr(told)


def test_a_failure_that_is_final_has_no_retry(lists: Lists) -> None:
    """But it is an attempt."""
    attempts: list[Attempt] = []
    with pytest.raises(errors.AuthenticationError) as caught:
        lists(
            transport=answers(httpx.Response(401, json={})),
            on_attempt=attempts.append,
            on_retry=fail,
        )
    assert [caught.value] == [each.error for each in attempts]


def fail(_: object) -> None:
    """Be told what must not happen."""
    pytest.fail("there is none")


@pytest.mark.parametrize("name", ["on_attempt", "on_retry"])
def test_a_hook_is_a_function(name: str) -> None:
    """Told when the client is made."""
    options: dict[str, Any] = {name: 3}
    with pytest.raises(errors.ConfigurationError, match=f"{name} must be a function, got 3"):
        OpenRouterModels(KEY, **options)


def test_another_client_may_have_other_hooks() -> None:
    """Those that are not given stay."""
    told: list[object] = []
    client = OpenRouterModels(
        KEY, base_url=URL, transport=answers(httpx.Response(500), listing()), retry=QUICK
    )
    client.with_options(on_attempt=told.append).with_options(on_retry=told.append).list()
    assert [Attempt, Retry, Attempt] == [*map(type, told)]


def test_a_call_is_a_span_with_its_attempts_inside(lists: Lists) -> None:
    """Named and described as OpenTelemetry's conventions for HTTP clients say."""
    trace: Any = pytest.importorskip("opentelemetry.trace")
    sdk: Any = pytest.importorskip("opentelemetry.sdk.trace")
    export: Any = import_module("opentelemetry.sdk.trace.export")
    memory: Any = import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    exporter, provider = memory.InMemorySpanExporter(), sdk.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(exporter))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "get_tracer", provider.get_tracer)
        lists(transport=answers(httpx.Response(503, json={}), listing()), base_url=URL)
        with pytest.raises(errors.APIConnectionError):
            lists(transport=answers(*[httpx.Response(0)] * 3))
    spans: tuple[Any, ...] = exporter.get_finished_spans()
    first, second, call, *failed, failure = spans
    assert ("openrouter_models.list", None) == (call.name, call.parent)
    assert [call.context.span_id] * 2 == [each.parent.span_id for each in (first, second)]
    assert {
        "http.request.method": "GET",
        "url.full": f"{URL}/models/user",
        "server.address": "127.0.0.1",
        "server.port": 1234,
        "http.response.status_code": 503,
        "error.type": "503",
    } == dict(first.attributes)
    assert (1, 200) == (
        second.attributes["http.request.resend_count"],
        second.attributes["http.response.status_code"],
    )
    assert [True, False, False] == [
        each.status.is_ok or each.status.is_unset for each in (call, first, failure)
    ]
    assert ["APIConnectionError"] * 4 == [
        each.attributes["error.type"] for each in (*failed, failure)
    ]
    assert not any(each.events for each in spans)  # a recorded exception has its traceback along
    assert KEY not in "".join(each.to_json() for each in spans)


def test_without_opentelemetry_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listing neither needs nor imports it."""
    for name in [name for name in sys.modules if name.startswith("opentelemetry")]:
        monkeypatch.delitem(sys.modules, name)
    OpenRouterModels(KEY, transport=answers(listing())).list()
    assert "opentelemetry" not in sys.modules
