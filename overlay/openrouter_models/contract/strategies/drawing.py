"""Compile schemas of a contract into Hypothesis strategies for the values that conform to them.

What a strategy cannot express is not filtered but mended: a drawn value that does not conform is
replaced by the nearest one that does. So no constraint makes a strategy slow or empty.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from openrouter_models._validation.schemas import is_trivial
from openrouter_models.contract.instances import UNDECLARED, Instances, UnmakeableError, mended
from openrouter_models.contract.instances.branches import ANNOTATIONS, is_alone
from openrouter_models.contract.plausibility.agreement import agree_in
from openrouter_models.contract.strategies import scalars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openrouter_models._validation.schemas import Schema
    from openrouter_models.contract.instances import Branch
    from openrouter_models.contract.plausibility.samples import Sense

JsonObject: TypeAlias = dict[str, Any]
Strategy: TypeAlias = "st.SearchStrategy[Any]"
Choices: TypeAlias = "tuple[list[Any], list[Strategy]]"
Field: TypeAlias = "tuple[str, Strategy, int]"

_ABSENT = object()
_MOST_CONTAINERS = 3
_MOST_MODELS = 7  # some three on average: enough for every enum value within 300 listings
_MOST_SCALARS = 4
_MOST_NAMES = 20
_MOST_FIELDS = 100  # Hypothesis gives up bodies of ever so many draws, so listings would be empty
# Keywords that a strategy expresses exactly.
_EXACT = ANNOTATIONS | {
    *("enum", "const", "minimum", "maximum", "minLength", "maxLength"),
    *("items", "minItems", "maxItems", "properties", "required", "additionalProperties"),
}


class Drawing:
    """Compiles the schemas of one contract, each once; schemas may refer to themselves."""

    def __init__(
        self, instances: Instances, *, undeclared: bool = False, sense: Sense | None = None
    ) -> None:
        self._instances = instances
        self._undeclared = undeclared
        self._sense = sense
        self._compiled: dict[tuple[int, str], Strategy] = {}

    def of(self, schema: Schema, name: str = "") -> Strategy:
        """Compile a schema into a strategy for values that conform; it draws nothing if none was found.

        Plausible values are chosen by the name of the field. Failures shrink towards null, false, 0, empty
        strings and arrays, and objects with the required fields only.
        """
        return _choose(*self._choices(schema, name))

    def _choices(self, schema: Schema, name: str) -> Choices:
        """Give what a value is drawn from: literals, and strategies; nothing where nothing fits."""
        if is_trivial(schema):
            return [], [scalars.anything()]
        try:
            self._instances.smallest(schema)
        except UnmakeableError:
            return [], []
        branches = self._instances.branches(schema)
        literals: list[Any] = []
        strategies: list[Strategy] = []
        for branch in branches:
            exact = branch.keys() <= _EXACT and is_alone(branch, branches)
            if "enum" in branch or branch["type"] in {"null", "boolean"}:
                values = branch.get("enum", [None] if branch["type"] == "null" else [False, True])
                literals += [v for v in values if exact or self._instances.accepts(schema, v)]
                continue
            strategy = self._branch(branch, name)
            if not exact:
                strategy = strategy.map(lambda value: mended(self._instances, schema, value))
            strategies.append(strategy)
        if None in literals and self._sense and self._sense.is_null(name):
            return [None], []
        return literals, strategies

    def _branch(self, branch: Branch, name: str) -> Strategy:
        """Compile one branch, which is not an enum."""
        key = (id(branch), name)
        if key not in self._compiled:
            self._compiled[key] = st.deferred(lambda: self._compiled[key])
            sensible = self._sense.value(name, branch) if self._sense else None
            by_type: dict[str, Callable[[], Strategy]] = {
                "integer": lambda: scalars.integers(branch),
                "number": lambda: scalars.numbers(branch),
                "string": lambda: scalars.texts(branch),
                "array": lambda: self._array(branch, name),
                "object": lambda: self._object(branch),
            }
            if sensible is not None and not branch.keys() <= ANNOTATIONS:
                sensible = sensible.map(lambda value: mended(self._instances, branch, value))
            self._compiled[key] = by_type[branch["type"]]() if sensible is None else sensible
        return self._compiled[key]

    def _array(self, branch: Branch, name: str) -> Strategy:
        rest: Schema = branch.get("items", True)
        literals, strategies = self._choices(rest, name)
        first = [self.of(schema, name) for schema in branch.get("prefixItems", ())]
        if "contains" in branch:
            first += [self.of(branch["contains"], name)] * branch.get("minContains", 1)
        low = max(branch.get("minItems", 0), self._sense.least(name) if self._sense else 0)
        low = max(low - len(first), 0)
        types = {each["type"] for each in self._instances.branches(rest)}
        some = _MOST_CONTAINERS if types & {"array", "object"} else _MOST_SCALARS
        most = low + (_MOST_MODELS if name == "data" else some)
        high = max(min(most, branch.get("maxItems", most) - len(first)), low)
        items: Strategy
        if literals and not strategies:
            words = [each for each in literals if each is not None] if self._sense else literals
            plain = self._sense is None and not branch.get("uniqueItems")
            items = _words(words, low, branch.get("maxItems", len(words)), repeated=plain)
        elif not literals and not strategies:
            items = st.just([]).map(list[Any])
        else:
            items = st.lists(_choose(literals, strategies), min_size=low, max_size=high)
        if not first:
            return items
        return st.tuples(st.tuples(*first), items).map(lambda parts: [*parts[0], *parts[1]])

    def _object(self, branch: Branch) -> Strategy:
        """Draw which of the optional fields are there at once: it halves the time per object.

        Where nothing but literals can be drawn for a field, its absence is one of them: so each
        value of an enum comes up as often as none. Of ever so many fields a stretch is drawn, from
        anywhere; the others are as small as possible.
        """
        properties: Mapping[str, Schema] = branch.get("properties", {})
        required = self._instances.required(branch, ())
        fields: list[Field] = []
        optional = 0
        for name in dict.fromkeys([*properties, *required]):
            literals, strategies = self._choices(self._instances.field(branch, name), name)
            if name in required:
                fields.append((name, _choose(literals, strategies), 0))
            elif strategies:
                fields.append((name, _choose(literals, strategies), 1 << optional))
                optional += 1
            elif literals:
                fields.append((name, _choose([_ABSENT, *literals], []), 0))
        names = frozenset(name for name, _, _ in fields)
        others = self._others(branch, names)
        with_others = 1 << optional
        optional += others is not None
        presence = st.integers(0, (1 << optional) - 1)
        agrees = self._sense is not None
        least: JsonObject = self._instances.least(branch) if len(fields) > _MOST_FIELDS else {}
        stretch = _stretch(fields)

        @st.composite
        def draw_object(draw: st.DrawFn) -> JsonObject:
            present = draw(presence) if optional else 0
            value: JsonObject = dict(least)
            for name, strategy, bit in draw(stretch):
                if not bit or present & bit:
                    drawn = draw(strategy)
                    if drawn is not _ABSENT:
                        value[name] = drawn
            if others is not None and present & with_others:
                value |= draw(others)
            return agree_in(value) if agrees else value

        return draw_object()

    def _others(self, branch: Branch, declared: frozenset[str]) -> Strategy | None:
        """Draw fields that are not declared by name."""
        parts: list[Strategy] = []
        if branch.keys() & {"patternProperties", "propertyNames", "minProperties"}:
            for name in islice(self._instances.names(branch), _MOST_NAMES):
                value = self.of(self._instances.field(branch, name))
                parts.append(st.fixed_dictionaries({name: value}))
            parts = [st.one_of(parts), st.one_of(parts)] if parts else []
        additional: Schema = branch.get("additionalProperties", True)
        if additional is not False and (self._undeclared or "additionalProperties" in branch):
            names = (st.just(UNDECLARED) | scalars.names()).filter(
                lambda name: name not in declared
            )
            parts.append(st.dictionaries(names, self.of(additional), max_size=2))
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
    # The last and the first are neighbours, too, so that none is rarer than others.
    pool = [
        [values[index] for index in sorted({(at + step) % most for step in range(size)})]
        for size in sizes
        for at in range(most if size < most else 1)
    ]
    pool += [[value] * max(low, 2) for value in values if repeated and high >= max(low, 2)]
    # Emptiness stands for itself once, not at every place.
    distinct = [words for index, words in enumerate(pool) if words or not index]
    return st.sampled_from(distinct or [values]).map(list)


def _stretch(fields: list[Field]) -> st.SearchStrategy[list[Field]]:
    """Draw which of ever so many fields to draw."""
    if len(fields) <= _MOST_FIELDS:
        return st.just(fields)
    starts = st.integers(0, len(fields) - 1)
    return starts.map(lambda at: [*fields[at:], *fields[:at]][:_MOST_FIELDS])


def _choose(literals: list[Any], strategies: list[Strategy]) -> Strategy:
    """Draw one of the literals, or from one of the strategies, more often than null by itself."""
    if len(literals) == 1:
        return st.one_of(st.just(literals[0]), *strategies, *strategies)
    first = [st.sampled_from(literals)] if literals else []
    return st.one_of(*first, *strategies)
