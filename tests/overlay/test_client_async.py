"""What event loops alone bring: many tasks at once, and tasks that are cancelled."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from openrouter_models import AsyncOpenRouterModels, RetryPolicy, errors

if TYPE_CHECKING:
    from openrouter_models.testing import MockOpenRouter

KEY = "sk-or-v1-0123456789abcdef-secret"

pytestmark = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def test_tasks_may_share_a_client(backend: str, server: MockOpenRouter) -> None:
    """A storm of tasks gets each the whole listing, with faults on the way."""
    server.fail_with("reset", times=5)
    sizes: list[int] = []

    async def main() -> None:
        async with AsyncOpenRouterModels(
            KEY, base_url=server.base_url, retry=RetryPolicy(retries=10, initial=0.0)
        ) as client:

            async def one() -> None:
                sizes.append(len(await client.list()))

            async with anyio.create_task_group() as tasks:
                for _ in range(100):
                    tasks.start_soon(one)

    anyio.run(main, backend=backend)
    assert [len(server.listing["data"])] * 100 == sizes


def test_a_cancelled_task_leaves_the_others_alone(backend: str, server: MockOpenRouter) -> None:
    """Its connection is closed, and the client goes on."""
    server.fail_with("stall")

    async def main() -> int:
        async with AsyncOpenRouterModels(KEY, base_url=server.base_url) as client:
            with anyio.move_on_after(0.2) as scope:
                await client.list()
            assert scope.cancelled_caught
            return len(await client.list())

    assert len(server.listing["data"]) == anyio.run(main, backend=backend)
    gc.collect()


def test_a_client_closes_what_it_opened(backend: str, server: MockOpenRouter) -> None:
    """Its own connections, not those of a changed client, of another or of a transport."""

    async def main() -> None:
        async with AsyncOpenRouterModels(KEY, base_url=server.base_url) as client:
            async with client.with_options(strict=True) as changed:
                await changed.list()
            await client.list()
        with pytest.raises(errors.ClientClosedError):
            await client.list()
        async with httpx.AsyncClient() as mine:
            async with AsyncOpenRouterModels(
                KEY, base_url=server.base_url, http_client=mine
            ) as client:
                await client.list()
            assert not mine.is_closed

    anyio.run(main, backend=backend)
