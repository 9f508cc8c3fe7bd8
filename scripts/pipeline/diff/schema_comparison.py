"""Compare two schemas place by place, and list in what the values that they accept differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from pipeline.diff.differences import Difference, Owner, Step, in_limits, in_values
from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diff.forms import Alternative, Form, Parts, Reader

_MOST_DIFFERENCES = 5000
_ALL_TYPES = frozenset({"boolean", "integer", "fraction", "string", "array", "object"})


class Comparison:
    """Compare schemas of two contracts."""

    def __init__(self, old: Reader, new: Reader) -> None:
        self._old = old
        self._new = new
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Difference]] = {}

    def compare(self, old: Parts, new: Parts) -> list[Difference]:
        """List the differences between what two schemas accept, in the order of the new one.

        Args:
            old: The schemas that apply to the value in the old contract.
            new: The same in the new contract.

        Raises:
            PipelineError: A schema cannot be followed, or there are more than 5,000 differences.
        """
        return self._at(old, new, None)

    def _at(self, old: Parts, new: Parts, owner: Owner | None) -> list[Difference]:
        key = self._old.identity(old), self._new.identity(new)
        if key not in self._known:
            self._known[key] = []  # what a circle finds of itself
            found = list(self._forms(self._old.form(old), self._new.form(new)))
            if len(found) > _MOST_DIFFERENCES:
                raise PipelineError(
                    f"the documents differ in more than {_MOST_DIFFERENCES} places; are they of one API?"
                )
            self._known[key] = found
        return [one if one.owner else attrs.evolve(one, owner=owner) for one in self._known[key]]

    def _forms(self, old: Form, new: Form) -> Iterator[Difference]:
        if "null" in new and "null" not in old:
            yield Difference("null-allowed", (), "may be null", probes=(None,))
        if "null" in old and "null" not in new:
            yield Difference("null-forbidden", (), "is never null", probes=(None,))
        before, after = _types(old), _types(new)
        if before != after and before and after:
            kind = (
                "type-widened"
                if before < after
                else "type-narrowed"
                if after < before
                else "type-changed"
            )
            yield Difference(kind, (), f"was {_words(before)}, is {_words(after)}")
        elif before != after:
            kind = "value-allowed" if after else "value-forbidden"
            yield Difference(kind, (), f"was {_words(before)}, is {_words(after)}")
        for json_type in new:
            if json_type in old and json_type != "null":
                yield from self._alternatives(json_type, old[json_type], new[json_type])

    def _alternatives(
        self, json_type: str, old: tuple[Alternative, ...], new: tuple[Alternative, ...]
    ) -> Iterator[Difference]:
        if len(old) == len(new) == 1:
            yield from self._alternative(json_type, old[0], new[0])
            return
        left = list(old)
        added: list[Alternative] = []
        for one in new:
            same = next((other for other in left if self._equal(json_type, other, one)), None)
            same = same or next((o for o in left if o.name and o.name == one.name), None)
            if same is None:
                added.append(one)
            else:
                left.remove(same)
                yield from self._alternative(json_type, same, one)
        if len(left) == len(added) == 1:
            yield from self._alternative(json_type, left[0], added[0])
            return
        for one in added:
            yield Difference("variant-added", (), f"may be {_variant(json_type, one)}")
        for one in left:
            yield Difference("variant-removed", (), f"is no longer {_variant(json_type, one)}")

    def _equal(self, json_type: str, old: Alternative, new: Alternative) -> bool:
        return not any(self._alternative(json_type, old, new))

    def _alternative(
        self, json_type: str, old: Alternative, new: Alternative
    ) -> Iterator[Difference]:
        yield from in_values(old, new)
        yield from in_limits(old, new)
        for keyword in sorted(old.opaque.keys() | new.opaque.keys()):
            if old.opaque.get(keyword) != new.opaque.get(keyword):
                yield Difference("constraint-changed", (), f"the keyword {keyword} differs")
        if json_type == "array":
            yield from _below(Step.ITEM, self._at(old.items, new.items, None))
        if json_type == "object":
            yield from self._fields(old, new)

    def _fields(self, old: Alternative, new: Alternative) -> Iterator[Difference]:
        closed_before = not self._old.form(old.others)
        closed_after = not self._new.form(new.others)
        names = dict.fromkeys([*new.fields, *old.fields, *sorted(old.required ^ new.required)])
        for name in names:
            owner = Owner(old.name, new.name, name)
            before, after = old.fields.get(name), new.fields.get(name)
            needed_before, needed_after = name in old.required, name in new.required
            if before is None and after is not None:
                kind = "required-field-added" if needed_after else "field-added"
                kind = "field-added-to-closed-object" if closed_before else kind
                without = kind == "required-field-added"
                words = "required" if needed_after else "optional"
                form = self._new.form(after)
                what = f"added, {words}: {_words(_types(form), or_null='null' in form)}"
                yield Difference(kind, (name,), what, owner, without=without)
            elif after is None and before is not None:
                what = f"removed, was {'required' if needed_before else 'optional'}"
                yield Difference("field-removed", (name,), what, owner, without=needed_before)
            else:
                if needed_after != needed_before:
                    kind = "field-became-required" if needed_after else "field-became-optional"
                    what = "is always there" if needed_after else "may be missing"
                    yield Difference(kind, (name,), what, owner, without=True)
                yield from _below(name, self._at(before or (), after or (), owner))
        owner = Owner(old.name, new.name, None)
        if closed_before and not closed_after:
            yield Difference("object-opened", (Step.MEMBER,), "undeclared fields may come", owner)
        elif closed_after and not closed_before:
            yield Difference("object-closed", (Step.MEMBER,), "undeclared fields never come", owner)
        elif not closed_before:
            yield from _below(Step.MEMBER, self._at(old.others, new.others, owner))


def _below(step: str | Step, differences: Iterable[Difference]) -> Iterator[Difference]:
    for one in differences:
        yield attrs.evolve(one, path=(step, *one.path))


def _types(form: Form) -> frozenset[str]:
    """Give the types but null, numbers being split into integers and fractions."""
    names = {name for name in form if name not in {"null", "number"}}
    if numbers := form.get("number"):
        names |= {"integer"} | (
            {"fraction"} if not all("whole" in n.limits for n in numbers) else set[str]()
        )
    return frozenset(names)


def _words(types: frozenset[str], *, or_null: bool = False) -> str:
    if types == _ALL_TYPES:
        return "any value"
    words = types - {"fraction", "integer"} | {"number"} if "fraction" in types else types
    return " or ".join([*sorted(words), *["null"] * or_null]) or "nothing but null"


def _variant(json_type: str, alternative: Alternative) -> str:
    return alternative.name or (f"another {json_type}")
