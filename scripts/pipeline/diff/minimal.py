"""Build the smallest values that a contract accepts, and where it can be, another one too."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from pipeline.diff.differences import Step
from pipeline.diff.edges import fits, leaves, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diff.differences import Path
    from pipeline.diff.forms import Alternative, Form, Parts, Reader

UNDECLARED = "x"
"""The name of a field that no contract declares."""

_MOST_ITEMS = 100
_NOTHING = object()


class UnbuildableError(Exception):
    """No small value was found that a schema accepts."""


class Builder:
    """Build values for one contract that please another one as far as that goes."""

    def __init__(self, accepting: Reader, other: Reader) -> None:
        self._accepting = accepting
        self._other = other
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], Any] = {}

    def smallest(self, parts: Parts, others: Parts) -> Any:
        """Build the smallest value.

        Args:
            parts: What the accepting contract says of it.
            others: What the other contract says of it.

        Raises:
            UnbuildableError: None was found.
        """
        key = self._accepting.identity(parts), self._other.identity(others)
        if key not in self._known:
            self._known[key] = _NOTHING  # what a value that contains itself finds
            candidates = self._candidates(parts, others)
            ranked = min(candidates, key=lambda one: (one[0], size(one[1])), default=(0, _NOTHING))
            self._known[key] = ranked[1]
        if self._known[key] is _NOTHING:
            raise UnbuildableError
        return self._known[key]

    def along(
        self, parts: Parts, others: Parts, path: Path, probe: Any, *, without: bool = False
    ) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Build values that hold a probe at a place, and are as small as may be around it.

        Args:
            parts: What the accepting contract says of the value.
            others: What the other contract says of it.
            path: The place.
            probe: What to put there.
            without: Leave the last field of the path out instead.

        Yields:
            The place's keys and the value, once per alternative that leads there.
        """
        if not path:
            yield (), probe
            return
        step, rest = path[0], path[1:]
        json_type = "array" if step is Step.ITEM else "object"
        other_forms = self._other.form(others).get(json_type, ())
        for one in self._accepting.form(parts).get(json_type, ()):
            for other in other_forms or (None,):
                if step is Step.ITEM:
                    inner = self.along(
                        one.items, other.items if other else (), rest, probe, without=without
                    )
                    for keys, value in inner:
                        yield (
                            ("0", *keys),
                            [value, *self._items(one, other, _least(one, "minItems") - 1)],
                        )
                    continue
                name = step if isinstance(step, str) else UNDECLARED
                body = self._object(one, other)
                if without and not rest:
                    body.pop(name, None)
                    yield (name,), body
                    continue
                below = self.along(
                    _field(one, name), _field(other, name), rest, probe, without=without
                )
                for keys, value in below:
                    yield (name, *keys), {**body, name: value}

    def samples(self, parts: Parts, others: Parts) -> Iterator[Any]:
        """Build a value of every alternative, and some as crowded as a bound of either contract."""
        form, other_form = self._accepting.form(parts), self._other.form(others)
        for json_type, alternatives in form.items():
            for one in alternatives:
                with contextlib.suppress(UnbuildableError):
                    yield self._one(json_type, one, None)[1]
                for count in _counts(form, other_form, json_type):
                    with contextlib.suppress(UnbuildableError):
                        crowded = self._items if json_type == "array" else self._object
                        yield crowded(one, None, count)

    def _candidates(self, parts: Parts, others: Parts) -> Iterator[tuple[int, Any]]:
        form, other_form = self._accepting.form(parts), self._other.form(others)
        for json_type, alternatives in form.items():
            for one in alternatives:
                for other in other_form.get(json_type, (None,)):
                    try:
                        yield self._one(json_type, one, other)
                    except UnbuildableError:
                        continue

    def _one(self, json_type: str, one: Alternative, other: Alternative | None) -> tuple[int, Any]:
        """Build a value, with 0 if it may please the other contract, else 1."""
        if json_type == "object":
            return int(other is None), self._object(one, other)
        if json_type == "array":
            wanted = max(_least(one, "minItems"), _least(other, "minItems"))
            return int(other is None), self._items(one, other, wanted)
        values = [value for value in leaves(json_type, one, other) if fits(value, one)]
        if not values:
            raise UnbuildableError
        pleasing = [value for value in values if other is not None and fits(value, other)]
        return int(not pleasing), min(pleasing or values, key=size)

    def _object(
        self, one: Alternative, other: Alternative | None, count: int = 0
    ) -> dict[str, Any]:
        names = dict.fromkeys(
            [*one.fields, *sorted(one.required | (other.required if other else set[str]()))]
        )
        body: dict[str, Any] = {}
        for name in names:
            wanted = other is not None and name in other.required
            try:
                if name in one.required or wanted:
                    body[name] = self.smallest(_field(one, name), _field(other, name))
            except UnbuildableError:
                if name in one.required:
                    raise
        extra = iter([*one.fields, *(f"{UNDECLARED}{n}" for n in range(_MOST_ITEMS))])
        for name in extra:
            if len(body) >= max(count, _least(one, "minProperties")):
                break
            if name not in body:
                body[name] = self.smallest(_field(one, name), _field(other, name))
        return body

    def _items(self, one: Alternative, other: Alternative | None, count: int) -> list[Any]:
        if count > _MOST_ITEMS:
            raise UnbuildableError
        return [self.smallest(one.items, other.items if other else ()) for _ in range(count)]


def _counts(form: Form, other: Form, json_type: str) -> list[int]:
    if json_type not in {"array", "object"}:
        return []
    stated = [a for one in (form, other) for a in one.get(json_type, ())]
    bounds = [n for a in stated for n in a.limits.values() if isinstance(n, int)]
    near = {n + step for n in [*bounds, 1] for step in (-1, 0, 1)}
    return sorted(n for n in near if 0 <= n <= _MOST_ITEMS)


def _field(one: Alternative | None, name: str) -> Parts:
    return () if one is None else one.fields.get(name, one.others)


def _least(one: Alternative | None, keyword: str) -> int:
    return one.limits.get(keyword, 0) if one else 0
