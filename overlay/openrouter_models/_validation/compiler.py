"""Compile schemas to nodes of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openrouter_models._text import show
from openrouter_models._validation import applicators, checks, constraints, members, schemas
from openrouter_models._validation.checks import Check, Mismatch, Node
from openrouter_models._validation.gates import Gates
from openrouter_models._validation.patterns import matcher
from openrouter_models._validation.sieve import Partial
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openrouter_models._validation.schemas import Schema, Schemas

_APPLIED_ALONE = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


class Compiler:
    """Compiles schemas to nodes; those of fields and items later, so that schemas may recurse."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self.gates = Gates(schemas)
        self._nodes: dict[int, tuple[Schema, Node]] = {}
        self._pending: list[tuple[Schema, Node]] = []

    def compile(self, schema: Schema) -> Node:
        """Compile a schema and everything that it leads to."""
        root = self._below(schema)
        while self._pending:
            pending, node = self._pending.pop()
            node.update(self._here(pending, warn=True))
            gate, check = self.gates.of_objects(pending), node[dict]
            if gate is not None and check is not None:
                node[dict], node[Partial] = members.gated(gate, check), check
        return root

    def _below(self, schema: Schema) -> Node:
        """Promise the node for a field or an item."""
        if id(schema) not in self._nodes:
            node: Node = {**checks.MARKS}
            self._nodes[id(schema)] = (schema, node)
            self._pending.append((schema, node))
        return self._nodes[id(schema)][1]

    def _here(self, schema: Schema, *, warn: bool, within: tuple[int, ...] = ()) -> Node:
        """Compile a schema for the value that it is applied to.

        Args:
            schema: The schema.
            warn: Whether it is up to this schema to report undeclared fields.
            within: The schemas that apply this one to the same value.
        """
        if isinstance(schema, bool):
            return applicators.always(None if schema else checks.never)
        if id(schema) in within:
            raise ValueError(f"the schema {show(dict(schema))} refers to itself")
        keywords = schemas.relevant(schema)
        alone = (
            len(keywords) == 1 and keywords <= _APPLIED_ALONE and len(schema.get("allOf", ())) < 2
        )

        def part(inner: Schema) -> Node:
            return self._here(inner, warn=warn and alone, within=(*within, id(schema)))

        parts = [] if alone else [self._own(schema, warn=warn)]
        if "$ref" in keywords:
            parts.append(part(self._schemas.resolve(schema["$ref"])))
        parts += map(part, schema.get("allOf", ()))
        for keyword in sorted(keywords & {"anyOf", "oneOf"}):
            branches = [part(inner) for inner in schema[keyword]]
            parts.append(applicators.union(branches, exclusive=keyword == "oneOf"))
        if "if" in keywords:
            choice = (part(schema.get(keyword, True)) for keyword in ("if", "then", "else"))
            parts.append(applicators.conditional(*choice))
        for name, inner in schema.get("dependentSchemas", {}).items():
            parts.append(applicators.dependent(name, part(inner)))
        if "not" in keywords:
            parts.append(applicators.negation(part(schema["not"])))
        return applicators.every(parts)

    def _own(self, schema: Mapping[str, Any], *, warn: bool) -> Node:
        """Compile the keywords of a schema that apply no other schema to the same value."""
        allowed = schemas.json_types(schema)
        mismatch = Mismatch(allowed)
        literals: list[Check] = []
        if "enum" in schema:
            literals.append(checks.Literal.of(Kind.UNKNOWN_ENUM_VALUE, schema["enum"]))
        if "const" in schema:
            literals.append(checks.Literal.of(Kind.CONSTRAINT_VIOLATED, [schema["const"]]))
        strings = map(checks.constrained, constraints.on_strings(schema))
        numbers = [checks.constrained(each) for each in constraints.on_numbers(schema)]
        whole = [] if "fraction" in allowed else [checks.whole(mismatch)]
        by_type: dict[type, tuple[str, list[Check]]] = {
            dict: ("object", self._object(schema, warn=warn)),
            list: ("array", self._array(schema)),
            str: ("string", [*strings]),
            int: ("integer", numbers),
            float: ("integer", [*whole, *numbers]),
            bool: ("boolean", []),
            type(None): ("null", []),
        }
        return {
            kind: applicators.sequence([*of_type, *literals]) if name in allowed else mismatch
            for kind, (name, of_type) in by_type.items()
        }

    def _array(self, schema: Mapping[str, Any]) -> list[Check]:
        """Compile the keywords about arrays."""
        found: list[Check] = []
        first = [self._below(inner) for inner in schema.get("prefixItems", ())]
        rest: Schema = schema.get("items", True)
        if first:
            found.append(members.tuples(first, self._below(rest)))
        elif not schemas.is_trivial(rest):
            found.append(members.items(self._below(rest)))
        if "contains" in schema:
            low, high = schema.get("minContains", 1), schema.get("maxContains")
            found.append(members.contains(self._below(schema["contains"]), low, high))
        return found + [checks.constrained(each) for each in constraints.on_arrays(schema)]

    def _object(self, schema: Mapping[str, Any], *, warn: bool) -> list[Check]:
        """Compile the keywords about objects."""
        found: list[Check] = []
        known = {name: self._field(inner) for name, inner in schema.get("properties", {}).items()}
        names, patterns, other = self._others(schema, warn=warn)
        covered = [matcher(pattern) for pattern in patterns]
        if other is not None and covered:
            found.append(members.spare(covered, names, other))
            other = None
        if other is not None:
            known = dict.fromkeys(names, applicators.always(None)) | known
        if known or other is not None or schema.get("required"):
            found.append(members.fields(known, other, schema.get("required", ())))
        if own_patterns := schema.get("patternProperties"):
            pairs = own_patterns.items()
            found += [members.patterned(matcher(p), self._field(s)) for p, s in pairs]
        if "propertyNames" in schema:
            found.append(members.names(self._below(schema["propertyNames"])))
        for name, needed in schema.get("dependentRequired", {}).items():
            found.append(members.implied(name, needed))
        return found + [checks.constrained(each) for each in constraints.on_objects(schema)]

    def _others(
        self, schema: Mapping[str, Any], *, warn: bool
    ) -> tuple[frozenset[str], tuple[str, ...], Node | None]:
        """Say which fields are covered by name and by pattern, and what others must be like."""
        additional: Schema = schema.get("additionalProperties", True)
        if not schemas.is_trivial(additional):
            patterns = tuple(schema.get("patternProperties", ()))
            return frozenset(schema.get("properties", ())), patterns, self._field(additional)
        names, patterns, is_open = self._schemas.declared(schema)
        rest: Schema = schema.get("unevaluatedProperties", True)
        if not schemas.is_trivial(rest) and not self._schemas.evaluates_all(schema):
            return names, patterns, self._field(rest)
        report = warn and is_open and bool(names)
        return names, patterns, applicators.always(checks.undeclared) if report else None

    def _field(self, schema: Schema) -> Node:
        """Promise the node for a field; the schema `false` forbids it."""
        if schema is False:
            return applicators.always(checks.forbidden) | checks.MARKS
        return self._below(schema)
