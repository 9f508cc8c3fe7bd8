"""Build the smallest values that a contract accepts, and where it can be, another one too."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from pipeline.diff.schemas import Path, Step
from pipeline.diff.forms import Alternative, Form, Parts, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

UNDECLARED = "x"
"""The name of a field that no contract declares."""

_LEAF_KEYWORDS = {
    *("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern"),
}
_LONGEST = 10_000
_MOST_ITEMS = 100
_NOTHING = object()


class UnbuildableError(Exception):
    """No small value was found that a schema accepts."""


def size(value: Any) -> int:
    """Measure a JSON value by the length of its text."""
    return len(json.dumps(value))


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
        key = tuple(map(id, parts)), tuple(map(id, others))
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
                    inner = self.along(one.items, other.items if other else (), rest, probe, without=without)
                    for keys, value in inner:
                        yield ("0", *keys), [value, *self._items(one, other, _least(one, "minItems") - 1)]
                    continue
                name = step if isinstance(step, str) else UNDECLARED
                body = self._object(one, other)
                if without and not rest:
                    body.pop(name, None)
                    yield (name,), body
                    continue
                below = self.along(_field(one, name), _field(other, name), rest, probe, without=without)
                for keys, value in below:
                    yield (name, *keys), {**body, name: value}

    def crowds(self, parts: Parts, others: Parts) -> Iterator[Any]:
        """Build arrays and objects with as many members as a bound of either contract is near to."""
        form, other_form = self._accepting.form(parts), self._other.form(others)
        for one in form.get("array", ()):
            for count in _counts(form, other_form, "array"):
                with contextlib.suppress(UnbuildableError):
                    yield self._items(one, None, count)
        for one in form.get("object", ()):
            for count in _counts(form, other_form, "object"):
                with contextlib.suppress(UnbuildableError):
                    yield self._object(one, None, count)

    def _candidates(self, parts: Parts, others: Parts) -> Iterator[tuple[int, Any]]:
        form, other_form = self._accepting.form(parts), self._other.form(others)
        for json_type, alternatives in form.items():
            for one in alternatives:
                for other in other_form.get(json_type, (None,)):
                    try:
                        yield self._one(json_type, one, other)
                    except UnbuildableError:
                        continue

    def _one(
        self, json_type: str, one: Alternative, other: Alternative | None
    ) -> tuple[int, Any]:
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
        names = dict.fromkeys([*one.fields, *sorted(one.required | (other.required if other else set[str]()))])
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
    stated = [a for one in (form, other) for a in one.get(json_type, ())]
    bounds = [n for a in stated for n in a.limits.values() if isinstance(n, int)]
    near = {n + step for n in [*bounds, 1] for step in (-1, 0, 1)}
    return sorted(n for n in near if 0 <= n <= _MOST_ITEMS)


def probes(form: Form, other: Form) -> list[Any]:
    """Give scalar and empty values at the edges of two forms, smallest first and each once."""
    found: list[Any] = [None, True, False, 0, 1, -1, 0.5, "", "a", [], {}]
    for one in (form, other):
        for json_type, alternatives in one.items():
            for alternative in alternatives:
                found += leaves(json_type, alternative, None)
    unique = {json.dumps(value): value for value in found}
    return sorted(unique.values(), key=size)


def leaves(json_type: str, one: Alternative, other: Alternative | None) -> list[Any]:
    """Give small values of a scalar type, among them those at the edges of what is stated."""
    stated = [a for a in (one, other) if a is not None]
    listed = [v for a in stated if a.values is not None for v in a.values.values()]
    limits = [(key, value) for a in stated for key, value in a.limits.items()]
    match json_type:
        case "null":
            return [None]
        case "boolean":
            return listed or [True, False]
        case "number":
            edges = [n for _, value in limits for n in _numbers(value)]
            return [*listed, 0, 1, -1, *edges, *([] if "whole" in one.limits else [0.5])]
        case "string":
            lengths = [n for key, n in limits if key != "pattern" for n in (n - 1, n, n + 1)]
            texts = ["a" * length for length in lengths if 0 <= length <= _LONGEST]
            patterns = [p for key, value in limits if key == "pattern" for p in value]
            return [*listed, "", "a", *texts, *(match for p in patterns for match in _matches(p))]
        case _:
            return []


def fits(value: Any, one: Alternative) -> bool:
    """Tell whether a scalar meets what an alternative states about its own level."""
    stated = [{k: v for k, v in s.items() if k in _LEAF_KEYWORDS} for s in one.schemas]
    try:
        return jsonschema_rs.is_valid({"allOf": stated or [True]}, value)
    except ValueError:
        return False


def _field(one: Alternative | None, name: str) -> Parts:
    return () if one is None else one.fields.get(name, one.others)


def _least(one: Alternative | None, keyword: str) -> int:
    return one.limits.get(keyword, 0) if one else 0


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, tuple):
        return list(value)
    return [] if isinstance(value, bool) else [value, value - 1, value + 1, value - 0.5, value + 0.5]


def _matches(pattern: str) -> list[str]:
    """Give a small text that matches a pattern; none if that is hard."""
    # Imported here: few documents have a pattern, and the library is large.
    from hypothesis import HealthCheck, Phase, find, settings  # noqa: PLC0415
    from hypothesis.errors import HypothesisException  # noqa: PLC0415
    from hypothesis.strategies import from_regex  # noqa: PLC0415

    quick = settings(
        database=None,
        derandomize=True,
        max_examples=20,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    try:
        return [find(from_regex(pattern), lambda _: True, settings=quick)]
    except (HypothesisException, ValueError, RecursionError):
        return []
