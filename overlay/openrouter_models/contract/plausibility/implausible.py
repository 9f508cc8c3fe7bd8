"""Find what is implausible in a body by the rules, whatever shape the body has.

Rules are tried on the distinct values of a field instead of model by model, and loops are left to
functions written in C: otherwise the rules would take longer than everything else in a check.
"""

from __future__ import annotations

from itertools import chain, repeat, starmap
from typing import TYPE_CHECKING, Any, cast

from attrs import field, frozen
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import astuple

from openrouter_models._validation.deviations import Deviation
from openrouter_models._validation.gates import members
from openrouter_models.contract.plausibility.rules import ABOUT_ANSWERS, ABOUT_ARENAS, ABOUT_MODELS
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from openrouter_models._validation.deviations import Way
    from openrouter_models.contract.plausibility.rules import Rule

    Read = Callable[[str], Sequence[Any]]

_ABSENT = frozenset({type(None), UnsetType})
_SCALARS = _ABSENT | {str, int, float}
_SWITCHES = _ABSENT | {bool, str}
_GAPS = frozenset({None, UNSET})
_NO_OBJECT: dict[str, Any] = {}
_ARENAS = ("benchmarks", "design_arena")


def warnings(
    value: Any, status: int, *, besides: Callable[[], Container[Way]] = tuple
) -> Iterator[Deviation]:
    """Find what is implausible in a body.

    Args:
        value: The decoded body, of any shape, as plain JSON or as a gate decoded it.
        status: The status that it came with.
        besides: Gives the ways to values that deviate already; of those nothing more is said. It is
            called if there is something to say.

    Yields:
        Deviations of kind `implausible-value`, each with the name of its rule in what it asks for.
    """
    if not (body := members(value)):
        return
    answer = _Table([body | {"status": status}], [((), -1)])
    models = _Table.of([(("data",), body.get("data"))])
    arenas = enumerate(models.values(".".join(_ARENAS)))
    lists = [((*models.way(row), *_ARENAS), each) for row, each in arenas if each]
    tables = (answer, ABOUT_ANSWERS), (models, ABOUT_MODELS), (_Table.of(lists), ABOUT_ARENAS)
    told: Container[Way] | None = None
    for rule, way, culprit in chain.from_iterable(table.broken(rules) for table, rules in tables):
        told = besides() if told is None else told
        if way not in told:
            asks = f"expected {rule.asks} (rule {rule.name})"
            yield Deviation(Kind.IMPLAUSIBLE_VALUE, asks, way, culprit)


@frozen
class _Table:
    """Objects of one kind, seen as a table.

    Attributes:
        objects: The objects, all of them dicts or all decoded by one gate.
        places: For each the way to the list that it is in, and its index there, -1 for the root.
    """

    objects: list[Any]
    places: list[tuple[Way, int]]
    _readers: dict[str, Read] = field(factory=dict[str, "Read"], init=False)
    _values: dict[str, Sequence[Any]] = field(factory=dict[str, "Sequence[Any]"], init=False)
    _columns: dict[str, Sequence[Any]] = field(factory=dict[str, "Sequence[Any]"], init=False)
    _sets: dict[str, set[Any]] = field(factory=dict[str, "set[Any]"], init=False)

    @classmethod
    def of(cls, lists: Iterable[tuple[Way, Any]]) -> _Table:
        """Make the table of the objects in lists, given with the ways to them."""
        table = cls([], [])
        for way, value in lists:
            items = cast("list[object]", value) if isinstance(value, list) else []
            rows = [row for row, item in enumerate(items) if isinstance(item, dict | Struct)]
            table.objects.extend([items[row] for row in rows])
            table.places.extend(zip(repeat(way), rows, strict=False))
        return table

    def way(self, row: int) -> Way:
        """Give the way to an object."""
        way, index = self.places[row]
        return way if index < 0 else (*way, index)

    def broken(self, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Way, Any]]:
        """Give the rules that are broken, the ways to the values that break them, and the values."""
        for rule in rules if self.objects else ():
            if not rule.beside and rule.is_sound:
                distinct = set[Any]().union(*map(self._distinct, rule.fields))
                if all(map(rule.is_sound, distinct)):
                    continue
            for name in filter(self._column, rule.fields):
                for row in self._culprits(rule, name):
                    yield rule, (*self.way(row), *name.split(".")), self.values(name)[row]

    def _culprits(self, rule: Rule, name: str) -> Iterable[int]:
        """Give the rows in which a field breaks a rule."""
        beside = [self._column(other) or repeat(None) for other in rule.beside]
        if rule.is_sound is None:
            lists = (way for way, _ in self.places)
            return _repeated([*zip(self._column(name), *beside, lists, strict=False)])
        distinct = set(zip(self._column(name), *beside, strict=False))
        if all(starmap(rule.is_sound, distinct)):
            return ()
        unsound = {row for row in distinct if not rule.is_sound(*row)}
        rows = zip(self._column(name), *beside, strict=False)
        return [index for index, row in enumerate(rows) if row in unsound]

    def _distinct(self, name: str) -> set[Any]:
        """Give the different values of a field; few are."""
        if name not in self._sets:
            self._sets[name] = set(self._column(name))
        return self._sets[name]

    def _column(self, name: str) -> Sequence[Any]:
        """Give the values of a field as rules see them, nothing where no object has one."""
        if name not in self._columns:
            self._columns[name] = _hashable(self.values(name))
        return self._columns[name]

    def values(self, name: str) -> Sequence[Any]:
        """Give the values of a field, nothing where no object has it."""
        if name not in self._values:
            outer, _, last = name.rpartition(".")
            if outer not in self._readers:
                self._readers[outer] = _reader(
                    _objects(self.values(outer)) if outer else self.objects
                )
            self._values[name] = self._readers[outer](last)
        return self._values[name]


def _objects(values: Sequence[Any]) -> list[Any]:
    """Give the objects among values, an empty one in the place of everything else."""
    every: set[type] = set(map(type, values))
    kinds: set[type] = {kind for kind in every if issubclass(kind, dict | Struct)}
    if kinds == every:
        return [*values]
    return [each if type(each) in kinds else _NO_OBJECT for each in values]


def _reader(objects: Sequence[Any]) -> Read:
    """Make what gives the values of a field in all objects, nothing where none has it."""
    gates: set[Any] = set(map(type, objects)) - {dict}
    for gate in gates:
        # There is one at most, since msgspec tells no two of them apart.
        names = gate.__struct_encode_fields__
        empty = (None,) * len(names)
        rows = [astuple(each) if each else empty for each in objects]
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
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


def _repeated(rows: list[tuple[Any, ...]]) -> list[int]:
    """Give the places of rows that stood before and have no gaps."""
    if len(set(rows)) == len(rows):
        return []
    seen: set[tuple[Any, ...]] = set()
    found: list[int] = []
    for index, row in enumerate(rows):
        if row in seen and _GAPS.isdisjoint(row):
            found.append(index)
        seen.add(row)
    return found


def _hashable(column: Sequence[Any], to_words: Callable[[Any], Any] = tuple) -> Sequence[Any]:
    """Make values comparable: lists of words become tuples; what no rule is about becomes None.

    Truth values among numbers go too, for they would be taken for 0 and 1.

    Returns:
        The values; nothing where none is left.
    """
    types = set(map(type, column))
    if types <= _ABSENT:
        return ()
    if types <= _SCALARS or types <= _SWITCHES:
        return column
    lists = [cast("list[object]", value) for value in column if type(value) is list]
    if types <= _SCALARS | {list} and set(map(type, chain.from_iterable(lists))) <= {str}:
        return [to_words(value) if type(value) is list else value for value in column]
    return [_comparable(value) for value in column]


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        words = tuple(cast("list[object]", value))
        return words if set(map(type, words)) <= {str} else None
    return value if type(value) in _SCALARS else None
