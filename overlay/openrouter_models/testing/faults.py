"""The faults that the mock can show, by name.

A fault takes the answer that would have been given and spoils it in one way. The name says what a
client meets, the text where that happens. Any status is a fault as well, and so is each
deviation from the contract, which `named_deviations` lists.
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
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from openrouter_models._http.secret import Secret
from openrouter_models.testing.answers import Answer, Delivery, to_json
from openrouter_models.testing.named_deviations import Deviations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_models.testing.answers import Service

Spoil: TypeAlias = Callable[[Answer], Answer]

_HUGE_MEBIBYTES = 96
_WAIT_SECONDS = 1
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
_STATUS = re.compile(r"[2-5][0-9][0-9]")


@frozen
class Fault:
    """A fault, and one sentence about where it is met."""

    what: str
    spoil: Spoil

    def __call__(self, answer: Answer) -> Answer:
        """Spoil an answer."""
        return self.spoil(answer)


def find(name: str, service: Service) -> Spoil:
    """Look a fault up: one of `FAULTS`, a status, or a deviation.

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
    """List all faults of the packaged contract with what they are, the hundreds of deviations last."""
    from openrouter_models.packaged import packaged_contract  # noqa: PLC0415 - few need the list
    from openrouter_models.testing.answers import Service  # noqa: PLC0415 - the same
    from openrouter_models.testing.served_listing import read  # noqa: PLC0415 - the same

    for name, fault in FAULTS.items():
        yield name, fault.what
    yield "200 to 599", "That status, with the error body that the contract has for it."
    contract = packaged_contract()
    for each in Deviations(Service(contract, *read(None, contract), Secret(""))):
        yield each.name, f"Gives {each.kind.value} at {each.path or 'the whole body'}."


@cache
def _blanks() -> bytes:
    return b" " * (_HUGE_MEBIBYTES << 20)


@cache
def _bomb() -> bytes:
    return gzip.compress(_blanks(), mtime=0)


def _body(make: Callable[[bytes], bytes]) -> Spoil:
    return lambda answer: evolve(answer, body=make(answer.body))


def _headed(name: str, make: Callable[[bytes], str]) -> Spoil:
    return lambda answer: evolve(answer, headers={**answer.headers, name: make(answer.body)})


def _zipped(make: Callable[[bytes], bytes]) -> Spoil:
    named = _headed("Content-Encoding", lambda _: "gzip")
    return lambda answer: evolve(named(answer), body=make(answer.body))


def _page(status: int, title: bytes) -> Spoil:
    headers = {"Content-Type": "text/html; charset=UTF-8", "Cache-Control": "no-store"}
    headers |= {"Server": "cloudflare"} if status >= 500 else {}
    return lambda answer: evolve(
        answer, status=status, headers=headers, body=_PAGE % (title, title)
    )


def _delivered(delivery: Delivery) -> Spoil:
    return lambda answer: evolve(answer, delivery=delivery)


def _limited(answer: Answer, headers: dict[str, str], metadata: object = None) -> Answer:
    more = {"metadata": metadata} if metadata else {}
    body = to_json({"error": {"code": 429, "message": "Rate limit exceeded"} | more})
    headers = {"Content-Type": "application/json", **headers}
    return evolve(answer, status=429, headers=headers, body=body)


def _limited_until_date(answer: Answer) -> Answer:
    # A date has whole seconds, and must not be over when it arrives.
    later = formatdate(int(time.time()) + 1 + _WAIT_SECONDS, usegmt=True)
    return _limited(answer, {"Retry-After": later})


def _limited_by_body(answer: Answer) -> Answer:
    reset = str(int((time.time() + _WAIT_SECONDS) * 1000))
    limits = {"X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    return _limited(answer, {}, {"headers": limits})


def _redirected(answer: Answer) -> Answer:
    headers = {"Location": "https://elsewhere.invalid/api/v1/models/user"}
    return evolve(answer, status=307, headers=headers, body=b"")


def _damaged(body: bytes) -> bytes:
    zipped = bytearray(gzip.compress(body, mtime=0))
    zipped[-8] ^= 1  # the first byte of the checksum (RFC 1952, section 2.3.1)
    return bytes(zipped)


def _in_members(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(gzip.compress(part, mtime=0) for part in (body[:half], body[half:]))


# fmt: off
_TABLE: tuple[tuple[str, str, Spoil], ...] = (
    ("ok", "No fault: the listing, for scripts such as `429, 429, ok`.", lambda answer: answer),
    ("429-seconds", "Too many requests, with `Retry-After` in seconds: 1.",
     lambda answer: _limited(answer, {"Retry-After": str(_WAIT_SECONDS)})),
    ("429-date", "Too many requests, with `Retry-After` as a date: a second from now.",
     _limited_until_date),
    ("429-body", "Too many requests, and only the body says until when, in milliseconds since 1970.",
     _limited_by_body),
    ("html", "A web page under 200: a wrong base URL, a captive portal.", _page(200, b"Welcome")),
    ("html-502", "The page that an edge shows when the server behind it is gone.",
     _page(502, b"Bad gateway")),
    ("html-524", "The page that an edge shows when the server behind it takes too long.",
     _page(524, b"A timeout occurred")),
    ("empty", "A success without a body.", _body(lambda _: b"")),
    ("empty-listing", "A listing without models.",
     _body(lambda body: to_json(json.loads(body) | {"data": []}))),
    ("cut-json", "Half of the JSON, well delivered: a writer upstream has died.",
     _body(lambda body: body[: len(body) // 2])),
    ("not-utf8", "A byte that is not UTF-8 behind the listing.", _body(lambda body: body + b"\xff")),
    ("white-space",
     "White space before the JSON, as sent to keep a connection alive; no error in JSON.",
     _body(lambda body: b"\n" * 200 + body)),
    ("error-under-200",
     "An error object under the status of success, as the API does when a provider fails late.",
     _body(lambda _: to_json({"error": {"code": 502, "message": "Provider returned error"}}))),
    ("problem-json", "The listing under a media type that the contract does not document.",
     _headed("Content-Type", lambda _: "application/problem+json")),
    ("redirect", "A redirection to another host, which must not learn the key.", _redirected),
    ("gzip-bomb",
     "A small body that unpacks to 96 MiB, beyond the bound that clients have by default.",
     _zipped(lambda _: _bomb())),
    ("corrupt-gzip", "A body that is said to be compressed and is not.", _zipped(lambda body: body)),
    ("damaged-gzip",
     "A compressed body whose checksum is wrong: a bit has flipped on the way.", _zipped(_damaged)),
    ("gzip-members",
     "A body compressed in two members (RFC 1952, section 2.2); no error, yet often read by half.",
     _zipped(_in_members)),
    ("enormous", "A body of 96 MiB, beyond the bound that clients have by default.",
     _body(lambda body: _blanks() + body)),
    ("wrong-length",
     "A `Content-Length` that is half of the body's, so that clients read half of it.",
     _headed("Content-Length", lambda body: str(len(body) // 2))),
    ("truncated", "The connection closes after half of the announced body.",
     _delivered(Delivery.TRUNCATED)),
    ("stall", "Half of the body comes, then nothing more, and the connection stays open.",
     _delivered(Delivery.STALLED)),
    ("stall-after-head",
     "Status and header fields come, then nothing more, and the connection stays open.",
     _delivered(Delivery.STALLED_AFTER_HEAD)),
    ("silence", "The request is taken and never answered.", _delivered(Delivery.SILENT)),
    ("drip", "The body comes byte by byte, each in time, all of it much too late.",
     _delivered(Delivery.DRIPPED)),
    ("reset", "The connection is reset instead of an answer.", _delivered(Delivery.RESET)),
    ("refuse", "Nothing listens; on loopback, where nobody can count who is refused, until `reset`.",
     _delivered(Delivery.REFUSED)),
)
# fmt: on
FAULTS = {name: Fault(what, spoil) for name, what, spoil in _TABLE}
