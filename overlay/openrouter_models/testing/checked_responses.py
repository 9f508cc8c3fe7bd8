"""Check a response against the packaged contract, and pass it on to whoever wants to know."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from openrouter_api.jsontext import encode
from openrouter_models.contract import liveness
from openrouter_models.contract.contract import Contract
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from openrouter_models._policy.baseline import BaselineSource
    from openrouter_models.contract.media_types import Headers
    from openrouter_models.findings import Report

LISTENERS: list[Callable[[int, bytes], None]] = []
"""What is called with the status and the body of each response, such as a run that measures its coverage."""
JSON = (("content-type", "application/json"),)
"""The header fields of a body that was stored without any."""


def note(status: int, body: bytes) -> None:
    """Take note of a response that is checked."""
    for listener in LISTENERS:
        listener(status, body)


def checked(
    status: int, headers: Headers, body: bytes, baseline: BaselineSource | None = None
) -> Report:
    """Check a response, and take note of it."""
    note(status, body)
    return shared_contract().check(status, headers, body, baseline=baseline)


def shared_contract() -> Contract:
    """Give the packaged contract, compiled once; anew should somebody have changed it, or what compiles it."""
    return _compiled(encode(packaged_contract()), vars(liveness)["compile_walker"])


@lru_cache(maxsize=1)
def _compiled(_document: bytes, _compile: object) -> Contract:
    return Contract.load()
