"""From bytes to the report everything is linear: twice the body takes twice the work, whatever is in it."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models._validation import members as member_checks
from openrouter_models._validation.reports import report_on
from openrouter_models.contract import Contract
from openrouter_models.contract.media_types import charset, essence

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from openrouter_models.findings import Report

HEADERS = {"content-type": "application/json"}
CONTRACT = Contract.load()


def listing(*items: str) -> bytes:
    """Write a listing of these items."""
    return f'{{"data":[{",".join(items)}]}}'.encode()


def members(count: int, distinct: int) -> str:
    """Write an object with so many members, of which so many have distinct names."""
    return "{" + ",".join(f'"a{number % distinct}":1' for number in range(count)) + "}"


BODIES: dict[str, Callable[[int], bytes]] = {
    "tiny models": lambda n: listing(*(f'{{"id":"a/{i}"}}' for i in range(n))),
    "empty models": lambda n: listing(*["{}"] * n),
    "one id for all": lambda n: listing(*['{"id":"a/b"}'] * n),
    "nulls": lambda n: listing(*["null"] * n),
    "arrays": lambda n: listing(*["[[[]]]"] * n),
    "a name twice in each object": lambda n: listing(*['{"id":"a","id":"b"}'] * n),
    "names twice in one object": lambda n: listing(members(2 * n, n)),
    "one object with many names": lambda n: listing(members(n, n)),
    "names of their own": lambda n: listing(*(f'{{"a{i}":1,"b{i}":1}}' for i in range(n))),
    "one array of words": lambda n: listing(json.dumps({"supported_parameters": ["x"] * n})),
    "a long text": lambda n: listing(f'{{"id":"{"x" * n}"}}'),
    "half characters": lambda n: listing(*['{"id":"\\ud800"}'] * n),
    "deep arrays": lambda n: listing(*[f'{{"x":{"[" * 150}{"]" * 150}}}'] * (n // 50)),
    "an envelope with many names": lambda n: members(n, n).encode(),
}


def check(body: bytes, max_findings: int = 20) -> Report:
    """Check a body as a successful response."""
    return CONTRACT.check(200, HEADERS, body, max_findings=max_findings)


def report(body: bytes, max_findings: int = 20) -> Report:
    """Report on a body as the catalog does."""
    return report_on(body, max_findings=max_findings)


def work(run: Callable[[], object]) -> int:
    """Count the steps of the interpreter, which no other process makes more or fewer."""
    steps = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        steps += event == "opcode"
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        run()
    finally:
        sys.settrace(before)
    return steps


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small bodies be checked as large ones are."""
    monkeypatch.setattr(member_checks, "_STRETCH", 16)


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("judge", [check, report])
def test_twice_the_body_is_twice_the_work(judge: Callable[..., Report], name: str) -> None:
    """More than that would be a way to keep a client busy with little."""
    bodies = [BODIES[name](n) for n in (200, 400, 800)]
    judge(bodies[0])
    once, twice, four_times = [work(partial(judge, body)) for body in bodies]
    assert four_times - twice < 2.3 * (twice - once) + once / 10


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("judge", [check, report])
def test_what_is_not_kept_is_counted(judge: Callable[..., Report], name: str) -> None:
    """The report is the beginning of one without bounds, and the number of the rest is exact."""
    body = BODIES[name](200)
    some, every = judge(body), judge(body, max_findings=10**9)
    assert every.findings[:20] == some.findings
    assert every.counts == some.counts
    assert every.verified is some.verified


@pytest.mark.parametrize(
    "text", [" " * 10**6, "a/b" + " ;" * 10**6 + "!", "a/b" + "; " * 10**6 + ",", "a" * 10**6]
)
def test_a_media_type_is_read_without_going_back(text: str) -> None:
    """Were it not so, these would take longer than anybody waits."""
    assert (None, None) == (essence(text), charset(text))
