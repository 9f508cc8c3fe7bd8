"""The faults that the mock can show, by name.

A fault takes the answer that would have been given and spoils it in one way. The name says what a
client meets; the docstring says where that happens.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache

from attrs import evolve

from openrouter_models.testing.answers import Answer, Delivery, to_json

Fault = Callable[[Answer], Answer]

FAULTS: dict[str, Fault] = {}
_BOMB_MEBIBYTES = 96
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"


def fault(name: str) -> Callable[[Fault], Fault]:
    """Register a fault.

    Args:
        name: What `MockOpenRouter.fail_with` calls it.
    """

    def register(spoil: Fault) -> Fault:
        FAULTS[name] = spoil
        return spoil

    return register


def find(name: str) -> Fault:
    """Look a fault up.

    Args:
        name: One of the keys of `FAULTS`.

    Raises:
        ValueError: There is no such fault; the message names the nearest or all.
    """
    if name in FAULTS:
        return FAULTS[name]
    near = get_close_matches(name, FAULTS) or sorted(FAULTS)
    raise ValueError(f"Unknown fault {name!r}; choose from {', '.join(near)}.")


@cache
def _bomb() -> bytes:
    return gzip.compress(b" " * (_BOMB_MEBIBYTES << 20), mtime=0)


def _page(answer: Answer, status: int, title: bytes) -> Answer:
    body = _PAGE % (title, title)
    return evolve(answer, status=status, headers={"Content-Type": "text/html"}, body=body)


@fault("html")
def _html(answer: Answer) -> Answer:
    """A web page under 200: a wrong base URL, a captive portal."""
    return _page(answer, 200, b"Welcome")


@fault("html-502")
def _html_502(answer: Answer) -> Answer:
    """The page that an edge shows when the server behind it is gone."""
    return _page(answer, 502, b"Bad gateway")


@fault("html-524")
def _html_524(answer: Answer) -> Answer:
    """The page that an edge shows when the server behind it takes too long."""
    return _page(answer, 524, b"A timeout occurred")


@fault("empty")
def _empty(answer: Answer) -> Answer:
    """A success without a body."""
    return evolve(answer, body=b"")


@fault("empty-listing")
def _empty_listing(answer: Answer) -> Answer:
    """A listing without models."""
    return evolve(answer, body=to_json(json.loads(answer.body) | {"data": []}))


@fault("cut-json")
def _cut_json(answer: Answer) -> Answer:
    """Half of the JSON, well delivered: a writer upstream has died."""
    return evolve(answer, body=answer.body[: len(answer.body) // 2])


@fault("not-utf8")
def _not_utf8(answer: Answer) -> Answer:
    """A byte that is not UTF-8 behind the listing."""
    return evolve(answer, body=answer.body + b"\xff")


@fault("white-space")
def _white_space(answer: Answer) -> Answer:
    """White space before the JSON, as sent to keep a connection alive; no error in JSON."""
    return evolve(answer, body=b"\n" * 200 + answer.body)


@fault("error-under-200")
def _error_under_200(answer: Answer) -> Answer:
    """An error object under the status of success, as the API does when a provider fails late."""
    body = to_json({"error": {"code": 502, "message": "Provider returned error"}})
    return evolve(answer, body=body)


@fault("problem-json")
def _problem_json(answer: Answer) -> Answer:
    """The listing under a media type that the contract does not document."""
    headers = {**answer.headers, "Content-Type": "application/problem+json"}
    return evolve(answer, headers=headers)


@fault("redirect")
def _redirect(answer: Answer) -> Answer:
    """A redirection to another host, which must not learn the key."""
    headers = {"Location": "https://elsewhere.invalid/api/v1/models/user"}
    return evolve(answer, status=307, headers=headers, body=b"")


@fault("gzip-bomb")
def _gzip_bomb(answer: Answer) -> Answer:
    """A small body that unpacks to 96 MiB, beyond the bound that clients have by default."""
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    return evolve(answer, headers=headers, body=_bomb())


@fault("corrupt-gzip")
def _corrupt_gzip(answer: Answer) -> Answer:
    """A body that is said to be compressed and is not."""
    return evolve(answer, headers={**answer.headers, "Content-Encoding": "gzip"})


@fault("truncated")
def _truncated(answer: Answer) -> Answer:
    """The connection closes after half of the announced body."""
    return evolve(answer, delivery=Delivery.TRUNCATED)


@fault("stall")
def _stall(answer: Answer) -> Answer:
    """Half of the body comes, then nothing more, and the connection stays open."""
    return evolve(answer, delivery=Delivery.STALLED)


@fault("silence")
def _silence(answer: Answer) -> Answer:
    """The request is taken and never answered."""
    return evolve(answer, delivery=Delivery.SILENT)


@fault("drip")
def _drip(answer: Answer) -> Answer:
    """The body comes byte by byte, each in time, all of it much too late."""
    return evolve(answer, delivery=Delivery.DRIPPED)


@fault("reset")
def _reset(answer: Answer) -> Answer:
    """The connection is reset instead of an answer."""
    return evolve(answer, delivery=Delivery.RESET)
