"""Pages: every model once, or an error that says that the listing is not whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models import decode
from openrouter_models._http.paging import Pager
from openrouter_models.errors import InvalidResponseError

DECLARED = ("offset", "limit")


def page(*ids: object, **envelope: Any) -> dict[str, Any]:
    """Make the body of a page."""
    return {"data": [{"id": name} for name in ids], **envelope}


def follow(pager: Pager, bodies: list[dict[str, Any]]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Give pages to a pager as long as it asks; tell the ids of those it took, and what it asked."""
    taken: list[Any] = []
    asked: list[dict[str, Any]] = []
    for body in bodies:
        if pager.query is None:
            break
        asked.append(pager.query)
        catalog = decode(json.dumps(body))
        if pager.take(catalog):
            taken += [model.id for model in catalog]
    return taken, asked


@given(
    st.integers(0, 30),
    st.none() | st.integers(1, 12),
    st.integers(1, 12),
    st.sets(st.sampled_from(["total", "links"])),
)
def test_the_pages_joined_are_the_listing(
    count: int, limit: int | None, most: int, told: set[str]
) -> None:
    """Whatever the envelope tells, and however few a server gives at once, nothing is lost."""
    query = {} if limit is None else {"limit": limit}
    pager = Pager(query, DECLARED)
    seen: list[Any] = []
    for _ in range(count + 2):
        if pager.query is None:
            break
        # Without both the API gives the full list; one that tells nothing must keep to that.
        whole = not pager.query and not told
        start = pager.query.get("offset", 0)
        end = count if whole else min(start + min(limit or most, most), count)
        envelope: dict[str, Any] = {"total_count": count} if "total" in told else {}
        if "links" in told:
            envelope["links"] = {"next": "/more" if end < count else None}
        catalog = decode(json.dumps(page(*map(str, range(start, end)), **envelope)))
        if pager.take(catalog):
            seen += [model.id for model in catalog]
    assert pager.query is None
    assert [str(number) for number in range(count)] == seen


Bodies = list[dict[str, Any]]
ASKED: list[tuple[list[str], Bodies, tuple[str, ...], Bodies]] = [
    # Where no offset is declared, what the envelope tells cannot be followed.
    (["a"], [{}], (), [page("a", total_count=9), page("b")]),
    # The first request is the caller's, the next differ in the offset only.
    (
        ["a", "b", "c", "d"],
        [{"sort": "new"}, {"sort": "new", "offset": 2}, {"sort": "new", "offset": 3}],
        DECLARED,
        [page("a", "b", total_count=5), page("c", total_count=5), page("d", total_count=6)],
    ),
    # An offset that was given is where the first page begins.
    (
        ["d", "e"],
        [{"offset": 3}, {"offset": 4}],
        DECLARED,
        [page("d", total_count=5), page("e", total_count=5)],
    ),
    # An account without models has a listing too.
    ([], [{}], DECLARED, [page(total_count=0)]),
    # The offset counts what stands in the body, models or not.
    (
        ["a", "b"],
        [{}, {"offset": 3}],
        DECLARED,
        [{"data": [1, {"id": "a"}, None], "total_count": 4}, page("b", total_count=4)],
    ),
]


@pytest.mark.parametrize(("taken", "asked", "declared", "bodies"), ASKED)
def test_pages_are_asked_for_one_after_the_other(
    taken: list[str], asked: Bodies, declared: tuple[str, ...], bodies: Bodies
) -> None:
    """Until the listing is whole."""
    assert (taken, asked) == follow(Pager(asked[0], declared), bodies)


def test_a_repeated_page_behind_a_known_end_is_not_taken() -> None:
    """A server whose links go round has given everything once the total is reached."""
    more = {"total_count": 2, "links": {"next": "/more"}}
    bodies = [page("a", **more), page("b", **more), page("b", **more)]
    assert ["a", "b"] == follow(Pager({}, DECLARED), bodies)[0]


@pytest.mark.parametrize("envelope", [{"total_count": "9"}, {"links": []}, {"links": {}}])
def test_an_envelope_that_makes_no_sense_tells_nothing(envelope: dict[str, Any]) -> None:
    """Then only an empty page ends a listing that was asked for in pages."""
    bodies = [page("a", **envelope), page("b", **envelope), page(**envelope)]
    assert ["a", "b"] == follow(Pager({"limit": 1}, DECLARED), bodies)[0]


@pytest.mark.parametrize(
    ("query", "bodies"),
    [
        ({}, [page("a", "b", total_count=9)] * 2),
        ({}, [page("a", links={"next": "/more"})] * 2),
        ({"limit": 2}, [page("a", "b")] * 2),
        ({}, [page("a", total_count=9), page(total_count=9)]),
        ({}, [page("a", links={"next": "/more"}), page(links={"next": "/more"})]),
        ({}, [page(total_count=9)] * 2),
        ({}, [page(None, 1, total_count=9)] * 2),
    ],
)
def test_a_server_that_does_not_go_on_is_an_error(
    query: dict[str, Any], bodies: list[dict[str, Any]]
) -> None:
    """A page that repeats or is empty neither ends a listing silently nor is asked for for ever."""
    with pytest.raises(InvalidResponseError, match="a page without a new model at offset"):
        follow(Pager(query, DECLARED), bodies)


def test_a_listing_without_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that makes up models for ever is stopped."""
    monkeypatch.setattr("openrouter_models._http.paging._MOST_PAGES", 3)
    bodies = [page(str(number), links={"next": "/more"}) for number in range(9)]
    with pytest.raises(InvalidResponseError, match="page 3 of a listing without end"):
        follow(Pager({}, DECLARED), bodies)
