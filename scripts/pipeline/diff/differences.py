"""Name the ways in which two schemas differ, those of single keywords among them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeGuard

import attrs

from openrouter_models._text import show
from pipeline.diff.severities import RULES
from pipeline.json_values import canonical, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openrouter_models.contract import Branch
    from pipeline.diff.alternatives import Alternative
    from pipeline.openapi.grammar import Schema
    from pipeline.openapi.semantics import Relation

# A lower bound that grows accepts less, an upper bound that grows accepts more.
_LOWER = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"})
_UPPER = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"})
LIMITS = _LOWER | _UPPER | {"pattern", "multipleOf", "uniqueItems"}
"""Keywords that refer to no other part of a contract, so that they mean the same in any other."""
_OF_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
# Keywords that only meaning can compare; those of conditions are taken apart into alternatives as well.
_OTHERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("integer", "number"), ("multipleOf",)),
    "string": ("pattern",),
    "array": ("uniqueItems", "prefixItems", "contains", "unevaluatedItems"),
    "object": ("patternProperties", "propertyNames", "dependentRequired"),
}
_WITH = {"contains": ("minContains", "maxContains")}


class Step(Enum):
    """A step into a value that is not by the name of a declared field."""

    ITEM = "item"
    MEMBER = "member"


Path = tuple["str | Step", ...]


@attrs.frozen
class Owner:
    """The field whose value is compared.

    Attributes:
        old: The component that declares it in the old contract.
        new: The same in the new contract.
        field: Its name on the wire; None for the undeclared ones.
    """

    old: str | None
    new: str | None
    field: str | None


@attrs.frozen
class Difference:
    """One way in which two schemas differ.

    Attributes:
        kind: Which one, a key of `pipeline.diff.severities.RULES`.
        path: Where, from the root of the compared value.
        what: A sentence about it; names in it are those of the documents.
        owner: The field it is about; None at the root.
        enum: The old and the new name of the component that lists the values, if it is about one.
        schemas: What the old and the new contract say of the place; None if the whole around it tells.
        probes: The values that tell the two apart; empty where any may.
        among: The keyword that it is about and the old and new alternative, where others at the same place differ too.
        without: Whether it is the absence of the last field of the path that tells them apart.
    """

    kind: str
    path: Path
    what: str
    owner: Owner | None = None
    enum: tuple[str | None, str | None] = (None, None)
    schemas: tuple[Schema, Schema] | None = None
    probes: tuple[Any, ...] = ()
    among: tuple[str, Branch, Branch] | None = None
    without: bool = False


def widened(one: Difference) -> bool:
    """Tell whether a difference may be why the new schema accepts what the old one rejects."""
    return "wider" in RULES[one.kind].shown_by


def narrowed(one: Difference) -> bool:
    """Tell whether a difference may be why the new schema rejects what the old one accepts."""
    return "narrower" in RULES[one.kind].shown_by or one.kind.startswith("field-added")


def in_values(old: Alternative, new: Alternative) -> Iterator[Difference]:
    """Yield the differences between the values that two alternatives list."""
    enum = old.name, new.name
    before, after = _listed(old), _listed(new)
    if before is None and after is None:
        return
    if before is None or after is None:
        kind = "enum-opened" if after is None else "enum-closed"
        what = "any value may come" if after is None else "only listed values come"
        yield Difference(kind, (), what, enum=enum)
        return
    for word, there, here in (("added", after, before), ("removed", before, after)):
        if values := tuple(value for key, value in there.items() if key not in here):
            said = ", ".join(map(show, values))
            what = (
                f"the value {said} was {word}"
                if len(values) == 1
                else f"the values {said} were {word}"
            )
            yield Difference(f"enum-value-{word}", (), what, enum=enum, probes=values)


def in_limits(
    old: Alternative, new: Alternative, relate: Callable[[Schema, Schema], Relation]
) -> Iterator[Difference]:
    """Yield the differences between the limits that two alternatives set."""
    found = [*_in_limits(old.branch, new.branch, relate)]
    for keyword, one in found:
        among = (keyword, old.branch, new.branch) if len(found) > 1 else None
        yield attrs.evolve(one, among=among)


def _in_limits(
    was: Branch, now: Branch, relate: Callable[[Schema, Schema], Relation]
) -> Iterator[tuple[str, Difference]]:
    for keyword in sorted((_LOWER | _UPPER) & (was.keys() | now.keys())):
        before, after = was.get(keyword), now.get(keyword)
        if before != after:
            probes = tuple(_beyond(keyword, before, after))
            yield keyword, Difference(*_changed(keyword, before, after), probes=probes)
    for keyword in _OTHERS.get(was["type"], ()):
        words = {keyword, *_WITH.get(keyword, ())}
        before, after = ({word: one[word] for word in words & one.keys()} for one in (was, now))
        if before != after:
            relation = relate(before, after)
            if not relation.is_equal:
                said = _changed(keyword, before.get(keyword), after.get(keyword))
                yield keyword, Difference(*said)


def in_discriminators(old: Schema, new: Schema) -> Iterator[Difference]:
    """Yield what changed in how a property tells two variants of a union apart (OpenAPI 3.1.1, 4.8.25)."""
    before, after = discriminator_of(old), discriminator_of(new)
    if before is None or after is None or before == after:
        return
    if before[0] != after[0]:
        what = f"the discriminator was {show(before[0])}, is {show(after[0])}"
        yield Difference("discriminator-changed", (), what)
    for value, name in before[1].items():
        now = after[1].get(value)
        # A component that is renamed is the same variant.
        if now is not None and now != name and name in after[1].values():
            what = f"the value {show(value)} stood for {name}, stands for {now}"
            yield Difference("discriminator-changed", (), what)


def discriminator_of(schema: Schema) -> tuple[str, dict[str, str]] | None:
    """Read the property, and which component each of its values stands for."""
    stated = schema.get("discriminator") if is_object(schema) else None
    if not (is_object(schema) and is_object(stated)):
        return None
    members = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    names = [_component(one["$ref"]) for one in members if is_object(one) and "$ref" in one]
    stated_mapping = stated.get("mapping", {})
    mapping = {value: _component(target) for value, target in stated_mapping.items()}
    return str(stated.get("propertyName")), {name: name for name in names} | mapping


def _component(reference: object) -> str:
    return str(reference).rpartition("/")[2]


def _listed(one: Alternative) -> dict[str, Any] | None:
    return {canonical(v): v for v in one.branch["enum"]} if "enum" in one.branch else None


def _changed(keyword: str, before: Any, after: Any) -> tuple[str, Path, str]:
    if before is None:
        return "constraint-added", (), f"{keyword} {show(after)} was added"
    if after is None:
        return "constraint-removed", (), f"{keyword} {show(before)} was removed"
    what = f"{keyword} was {show(before)}, is {show(after)}"
    if keyword not in _LOWER | _UPPER or not (_is_number(before) and _is_number(after)):
        return "constraint-changed", (), what
    tightened = (after > before) == (keyword in _LOWER)
    return f"constraint-{'tightened' if tightened else 'loosened'}", (), what


def _is_number(value: object) -> TypeGuard[float]:
    """Tell whether a bound is one; no other rule looks at what a document bounds by."""
    return isinstance(value, int | float)


def _beyond(keyword: str, *bounds: Any) -> Iterator[Any]:
    """Give the values at and beyond the bounds of numbers, on the side that they forbid."""
    if keyword in _OF_NUMBERS:
        for bound in bounds:
            if _is_number(bound):
                sign = -1 if keyword in _LOWER else 1
                yield from (bound, bound + sign, bound + sign / 2)
