"""Timeouts: what is taken for one, and how what is left for all attempts bounds it."""

from __future__ import annotations

import httpx
import pytest

from openrouter_models._http.timeouts import bounded, to_timeout


def test_seconds_bound_each_step() -> None:
    """A number stands for all kinds of steps; an `httpx.Timeout` is taken as it is."""
    assert httpx.Timeout(3.0) == to_timeout(3)
    assert httpx.Timeout(3.0, connect=1.0) == to_timeout(httpx.Timeout(3.0, connect=1.0))


@pytest.mark.parametrize(
    ("expected", "seconds", "timeout"),
    [
        (httpx.Timeout(3.0, connect=1.0), 3.0, httpx.Timeout(5.0, connect=1.0)),
        (httpx.Timeout(5.0, connect=1.0), None, httpx.Timeout(5.0, connect=1.0)),
        (httpx.Timeout(3.0), 3.0, httpx.Timeout(None)),
    ],
)
def test_no_step_takes_longer_than_what_is_left(
    expected: httpx.Timeout, seconds: float | None, timeout: httpx.Timeout
) -> None:
    """Each bound is the smaller one."""
    assert expected == bounded(timeout, seconds)
