"""Write and read ``openapi/lock.json``: what the outputs were made from, with what, and what they are.

The lock is written last, so where it agrees with the files, a run was completed. It names neither a
time nor a place of the machine. It has one spelling, and its checksum covers all else in it, so that
a single touched byte is noticed without regenerating.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import attrs
import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1


@attrs.frozen(kw_only=True)
class Lock:
    """Record one completed run.

    Attributes:
        format: The version of this layout.
        tools: By name, the exact version of every tool that shapes the outputs.
        operations: The operations that the project generates.
        cut_from: The SHA-256 of the larger document that the vendored one was cut from, if it was.
        inputs: By name within the project, the SHA-256 of every file read.
        outputs: The same of every file written, the lock apart.
        classes: The generated classes.
        examples: How many examples of the contract were validated.
        false_examples: Where the vendored document has examples that contradict their schema.
    """

    format: int = FORMAT
    tools: dict[str, str]
    operations: tuple[str, ...]
    cut_from: str | None
    inputs: dict[str, str]
    outputs: dict[str, str]
    classes: tuple[str, ...]
    examples: int
    false_examples: tuple[str, ...]


def render(lock: Lock) -> bytes:
    """Write a lock in its one spelling."""
    fields = attrs.asdict(lock)
    checksum = sha256(_spell(fields))
    return _spell(fields | {"checksum": checksum})


def read(data: bytes) -> Lock | None:
    """Read a lock.

    Returns:
        The lock, or None where the data is not, to the byte, what `render` writes.
    """
    try:
        lock = msgspec.json.decode(data, type=Lock)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return lock if render(lock) == data else None


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Give the SHA-256 of every file by its name."""
    return {name: sha256(data) for name, data in files.items()}


def sha256(data: bytes) -> str:
    """Give the SHA-256 of data in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _spell(value: object) -> bytes:
    return f"{json.dumps(value, indent=2, sort_keys=True)}\n".encode()
