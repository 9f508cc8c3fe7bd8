"""Pages through both clients: nothing today, everything once the contract declares them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import httpx
import pytest

from openrouter_api.api.models import list_models_user
from openrouter_api.types import UNSET, Unset
from openrouter_models import AsyncOpenRouterModels, OpenRouterModels
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing import MockOpenRouter

KEY = "sk-or-v1-0123456789abcdef-secret"
Lists = Any  # the Lister of conftest.py, which tests cannot import
CLIENTS: list[Any] = [OpenRouterModels, AsyncOpenRouterModels]


class Pages:
    """The operation and a server as they are once the contract declares pages."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        contract = deepcopy(packaged_contract())
        contract["paths"]["/models/user"]["get"]["parameters"] = [
            {"in": "query", "name": name, "schema": {"type": "integer"}}
            for name in ("offset", "limit")
        ]
        self.mock = MockOpenRouter(api_key=KEY, contract=contract)
        count = len(self.mock.listing["data"])
        self.mock.listing.update(total_count=count, links={"next": None})

        def get_kwargs(
            *, offset: int | Unset = UNSET, limit: int | Unset = UNSET
        ) -> dict[str, Any]:
            given = {"offset": offset, "limit": limit}
            params = {name: value for name, value in given.items() if value is not UNSET}
            return {"method": "get", "url": "/models/user", "params": params}

        monkeypatch.setattr(list_models_user, "get_kwargs", get_kwargs)


def test_pages_are_followed_once_the_contract_declares_them(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every model comes once, without an edit by hand."""
    pages = Pages(monkeypatch)
    got = lists.pages({"limit": 10}, transport=pages.mock.transport)
    everything = lists(transport=pages.mock.transport)
    expected = [min(10, len(everything) - start) for start in range(0, len(everything), 10)]
    assert expected == [len(page) for page in got]
    assert [model.id for model in everything] == [model.id for page in got for model in page]
    assert ["limit=10", "offset=10&limit=10"] == [one.query for one in pages.mock.requests[:2]]


def test_pages_without_a_size_are_the_full_list(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not given is not sent, and then the API gives everything."""
    pages = Pages(monkeypatch)
    (whole,) = lists.pages(transport=pages.mock.transport)
    assert len(pages.mock.listing["data"]) == len(whole)
    assert [""] == [one.query for one in pages.mock.requests]


def test_without_declared_pages_there_is_one(lists: Lists, server: MockOpenRouter) -> None:
    """The catalog of `list`."""
    (page,) = lists.pages(transport=server.transport)
    assert server.listing == page.to_dict()


@pytest.mark.parametrize("kind", CLIENTS)
def test_pages_refuse_parameters_at_once(kind: Any) -> None:
    """Not when the first page is asked for."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with pytest.raises(TypeError, match="does not take 'unheard_of' here"):
        kind(KEY, transport=transport).pages(unheard_of=3)
