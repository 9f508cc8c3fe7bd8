"""Find what is implausible in a body by the rules, whatever shape the body has.

Rules are tried on the distinct values of a field instead of model by model, and loops are left to
functions written in C: otherwise the rules would take longer than everything else in a check.
"""

from __future__ import annotations

from itertools import chain, repeat, starmap
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import field, frozen

from openrouter_models._validation.deviations import Deviation
from openrouter_models.contract.plausibility.rules import ABOUT_ANSWERS, ABOUT_ARENAS, ABOUT_MODELS
from openrouter_models.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from openrouter_models._validation.deviations import Way
    from openrouter_models.contract.plausibility.predicates import Predicate
    from openrouter_models.contract.plausibility.rules import Rule

JsonObject: TypeAlias = dict[str, Any]

_SCALARS = frozenset({str, int, float, type(None)})
_SWITCHES = frozenset({bool, str, type(None)})
_NUMBERS_OR_SWITCHES = (0, 1)  # true equals 1
_NO_OBJECT: JsonObject = {}
_ARENAS = ("benchmarks", "design_arena")


def warnings(
    value: Any, status: int, *, besides: Callable[[], Container[Way]] = tuple
) -> Iterator[Deviation]:
    """Find what is implausible in a body.

    Args:
        value: The decoded body, of any shape.
        status: The status that it came with.
        besides: Gives the ways to values that deviate already; of those nothing more is said. It is
            called if there is something to say.

    Yields:
        Deviations of kind `implausible-value`, each with the name of its rule in what it asks for.
    """
    if not isinstance(value, dict):
        return
    body = cast("JsonObject", value)
    answer = _Table([body | {"status": status}], [((), -1)])
    models = _Table.of([(("data",), body.get("data"))])
    benchmarks = models.objects_in("benchmarks")
    lists = [
        ((*models.way(index), *_ARENAS), each["design_arena"])
        for index, each in enumerate(benchmarks)
        if "design_arena" in each
    ]
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
        objects: The objects.
        places: For each the way to the list that it is in, and its index there, -1 for the root.
    """

    objects: list[JsonObject]
    places: list[tuple[Way, int]]
    _inner: dict[str, list[JsonObject]] = field(factory=dict[str, "list[JsonObject]"], init=False)
    _names: dict[str, set[str]] = field(factory=dict[str, "set[str]"], init=False)
    _sets: dict[str, set[Any]] = field(factory=dict[str, "set[Any]"], init=False)
    _columns: dict[str, list[Any]] = field(factory=dict[str, "list[Any]"], init=False)

    @classmethod
    def of(cls, lists: Iterable[tuple[Way, Any]]) -> _Table:
        """Make the table of the objects in lists, given with the ways to them."""
        table = cls([], [])
        for way, value in lists:
            items = cast("list[object]", value) if isinstance(value, list) else []
            indices = [index for index, item in enumerate(items) if type(item) is dict]
            table.objects.extend(cast("list[JsonObject]", [items[index] for index in indices]))
            table.places.extend(zip(repeat(way), indices, strict=False))
        return table

    def way(self, row: int) -> Way:
        """Give the way to an object."""
        way, index = self.places[row]
        return way if index < 0 else (*way, index)

    def broken(self, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Way, Any]]:
        """Give the rules that are broken, the ways to the values that break them, and the values."""
        for rule in rules if self.objects else ():
            if not rule.beside and rule.is_sound and self._all(rule.is_sound, rule.fields):
                continue
            fields = [name for name in rule.fields if self._column(name)]
            for name in fields:
                outer, _, last = name.rpartition(".")
                for row in self._culprits(rule, name):
                    value = self.objects_in(outer)[row][last]
                    yield rule, (*self.way(row), *name.split(".")), value

    def _all(self, is_sound: Predicate, names: Iterable[str]) -> bool:
        """Tell whether all values of some fields are sound for certain; few of them are distinct."""
        try:
            return all(map(is_sound, set[Any]().union(*map(self._distinct, names))))
        except TypeError:
            return False  # there are lists among them, which are not to be compared like this

    def _distinct(self, name: str) -> set[Any]:
        if name not in self._sets:
            outer, _, last = name.rpartition(".")
            found = {each[last] for each in self.objects_in(outer) if last in each}
            if not found.isdisjoint(_NUMBERS_OR_SWITCHES):
                found = {*self._column(name)}
            self._sets[name] = found
        return self._sets[name]

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

    def objects_in(self, name: str) -> list[JsonObject]:
        """Give the objects in a field, an empty one where there is none."""
        if not name:
            return self.objects
        if name not in self._inner:
            values = self._values(name) or repeat(None, len(self.objects))
            self._inner[name] = [each if type(each) is dict else _NO_OBJECT for each in values]
        return self._inner[name]

    def _column(self, name: str) -> list[Any]:
        """Give the values of a field as rules see them, nothing where no object has one."""
        if name not in self._columns:
            values = self._values(name)
            is_empty = values.count(None) == len(values)
            self._columns[name] = [] if is_empty else _hashable(values)
        return self._columns[name]

    def _values(self, name: str) -> list[Any]:
        """Give the values of a field, nothing where no object has it."""
        outer, _, last = name.rpartition(".")
        objects = self.objects_in(outer)
        if outer not in self._names:
            self._names[outer] = set[str]().union(*objects)
        if last not in self._names[outer]:
            return []
        try:
            return [each[last] for each in objects]
        except KeyError:
            return [each.get(last) for each in objects]


def _repeated(rows: list[tuple[Any, ...]]) -> list[int]:
    """Give the places of rows that stood before and have no gaps."""
    if len(set(rows)) == len(rows):
        return []
    seen: set[tuple[Any, ...]] = set()
    found: list[int] = []
    for index, row in enumerate(rows):
        if row in seen and None not in row:
            found.append(index)
        seen.add(row)
    return found


def _hashable(column: list[Any]) -> list[Any]:
    """Make values comparable: lists of words become tuples; what no rule is about becomes None.

    Truth values among numbers go too, for they would be taken for 0 and 1.
    """
    types = set(map(type, column))
    if types <= _SCALARS or types <= _SWITCHES:
        return column
    lists = [cast("list[str]", value) for value in column if type(value) is list]
    if types <= _SCALARS | {list} and set(map(type, chain.from_iterable(lists))) <= {str}:
        return [cast("Any", tuple)(value) if type(value) is list else value for value in column]
    return [_comparable(value) for value in column]


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        words = tuple(cast("list[object]", value))
        return words if set(map(type, words)) <= {str} else None
    return value if type(value) in _SCALARS else None
