"""The tree of errors: its shape, its messages, and that its errors travel without secrets."""

from __future__ import annotations

import copy
import multiprocessing.reduction
import pickle
import re
import traceback
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from openrouter_models import errors
from openrouter_models.errors import (
    APIConnectionError,
    APIStatusError,
    ContractViolation,
    InvalidResponseError,
    MissingKeyError,
    OpenRouterError,
)
from openrouter_models.findings import Finding, Kind, Report

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "sk-or-v1-0123456789abcdef"
REPORT = Report((Finding(Kind.WRONG_TYPE, "/data/0/id", "a string was expected", 7),))


def subclasses(kind: type[OpenRouterError]) -> list[type[OpenRouterError]]:
    """List a class and all below it that are in the same module; others may be imported by then."""
    children = (child for child in kind.__subclasses__() if child.__module__ == kind.__module__)
    return [kind, *(below for child in children for below in subclasses(child))]


def response() -> httpx.Response:
    """Make a response whose request carries the key."""
    request = httpx.Request("GET", "https://example.test", headers={"Authorization": KEY})
    return httpx.Response(429, request=request)


def example(kind: type[OpenRouterError]) -> OpenRouterError:
    """Make an error of a class with every attribute set."""
    if issubclass(kind, APIStatusError):
        return kind(
            "HTTP 429: slow down.",
            status_code=429,
            body={"error": {"code": 429}},
            request_id="abc",
            retry_after=1.5,
            response=response(),
        )
    if issubclass(kind, InvalidResponseError):
        return kind("an HTML page", response=response())
    if issubclass(kind, ContractViolation):
        return kind(REPORT)
    return kind("It failed.")


CLASSES = subclasses(OpenRouterError)
EXAMPLES = [pytest.param(example(kind), id=kind.__name__) for kind in CLASSES]


def test_the_docstring_is_the_tree() -> None:
    """The module says of each class where it stands."""
    parents: list[str] = []
    told: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ([│├└─ ]*)(\w+)", line):
            depth = len(found[1]) // 4
            parents[depth:] = [found[2]]
            told[found[2]] = parents[depth - 1] if depth else "Exception"
    assert told == {kind.__name__: kind.__mro__[1].__name__ for kind in CLASSES}


def test_every_class_is_exported_in_order() -> None:
    """What is public is listed, sorted, and nothing else is."""
    assert sorted(kind.__name__ for kind in CLASSES) == errors.__all__


def attributes(error: OpenRouterError) -> dict[str, Any]:
    """Give what an error holds, without what must not travel."""
    return {name: value for name, value in vars(error).items() if name != "response"}


def forked(error: OpenRouterError) -> Any:
    """Send an error to another process, as multiprocessing does."""
    pickled = multiprocessing.reduction.ForkingPickler.dumps(error)
    return pickle.loads(pickled)  # noqa: S301  # made in the line before


def pickled(protocol: int) -> Callable[[OpenRouterError], Any]:
    """Give what sends an error through pickle."""
    return lambda error: pickle.loads(pickle.dumps(error, protocol))  # noqa: S301  # our own


PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


@pytest.mark.parametrize("error", EXAMPLES)
@pytest.mark.parametrize("travel", [*map(pickled, PROTOCOLS), forked, copy.copy, copy.deepcopy])
def test_an_error_travels(
    travel: Callable[[OpenRouterError], OpenRouterError], error: OpenRouterError
) -> None:
    """Class, message and attributes arrive; the response, whose request has the key, does not."""
    again = travel(error)
    assert (type(error), error.args, str(error)) == (type(again), again.args, str(again))
    assert attributes(error) == attributes(again)
    assert getattr(again, "response", None) is None
    assert all(KEY.encode() not in pickle.dumps(error, protocol) for protocol in PROTOCOLS)


def test_what_cannot_be_pickled_stays_behind() -> None:
    """A foreign object in an error does not keep the error from travelling."""
    error = APIStatusError("HTTP 500: x.", status_code=500, body=lambda: None)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # made in this line
    assert (500, None) == (again.status_code, again.body)


def test_notes_travel() -> None:
    """A note that was added is still there after pickling."""
    error = APIConnectionError("It failed.")
    error.add_note("Gave up.")
    assert ["Gave up."] == pickle.loads(pickle.dumps(error)).__notes__  # noqa: S301  # ours


@pytest.mark.parametrize("error", EXAMPLES)
def test_an_error_shows_no_key(error: OpenRouterError) -> None:
    """Neither text nor repr nor a traceback with its cause tells the key."""
    try:
        raise error from ValueError("cause")
    except OpenRouterError as caught:
        shown = "".join([str(caught), repr(caught), *traceback.format_exception(caught)])
    assert "cause" in shown
    assert KEY not in shown


@pytest.mark.parametrize("kind", [OpenRouterError, APIConnectionError, InvalidResponseError])
def test_a_secret_in_a_message_is_redacted(kind: type[OpenRouterError]) -> None:
    """Whoever makes an error, its message holds no key and no account id."""
    error = kind(f"{KEY} of user_2abc")
    assert "sk-or-[redacted] of user_[redacted]" in str(error)
    assert KEY not in repr(vars(error))


def test_a_missing_key_says_how_to_give_one() -> None:
    """The first error that a newcomer sees names the variable, the argument and the page."""
    assert (
        "No API key was given. Set OPENROUTER_API_KEY or pass api_key=; "
        "create keys at https://openrouter.ai/settings/keys."
    ) == str(MissingKeyError())


@pytest.mark.parametrize(
    "kind", [kind for kind in CLASSES if issubclass(kind, APIStatusError)], ids=lambda k: k.__name__
)
def test_every_status_class_says_what_to_do(kind: type[APIStatusError]) -> None:
    """No status leaves the reader without advice."""
    assert kind.advice.endswith(".")


def test_an_invalid_response_names_what_came() -> None:
    """The message says what came and where to look; the reason is fit to print."""
    error = InvalidResponseError("an HTML page\x1b[2J")
    assert (
        r"Expected a model listing, got an HTML page\x1b[2J. "
        "Check base_url, which ends in /api/v1, and any proxies in between."
    ) == str(error)
    assert r"an HTML page\x1b[2J" == error.reason


def test_a_violation_lists_errors_and_no_warnings() -> None:
    """The message holds each deviation that breaks the contract; the report holds all."""
    warning = Finding(Kind.UNDECLARED_FIELD, "/data/0/new", "is not in the contract")
    report = Report((*REPORT.findings, warning))
    error = ContractViolation(report)
    assert (
        "The listing breaks the contract in 1 place:\n"
        "  wrong-type at /data/0/id: a string was expected"
    ) == str(error)
    assert report is error.report


def test_a_violation_tells_equal_findings_once() -> None:
    """With their count, and with the names that the server chose escaped, line ends in them too."""
    paths = (f"/data/{number}/\x1b[2J\n::error::" for number in range(9))
    findings = tuple(Finding(Kind.FORBIDDEN_FIELD, path, "is not allowed") for path in paths)
    message = str(ContractViolation(Report(findings)))
    assert "in 9 places:\n  9 " in message
    assert r"/data/*/\x1b[2J\n::error::" in message
    assert 2 == len(message.splitlines())


def test_a_long_violation_is_shortened() -> None:
    """After twenty lines the message gives the number of the rest."""
    found = tuple(
        Finding(Kind.WRONG_TYPE, f"/{name}", "is wrong") for name in "abcdefghijklmnopqrstuvw"
    )
    lines = str(ContractViolation(Report(found))).splitlines()
    assert 22 == len(lines)
    assert "  and 3 more groups, see .groups" == lines[-1]
