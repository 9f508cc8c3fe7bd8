"""Answer 304 to whoever has the listing already (RFC 9110, section 13)."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from attrs import evolve

from openrouter_models.testing.answers import CACHING

if TYPE_CHECKING:
    from openrouter_models.testing.answers import Answer, Request


def validated(answer: Answer, request: Request) -> Answer:
    """Name a listing by its ETag, and answer 304 to those who have it (RFC 9110, section 13.1.2)."""
    if answer.status != 200 or "Vary" not in answer.headers:
        return answer
    tag = f'"{blake2b(answer.body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, **answer.headers}
    held = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if {tag, f"W/{tag}", "*"}.intersection(held):
        named = {name: headers[name] for name in ("ETag", *CACHING)}
        return evolve(answer, status=304, headers=named, body=b"")
    return evolve(answer, headers=headers)
