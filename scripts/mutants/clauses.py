"""Meet and simplify clauses: what values of one JSON type must be like, in one of several ways.

Every rule here keeps what a clause accepts; each says why it does where that is not plain.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from mutants.clause_forms import ANY, Clause, Form, absorb, text
from mutants.simplifying import matches, simplify_number, simplify_object, within_limits
from pipeline.openapi.visiting import is_array

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_LARGEST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})


def meet(one: Clause, other: Clause) -> Clause:
    """Make the clause that asks for what two clauses of one type ask for.

    Args:
        one: A clause.
        other: Another one.
    """
    if {"rest", "fields"} <= one.keys() & other.keys():
        one, other = _with_equal_fields(one, other)
    if "items" in one and "items" in other:
        one, other = _with_equal_places(one, other)
    return {word: _both(word, one, other) for word in one.keys() | other.keys()}


def _both(word: str, one: Clause, other: Clause) -> Any:
    if word not in one or word not in other:
        return one.get(word, other.get(word))
    here, there = one[word], other[word]
    rule = _RULES.get(word)
    return [*here, *there] if rule is None else rule(here, there)


def _values_of_both(here: list[Any], there: list[Any]) -> list[Any]:
    known = set(map(text, there))
    return [value for value in here if text(value) in known]


def _forms_of_both(here: dict[str, Form], there: dict[str, Form]) -> dict[str, Form]:
    return {name: meet_forms(here[name], there[name]) for name in here}


def _with_equal_places(one: Clause, other: Clause) -> tuple[Clause, Clause]:
    """Write two clauses on arrays so that both speak of the same first items."""
    count = max(len(one["first"]), len(other["first"]))
    first, second = (
        each | {"first": (each["first"] + [each["items"]] * count)[:count]} for each in (one, other)
    )
    return first, second


def _with_equal_fields(one: Clause, other: Clause) -> tuple[Clause, Clause]:
    """Write two clauses on objects so that both speak of the same fields."""
    one, other = _without_patterns_beside(one, other), _without_patterns_beside(other, one)
    if one["patterns"] or other["patterns"]:
        words = ("fields", "patterns", "rest")
        told = [{word: each[word] for word in words} for each in (one, other) if each["patterns"]]
        one, other = (_without_patterns(each) for each in (one, other))
        one = one | {"opaque": [*one.get("opaque", []), *map(text, told)]}
    names = one["fields"].keys() | other["fields"].keys()
    first, second = (
        each | {"fields": {name: each["fields"].get(name, each["rest"]) for name in names}}
        for each in (one, other)
    )
    return first, second


def _without_patterns_beside(clause: Clause, other: Clause) -> Clause:
    """Apply the patterns of a clause to the only names that another one lets come."""
    if not clause["patterns"] or other["rest"] or other["patterns"]:
        return clause
    fields: dict[str, Form] = {}
    for name in other["fields"].keys() | clause["fields"].keys():
        met = [form for pattern, form in clause["patterns"].items() if matches(pattern, name)]
        met += [clause["fields"][name]] if name in clause["fields"] else []
        fields[name] = reduce(meet_forms, met) if met else clause["rest"]
    return clause | {"fields": fields, "patterns": {}}


def _without_patterns(clause: Clause) -> Clause:
    if not clause["patterns"]:
        return clause
    return clause | {"fields": {}, "patterns": {}, "rest": ANY}


def meet_forms(one: Form, other: Form) -> Form:
    """Make the form that accepts what two forms accept."""
    return {
        name: found
        for name in one.keys() & other.keys()
        if (
            found := absorb(
                [
                    simple
                    for here in one[name]
                    for there in other[name]
                    if (simple := simplify(name, meet(here, there))) is not None
                ]
            )
        )
    }


def simplify(name: str, clause: Clause) -> Clause | None:
    """Drop from a clause what asks for nothing.

    Args:
        name: The JSON type of the values.
        clause: What is asked of them.

    Returns:
        A clause that accepts the same, None if that is nothing at all.
    """
    if clause.get("values") == []:
        return None
    clause = dict(clause)
    rules = {"number": simplify_number, "array": _array, "object": simplify_object}
    if name in rules and not rules[name](clause):
        return None
    if not within_limits(name, clause) or not _denied(name, clause):
        return None
    gathered = clause.keys() - {"first", "values"}
    return {word: _sorted(value) if word in gathered else value for word, value in clause.items()}


def _sorted(value: Any) -> Any:
    """Sort what is gathered in a list, each once."""
    if not is_array(value):
        return value
    unique = {text(each): each for each in value}
    return [unique[key] for key in sorted(unique)]


def _denied(name: str, clause: Clause) -> bool:
    """Drop denials of what the clause does not accept anyway; say whether anything is left."""
    kept: list[list[Clause]] = []
    for denied in clause.pop("not", []):
        met = [each for each in denied if simplify(name, meet(clause, each)) is not None]
        if {} in met:
            return False
        kept += [sorted(met, key=text)] if met else []
    if kept:
        clause["not"] = kept
    return True


def _array(clause: Clause) -> bool:
    first, items = list(clause.get("first", [])), clause.get("items", ANY)
    if {} in [*first, items]:
        clause["maxItems"] = min(clause.get("maxItems", len(first)), [*first, items].index({}))
    first = first[: clause.get("maxItems")]
    if len(first) == clause.get("maxItems"):
        items = ANY  # nothing comes after the first
    while first and first[-1] == items:
        first.pop()
    for inner, low, _ in clause.get("contains", ()):
        if low != 0 and not any(meet_forms(each, inner) for each in [*first, items]):
            return False
    clause |= {"first": first, "items": items}
    if not first and items == ANY:
        del clause["first"], clause["items"]
    if not clause.get("uniqueItems") or clause.get("maxItems", 2) < 2:
        clause.pop("uniqueItems", None)
    return True


_RULES: dict[str, Callable[[Any, Any], Any]] = {
    "values": _values_of_both,
    "whole": lambda here, there: here or there,
    "uniqueItems": lambda here, there: here or there,
    "items": meet_forms,
    "rest": meet_forms,
    "first": lambda here, there: list(map(meet_forms, here, there)),
    "fields": _forms_of_both,
    "patterns": _forms_of_both,
    **dict.fromkeys(_LEAST, min),
    **dict.fromkeys(_LARGEST, max),
}
