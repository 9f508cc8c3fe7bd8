"""Keys: where they come from, what they must look like, and where they are not seen."""

from __future__ import annotations

import pickle
from copy import deepcopy

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._http.secret import ENVIRONMENT_VARIABLE, Secret, find_key, to_secret
from openrouter_models._http.transport import completed
from openrouter_models.errors import MissingKeyError

KEY = "sk-or-v1-0123456789abcdef"


def current(secret: Secret) -> Secret:
    """Give the key as the client that blocks asks for it."""
    return completed(secret.current(waits=False))


def test_a_key_is_revealed_by_name_only() -> None:
    """What shows an object does not show the key."""
    secret = Secret(KEY)
    assert KEY == secret.reveal()
    assert all(KEY not in shown for shown in (repr(secret), str(secret), f"{secret}"))


@pytest.mark.parametrize("write", [pickle.dumps, deepcopy])
def test_a_key_is_not_written(write: object) -> None:
    """Pickling and copying are refused."""
    assert callable(write)
    with pytest.raises(TypeError, match="never pickled"):
        write(Secret(KEY))


def test_white_space_around_a_key_is_taken_off() -> None:
    """A key from a file often ends in a line end."""
    assert KEY == find_key(Secret(f" {KEY}\r\n")).reveal()


def test_the_environment_is_asked_where_no_key_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPENROUTER_API_KEY is the default."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, f"{KEY}\n")
    assert KEY == find_key(None).reveal()


@pytest.mark.parametrize("value", [None, "", " \n"])
def test_no_key_in_the_environment(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable is as good as none."""
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(ENVIRONMENT_VARIABLE, value)
    with pytest.raises(MissingKeyError, match="Set OPENROUTER_API_KEY"):
        find_key(None)


def test_an_empty_key_that_was_given_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gives a key, however empty, does not get another's."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, KEY)
    with pytest.raises(MissingKeyError):
        find_key(Secret("  "))


@given(
    st.text(min_size=1), st.characters().filter(lambda c: not "!" <= c <= "~"), st.text(min_size=1)
)
def test_a_key_that_no_header_can_carry_is_refused(before: str, bad: str, after: str) -> None:
    """White space and control characters inside, and all but ASCII, are refused and not echoed."""
    with pytest.raises(MissingKeyError, match=r"^The API key contains white space") as caught:
        find_key(Secret(f"x{before}{bad}{after}x"))
    told = MissingKeyError("")
    assert str(told).strip() in str(caught.value)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1))
def test_any_visible_ascii_is_a_key(text: str) -> None:
    """Nothing else is asked of the form of a key."""
    assert text == find_key(Secret(text)).reveal()


def test_a_key_is_as_long_as_can_be_looked_for() -> None:
    """Text of a server is searched for it, which takes ever longer."""
    assert find_key(Secret("x" * 4_096))
    with pytest.raises(MissingKeyError, match="more than 4,096 characters"):
        find_key(Secret("x" * 4_097))


def test_a_function_is_asked_each_time() -> None:
    """So that a key may change while a program runs."""
    keys = iter([f" {KEY}\n", "sk-or-v1-next"])
    secret = find_key(to_secret(lambda: next(keys)))
    assert KEY not in repr(secret)
    assert [KEY, "sk-or-v1-next"] == [current(secret).reveal() for _ in range(2)]
    with pytest.raises(MissingKeyError, match=r"api_key\(\) failed with StopIteration"):
        current(secret)


@pytest.mark.parametrize("given", ["", f"{KEY} {KEY}", None, 3])
def test_what_a_function_gives_is_checked(given: object) -> None:
    """As what is given at once."""
    secret = find_key(to_secret(lambda: given))
    with pytest.raises(MissingKeyError) as caught:
        current(secret)
    assert KEY not in str(caught.value)


def test_a_function_may_be_asynchronous() -> None:
    """In an event loop; the client that blocks says that it cannot wait for one."""

    async def ask() -> str:
        return KEY

    async def fail() -> str:
        raise OSError

    async def revealed(secret: Secret) -> str:
        return (await secret.current(waits=True)).reveal()

    secret = find_key(to_secret(ask))
    assert [KEY] * 3 == [
        anyio.run(revealed, each)
        for each in (secret, Secret(KEY), find_key(to_secret(lambda: KEY)))
    ]
    with pytest.raises(MissingKeyError, match="must be a string, not coroutine"):
        current(secret)
    with pytest.raises(MissingKeyError, match=r"api_key\(\) failed with OSError"):
        anyio.run(revealed, find_key(to_secret(fail)))
