"""Find out what a listing becomes under each fault of the mock: with our client, the official SDK and OpenAI's.

Each is used as its documentation recommends: a timeout, its own retries, and a fault that one request meets. With
our client goes a deadline, which the others do not have. An outcome depends on no clock, only on what comes in the end.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING, Any

import openai
from openrouter import OpenRouter

from openrouter_models import OpenRouterModels, RetryPolicy
from openrouter_models.testing import MockOpenRouter
from openrouter_models.testing.answers import Answer
from openrouter_models.testing.faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Ask = Callable[[MockOpenRouter], "tuple[int, bool]"]

_TIMEOUT = 2.0
_PATIENCE = 10.0
_DEVIATIONS = (
    *("429", "503", "529"),
    *("drop-required:/data/0/links", "null-not-allowed:/data/0/id"),
    *("wrong-type:/data/0/created=string", "wrong-type:/data/0=string"),
    *("unknown-enum-value:/data/0/supported_parameters/0", "undeclared-field:/data/0/x_undeclared"),
)
_HEAD = ("| fault | openrouter-models | official SDK | OpenAI's client |", "|---|---|---|---|")


def _ours(mock: MockOpenRouter) -> tuple[int, bool]:
    policy = RetryPolicy(deadline=_PATIENCE / 2)
    with OpenRouterModels(
        mock.api_key, base_url=mock.base_url, timeout=_TIMEOUT, retry=policy
    ) as client:
        catalog = client.list()
        return len(catalog), bool(catalog.report.findings) or not catalog.report.verified


def _official(mock: MockOpenRouter) -> tuple[int, bool]:
    milliseconds = int(_TIMEOUT * 1000)
    with OpenRouter(
        api_key=mock.api_key, server_url=mock.base_url, timeout_ms=milliseconds
    ) as client:
        answer: Any = client.models.list_for_user(security={"bearer": mock.api_key})
        return len(answer.result.data), False


def _openai(mock: MockOpenRouter) -> tuple[int, bool]:
    with openai.OpenAI(api_key=mock.api_key, base_url=mock.base_url, timeout=_TIMEOUT) as client:
        return len(client.models.list().data), False


CLIENTS: tuple[Ask, ...] = (_ours, _official, _openai)


def outcome(ask: Ask, fault: str) -> str:
    """Tell what becomes of a listing.

    Args:
        ask: Lists with one client, and tells how many models came and whether it reports anything.
        fault: What its first request meets.
    """
    found: list[str] = []
    with MockOpenRouter(2, seed=1) as mock:
        mock.fail_with(fault)

        def run() -> None:
            try:
                count, is_reported = ask(mock)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome
                found.append(f"lost: `{type(error).__name__}`")
            else:
                whole = count == len(mock.listing["data"])
                kept = "survived" if whole else "silently wrong"
                found.append("reported" if is_reported else kept)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(_PATIENCE)
    # The thread is left alone: the official SDK goes on asking for up to an hour.
    return found[0] if found else "hangs"


def rows() -> Iterator[str]:
    """Give the table, a line at a time."""
    yield from _HEAD
    for (
        spoil
    ) in FAULTS.values():  # those that take long to make are made once, and not within a timeout
        spoil(Answer(200, {}, b'{"data": []}'))
    for fault in [*(name for name in FAULTS if name != "ok"), *_DEVIATIONS]:
        with ThreadPoolExecutor(len(CLIENTS)) as pool:
            told = pool.map(outcome, CLIENTS, repeat(fault))
            yield f"| `{fault}` | {' | '.join(told)} |"


def renewed(page: str) -> str:
    """Put a new table into the page."""
    start = re.escape(_HEAD[0])
    table = "\n".join(rows()) + "\n"
    return re.sub(rf"{start}\n(?:\|.*\n)*", lambda _: table, page)


def write(file: Path, *, check: bool) -> bool:
    """Renew the table in a file, or with `check` only compare; tell whether it was up to date."""
    before = file.read_text("utf-8")
    after = renewed(before)
    if not check:
        file.write_text(after, "utf-8")
    return before == after
