"""List models with either client, under threads, asyncio and trio, without ever sleeping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest
from attrs import Factory, define

from openrouter_models import AsyncOpenRouterModels, Catalog, OpenRouterModels
from openrouter_models.testing import MockOpenRouter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = "sk-or-v1-0123456789abcdef-secret"


@define
class Lister:
    """A way to list models: a new client for each call, of the class that the way needs.

    Attributes:
        backend: The event loop to use, or "sync" for the client that blocks.
        sleeps: The delays that were asked for.
    """

    backend: str
    sleeps: list[float] = Factory(list[float])

    def __call__(self, call: Mapping[str, Any] | None = None, **options: Any) -> Catalog:
        """List models.

        Args:
            call: What to give to `list`.
            **options: What to give to the client; there is a key by default.
        """
        return self._run("list", call or {}, {"api_key": KEY, **options})[0]

    def pages(self, call: Mapping[str, Any] | None = None, **options: Any) -> list[Catalog]:
        """List models page by page, as `__call__` does."""
        return self._run("pages", call or {}, {"api_key": KEY, **options})

    def _run(self, method: str, call: Mapping[str, Any], options: dict[str, Any]) -> list[Catalog]:
        async def sleep(seconds: float) -> None:
            self.sleeps.append(seconds)

        if self.backend == "sync":
            with OpenRouterModels(**options) as client:
                vars(client)["_sleep"] = sleep
                return [client.list(**call)] if method == "list" else list(client.pages(**call))

        async def main() -> list[Catalog]:
            async with AsyncOpenRouterModels(**options) as client:
                vars(client)["_sleep"] = sleep
                if method == "list":
                    return [await client.list(**call)]
                return [page async for page in client.pages(**call)]

        return anyio.run(main, backend=self.backend)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def lists(request: pytest.FixtureRequest) -> Lister:
    """List models in each of the three ways."""
    return Lister(request.param)


@pytest.fixture
def server() -> Iterator[MockOpenRouter]:
    """Serve the mock on loopback, with the key that `lists` gives."""
    with MockOpenRouter(api_key=KEY) as mock:
        yield mock
