"""Find what is implausible in a body by the rules, whatever shape the body has.

Rules are tried on the distinct values of a field instead of model by model, and loops are left to
functions written in C: otherwise the rules would take longer than everything else in a check.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, repeat, starmap
from typing import TYPE_CHECKING, Any, cast

from attrs import field, frozen
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import astuple

from openrouter_models._validation.batches import Batch
from openrouter_models._validation.deviations import Alike
from openrouter_models._validation.gates import members
from openrouter_models.contract.plausibility.predicates import Foreseen
from openrouter_models.contract.plausibility.rules import ABOUT_ANSWERS, ABOUT_ARENAS, ABOUT_MODELS
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from openrouter_models._validation.batches import Way
    from openrouter_models.contract.plausibility.rules import Rule

    Read = Callable[[str], Sequence[Any]]
    Part = tuple[Sequence[int], Read]

_ABSENT = frozenset({type(None), UnsetType})
_NUMBERS_AND_TEXTS = _ABSENT | {str, int, float}
_SWITCHES = _ABSENT | {bool, str}
_GAPS = frozenset({None, UNSET})
_MOST_VARIETY = 4


def warnings(
    value: Any, status: int, *, besides: Callable[[], Container[Way]] = tuple
) -> Iterator[Alike]:
    """Find what is implausible in a decoded body of any shape, plain JSON or as a gate decoded it.

    `besides` gives the ways to values that deviate already; of those nothing more is said. It is called if there is
    something to say.
    """
    if not (body := members(value)):
        return
    answer = _Table(Batch([body | {"status": status}]))
    models = answer.inner("data")
    arenas = models.inner("benchmarks.design_arena")
    tables = (answer, ABOUT_ANSWERS), (models, ABOUT_MODELS), (arenas, ABOUT_ARENAS)
    told: Container[Way] | None = None
    for rule, batch, rows in chain.from_iterable(table.broken(rules) for table, rules in tables):
        told = besides() if told is None else told
        if told:
            ways = zip(rows, batch.ways(rows), strict=True)
            rows = [row for row, way in ways if way not in told]  # noqa: PLW2901  # fewer of the same
        if rows:
            asks = f"expected {rule.asks} (rule {rule.name})"
            yield Alike(Kind.IMPLAUSIBLE_VALUE, asks, batch, rows)


@frozen
class _Table:
    """Objects of one kind, seen as a table: all of them dicts, or all decoded by one gate."""

    objects: Batch
    _parts: dict[str, Part] = field(factory=dict[str, "Part"], init=False)
    _columns: dict[str, Sequence[Any]] = field(factory=dict[str, "Sequence[Any]"], init=False)
    _sets: dict[str, set[Any]] = field(factory=dict[str, "set[Any]"], init=False)

    def inner(self, name: str) -> _Table:
        """Make the table of the objects in the lists in a field."""
        lists = self.batch(name)
        items = lists.only(_rows_of(lists.values, list)).items()
        return _Table(items.only(_rows_of(items.values, dict, Struct)))

    def batch(self, name: str) -> Batch:
        """Give the values of a field with the ways to them."""
        *outer, last = name.split(".")
        batch = self.objects
        for part in outer:
            batch = batch.column(part, ())
        return batch.column(last, self.values(name))

    def broken(self, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Batch, Sequence[int]]]:
        """Give the rules that are broken, and the values that break them."""
        for rule in rules if self.objects.values else ():
            for name in rule.fields:
                if rows := self._culprits(rule, name):
                    yield rule, self.batch(name), rows

    def _culprits(self, rule: Rule, name: str) -> Sequence[int]:
        """Give the rows in which a field breaks a rule."""
        distinct = self._distinct(name)
        if distinct <= _GAPS:
            return ()
        if rule.beside or not rule.is_sound:
            is_unique = not rule.beside and len(distinct) == len(self.objects.values)
            return () if is_unique else self._culprits_beside(rule, name)
        if isinstance(rule.is_sound, Foreseen) and rule.is_sound.of_all(distinct):
            return ()
        unsound = {value for value in distinct if not rule.is_sound(value)}
        column = self._column(name) if unsound else ()
        return [row for row, value in enumerate(column) if value in unsound]

    def _culprits_beside(self, rule: Rule, name: str) -> Sequence[int]:
        columns = [
            self._column(name),
            *(self._column(other) or repeat(None) for other in rule.beside),
        ]
        if not rule.is_sound:
            rows = [*zip(*columns, strict=False)]
            return _repeated(rows, self.objects.outer) if len(set(rows)) < len(rows) else ()
        sets = [*map(self._distinct, (name, *rule.beside))]
        if isinstance(rule.is_sound, Foreseen) and rule.is_sound.of_all(*sets):
            return ()
        variety = sum(map(len, sets))
        # What is absent is sound, whatever is beside it.
        every = zip(*columns, strict=False)
        filled = [row for row in every if row[0] is not None and row[0] is not UNSET]
        tried = set(filled) if variety < len(self.objects.values) / _MOST_VARIETY else filled
        if all(starmap(rule.is_sound, tried)):
            return ()
        every = zip(*columns, strict=False)
        return [row for row, values in enumerate(every) if not rule.is_sound(*values)]

    def _distinct(self, name: str) -> set[Any]:
        """Give the different values of a field as rules see them; few are."""
        if name not in self._sets:
            (_, read), last = self._part(name)
            distinct = _scalars(read(last))
            if distinct is None:
                self._columns[name], distinct = _hashable(self.values(name))
            self._sets[name] = set(self._columns[name]) if distinct is None else distinct
        return self._sets[name]

    def _column(self, name: str) -> Sequence[Any]:
        """Give the values of a field as rules see them, nothing where no object has it."""
        self._distinct(name)  # which makes it where it is not the values as they are
        if name not in self._columns:
            self._columns[name] = self.values(name)
        return self._columns[name]

    def values(self, name: str) -> Sequence[Any]:
        """Give the value of a field in each object, nothing where none has it."""
        (rows, read), last = self._part(name)
        came = read(last)
        if not came or len(rows) == len(self.objects.values):
            return came
        values: list[Any] = [None] * len(self.objects.values)
        for row, value in zip(rows, came, strict=True):
            values[row] = value
        return values

    def _part(self, name: str) -> tuple[Part, str]:
        """Give the objects that have a field, and its name there."""
        outer, _, last = name.rpartition(".")
        if outer not in self._parts:
            values = self.values(outer) if outer else self.objects.values
            rows = _rows_of(values, dict, Struct)
            self._parts[outer] = (
                rows,
                _reader(values if len(rows) == len(values) else [values[row] for row in rows]),
            )
        return self._parts[outer], last


def _rows_of(values: Sequence[Any], *wanted: type) -> Sequence[int]:
    """Give the rows of the values of some types."""
    every: set[type] = set(map(type, values))
    kinds = {kind for kind in every if issubclass(kind, wanted)}
    if kinds == every or not kinds:
        return range(len(values) if kinds else 0)
    return [row for row, value in enumerate(values) if type(value) in kinds]


def _reader(objects: Sequence[Any]) -> Read:
    """Make what gives the values of a field in all objects, nothing where none has it."""
    # Of gates there is one at most, since msgspec tells no two of them apart.
    gate: Any = next(map(type, objects), dict)
    if gate is not dict:
        values = zip(*map(astuple, objects), strict=True)
        columns = dict(zip(gate.__struct_encode_fields__, values, strict=True))
        return lambda name: columns.get(name, ())
    declared = set[str]().union(*objects)

    def read(name: str) -> Sequence[Any]:
        if name not in declared:
            return ()
        try:
            return [each[name] for each in objects]
        except KeyError:
            return [each.get(name) for each in objects]

    return read


def _repeated(rows: list[tuple[Any, ...]], lists: Callable[[], Sequence[int]]) -> list[int]:
    """Give the places of rows that stood before in the same list and have no gaps."""
    seen: set[tuple[Any, ...]] = set()
    found: list[int] = []
    for index, row in enumerate(zip(rows, lists(), strict=True)):
        if row in seen and _GAPS.isdisjoint(row[0]):
            found.append(index)
        seen.add(row)
    return found


def _scalars(values: Sequence[Any]) -> set[Any] | None:
    """Give the different values; None where there may be others than numbers and texts."""
    try:
        distinct = set(values)
    except TypeError:
        return None
    types = set(map(type, distinct))
    # A truth value may hide behind a number that it is equal to.
    return distinct if types <= _NUMBERS_AND_TEXTS and distinct.isdisjoint((0, 1)) else None


def _hashable(column: Sequence[Any]) -> tuple[Sequence[Any], set[Any] | None]:
    """Make values comparable: lists of words become tuples, what no rule is about None. Give the different ones, if known.

    Truth values among numbers go too, for they would be taken for 0 and 1.
    """
    types = set(map(type, column))
    if types <= _NUMBERS_AND_TEXTS or types <= _SWITCHES:
        return column, None
    if types <= _NUMBERS_AND_TEXTS | {list}:
        kinds = zip(column, map(type, column), strict=True)
        tuples = [tuple(one) if kind is list else one for one, kind in kinds]
        with suppress(TypeError):  # an object or a list inside
            distinct = set(tuples)
            lists = cast("list[tuple[object]]", [one for one in distinct if type(one) is tuple])
            if set(map(type, chain.from_iterable(lists))) <= {str}:
                return tuples, distinct
    return [_comparable(value) for value in column], None


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        words = tuple(cast("list[object]", value))
        return words if set(map(type, words)) <= {str} else None
    return value if type(value) in _NUMBERS_AND_TEXTS else None
