"""Retries: which errors, after how long, until when."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import anyio
import pytest
from attrs import Factory, define, evolve
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._http.retrying import RETRIED_STATUSES, RetryPolicy, call
from openrouter_models._http.transport import completed
from openrouter_models.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    InvalidResponseError,
    MissingKeyError,
    OpenRouterError,
    RateLimitError,
)

POLICY = RetryPolicy()
FAILURE = APIConnectionError("It failed.")


def limited(retry_after: float | None) -> RateLimitError:
    """Make an error of a server that asks to wait."""
    return RateLimitError("HTTP 429: slow down.", status_code=429, retry_after=retry_after)


@define
class World:
    """A clock that only sleeping and working move, and an operation that fails a few times.

    Attributes:
        failures: What the operation raises, in turn, before it succeeds.
        work: Seconds that an attempt takes.
        now: The time.
        sleeps: The delays so far.
        left: What each attempt was told to have left.
    """

    failures: list[BaseException]
    work: float = 0.0
    now: float = 1000.0
    sleeps: list[float] = Factory(list[float])
    left: list[float | None] = Factory(list[float | None])

    async def operation(self, remaining: float | None) -> str:
        """Fail as long as failures are left."""
        self.left.append(remaining)
        self.now += self.work
        if self.failures:
            raise self.failures.pop(0)
        return "done"

    async def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.sleeps.append(seconds)
        self.now += seconds

    def run(self, policy: RetryPolicy = POLICY) -> str:
        """Run the operation as the policy says."""
        return completed(
            call(
                self.operation,
                policy,
                sleep=self.sleep,
                clock=lambda: self.now,
                random=lambda: 0.0,
            )
        )


def test_a_passing_failure_is_retried() -> None:
    """Two failures are survived, with doubling delays between."""
    world = World([FAILURE, limited(None)])
    assert "done" == world.run()
    assert [0.5, 1.0] == world.sleeps


def test_the_last_error_is_raised() -> None:
    """After the retries the caller gets the error of the last attempt, with a note."""
    last = limited(None)
    world = World([FAILURE, FAILURE, last], work=1.0)
    with pytest.raises(RateLimitError) as caught:
        world.run()
    assert last is caught.value
    assert ["Gave up after 3 attempts in 4.5 s."] == caught.value.__notes__
    assert caught.value.__context__ is None


def test_an_error_that_was_not_retried_has_no_note() -> None:
    """Where there was one attempt nothing was given up."""
    with pytest.raises(MissingKeyError) as caught:
        World([MissingKeyError()]).run()
    assert not hasattr(caught.value, "__notes__")


def test_a_long_wait_of_the_server_is_not_waited_for() -> None:
    """Beyond the bound there is no retry at all."""
    world = World([limited(120.1)])
    with pytest.raises(RateLimitError):
        world.run()
    assert [] == world.sleeps


def test_the_deadline_covers_attempts_and_delays() -> None:
    """Each attempt learns what is left, and no delay ends beyond the deadline."""
    world = World([FAILURE, FAILURE, FAILURE, FAILURE], work=2.0)
    with pytest.raises(APIConnectionError):
        world.run(RetryPolicy(retries=9, deadline=6.0))
    assert [6.0, 3.5, 0.5] == world.left
    assert [0.5, 1.0] == world.sleeps


@pytest.mark.parametrize("foreign", [KeyboardInterrupt(), ValueError(), asyncio.CancelledError()])
def test_foreign_exceptions_pass_at_once(foreign: BaseException) -> None:
    """What is not ours, an interrupt or a cancellation, is never retried."""
    world = World([foreign])
    with pytest.raises(type(foreign)):
        world.run()
    assert 1 == len(world.left)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancellation_passes_through_the_delay(backend: str) -> None:
    """A task that waits for its retry can be cancelled; the real sleep of the loop is used."""

    async def operation(_: float | None) -> str:
        raise FAILURE

    async def main() -> bool:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(call, operation, RetryPolicy(initial=60.0, maximum=60.0))
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
        return scope.cancelled_caught

    assert anyio.run(main, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_default_sleep_works_under_either_loop(backend: str) -> None:
    """Without a sleep given the running event loop's is taken."""
    failures: list[OpenRouterError] = [FAILURE]

    async def operation(_: float | None) -> str:
        if failures:
            raise failures.pop()
        return "done"

    async def main() -> str:
        return await call(operation, RetryPolicy(initial=0.0))

    assert "done" == anyio.run(main, backend=backend)


def test_a_retry_is_logged_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    """The log tells the attempt, the delay and the reason."""
    with caplog.at_level(logging.INFO, "openrouter_models"):
        World([APIConnectionError("No sk-or-v1-0123.")]).run()
    expected = "Attempt 1 failed, the next follows in 0.50 s: No sk-or-[redacted]"
    assert [expected] == caplog.messages


def test_the_statuses_that_are_retried() -> None:
    """Exactly the statuses that pass are tried again."""
    retried = {
        status
        for status in range(100, 1000)
        if POLICY.delay(APIStatusError("It failed.", status_code=status), attempts=1) is not None
    }
    assert {408, 429, 500, 502, 503, 504, 524, 529} == retried


@pytest.mark.parametrize(
    ("expected", "error", "chance"),
    [
        (0.5, FAILURE, 0.0),
        (0.375, FAILURE, 1.0),
        (0.5, APITimeoutError("It took too long."), 0.0),
        (0.5, limited(0.0), 0.0),  # asking for no wait is no reason to hammer
        (None, MissingKeyError(), 0.0),
        (None, InvalidResponseError("an HTML page"), 0.0),
        (None, OpenRouterError("x"), 0.0),
    ],
)
def test_what_may_pass_is_tried_again(
    expected: float | None, error: OpenRouterError, chance: float
) -> None:
    """And nothing else; jitter takes off a quarter at most."""
    assert expected == POLICY.delay(error, attempts=1, chance=chance)


def test_the_delay_doubles_up_to_the_maximum() -> None:
    """Half a second doubles to eight seconds."""
    policy = RetryPolicy(retries=7)
    delays = [policy.delay(FAILURE, attempts=n) for n in range(1, 9)]
    assert [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, None] == delays


@pytest.mark.parametrize(
    "settings",
    [
        {"retries": -1},
        {"retries": 1.5},
        {"initial": -0.1},
        {"initial": float("nan")},
        {"maximum": -1},
        {"jitter": 1.1},
        {"longest_retry_after": -1},
        {"deadline": 0},
        {"deadline": float("nan")},
        {"deadline": "5"},
        {"retries": True},
        {"statuses": 429},
    ],
)
def test_a_senseless_policy_is_refused(settings: dict[str, Any]) -> None:
    """A setting out of its range is an error that names it."""
    with pytest.raises(ConfigurationError, match=f"^{next(iter(settings))} must be .*, got "):
        RetryPolicy(**settings)


seconds = st.floats(0, 1e6)
policies = st.builds(
    RetryPolicy,
    retries=st.integers(0, 100),
    initial=seconds,
    maximum=seconds,
    jitter=st.floats(0, 1),
    longest_retry_after=seconds,
    deadline=st.none() | st.floats(1e-3, 1e6),
)
failures = st.one_of(
    st.just(FAILURE),
    st.builds(limited, st.none() | st.floats(0, 1e9)),
    st.sampled_from(sorted(RETRIED_STATUSES)).map(
        lambda status: APIStatusError("It failed.", status_code=status)
    ),
)


@given(policies, failures, st.integers(1, 10_000), seconds, st.floats(0, 1))
def test_a_delay_is_within_its_bounds(
    policy: RetryPolicy, error: OpenRouterError, attempts: int, elapsed: float, chance: float
) -> None:
    """No delay is negative, too long, too short for the server, or beyond the deadline."""
    delay = policy.delay(error, attempts=attempts, elapsed=elapsed, chance=chance)
    if delay is not None:
        asked = getattr(error, "retry_after", None) or 0.0
        assert asked <= delay <= (policy.longest_retry_after if asked else policy.maximum)
        assert policy.deadline is None or elapsed + delay < policy.deadline
        assert attempts <= policy.retries


@given(policies, st.integers(1, 200))
def test_delays_never_shrink_without_jitter(policy: RetryPolicy, attempts: int) -> None:
    """Each delay is at least as long as the one before."""
    calm = evolve(policy, retries=10_000, deadline=None)
    first, second = (calm.delay(FAILURE, attempts=n) for n in (attempts, attempts + 1))
    assert first is not None
    assert second is not None
    assert first <= second


@given(policies, st.lists(failures, max_size=120), st.floats(0, 100))
def test_attempts_and_time_are_bounded(
    policy: RetryPolicy, errors: list[OpenRouterError], work: float
) -> None:
    """No run makes more attempts than allowed, or begins one after the deadline."""
    world = World(list[BaseException](errors), work=work)
    try:
        world.run(policy)
    except OpenRouterError:
        assert errors
    assert 1 <= len(world.left) <= policy.retries + 1
    if policy.deadline is not None:
        assert world.now - work <= 1000.0 + policy.deadline + 1e-6
        assert all(left is not None and 0 < left <= policy.deadline for left in world.left)


def test_an_attempt_is_never_told_zero() -> None:
    """After a sleep that took too long an attempt still gets a timeout that works."""
    assert 0.001 == RetryPolicy(deadline=1.0).remaining(2.0)
    assert RetryPolicy(deadline=None).remaining(2.0) is None


def test_the_defaults_are_the_real_clock() -> None:
    """Without injection an operation runs by itself, under a deadline."""
    world = World([])
    completed(call(world.operation, POLICY))
    assert world.left[0] == pytest.approx(300.0)
