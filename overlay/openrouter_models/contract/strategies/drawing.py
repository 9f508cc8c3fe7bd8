"""Compile schemas of a contract into Hypothesis strategies for the values that conform to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from openrouter_models._validation.constraints import identity
from openrouter_models._validation.patterns import matcher
from openrouter_models._validation.schemas import is_trivial
from openrouter_models.contract.instances.branches import ASKING_NOTHING, is_alone
from openrouter_models.contract.instances.smallest import EXTRA, JsonObject, Skeletons, field_schema
from openrouter_models.contract.strategies import scalars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances.branches import Flat
    from openrouter_models.contract.plausibility.samples import Sense

Strategy: TypeAlias = "st.SearchStrategy[Any]"
Branches: TypeAlias = "tuple[list[Any], list[Strategy]]"

_ABSENT = object()
_MOST_CONTAINERS = 3
_MOST_MODELS = 7  # some three on average: enough for every enum value within 300 listings
_MOST_SCALARS = 4
# What is compiled to the letter. Where a schema says more, the reader has the last word.
_COMPILED = frozenset(
    ASKING_NOTHING
    | {
        "enum",
        "const",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "items",
        "minItems",
        "maxItems",
    }
    | {"properties", "required", "additionalProperties", "uniqueItems"}
)


class Drawing:
    """Compiles the schemas of one contract, each once; schemas may refer to themselves."""

    def __init__(
        self, skeletons: Skeletons, *, undeclared: bool = False, sense: Sense | None = None
    ) -> None:
        """Prepare for a contract.

        Args:
            skeletons: Takes its schemas apart.
            undeclared: Whether open objects sometimes get fields that they do not declare.
            sense: What makes values plausible; None for whatever conforms.
        """
        self._alternatives = skeletons.alternatives
        self._reader = skeletons.reader
        self._undeclared = undeclared
        self._sense = sense
        self._compiled: dict[tuple[int, str], Strategy] = {}

    def of(self, schema: Schema, name: str = "") -> Strategy:
        """Compile a schema.

        Args:
            schema: A JSON Schema.
            name: The field that it is the schema of, by which plausible values are chosen.

        Returns:
            A strategy for values that conform; failures shrink towards null, false, 0, empty
            strings and arrays, and objects with the required fields only.
        """
        return _choose(*self._branches(schema, name))

    def _branches(self, schema: Schema, name: str) -> Branches:
        """Give what a value is drawn from: literals, and strategies."""
        if is_trivial(schema):
            return [], [scalars.anything()]
        flats = self._alternatives.of(schema)
        literals: list[Any] = []
        strategies: list[Strategy] = []
        for flat in flats:
            exact = flat.keys() <= _COMPILED and is_alone(flat, flats)
            if "enum" in flat or flat["type"] in {"null", "boolean"}:
                values = flat.get("enum", [None] if flat["type"] == "null" else [False, True])
                literals += [v for v in values if exact or self._reader.accepts(schema, v)]
                continue
            strategy = self._flat(flat, name)
            if not exact:
                strategy = strategy.filter(lambda value: self._reader.accepts(schema, value))
            strategies.append(strategy)
        return literals, strategies

    def _flat(self, flat: Flat, name: str) -> Strategy:
        """Compile one alternative, which is no enum."""
        key = (id(flat), name)
        if key not in self._compiled:
            self._compiled[key] = st.deferred(lambda: self._compiled[key])
            sensible = self._sense.value(name, flat) if self._sense else None
            by_type: dict[str, Callable[[], Strategy]] = {
                "integer": lambda: scalars.integers(flat),
                "number": lambda: scalars.numbers(flat),
                "string": lambda: scalars.texts(flat),
                "array": lambda: self._array(flat, name),
                "object": lambda: self._object(flat),
            }
            self._compiled[key] = by_type[flat["type"]]() if sensible is None else sensible
        return self._compiled[key]

    def _array(self, flat: Flat, name: str) -> Strategy:
        rest: Schema = flat.get("items", True)
        literals, strategies = self._branches(rest, name)
        first = [self.of(schema, name) for schema in flat.get("prefixItems", ())]
        if "contains" in flat:
            first += [self.of(flat["contains"], name)] * flat.get("minContains", 1)
        low = max(flat.get("minItems", 0), self._sense.least(name) if self._sense else 0)
        low = max(low - len(first), 0)
        types = {each["type"] for each in self._alternatives.of(rest)}
        some = _MOST_CONTAINERS if types & {"array", "object"} else _MOST_SCALARS
        most = low + (_MOST_MODELS if name == "data" else some)
        high = max(min(most, flat.get("maxItems", most) - len(first)), low)
        items: Strategy
        if literals and not strategies:
            words = [each for each in literals if each is not None] if self._sense else literals
            plain = self._sense is None and not flat.get("uniqueItems")
            items = _words(words, low, flat.get("maxItems", len(words)), repeated=plain)
        elif not literals and not strategies:
            items = st.nothing() if low else st.just([]).map(list[Any])
        else:
            unique_by = identity if flat.get("uniqueItems") else None
            each = _choose(literals, strategies)
            items = st.lists(each, min_size=low, max_size=high, unique_by=unique_by)
        if not first:
            return items
        return st.tuples(st.tuples(*first), items).map(lambda parts: [*parts[0], *parts[1]])

    def _object(self, flat: Flat) -> Strategy:
        """Draw which of the optional fields are there at once: it halves the time per object.

        Where nothing but literals can be drawn for a field, its absence is one of them: so each
        value of an enum comes up as often as none.
        """
        properties: Mapping[str, Schema] = flat.get("properties", {})
        required: list[str] = flat.get("required", [])
        fields: list[tuple[str, Strategy, int]] = []
        optional = 0
        for name in dict.fromkeys([*properties, *required]):
            literals, strategies = self._branches(field_schema(flat, name), name)
            if name in required:
                fields.append((name, _choose(literals, strategies), 0))
            elif strategies:
                fields.append((name, _choose(literals, strategies), 1 << optional))
                optional += 1
            elif literals:
                fields.append((name, _choose([_ABSENT, *literals], []), 0))
        names = frozenset(name for name, _, _ in fields)
        others = self._others(flat, names)
        with_others = 1 << optional
        optional += others is not None
        presence = st.integers(0, (1 << optional) - 1)
        agree = self._sense.agree(names) if self._sense else None

        @st.composite
        def draw_object(draw: st.DrawFn) -> JsonObject:
            present = draw(presence) if optional else 0
            value: JsonObject = {}
            for name, strategy, bit in fields:
                if not bit or present & bit:
                    drawn = draw(strategy)
                    if drawn is not _ABSENT:
                        value[name] = drawn
            if others is not None and present & with_others:
                value |= draw(others)
            return agree(value) if agree else value

        return draw_object()

    def _others(self, flat: Flat, declared: frozenset[str]) -> Strategy | None:
        """Draw fields that are not declared by name."""
        patterns: Mapping[str, Schema] = flat.get("patternProperties", {})
        parts = [
            st.dictionaries(scalars.matching(text), self.of(schema), max_size=2)
            for text, schema in patterns.items()
        ]
        additional: Schema = flat.get("additionalProperties", True)
        least = max(flat.get("minProperties", 0) - len(flat.get("required", ())), 0)
        if additional is not False and (
            self._undeclared or least or "additionalProperties" in flat
        ):
            covered = [matcher(text) for text in patterns]
            free = (st.just(EXTRA) | scalars.names()).filter(
                lambda name: name not in declared and not any(matches(name) for matches in covered)
            )
            parts.append(
                st.dictionaries(free, self.of(additional), min_size=least, max_size=least + 2)
            )
        if not parts:
            return None

        def merge(drawn: tuple[JsonObject, ...]) -> JsonObject:
            return {name: part[name] for part in drawn for name in part if name not in declared}

        return st.tuples(*parts).map(merge)


def _words(values: list[Any], low: int, high: int, *, repeated: bool) -> Strategy:
    """Draw a list of literals in one draw: none, each alone, neighbours, all of them.

    A draw per item would take most of the time of a model, and show rare words rarely.
    """
    most = len(values)
    sizes = [size for size in dict.fromkeys([low, 1, 2, 3, most]) if low <= size <= min(high, most)]
    pool = [values[at : at + size] for size in sizes for at in range(most - size + 1)]
    pool += [[value] * max(low, 2) for value in values if repeated and high >= max(low, 2)]
    # Emptiness stands for itself once, not at every place.
    distinct = [words for index, words in enumerate(pool) if words or not index]
    return st.sampled_from(distinct).map(list)


def _choose(literals: list[Any], strategies: list[Strategy]) -> Strategy:
    """Draw one of the literals, or from one of the strategies."""
    if len(literals) == 1:
        return st.one_of(st.just(literals[0]), *strategies)
    first = [st.sampled_from(literals)] if literals else []
    return st.one_of(*first, *strategies)
