"""`MockOpenRouter`, as its users meet it."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from openrouter_models import OpenRouterModels
from openrouter_models.testing import DeviationWarning, MockOpenRouter
from openrouter_models.testing.faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

RAISING = {
    *("truncated", "stall", "stall-after-head", "silence", "reset", "refuse"),
    *("corrupt-gzip", "damaged-gzip"),
}


def get(mock: MockOpenRouter, key: str | None = None) -> httpx.Response:
    """Ask for the listing without a socket."""
    headers = {"Authorization": f"Bearer {mock.api_key if key is None else key}"}
    with httpx.Client(transport=mock.transport, base_url=mock.base_url) as client:
        return client.get("/models/user", headers=headers)


def statuses(mock: MockOpenRouter, count: int) -> list[int]:
    """Ask several times."""
    return [get(mock).status_code for _ in range(count)]


def test_it_serves_on_loopback_while_the_block_lasts() -> None:
    """The URL works inside of the block and nothing listens behind it afterwards."""
    before = set(threading.enumerate())
    with MockOpenRouter() as mock:
        url, headers = f"{mock.base_url}/models/user", {"Authorization": f"Bearer {mock.api_key}"}
        assert mock.listing == httpx.get(url, headers=headers).json()
        assert 401 == httpx.get(url).status_code
    assert set() == set(threading.enumerate()) - before
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_it_serves_again() -> None:
    """A mock can be entered again, but not twice at once."""
    mock = MockOpenRouter()
    for _ in range(2):
        with mock, pytest.raises(RuntimeError, match="serves at http"):
            mock.__enter__()
    mock.__exit__(None, None, None)


def test_in_process_and_on_loopback_the_answers_are_the_same() -> None:
    """One core answers both; only what describes the connection differs."""
    connection = {"date", "cf-ray"}
    with MockOpenRouter() as mock:
        headers = {"Authorization": f"Bearer {mock.api_key}"}
        inside = get(mock)
        outside = httpx.get(f"{mock.base_url}/models/user", headers=headers)
    assert inside.content == outside.content
    assert {k: v for k, v in inside.headers.items() if k not in connection} == {
        k: v for k, v in outside.headers.items() if k not in connection
    }


def test_every_answer_has_its_own_id(mock: MockOpenRouter) -> None:
    """The header is the one by which the real API's answers are found again."""
    assert 3 == len({get(mock).headers["CF-RAY"] for _ in range(3)})


def test_another_catalogue_and_another_key(mock: MockOpenRouter) -> None:
    """What is given is listed instead of the built-in models, to the chosen key only."""
    assert len(mock.listing["data"]) > 30
    other = MockOpenRouter([{"id": "a/b"}], api_key="sk-or-chosen", allow_deviations=True)
    assert [{"id": "a/b"}] == get(other).json()["data"]
    assert [200, 401] == [get(other, key).status_code for key in ("sk-or-chosen", "sk-or-other")]


def test_requests_are_remembered_without_the_key(mock: MockOpenRouter) -> None:
    """A test can read what was sent; a key cannot be read."""
    with httpx.Client(transport=mock.transport, base_url=mock.base_url) as client:
        for value in (f"Bearer {mock.api_key}", "sk-or-bare"):
            client.get("/models/user?x=1", headers={"Authorization": value, "X-Title": "t"})
    bearer, bare = mock.requests
    assert ("GET", "/api/v1/models/user", "x=1") == (bearer.method, bearer.path, bearer.query)
    assert ("Bearer ***", "t") == (bearer.headers["authorization"], bearer.headers["x-title"])
    assert "***" == bare.headers["authorization"]
    assert mock.api_key not in repr((mock, mock.requests))


def test_scripts_are_played_in_order(mock: MockOpenRouter) -> None:
    """Each as often as said; None for ever."""
    mock.respond(429, times=2)
    mock.respond()
    mock.fail_with("html-502")
    mock.respond(529, times=None)
    assert [429, 429, 200, 502, 529, 529, 529] == statuses(mock, 7)
    mock.reset()
    assert ([200], 1) == (statuses(mock, 1), len(mock.requests))


def test_a_refused_request_uses_no_script_up(mock: MockOpenRouter) -> None:
    """A script is for those who would have got the listing."""
    mock.respond(500)
    assert [401, 500] == [get(mock, "wrong").status_code, get(mock).status_code]


@pytest.mark.parametrize("body", [b"[1]", [1]])
def test_a_scripted_body_and_headers(mock: MockOpenRouter, body: Any) -> None:
    """Bytes are sent as they are, everything else as JSON."""
    mock.respond(429, body=body, headers={"Retry-After": "7"})
    response = get(mock)
    assert (429, "7", [1]) == (
        response.status_code,
        response.headers["Retry-After"],
        response.json(),
    )


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body(mock: MockOpenRouter, status: int) -> None:
    """What HTTP gives no body has none, and the connection stays usable."""
    mock.respond(status)
    with mock, httpx.Client(headers={"Authorization": f"Bearer {mock.api_key}"}) as client:
        seen = [client.get(f"{mock.base_url}/models/user") for _ in range(2)]
    assert [(status, b""), (200, seen[1].content)] == [(r.status_code, r.content) for r in seen]


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_can_be_met_in_process(mock: MockOpenRouter, name: str) -> None:
    """A fault is an answer or an error of httpx, never a crash of the mock."""
    mock.fail_with(name)
    if name in RAISING:
        with pytest.raises(httpx.RequestError):
            get(mock)
    else:
        get(mock)
    assert 200 == get(mock).status_code


def test_concurrent_requests_share_the_script(mock: MockOpenRouter) -> None:
    """Of many at once exactly as many fail as the script says."""
    mock.respond(503, times=10)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(statuses, [mock] * 40, [1] * 40))
    assert (10, 30, 40) == (seen.count([503]), seen.count([200]), len(mock.requests))


def test_repr_says_where(mock: MockOpenRouter) -> None:
    """A mock in a failing test names its URL."""
    assert "not serving" in repr(mock)
    with mock:
        assert mock.base_url in repr(mock)


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_a_mock_may_listen_on_ipv6() -> None:
    """At the loopback address, which a URL writes in brackets."""
    with MockOpenRouter(host="::1") as mock:
        assert mock.base_url.startswith("http://[::1]:")
        with OpenRouterModels(mock.api_key, base_url=mock.base_url) as client:
            assert client.list()


def test_a_script_is_played_by_name(mock: MockOpenRouter) -> None:
    """One fault for each request, several in one text or in several."""
    mock.fail_with("429, 429-date", "html-502", "ok, 529")
    assert [429, 429, 502, 200, 529, 200] == statuses(mock, 6)


def test_chances_are_repeated_with_the_seed() -> None:
    """A flaky server fails as it did before, and not always."""
    mock, again = MockOpenRouter(seed=3), MockOpenRouter(seed=3)
    for each in (mock, again):
        each.fail_with("503", times=None, probability=0.5)
    first = statuses(mock, 20)
    assert {200, 503} == {*first}
    assert first == statuses(again, 20)
    mock.reset()
    mock.fail_with("503", times=None, probability=0.5)
    assert first == statuses(mock, 20)


def test_an_answer_that_takes_longer_than_a_client_waits_times_out() -> None:
    """At once, without a socket; what is in time is waited for."""
    mock = MockOpenRouter(latency=60)
    with pytest.raises(httpx.ReadTimeout):
        get(mock)
    assert 200 == get(MockOpenRouter(latency=(0.001, 0.002))).status_code


def test_on_loopback_nothing_listens_until_reset() -> None:
    """The system refuses the connection, also in the middle of a script."""
    with MockOpenRouter() as mock:
        url, headers = f"{mock.base_url}/models/user", {"Authorization": f"Bearer {mock.api_key}"}
        mock.fail_with("429, refuse")
        with httpx.Client(headers=headers) as client:
            assert 429 == client.get(url).status_code
            with pytest.raises(httpx.ConnectError):
                client.get(url)
            mock.reset()
            assert 200 == client.get(url).status_code


def test_a_catalogue_that_breaks_the_contract_is_told_at_once() -> None:
    """Unless somebody says that it is meant to, or it came from the API."""
    broken = [{"id": "acme/one"}]
    with pytest.warns(DeviationWarning, match="missing-required at /data/0/name"):
        mock = MockOpenRouter(broken)
    get(mock)
    assert 1 == len(mock.deviations)
    with pytest.warns(DeviationWarning, match="allow_deviations=True"):
        mock.list_models(broken)
    for meant in (
        MockOpenRouter(broken, allow_deviations=True),
        MockOpenRouter(b'{"data": [{"id": "acme/one"}]}'),
        MockOpenRouter(period="2024-11"),
    ):
        get(meant)
        assert () == meant.deviations


SENSELESS: list[tuple[type[Exception], str, Callable[[Any], object]]] = [
    (TypeError, "status must be a number such as 429, got '429'", lambda m: m.respond("429")),
    *(
        (ValueError, "from 200 to 599", lambda m, it=status: m.respond(it))
        for status in (0, 100, 199, 600, -1)
    ),
    (TypeError, "headers must be a mapping of .*, got '4'", lambda m: m.respond(headers="4")),
    (ValueError, "times must be .* for always; not '4'", lambda m: m.fail_with("429", times="4")),
    (ValueError, "must be at least 1", lambda m: m.respond(500, times=0)),
    (ValueError, "must be at least 1", lambda m: m.respond(500, times=-1)),
    (ValueError, "from 0 to 1, not 2", lambda m: m.fail_with("503", probability=2)),
    (ValueError, "Unknown fault", lambda m: m.fail_with("no such")),
    (TypeError, "A fault must be named, such as '429', got 429", lambda m: m.fail_with(429)),
    (TypeError, "Expected models, got <object", lambda m: type(m)(object())),
    (ValueError, "host must be an address", lambda m: type(m)(host="")),
    *(
        (ValueError, "latency must be seconds", lambda m, it=latency: type(m)(latency=it))
        for latency in (-1, (2, 1), "1")
    ),
]


@pytest.mark.parametrize(("kind", "message", "do"), SENSELESS)
def test_what_makes_no_sense_is_refused(
    mock: MockOpenRouter, kind: type[Exception], message: str, do: Callable[[Any], object]
) -> None:
    """In one sentence, and at once: not only when the next request comes."""
    with pytest.raises(kind, match=message):
        do(mock)
