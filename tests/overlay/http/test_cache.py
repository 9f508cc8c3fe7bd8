"""The last good listing is kept: for its own key alone, and for as long as somebody says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from openrouter_models import (
    Freshness,
    ListingCache,
    OpenRouterModels,
    RetryPolicy,
    errors,
)
from openrouter_models.testing import MockOpenRouter, model

if TYPE_CHECKING:
    from openrouter_models import Catalog

NEVER = RetryPolicy(retries=0)


class Clock:
    """A clock that is set by hand."""

    now = 1e9

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def ask(mock: MockOpenRouter, cache: ListingCache, **options: Any) -> Catalog:
    """Ask with a new client, as a new part of a program would."""
    with OpenRouterModels(
        mock.api_key, transport=mock.transport, retry=NEVER, cache=cache, **options
    ) as client:
        return client.list()


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


@pytest.fixture
def mock() -> MockOpenRouter:
    """Give a server that lets its listing be used for 300 seconds, and an hour longer if it fails."""
    return MockOpenRouter([model("acme/one")])


def test_only_the_newest_listings_are_kept(clock: Clock) -> None:
    """However many keys a program has, the cache does not grow."""
    cache = ListingCache(clock=clock)
    kept = httpx.Response(200, content=b"{}")
    for place in map(str, range(100)):
        cache.keep(place, kept)
    assert ["36", "99"] == [place for place in ("0", "35", "36", "99") if cache.find(place)]


def test_while_it_is_fresh_the_server_is_not_asked(mock: MockOpenRouter, clock: Clock) -> None:
    """And afterwards it need not send again what it only confirms."""
    cache = ListingCache(clock=clock)
    first = ask(mock, cache)
    clock.now += 299
    again = ask(mock, cache)
    assert first == again
    assert (Freshness(), Freshness(299, is_kept=True)) == (first.freshness, again.freshness)
    clock.now += 1
    confirmed = ask(mock, cache)
    assert (first, Freshness(is_kept=True)) == (confirmed, confirmed.freshness)
    assert ([None, '"'], 304) == (
        [each.headers.get("if-none-match", None) and '"' for each in mock.requests],
        confirmed.response.status_code if confirmed.response else None,
    )
    clock.now += 299
    assert 299 == ask(mock, cache).freshness.age


def test_a_changed_listing_replaces_the_kept_one(mock: MockOpenRouter, clock: Clock) -> None:
    """The validator no longer fits."""
    cache = ListingCache(clock=clock)
    ask(mock, cache)
    mock.list_models([model("acme/two")])
    clock.now += 300
    assert ["acme/two"] == [each.id for each in ask(mock, cache)]


@pytest.mark.parametrize("fault", ["html-502", "529", "refuse", "silence", "html", "cut-json"])
def test_a_stale_listing_is_better_than_an_error(
    mock: MockOpenRouter, clock: Clock, fault: str
) -> None:
    """As long as the server says, and marked: also what is made from it."""
    cache = ListingCache(clock=clock)
    first = ask(mock, cache)
    mock.fail_with(fault, times=None)
    clock.now += 3899
    stale = ask(mock, cache)
    assert (first, True, 3899) == (stale, stale.freshness.is_stale, stale.freshness.age)
    assert isinstance(stale.freshness.error, errors.OpenRouterError)
    assert stale.freshness is stale[:1].where(author="acme").freshness
    clock.now += 1
    with pytest.raises(errors.OpenRouterError):
        ask(mock, cache)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
def test_what_is_about_the_request_is_raised(
    mock: MockOpenRouter, clock: Clock, status: int
) -> None:
    """A kept listing would hide it; a refused key loses what was kept for it."""
    cache = ListingCache(clock=clock)
    ask(mock, cache)
    clock.now += 300
    mock.fail_with(f"{status}, 503")
    with pytest.raises(errors.APIStatusError):
        ask(mock, cache)
    if status in (401, 403):
        with pytest.raises(errors.ServiceUnavailableError):
            ask(mock, cache)
    else:
        assert ask(mock, cache).freshness.is_stale


def test_nothing_crosses_from_one_key_to_another(clock: Clock) -> None:
    """Nor from one server, query or account to another, whatever happens to each of them."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        key = request.headers["authorization"].removeprefix("Bearer ")
        asked.append(f"{request.url.host} {key} {request.headers.get('if-none-match')}")
        if clock.now > 1e9:
            return httpx.Response(503)
        body = MockOpenRouter([model(f"{request.url.host}/{key[-1]}")]).listing
        headers = {"Cache-Control": "max-age=10, stale-if-error=10", "ETag": f'"{key[-1]}"'}
        return httpx.Response(200, json=body, headers=headers)

    cache, transport = ListingCache(clock=clock), httpx.MockTransport(answer)

    def ids(host: str, key: str) -> list[str]:
        url = f"https://{host}/api/v1"
        with OpenRouterModels(
            key, base_url=url, transport=transport, cache=cache, retry=NEVER
        ) as client:
            return [each.id for each in client.list()]

    places = [("one.example", "key-a"), ("one.example", "key-b"), ("two.example", "key-a")]
    for later in (0, 5, 15):
        clock.now = 1e9 + later
        assert [[f"{host}/{key[-1]}"] for host, key in places] == [ids(*place) for place in places]
    assert ["None"] * 3 == [each.split()[2] for each in asked[:3]]
    assert ['"a"', '"b"', '"a"'] == [each.split()[2] for each in asked[3:]]
    with pytest.raises(errors.ServiceUnavailableError):
        ids("one.example", "key-c")


def test_what_is_kept_holds_neither_key_nor_request(mock: MockOpenRouter) -> None:
    """Even where the server echoes them."""
    cache = ListingCache(max_age=60)
    mock.respond(body=dict(mock.listing, echo=mock.api_key), allow_deviations=True)
    ask(mock, cache, headers={"X-Team": "secret-team"})
    kept: dict[str, Any] = vars(cache)["_kept"]
    text = repr(kept) + "".join(each.body.decode() for each in kept.values())
    assert "acme/one" in text
    assert mock.api_key not in text
    assert "secret-team" not in text


def test_who_keeps_may_say_for_how_long(mock: MockOpenRouter, clock: Clock) -> None:
    """Whatever the server says; with 0 it is asked each time."""
    cache = ListingCache(max_age=0, stale_if_error=5, clock=clock)
    ask(mock, cache)
    mock.fail_with("503", times=None)
    clock.now += 4
    assert ask(mock, cache).freshness.is_stale
    clock.now += 1
    with pytest.raises(errors.ServiceUnavailableError):
        ask(mock, cache)
    cache.clear()
    with pytest.raises(errors.ConfigurationError, match="max_age"):
        ListingCache(max_age=-1)


def test_what_must_not_be_stored_is_not(mock: MockOpenRouter, clock: Clock) -> None:
    """Nor is what is no good listing."""
    cache = ListingCache(max_age=60, clock=clock)
    mock.respond(headers={"Cache-Control": "No-Store"})
    mock.fail_with("empty-listing")
    ask(mock, cache)
    ask(mock, cache)
    assert not ask(mock, cache).freshness.is_kept


def test_an_exchange_is_never_answered_from_what_is_kept(mock: MockOpenRouter) -> None:
    """Checks want what the server says now."""
    cache = ListingCache(max_age=60)
    ask(mock, cache)
    with OpenRouterModels(mock.api_key, transport=mock.transport, cache=cache) as client:
        assert 200 == client.exchange().status_code


def test_both_clients_keep_in_the_same_cache(
    lists: Any, mock: MockOpenRouter, clock: Clock
) -> None:
    """Whichever asked first."""
    cache = ListingCache(clock=clock)
    first = ask(mock, cache)
    options = {"api_key": mock.api_key, "transport": mock.transport, "cache": cache, "retry": NEVER}
    assert (first, True) == ((kept := lists(**options)), kept.freshness.is_kept)
    clock.now += 301
    mock.fail_with("503")
    assert lists(**options).freshness.is_stale
