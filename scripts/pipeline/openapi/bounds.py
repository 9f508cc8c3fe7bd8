"""Refuse a document that nothing could be done with in reasonable time and memory.

The bounds are far beyond what an API's description holds: OpenRouter's largest document has 45,000
values in all, its longest enum 40 words, and 10,000 schemas, which references multiply to 57,000 and nest 10 deep; the slice comes
to fewer than 500. They are checked before anything that costs more than reading.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from pipeline.failure import PipelineError
from pipeline.json_values import child, is_array, is_object, pointer, shown
from pipeline.openapi.resolution import look_up
from pipeline.openapi.visiting import Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.openapi.grammar import JsonObject

MAX_VALUES = 200_000
MAX_SCHEMAS = 20_000
MAX_EXPANDED = 100_000
MAX_DEPTH = 100
MAX_TEXT = 100_000
MAX_NAME = 500
MAX_PATTERN = 1_000
MAX_NUMBER = 10**300
MAX_LENGTHS = {
    "enum": 2_000,
    "properties": 1_000,
    "required": 1_000,
    "allOf": 100,
    "anyOf": 100,
    "oneOf": 100,
    "patternProperties": 100,
}
"""By keyword of a schema, how many entries its value may have."""
MAX_SIZES = {"minItems": 1_000, "minContains": 1_000, "minProperties": 1_000, "minLength": 10_000}
"""By keyword of a schema, how large the least value may be that it asks for."""


def check_bounds(document: JsonObject) -> None:
    """Refuse a document that is out of all proportion.

    Args:
        document: An OpenAPI document, well-formed or not; what YAML aliases share counts at each place.

    Raises:
        PipelineError: A bound of this module is exceeded, or a pattern is one that no engine could
            compile; names the JSON Pointer.
    """
    problems = chain(
        _value_problems(document),
        _schema_problems(walk(document)),
        _number_problems(document),
        _chain_problems(walk(document)),
    )
    for problem in problems:
        raise PipelineError(f"{problem}; shorten the document there or use another revision")


def _value_problems(document: JsonObject) -> Iterator[str]:
    pending: list[tuple[str, Any]] = [("", document)]
    values = 0
    while pending:
        at, value = pending.pop()
        values += 1
        if values > MAX_VALUES:
            yield f"the document has more than {MAX_VALUES:,} values"
            return
        if isinstance(value, str) and len(value) > MAX_TEXT:
            yield f"{shown(at)}: {_more('a text', len(value), 'characters', MAX_TEXT)}"
        elif isinstance(value, int) and abs(value) > MAX_NUMBER:
            yield f"{shown(at)}: a number with more than 300 digits"
        elif is_object(value):
            for key in value:
                if len(key) > MAX_NAME:
                    yield f"{shown(at)}: {_more('a name', len(key), 'characters', MAX_NAME)}"
            pending += ((child(at, key), held) for key, held in value.items())
        elif is_array(value):
            pending += ((child(at, index), held) for index, held in enumerate(value))


def _schema_problems(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        for key, value in node.value.items() if node.kind == "schema" else ():
            at = shown(child(node.pointer, key))
            if key in MAX_LENGTHS and (is_object(value) or is_array(value)):
                if len(value) > MAX_LENGTHS[key]:
                    yield f"{at}: {_more(key, len(value), 'entries', MAX_LENGTHS[key])}"
            elif key in MAX_SIZES and isinstance(value, int | float) and value > MAX_SIZES[key]:
                yield f"{at}: {key} asks for {value:,}, and at most {MAX_SIZES[key]:,} are supported"
            problems = map(_pattern_problem, _patterns(key, value))
            yield from (f"{at}: {problem}" for problem in problems if problem)


def _number_problems(document: JsonObject) -> Iterator[str]:
    """Count schemas, and once more wherever a reference leads to them: components that refer twice to others multiply."""
    pending = [(walk(document), frozenset[str]())]
    own = all_in_all = 0
    while pending:
        nodes, within = pending.pop()
        for node in nodes:
            all_in_all += node.kind == "schema"
            own += node.kind == "schema" and not within
            if own > MAX_SCHEMAS:
                yield f"the document has more than {MAX_SCHEMAS:,} schemas"
                return
            if all_in_all > MAX_EXPANDED:
                yield f"the document's references lead to more than {MAX_EXPANDED:,} schemas, each counted as often as it is referred to"
                return
            if len(within) > MAX_DEPTH:
                yield f"{shown(node.pointer)}: is reached through more than {MAX_DEPTH} references, each within the last"
                return
            reference = node.value.get("$ref")
            if isinstance(reference, str) and reference not in within:
                # Components are followed from where they are used.
                is_used = bool(within) or not node.pointer.startswith("/components/")
                if is_used and (found := look_up(document, reference)):
                    pending.append(
                        (walk(found[1], node.kind, pointer(*found[0])), within | {reference})
                    )


def _chain_problems(nodes: Iterable[Node]) -> Iterator[str]:
    """Find components that lead to others in a long chain, whether or not anything uses them."""
    leads_to: dict[str, set[object]] = {}
    for node in nodes:
        if node.pointer.startswith("/components/"):
            owner = "/".join(node.pointer.split("/")[:4])
            leads_to.setdefault(f"#{owner}", set()).add(node.value.get("$ref"))
    for _ in range(MAX_DEPTH):
        for name in _ends(leads_to):
            del leads_to[name]
    # What is left leads to itself, unless it comes to an end further on.
    for name in _ends(leads_to):
        yield f"{shown(name)}: leads through more than {MAX_DEPTH} references, each within the last"


def _ends(leads_to: dict[str, set[object]]) -> list[str]:
    return [
        name for name, others in leads_to.items() if not any(map(leads_to.__contains__, others))
    ]


def _pattern_problem(pattern: str) -> str | None:
    if len(pattern) > MAX_PATTERN:
        return _more("a pattern", len(pattern), "characters", MAX_PATTERN)
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:
        return (
            f"the pattern {shown(pattern)} is not a regular expression of ECMA-262, or its "
            "repetitions multiply to more than can be compiled"
        )
    return None


def _patterns(key: str, value: object) -> list[str]:
    if key == "pattern" and isinstance(value, str):
        return [value]
    return [*value] if key == "patternProperties" and is_object(value) else []


def _more(what: str, many: int, unit: str, most: int) -> str:
    return f"{what} with {many:,} {unit}, and at most {most:,} are supported"
