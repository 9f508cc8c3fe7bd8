"""Remember what was learnt of a document when it was vendored, in a file that people own and in the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from pipeline.failure import PipelineError
from pipeline.json_values import is_array
from pipeline.openapi.rendering import render
from pipeline.publish import lockfile
from pipeline.publish.project import FALSE_EXAMPLES, LOCK, VENDORED
from pipeline.read.parsing import parse_mapping

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.publish.project import Files, Project

_HEADER = b"""\
# Examples of openrouter.yaml that contradict their schema, by JSON Pointer: they are left out of the contract.
# `regenerate --from` brings this list up to date. Without it, an example that is not listed is an error.
"""
_KEY = "false_examples"


@attrs.frozen
class Known:
    """What was learnt of the vendored document when it was vendored.

    Attributes:
        cut_from: The SHA-256 of what it was cut from, if it was.
        false_examples: Where it may have false examples; None for anywhere.
    """

    cut_from: str | None = None
    false_examples: frozenset[str] | None = frozenset()


def recall(project: Project, inputs: Files) -> Known:
    """Look up what is known of the vendored document, also where a run was killed.

    Returns:
        What the list of false examples and the lock say of it, or those that a run has staged.

    Raises:
        PipelineError: The list cannot be read.
    """
    lists = project.read(FALSE_EXAMPLES, project.staged(FALSE_EXAMPLES))
    vendored = lockfile.sha256(inputs.get(VENDORED, b""))
    locks = map(lockfile.read, project.read(LOCK, project.staged(LOCK)).values())
    sources = (one.cut_from for one in locks if one and one.inputs.get(VENDORED) == vendored)
    return Known(next(sources, None), frozenset[str]().union(*map(_listed, lists.values())))


def listing(text: bytes | None, false_examples: Collection[str]) -> bytes | None:
    """Write the list of false examples.

    Returns:
        The list; as it is where it names them all, None where there is none and need not be.
    """
    if set(false_examples) <= _listed(text) and (text is None or false_examples):
        return text
    return _HEADER + render({_KEY: [*false_examples]})


def _listed(text: bytes | None) -> frozenset[str]:
    if text is None:
        return frozenset()
    said: Any = parse_mapping(text, FALSE_EXAMPLES).get(_KEY)
    if not is_array(said) or not all(isinstance(one, str) for one in said):
        raise PipelineError(f"{FALSE_EXAMPLES}: `{_KEY}` must be a list of JSON Pointers")
    return frozenset(said)
