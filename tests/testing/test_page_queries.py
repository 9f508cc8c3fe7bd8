"""Pages of the listing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models.contract.instances import Instances
from openrouter_models.testing.page_queries import Page, asked_page, cut


def operation(contract: dict[str, Any]) -> Any:
    """Find the operation with its parameters."""
    return contract["paths"]["/models/user"]["get"]


@pytest.mark.parametrize("query", ["", "other=1", "offset=null", "Limit=3"])
def test_no_page_is_asked_for(query: str, grown: dict[str, Any]) -> None:
    """Without offset and limit the full list is meant."""
    assert asked_page(query, operation(grown), Instances(grown)) is None


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        (Page(0, 5), "limit=5"),
        (Page(5, 20), "offset=5"),
        (Page(0, 1000), "limit=1000&offset=0"),
        (Page(10**30, 20), f"offset={10**30}"),
    ],
)
def test_a_page_is_read(expected: Page, query: str, grown: dict[str, Any]) -> None:
    """What is not given takes the contract's default."""
    assert expected == asked_page(query, operation(grown), Instances(grown))


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1&limit=1",
        "limit=1.0",
        "limit=null",
        "limit=%D9%A1",
        "offset=-1",
        "offset=%00",
    ],
)
def test_a_senseless_page_is_refused(query: str, grown: dict[str, Any]) -> None:
    """Values outside of the contract's bounds are not guessed at."""
    with pytest.raises(ValueError, match=r"offset|limit"):
        asked_page(query, operation(grown), Instances(grown))


@pytest.mark.parametrize("query", ["sort=", "sort=new&sort=old", "sort=newest"])
def test_other_declared_parameters_are_held_to_the_contract(query: str) -> None:
    """As a server would."""
    schema = {"type": "string", "enum": ["new", "old"]}
    declared = {"parameters": [{"in": "query", "name": "sort", "schema": schema}]}
    assert asked_page("sort=new", declared, Instances({})) is None
    with pytest.raises(ValueError, match="sort is not what the contract asks for"):
        asked_page(query, declared, Instances({}))


def test_undeclared_parameters_are_ignored() -> None:
    """An operation without paging knows no pages, however senseless they are."""
    assert asked_page("limit=0&offset=x", {"responses": {}}, Instances({})) is None


@given(st.integers(1, 12), st.integers(0, 30))
def test_following_the_links_gives_every_model_once(limit: int, count: int) -> None:
    """The pages joined are the listing."""
    listing = {"data": list(range(count)), "links": {"next": None}, "total_count": count}
    contract: dict[str, Any] = {
        "parameters": [{"in": "query", "name": n, "schema": {}} for n in ("offset", "limit")]
    }
    seen: list[int] = []
    following: str | None = f"/path?limit={limit}"
    while following:
        page = asked_page(following.partition("?")[2], contract, Instances({}))
        assert page is not None
        part = cut(listing, page, "/path")
        seen += part["data"]
        assert count == part["total_count"]
        following = part["links"]["next"]
    assert list(range(count)) == seen


def test_an_envelope_without_links_gets_none() -> None:
    """A page adds no field that the envelope does not have."""
    assert {"data": [2]} == cut({"data": [1, 2, 3]}, Page(1, 1), "/path")
