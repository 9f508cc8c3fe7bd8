"""Traffic: every listing that httpx receives is checked, whoever asks for it and however it is read."""

from __future__ import annotations

import asyncio
import gzip
import json

import httpx
import pytest

from openrouter_models import Kind, OpenRouterModels
from openrouter_models._policy.baseline import Baseline
from openrouter_models._policy.baseline_entries import Known
from openrouter_models.testing import CheckingTransport, MockOpenRouter, Traffic
from openrouter_models.testing.traffic import watch

BASE = "https://mock.test/api/v1"


def client(mock: MockOpenRouter) -> httpx.Client:
    """Make a client of a mock."""
    headers = {"Authorization": f"Bearer {mock.api_key}"}
    return httpx.Client(transport=mock.transport, base_url=BASE, headers=headers)


def test_clients_are_watched(mock: MockOpenRouter) -> None:
    """Blocking or not, read at once or in parts, by httpx or by this package."""
    traffic = Traffic()
    mock.fail_with("ok, drip")  # whose parts are put together again

    async def ask() -> None:
        headers = {"Authorization": f"Bearer {mock.api_key}"}
        async with httpx.AsyncClient(transport=mock.transport, headers=headers) as waiting:
            await waiting.get(f"{BASE}/models/user")
            async with waiting.stream("GET", f"{BASE}/models/user") as response:
                await response.aread()

    with watch(traffic), client(mock) as blocking:
        blocking.get("/models/user")
        blocking.get("/key")
        with blocking.stream("GET", "/models/user") as response:
            assert response.json() if response.read() else None
        with blocking.stream("GET", "/models/user"):
            pass  # nobody reads it, so nothing can be checked
        asyncio.run(ask())
        with OpenRouterModels(mock.api_key, base_url=BASE, transport=mock.transport) as own:
            own.list()
    with client(mock) as blocking:
        blocking.get("/models/user")
    assert (5, 2, None) == (len(traffic.reports), traffic.left_out, traffic.problem)


def test_what_deviates_is_told_and_what_is_known_is_not(mock: MockOpenRouter) -> None:
    """With the URL, without its query."""
    wrong = {"data": [mock.listing["data"][0] | {"name": 5}]}
    mock.respond(body=mock.listing | wrong, times=None)
    known = Baseline((Known(Kind.WRONG_TYPE, "/data/*/name"),))
    strict, tolerant = Traffic(), Traffic(known)
    with watch(strict), watch(tolerant), client(mock) as blocking:
        blocking.get("/models/user", params={"limit": 5})
    tolerant.assert_conforms()
    with pytest.raises(
        AssertionError, match=r"1 of 1 exchange violates .*\n.*/models/user: 1 error"
    ):
        strict.assert_conforms()


def test_a_transport_is_wrapped(mock: MockOpenRouter) -> None:
    """What it passes on is what came, compressed or not."""
    body = gzip.compress(json.dumps(mock.listing).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))

    transport = CheckingTransport(httpx.MockTransport(answer))
    with httpx.Client(transport=transport) as blocking:
        assert mock.listing == blocking.get(f"{BASE}/models/user").json()

    async def ask() -> None:
        async with httpx.AsyncClient(transport=transport) as waiting:
            assert mock.listing == (await waiting.get(f"{BASE}/models/user")).json()

    asyncio.run(ask())
    assert [True, True] == [report.verified for _, report in transport.traffic.reports]


def test_a_body_that_cannot_be_decompressed_is_left_out() -> None:
    """Whoever reads it gets the error."""
    headers, stream = {"Content-Encoding": "gzip"}, httpx.ByteStream(b"no gzip")
    broken = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=stream))
    transport = CheckingTransport(broken)
    with httpx.Client(transport=transport) as blocking:
        with pytest.raises(httpx.DecodingError):
            blocking.get(f"{BASE}/models/user")
        with blocking.stream("GET", f"{BASE}/models/user") as response:
            assert b"no gzip" == b"".join(response.iter_raw())
    assert ([], 2) == (transport.traffic.reports, transport.traffic.left_out)
