"""A redirect is followed where the key may go."""

from __future__ import annotations

import httpx
import pytest

from openrouter_models._http.redirects import redirected

BASE = "https://openrouter.ai/api/v1"


def answer(location: str | None, status: int = 307) -> tuple[httpx.Request, httpx.Response]:
    """Make a request and its answer."""
    headers = {} if location is None else {"Location": location}
    return httpx.Request("GET", f"{BASE}/models/user"), httpx.Response(status, headers=headers)


@pytest.mark.parametrize(
    "location",
    [
        "/elsewhere",
        f"{BASE}/x",
        "?page=2",
        "https://openrouter.ai:443/elsewhere",
        "//OPENROUTER.ai/x",
    ],
)
def test_a_redirect_within_the_origin_is_followed(location: str) -> None:
    """The key stays where it belongs."""
    target = redirected(*answer(location))
    assert target is not None
    assert ("https", "openrouter.ai", None) == (target.scheme, target.host, target.port)


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.invalid/api/v1/models/user",
        "//elsewhere.invalid/x",
        "https://eu.openrouter.ai/api/v1/models/user",
        "https://openrouter.ai.elsewhere.invalid/",
        "https://openrouter.ai:8443/",
        "http://openrouter.ai/api/v1/models/user",
        "https://me:word@openrouter.ai/",
        "https://openrouter.ai:port/",
        "https://xn--/",
        "file:///etc/passwd",
        None,
    ],
)
def test_no_other_redirect_is_followed(location: str | None) -> None:
    """Another host, port or scheme, and plain http first of all, never see the key."""
    assert redirected(*answer(location)) is None


def test_an_answer_that_does_not_redirect_is_not_followed() -> None:
    """A location under another status means something else."""
    assert redirected(*answer("/elsewhere", 201)) is None
