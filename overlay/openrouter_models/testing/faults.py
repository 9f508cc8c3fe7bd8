"""The faults that the mock can show, by name.

A fault takes the answer that would have been given and spoils it in one way. The name says what a
client meets; the docstring says where that happens. Any status is a fault as well, and so is each
deviation from the contract, which `breakages` lists.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Callable
from difflib import get_close_matches
from email.utils import formatdate
from functools import cache
from typing import TYPE_CHECKING

from attrs import evolve

from openrouter_models.testing.answers import Answer, Delivery, to_json
from openrouter_models.testing.breakages import Deviations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models.testing.answers import Service

Fault = Callable[[Answer], Answer]

FAULTS: dict[str, Fault] = {}
_HUGE_MEBIBYTES = 96
_WAIT_SECONDS = 1
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
_STATUS = re.compile(r"[2-5][0-9][0-9]")


def fault(name: str) -> Callable[[Fault], Fault]:
    """Register a fault."""

    def register(spoil: Fault) -> Fault:
        FAULTS[name] = spoil
        return spoil

    return register


def find(name: str, service: Service) -> Fault:
    """Look a fault up.

    Raises:
        ValueError: There is no such fault; the message names the nearest or all.
    """
    if name in FAULTS:
        return FAULTS[name]
    if _STATUS.fullmatch(name):
        return lambda answer: answer if name == "200" else service.error(int(name))
    if ":" in name:
        return Deviations(service).find(name)
    near = get_close_matches(name, FAULTS) or [*sorted(FAULTS), "a status", "a deviation"]
    raise ValueError(f"Unknown fault {name!r}; choose from {', '.join(near)}.")


def described() -> Iterator[tuple[str, str]]:
    """List all faults of the packaged contract with what they are.

    Yields:
        The name and one sentence; deviations, of which there are hundreds, come last.
    """
    from openrouter_models.packaged import packaged_contract  # noqa: PLC0415 - few need the list
    from openrouter_models.testing.answers import Service  # noqa: PLC0415 - the same
    from openrouter_models.testing.catalogue import read  # noqa: PLC0415 - the same

    for name, spoil in FAULTS.items():
        yield name, (spoil.__doc__ or "").strip()
    yield "200 to 599", "That status, with the error body that the contract has for it."
    contract = packaged_contract()
    for each in Deviations(Service(contract, *read(None, contract), "")):
        yield each.name, f"Gives {each.kind.value} at {each.path or 'the whole body'}."


@cache
def _blanks() -> bytes:
    return b" " * (_HUGE_MEBIBYTES << 20)


@cache
def _bomb() -> bytes:
    return gzip.compress(_blanks(), mtime=0)


def _zipped(answer: Answer, body: bytes) -> Answer:
    return evolve(answer, headers={**answer.headers, "Content-Encoding": "gzip"}, body=body)


def _page(answer: Answer, status: int, title: bytes) -> Answer:
    headers = {"Content-Type": "text/html; charset=UTF-8", "Cache-Control": "no-store"}
    headers |= {"Server": "cloudflare"} if status >= 500 else {}
    return evolve(answer, status=status, headers=headers, body=_PAGE % (title, title))


def _limited(answer: Answer, headers: dict[str, str], metadata: object = None) -> Answer:
    error = {"code": 429, "message": "Rate limit exceeded"} | (
        {"metadata": metadata} if metadata else {}
    )
    headers = {"Content-Type": "application/json", **headers}
    return evolve(answer, status=429, headers=headers, body=to_json({"error": error}))


@fault("ok")
def _ok(answer: Answer) -> Answer:
    """No fault: the listing, for scripts such as `429, 429, ok`."""
    return answer


@fault("429-seconds")
def _429_seconds(answer: Answer) -> Answer:
    """Too many requests, with `Retry-After` in seconds: 1."""
    return _limited(answer, {"Retry-After": str(_WAIT_SECONDS)})


@fault("429-date")
def _429_date(answer: Answer) -> Answer:
    """Too many requests, with `Retry-After` as a date: a second from now."""
    # A date has whole seconds, and must not be over when it arrives.
    later = formatdate(int(time.time()) + 1 + _WAIT_SECONDS, usegmt=True)
    return _limited(answer, {"Retry-After": later})


@fault("429-body")
def _429_body(answer: Answer) -> Answer:
    """Too many requests, and only the body says until when, in milliseconds since 1970."""
    reset = str(int((time.time() + _WAIT_SECONDS) * 1000))
    limits = {"X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    return _limited(answer, {}, {"headers": limits})


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
    return _zipped(answer, _bomb())


@fault("corrupt-gzip")
def _corrupt_gzip(answer: Answer) -> Answer:
    """A body that is said to be compressed and is not."""
    return _zipped(answer, answer.body)


@fault("damaged-gzip")
def _damaged_gzip(answer: Answer) -> Answer:
    """A compressed body whose checksum is wrong: a bit has flipped on the way."""
    body = bytearray(gzip.compress(answer.body, mtime=0))
    body[-8] ^= 1  # the first byte of the checksum (RFC 1952, section 2.3.1)
    return _zipped(answer, bytes(body))


@fault("gzip-members")
def _gzip_members(answer: Answer) -> Answer:
    """A body compressed in two members (RFC 1952, section 2.2); no error, yet often read by half."""
    half = len(answer.body) // 2
    parts = (answer.body[:half], answer.body[half:])
    return _zipped(answer, b"".join(gzip.compress(part, mtime=0) for part in parts))


@fault("enormous")
def _enormous(answer: Answer) -> Answer:
    """A body of 96 MiB, beyond the bound that clients have by default."""
    return evolve(answer, body=_blanks() + answer.body)


@fault("wrong-length")
def _wrong_length(answer: Answer) -> Answer:
    """A `Content-Length` that is half of the body's, so that clients read half of it."""
    length = str(len(answer.body) // 2)
    return evolve(answer, headers={**answer.headers, "Content-Length": length})


@fault("truncated")
def _truncated(answer: Answer) -> Answer:
    """The connection closes after half of the announced body."""
    return evolve(answer, delivery=Delivery.TRUNCATED)


@fault("stall")
def _stall(answer: Answer) -> Answer:
    """Half of the body comes, then nothing more, and the connection stays open."""
    return evolve(answer, delivery=Delivery.STALLED)


@fault("stall-after-head")
def _stall_after_head(answer: Answer) -> Answer:
    """Status and header fields come, then nothing more, and the connection stays open."""
    return evolve(answer, delivery=Delivery.STALLED_AFTER_HEAD)


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


@fault("refuse")
def _refuse(answer: Answer) -> Answer:
    """Nothing listens; on loopback, where nobody can count who is refused, until `reset`."""
    return evolve(answer, delivery=Delivery.REFUSED)
