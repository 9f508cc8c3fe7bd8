"""One bound of depth holds for whatever reads a body, and however much of the stack there is."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from typing import Any

import pytest

from openrouter_api.jsontext import MAX_DEPTH
from openrouter_models.contract import Contract
from openrouter_models.decoding import decode
from openrouter_models.errors import InvalidResponseError
from openrouter_models.findings import Kind
from openrouter_models.testing import MockOpenRouter

PLACES = (
    *("links", "data/0", "data/0/new", "data/0/architecture", "data/0/architecture/modality"),
    *("data/0/pricing/overrides", "data/0/links/x", "data/0/supported_parameters/0", "new"),
)
JSON_TYPE = {"content-type": "application/json"}
CONTRACT = Contract.load()
STARVED = """
import sys, threading
from openrouter_models import decode
from openrouter_models.contract import Contract
from openrouter_models.errors import InvalidResponseError

contract = Contract.load()

def run():
    for body in (BODY, b'{"data": [{"id": "a/b", "x": 1}]}', BODY, b"[" * 100_000, b'{"data":[{"a":' * 50_000):
        try:
            catalog = decode(body)
            catalog.report, catalog.to_dict(), repr(catalog[0])
        except InvalidResponseError:
            pass
        contract.check(200, {"content-type": "application/json"}, body)
    done.append(True)

done = []
BODY = b'{"data": [{"x": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]}"
threading.stack_size(256 * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
sys.exit(not done)
"""


def nested(place: str, depth: int) -> bytes:
    """Write a listing that is as deep as told at a place."""
    value: Any = "@"
    names = place.split("/")
    for name in reversed(names[2:]):
        value = [value] if name == "0" else {name: value}
    models = [{"id": "a/b"}, {"id": "a/c"}]
    body = {"data": [value, *models]} if len(names) > 1 else {"data": models, names[0]: value}
    levels = depth - len(names)
    return json.dumps(body).encode().replace(b'"@"', b"[" * levels + b"]" * levels)


@pytest.mark.parametrize("place", PLACES)
def test_all_readers_agree_on_the_bound(place: str) -> None:
    """What the decoder takes, report, check and mock take; what it refuses, they refuse."""
    body = nested(place, MAX_DEPTH)
    catalog = decode(body)
    assert json.loads(body) == catalog.to_dict()
    assert "nested" not in "".join(map(str, catalog.report.findings))
    checked = CONTRACT.check(200, JSON_TYPE, body).findings
    assert Kind.NOT_JSON not in {one.kind for one in checked}
    assert json.loads(body) == MockOpenRouter(body).listing
    deeper = nested(place, MAX_DEPTH + 1)
    with pytest.raises(InvalidResponseError, match="200 deep"):
        decode(deeper)
    assert Kind.NOT_JSON in {one.kind for one in CONTRACT.check(200, JSON_TYPE, deeper).findings}
    with pytest.raises(ValueError, match="nested too deeply"):
        MockOpenRouter(deeper)


def test_a_small_stack_is_enough() -> None:
    """A thread with 256 KB of stack meets bodies of any depth without a crash."""
    run = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", STARVED], capture_output=True, text=True, check=False
    )
    assert (0, "") == (run.returncode, run.stderr)


@pytest.mark.parametrize("left", [10, 20, 30, 40, 60, 90])
def test_a_stack_that_is_used_up_is_said(left: int) -> None:
    """Where the caller leaves no room, a listing is decoded or refused with our error, and not halved."""
    body = b'{"data": [{"id": "a/b", "new": [[[1]]]}, {"id": 5}]}'
    decode(body)  # compiling takes more room than decoding
    frames = sys.getrecursionlimit() - left - len(inspect.stack(0))

    def descend(further: int) -> Any:
        return descend(further - 1) if further > 0 else decode(body)

    try:
        catalog = descend(frames)
    except (InvalidResponseError, RecursionError):
        return
    assert json.loads(body) == catalog.to_dict()
