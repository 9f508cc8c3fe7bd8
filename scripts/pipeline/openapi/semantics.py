"""Compare what schemas accept, whatever their form: the set algebra of jsonschema-rs, and its limits.

The library calls its canonical forms experimental, so this is the only module that uses them, and
only development does. What it cannot decide, and what would take it seconds, is `None` here and never
a guess: several unions that apply to one value are multiplied out, long enums compared pairwise.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import jsonschema_rs
from jsonschema_rs.canonical import Containment, Satisfiability

from pipeline.failure import PipelineError
from pipeline.openapi.grammar import APPLICATORS, map_subschemas
from pipeline.openapi.visiting import resolve
from pipeline.read.values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import CanonicalSchema

    from pipeline.openapi.grammar import JsonObject, Path, Schema

_ASSERTIONS = frozenset(
    {
        *("type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum"),
        *("exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"),
        *("uniqueItems", "minContains", "maxContains", "minProperties", "maxProperties"),
        *("required", "dependentRequired", *APPLICATORS),
    }
) - {"$defs", "contentSchema"}
_MATCHING_ALL = frozenset({"", "^", "$", ".*", "^.*", ".*$"})
_MOST_COMBINATIONS = 24
_MOST_SCHEMAS = 20_000
_MOST_VALUES = 2000
_ANSWERS = {Containment.YES.value: False, Containment.NO.value: True}


@attrs.frozen
class Relation:
    """How the values that two schemas accept relate; None is what could not be decided.

    Attributes:
        gains: Whether the new schema accepts values that the old one rejects.
        loses: Whether the new schema rejects values that the old one accepts.
    """

    gains: bool | None
    loses: bool | None

    @property
    def is_equal(self) -> bool:
        """Whether both are proved to accept the same."""
        return self.gains is False and self.loses is False


def relate(old: CanonicalSchema | None, new: CanonicalSchema | None) -> Relation:
    """Relate what two schemas accept."""
    if old is None or new is None:
        return Relation(None, None)
    if old == new:
        return Relation(gains=False, loses=False)
    return Relation(gains=_exceeds(new, old), loses=_exceeds(old, new))


def subtract(one: CanonicalSchema | None, other: CanonicalSchema | None) -> Schema | None:
    """Give a schema for the values that one schema accepts and another rejects.

    Returns:
        A schema without references out of itself; None if the library cannot write it.
    """
    if one is None or other is None:
        return None
    try:
        rest = one.subtract(other).to_json_schema()
    except ValueError:
        return None
    return rest if isinstance(rest, bool) or is_object(rest) else None


def is_impossible(meaning: CanonicalSchema | None) -> bool:
    """Tell whether a schema is proved to accept nothing."""
    return meaning is not None and meaning.satisfiability() == Satisfiability.NO


class Meanings:
    """The meanings of the schemas of one contract, each worked out once."""

    def __init__(self, contract: JsonObject) -> None:
        self._contract = contract
        self._known: dict[int, tuple[Schema, CanonicalSchema | None]] = {}
        self._reached: dict[str, set[str]] = {}

    def of(self, schema: Schema) -> CanonicalSchema | None:
        """Work out what a schema means.

        Returns:
            Its canonical form, in which all but recursive references are inlined; None if the schema
            is invalid, a reference does not resolve, or it is too large.
        """
        if id(schema) not in self._known:
            try:
                whole = _Inlined(self).whole(schema)
                meaning = jsonschema_rs.canonicalize(whole, validate_formats=False)
            except (ValueError, PipelineError, KeyError, TypeError, AttributeError, RecursionError):
                meaning = None
            self._known[id(schema)] = schema, meaning
        return self._known[id(schema)][1]

    def target(self, reference: str) -> Schema:
        """Follow one reference; one that does not resolve is a ValueError."""
        key = reference.removeprefix("#/components/schemas/")
        named: Schema | None = self._contract.get("components", {}).get("schemas", {}).get(key)
        if named is not None:
            return named
        found = resolve(self._contract, reference)
        if found is None:
            raise ValueError(f"the reference {reference!r} does not resolve")
        return found[1]

    def is_recursive(self, reference: str) -> bool:
        """Tell whether following a reference can lead to it again."""
        if reference not in self._reached:
            found: set[str] = set()
            pending = [reference]
            while pending:
                for one in _references(self.target(pending.pop())):
                    if one not in found:
                        found.add(one)
                        pending.append(one)
            self._reached[reference] = found
        return reference in self._reached[reference]


class _Inlined:
    """One schema with all that it refers to written in it, but what refers to itself."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._names: dict[str, str] = {}
        self._left = _MOST_SCHEMAS

    def whole(self, schema: Schema) -> Schema:
        """Inline a schema; numbers stand for names, so that renaming makes no difference."""
        whole, _ = self._inline(schema)
        definitions: dict[str, Schema] = {}
        while len(definitions) < len(self._names):
            reference, name = list(self._names.items())[len(definitions)]
            definitions[name], _ = self._inline(self._meanings.target(reference))
        return {"allOf": [whole], "$defs": definitions} if definitions else whole

    def _inline(self, schema: Schema) -> tuple[Schema, int]:
        """Inline a schema, and count the ways in which a value can meet its unions."""
        self._left -= 1
        if self._left < 0:
            raise ValueError("too many schemas to compare")
        if isinstance(schema, bool):
            return schema, 1
        if "$dynamicRef" in schema or len(schema.get("enum", ())) > _MOST_VALUES:
            raise ValueError("not decided")
        ways: dict[Path, int] = {}

        def visit(inner: Schema, path: Path) -> Schema:
            made, ways[path] = self._inline(inner)
            return made

        known = _in_whole_steps({k: schema[k] for k in schema.keys() & _ASSERTIONS})
        known = _without_idle_patterns(known)
        made = map_subschemas(known, (), visit)
        count = _combinations(ways)
        if "$ref" in schema:
            target, more = self._referenced(schema["$ref"])
            # Beside, not around: `unevaluatedProperties` counts what the target evaluates.
            made, count = {**made, "allOf": [target, *made.get("allOf", ())]}, count * more
        if count > _MOST_COMBINATIONS and count > max(ways.values(), default=0) + len(ways):
            raise ValueError("too many combinations to compare")
        return made, count

    def _referenced(self, reference: str) -> tuple[Schema, int]:
        if self._meanings.is_recursive(reference):
            name = self._names.setdefault(reference, str(len(self._names)))
            return {"$ref": f"#/$defs/{name}"}, 1
        return self._inline(self._meanings.target(reference))


def _without_idle_patterns(schema: JsonObject) -> JsonObject:
    """Drop patterns that match everything, or forbid what a closed object lacks; the library keeps them."""
    if schema.get("pattern") in _MATCHING_ALL:
        schema = {word: value for word, value in schema.items() if word != "pattern"}
    patterns: JsonObject = schema.get("patternProperties", {})
    if every := [inner for pattern, inner in patterns.items() if pattern in _MATCHING_ALL]:
        patterns = {key: patterns[key] for key in patterns.keys() - _MATCHING_ALL}
        of_all = ({"additionalProperties": inner} for inner in every)
        schema = {**schema, "allOf": [*schema.get("allOf", ()), *of_all]}
        schema |= {"additionalProperties": True, "patternProperties": patterns}
    if schema.get("additionalProperties") is not False or not patterns:
        return schema
    names = schema.get("properties", {})
    idle = {
        pattern
        for pattern, inner in patterns.items()
        if inner is False
        and not any(jsonschema_rs.is_valid({"pattern": pattern}, name) for name in names)
    }
    kept = {pattern: inner for pattern, inner in patterns.items() if pattern not in idle}
    return {**schema, "patternProperties": kept}


def _in_whole_steps(schema: JsonObject) -> JsonObject:
    """Make integers multiples of the least whole multiple of a step; the library keeps fractions."""
    if schema.get("type") != "integer" or not isinstance(schema.get("multipleOf"), float):
        return schema
    return {**schema, "multipleOf": Fraction(repr(schema["multipleOf"])).numerator}


def _combinations(ways: dict[Path, int]) -> int:
    """Multiply what applies together, add what applies instead of each other."""
    product = 1
    unions: dict[str, int] = dict.fromkeys(("anyOf", "oneOf", "if"), 0)
    for (keyword, *_), count in ways.items():
        if keyword in {"allOf", "not"}:
            product *= count
        elif keyword == "dependentSchemas":
            product *= 1 + count
        elif keyword in {"anyOf", "oneOf"}:
            unions[keyword] += count
        elif keyword in {"if", "then", "else"}:
            unions["if"] += count
    for count in unions.values():
        product *= max(count, 1)
    return product


def _exceeds(one: CanonicalSchema, other: CanonicalSchema) -> bool | None:
    """Tell whether one schema accepts what another rejects."""
    try:
        return _ANSWERS.get(other.covers(one).value)
    except ValueError:
        return None


def _references(schema: Any) -> Iterator[str]:
    if is_object(schema):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for key, value in schema.items():
            if key not in {"enum", "const", "example", "examples", "default"}:
                yield from _references(value)
    elif is_array(schema):
        for each in schema:
            yield from _references(each)
