"""Read schemas in a normal form: two with the same form accept the same values.

A form gives for each JSON type the clauses that a value of the type may meet. References, `allOf`,
unions, the order of keys and annotations are gone in it. Forms may differ where two schemas accept
the same, never the other way round: so a mutant that nothing notices is dismissed only for a reason.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from mutants import clause_forms, clauses
from mutants.clause_forms import GATHERED, PLAIN, TYPES, Clause, everywhere, text
from mutants.conformance import validator
from mutants.mutant import Json, JsonObject, find_responses, follow

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPAQUE = ("if", "then", "else", "dependentSchemas")
# What is not compared gets a number of its own, and so equals nothing.
_SERIAL = count()
_APPLIED = frozenset({"$ref", "allOf", "anyOf", "oneOf", "patternProperties", *_OPAQUE})

Found = tuple[JsonObject, frozenset[str], clause_forms.Form]
"""A schema, the references that it leads to, and its form."""


class Reader:
    """Reads the schemas of one contract."""

    def __init__(self, contract: JsonObject, known: Reader | None = None) -> None:
        """Read a contract.

        Args:
            contract: The document in which references are resolved.
            known: A reader of a contract that shares objects with this one.
        """
        self._contract = contract
        self._known = known
        self._targets: dict[str, Json] = {}
        self._within: list[str] = []
        self._followed: set[str] = set()
        self._forms: dict[int, Found] = {}

    def form(self, schema: Json) -> clause_forms.Form:
        """Give the form of a schema.

        Args:
            schema: A JSON Schema 2020-12.

        Raises:
            PipelineError: A reference leads nowhere.
            ValueError: A schema cannot be read.
        """
        if isinstance(schema, bool):
            return clause_forms.ANY if schema else {}
        found = self._forms.get(id(schema))
        if found is None and self._known is not None:
            found = self._known.shared(schema, self)
        if found is None:
            outer, self._followed = self._followed, set()
            form = self._read(schema)
            found = schema, frozenset(self._followed), form
            if not self._followed & set(self._within):
                self._forms[id(schema)] = found
            self._followed = outer
        self._followed |= found[1]
        return found[2]

    def means_the_same(self, other: Reader) -> bool:
        """Tell whether two contracts have the same normal form; if so they describe the same.

        Args:
            other: The reader of the other contract.

        Raises:
            PipelineError: There are no responses, or a reference leads nowhere.
            ValueError: A schema cannot be read.
        """
        return self._responses() == other._responses()

    def _responses(self) -> dict[str, dict[str, clause_forms.Form]]:
        return {
            status.upper(): {
                media_type: self.form(media.get("schema", True))
                for media_type, media in response.get("content", {}).items()
            }
            for status, response in find_responses(self._contract).items()
        }

    def shared(self, schema: JsonObject, other: Reader) -> Found | None:
        """Give what is known of a schema, if it means the same in another contract.

        Args:
            schema: The schema, the same object in both.
            other: The reader of the other contract.
        """
        found = self._forms.get(id(schema))
        if found is None or any(self.target(each) is not other.target(each) for each in found[1]):
            return None
        return found

    def target(self, reference: str) -> Json:
        """Follow a reference.

        Raises:
            PipelineError: It leads nowhere.
        """
        if reference not in self._targets:
            self._targets[reference] = follow(self._contract, reference)[1]
        return self._targets[reference]

    def _read(self, schema: JsonObject) -> clause_forms.Form:
        form = {name: [own] for name in TYPES if (own := self._own(schema, name)) is not None}
        for part in self._parts(schema):
            form = {
                name: [clauses.meet(one, other) for one in form[name] for other in part[name]]
                for name in form.keys() & part.keys()
            }
        if "not" in schema:
            denied = self.form(schema["not"])
            form = {
                name: [clauses.meet(each, {"not": [denied.get(name, [])]}) for each in found]
                for name, found in form.items()
            }
        simple = {name: self._simple(schema, name, form.get(name, [])) for name in TYPES}
        return {name: found for name, found in simple.items() if found}

    def _parts(self, schema: JsonObject) -> Iterable[clause_forms.Form]:
        """Give the forms of the other schemas that apply to the same value."""
        if "$ref" in schema:
            yield self._referenced(schema["$ref"])
        yield from map(self.form, schema.get("allOf", ()))
        if "anyOf" in schema:
            yield clause_forms.union(map(self.form, schema["anyOf"]))
        if "oneOf" in schema:
            branches = [self.form(branch) for branch in schema["oneOf"]]
            clear = all(sum(name in form for form in branches) < 2 for name in TYPES)
            yield (
                clause_forms.union(branches)
                if clear
                else everywhere("oneOf", sorted(map(text, branches)))
            )
        for keyword in _OPAQUE:
            if keyword in schema:
                yield everywhere(keyword, next(_SERIAL))

    def _referenced(self, reference: str) -> clause_forms.Form:
        self._followed.add(reference)
        if reference in self._within:
            return everywhere("$ref", reference)
        self._within.append(reference)
        form = self.form(self.target(reference))
        self._within.pop()
        return form

    def _own(self, schema: JsonObject, name: str) -> Clause | None:
        """Give what a schema by itself asks of values of one type; None if it refuses them."""
        stated = schema.get("type", TYPES)
        types: list[str] = [stated] if isinstance(stated, str) else list(stated)
        whole = name == "number" and "integer" in types and name not in types
        if name not in types and not whole:
            return None
        clause: Clause = {"whole": True} if whole else {}
        clause |= {word: schema[word] for word in PLAIN[name] if word in schema}
        for word in GATHERED[name]:
            if word in schema:
                clause[word] = [schema[word]]
        for word in schema.keys() & {"enum", "const"}:
            listed = schema["enum"] if word == "enum" else [schema["const"]]
            values = [
                clause_forms.literal(value)
                for value in listed
                if clause_forms.type_of(value) == name
            ]
            clause = clauses.meet(clause, {"values": values})
        if name == "array":
            clause |= self._of_arrays(schema)
        if name == "object":
            clause |= self._of_objects(schema)
        return clause

    def _of_arrays(self, schema: JsonObject) -> Clause:
        clause: Clause = {
            "first": [self.form(each) for each in schema.get("prefixItems", ())],
            "items": self.form(schema.get("items", True)),
        }
        if "contains" in schema:
            inner = self.form(schema["contains"])
            if inner == clause_forms.ANY and not schema.keys() & {"minContains", "maxContains"}:
                clause["minItems"] = max(1, schema.get("minItems", 0))
            else:
                bounds = schema.get("minContains"), schema.get("maxContains")
                clause["contains"] = [[inner, *bounds]]
        if "unevaluatedItems" in schema:
            clause["unevaluatedItems"] = [next(_SERIAL)]
        return clause

    def _of_objects(self, schema: JsonObject) -> Clause:
        rest = schema.get("additionalProperties", True)
        opaque: Clause = {}
        inner = {word: each for word, each in schema.items() if word != "unevaluatedProperties"}
        if inner.keys() != schema.keys() and not self._evaluates_all(inner):
            if schema.keys() & _APPLIED:
                opaque = {"unevaluatedProperties": [next(_SERIAL)]}
            else:
                rest = schema["unevaluatedProperties"]
        if "propertyNames" in schema:
            names = self.form(schema["propertyNames"]).get("string", [])
            if names != [{}]:
                opaque["names"] = [schema["propertyNames"]]
        fields = {name: self.form(each) for name, each in schema.get("properties", {}).items()}
        patterns = {
            name: self.form(each) for name, each in schema.get("patternProperties", {}).items()
        }
        return opaque | {
            "required": schema.get("required", []),
            "implied": [
                [one, each]
                for one, many in schema.get("dependentRequired", {}).items()
                for each in many
            ],
            "fields": fields,
            "patterns": patterns,
            "rest": self.form(rest),
        }

    def _evaluates_all(self, schema: Json) -> bool:
        """Tell whether every object that a schema accepts is left without unevaluated fields."""
        if isinstance(schema, bool):
            return False
        if schema.keys() & {"additionalProperties", "unevaluatedProperties"}:
            return True
        every = [
            *schema.get("allOf", ()),
            self.target(schema["$ref"]) if "$ref" in schema else True,
        ]
        unions = [schema[word] for word in ("anyOf", "oneOf") if word in schema]
        return any(map(self._evaluates_all, every)) or any(
            all(self._evaluates_all(one) for one in branches if "object" in self.form(one))
            for branches in unions
        )

    def _simple(self, schema: JsonObject, name: str, found: list[Clause]) -> list[Clause]:
        """Simplify the clauses for one type; values that can be told one by one are tried."""
        simple = [each for one in found if (each := clauses.simplify(name, one)) is not None]
        return clause_forms.absorb(
            clause_forms.try_values(
                name, simple, lambda: validator(self._contract, schema).is_valid
            )
        )
