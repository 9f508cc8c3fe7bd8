"""Read a schema by the letter: the slow and obvious judge that labels boundary cases.

The checks are built for speed and for precise findings; what they are tested with must not come from
them. So this one says no more than yes or no, keyword by keyword, in the order of the specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openrouter_models._validation import constraints
from openrouter_models._validation.constraints import identity
from openrouter_models._validation.patterns import matcher
from openrouter_models._validation.schemas import Schema, Schemas, relevant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Rule: TypeAlias = "Callable[[Any], bool]"


def json_type(value: object) -> str:
    """Name the JSON type of a value, `integer` for a number without a fraction.

    Args:
        value: A decoded JSON value.

    Returns:
        One of the seven words that `type` may hold (JSON Schema Validation section 6.1.1).
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


class Reader:
    """Tells whether values conform to the schemas of one contract."""

    def __init__(self, contract: Mapping[str, Any]) -> None:
        """Read the schemas of a contract.

        Args:
            contract: The OpenAPI 3.1 document in which references are resolved.
        """
        self.schemas = Schemas(contract)
        self._rules: dict[int, tuple[Schema, list[Rule]]] = {}
        self._known: dict[tuple[int, int], tuple[Schema, object]] = {}

    def remember(self, schema: Schema, value: object) -> None:
        """Take a value as conforming whenever it comes up again: bodies that share it cost little.

        Args:
            schema: A schema that accepts the value.
            value: The value, which must not be changed from now on. It is kept, lest another gets
                its identity.
        """
        self._known[id(schema), id(value)] = (schema, value)

    def accepts(self, schema: Schema, value: Any) -> bool:
        """Tell whether a value conforms.

        Args:
            schema: A JSON Schema 2020-12.
            value: A decoded JSON value.

        Returns:
            The verdict of the specification; `format` is an annotation.

        Raises:
            ValueError: The schema cannot be read: a reference that leads nowhere, an unsupported
                keyword, a pattern that is none.
        """
        if isinstance(schema, bool) or (id(schema), id(value)) in self._known:
            return schema is not False
        return all(rule(value) for rule in self._rules_of(schema))

    def _rules_of(self, schema: Mapping[str, Any]) -> list[Rule]:
        found = self._rules.get(id(schema))
        if found is None:
            relevant(schema)
            found = self._rules[id(schema)] = (schema, list(self._read(schema)))
        return found[1]

    def _read(self, schema: Mapping[str, Any]) -> Iterator[Rule]:
        """Give the rules of a schema, the cheap and decisive ones first."""
        if "type" in schema:
            yield _typed(schema["type"])
        if "enum" in schema:
            yield _literal(schema["enum"])
        if "const" in schema:
            yield _literal([schema["const"]])
        yield from self._applied(schema)
        for kind, compiled in (
            (str, constraints.on_strings),
            ((int, float), constraints.on_numbers),
            (list, constraints.on_arrays),
            (dict, constraints.on_objects),
        ):
            for constraint in compiled(schema):
                yield _only(kind, constraint.holds)
        yield from (_only(list, rule) for rule in self._on_items(schema))
        yield from (_only(dict, rule) for rule in self._on_fields(schema))

    def _applied(self, schema: Mapping[str, Any]) -> Iterator[Rule]:
        """Read the keywords that apply schemas to the same value (JSON Schema Core 10.2)."""
        accepts = self.accepts
        if "$ref" in schema:
            target = self.schemas.resolve(schema["$ref"])
            yield lambda value: accepts(target, value)
        if "allOf" in schema:
            yield lambda value: all(accepts(part, value) for part in schema["allOf"])
        if "anyOf" in schema:
            yield lambda value: any(accepts(part, value) for part in schema["anyOf"])
        if "oneOf" in schema:
            yield lambda value: sum(accepts(part, value) for part in schema["oneOf"]) == 1
        if "not" in schema:
            yield lambda value: not accepts(schema["not"], value)
        if "if" in schema:
            yield lambda value: accepts(
                schema.get("then" if accepts(schema["if"], value) else "else", True), value
            )

    def _on_items(self, schema: Mapping[str, Any]) -> Iterator[Rule]:
        """Read the keywords about the items of an array (JSON Schema Core 10.3.1)."""
        accepts = self.accepts
        first = schema.get("prefixItems", ())
        if first:
            yield lambda value: all(map(accepts, first, value))
        if "items" in schema:
            yield lambda value: all(accepts(schema["items"], item) for item in value[len(first) :])
        if "contains" in schema:
            low, high = schema.get("minContains", 1), schema.get("maxContains", float("inf"))
            yield lambda value: low <= sum(accepts(schema["contains"], i) for i in value) <= high

    def _on_fields(self, schema: Mapping[str, Any]) -> Iterator[Rule]:
        """Read the keywords about the fields of an object (JSON Schema Core 10.3.2)."""
        accepts = self.accepts
        known: Mapping[str, Schema] = schema.get("properties", {})
        patterns = [(matcher(p), each) for p, each in schema.get("patternProperties", {}).items()]
        required: list[str] = schema.get("required", [])
        if required:
            yield lambda value: all(name in value for name in required)
        if known:
            yield lambda value: all(accepts(known[n], v) for n, v in value.items() if n in known)
        if patterns:
            yield lambda value: all(
                accepts(each, item)
                for name, item in value.items()
                for matches, each in patterns
                if matches(name)
            )
        if "additionalProperties" in schema:
            yield self._others(
                schema["additionalProperties"], known.keys(), [match for match, _ in patterns]
            )
        if "unevaluatedProperties" in schema and not self.schemas.evaluates_all(schema):
            names, covered, _ = self.schemas.declared(schema)
            yield self._others(schema["unevaluatedProperties"], names, list(map(matcher, covered)))
        if "propertyNames" in schema:
            yield lambda value: all(accepts(schema["propertyNames"], name) for name in value)
        if "dependentRequired" in schema:
            implied = {name: set(needed) for name, needed in schema["dependentRequired"].items()}
            yield lambda value: all(
                implied[name] <= value.keys() for name in implied if name in value
            )
        if "dependentSchemas" in schema:
            asked: dict[str, Schema] = schema["dependentSchemas"]
            yield lambda value: all(accepts(asked[name], value) for name in asked if name in value)

    def _others(self, schema: Schema, names: Any, patterns: list[Any]) -> Rule:
        """Read what fields must be like that neither a name nor a pattern covers."""
        return lambda value: all(
            self.accepts(schema, item)
            for name, item in value.items()
            if name not in names and not any(matches(name) for matches in patterns)
        )


def _typed(stated: str | list[str]) -> Rule:
    """Read `type`: an integer is a number too."""
    names = {stated} if isinstance(stated, str) else set(stated)
    allowed = names | ({"integer"} if "number" in names else set[str]())
    return lambda value: json_type(value) in allowed


def _literal(values: list[Any]) -> Rule:
    """Read `enum` and `const`: equality is that of JSON, where 1 is 1.0 but not true."""
    known = frozenset(map(identity, values))
    return lambda value: identity(value) in known


def _only(kind: type | tuple[type, ...], rule: Rule) -> Rule:
    """Make a rule that other types satisfy; a boolean is no number."""
    return lambda value: not isinstance(value, kind) or isinstance(value, bool) or rule(value)
