"""Meet and simplify clauses: what values of one JSON type must be like, in one of several ways.

Every rule here keeps what a clause accepts; each says why it does where that is not plain.
"""

from __future__ import annotations

import json
import math
from functools import reduce
from typing import Any

import jsonschema_rs

from mutants.documents import Json

Clause = dict[str, Any]
Form = dict[str, list[Clause]]

TYPES = ("null", "boolean", "number", "string", "array", "object")
FINITE: dict[str, list[Json]] = {"null": [None], "boolean": [False, True]}

ANY: Form = {name: [{"values": FINITE[name]} if name in FINITE else {}] for name in TYPES}

# Keywords by type: those with one value, and those of which several may have to be met.
PLAIN: dict[str, tuple[str, ...]] = {
    "null": (),
    "boolean": (),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
}
GATHERED: dict[str, tuple[str, ...]] = {
    "null": (),
    "boolean": (),
    "number": ("multipleOf",),
    "string": ("pattern",),
    "array": (),
    "object": (),
}
_LIMITS = {
    "number": ("minimum", "maximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}


def type_of(value: Json) -> str:
    """Name the JSON type of a value, as in forms: an integer is a number."""
    kinds = {bool: "boolean", int: "number", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def text(value: Json) -> str:
    """Write a JSON value so that equal values are equal texts."""
    return json.dumps(_equal(value), sort_keys=True, ensure_ascii=False)


def _equal(value: Json) -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _equal(each) for key, each in value.items()}
    return [_equal(each) for each in value] if isinstance(value, list) else value


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
    if word.startswith(("min", "exclusiveMin")):
        return max(here, there)
    if word.startswith(("max", "exclusiveMax")):
        return min(here, there)
    if word == "values":
        known = set(map(text, there))
        return [value for value in here if text(value) in known]
    if word in {"whole", "uniqueItems"}:
        return here or there
    if word in {"items", "rest"}:
        return meet_forms(here, there)
    if word == "first":
        return list(map(meet_forms, here, there))
    if word in {"fields", "patterns"}:
        return {name: meet_forms(here[name], there[name]) for name in here}
    return [*here, *there]


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
        met = [form for pattern, form in clause["patterns"].items() if _matches(pattern, name)]
        met += [clause["fields"][name]] if name in clause["fields"] else []
        fields[name] = reduce(meet_forms, met) if met else clause["rest"]
    return clause | {"fields": fields, "patterns": {}}


def _matches(pattern: str, name: str) -> bool:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(name)


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


def absorb(found: list[Clause]) -> list[Clause]:
    """Drop clauses that ask for all that another one asks for, and more; sort the others."""
    if len(found) < 2:
        return found
    unique = {text(each): each for each in found}
    parts = {key: {text(item) for item in each.items()} for key, each in unique.items()}
    return [
        unique[key]
        for key in sorted(unique)
        if not any(parts[other] < parts[key] for other in unique)
    ]


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
    rules = {"number": _number, "array": _array, "object": _object}
    if name in rules and not rules[name](clause):
        return None
    if not _within_limits(name, clause) or not _denied(name, clause):
        return None
    for word, value in clause.items():
        if isinstance(value, list) and word not in {"first", "values"}:
            unique = {text(each): each for each in value}
            clause[word] = [unique[key] for key in sorted(unique)]
    return clause


def _within_limits(name: str, clause: Clause) -> bool:
    """Drop bounds that nothing can miss."""
    low, high = _LIMITS.get(name, ("", ""))
    if name != "number" and clause.get(low) == 0:
        del clause[low]
    return not (low in clause and high in clause and clause[low] > clause[high])


def _denied(name: str, clause: Clause) -> bool:
    """Drop denials of what the clause does not accept anyway; say whether anything is left."""
    kept = []
    for denied in clause.pop("not", []):
        met = [each for each in denied if simplify(name, meet(clause, each)) is not None]
        if {} in met:
            return False
        kept += [sorted(met, key=text)] if met else []
    if kept:
        clause["not"] = kept
    return True


def _number(clause: Clause) -> bool:
    steps = clause.pop("multipleOf", [])
    if any(float(step).is_integer() for step in steps):
        clause["whole"] = True
    if clause.get("whole"):
        # Of 1/n every whole number is a multiple.
        steps = [step for step in steps if (step >= 1 and step != 1) or not (1 / step).is_integer()]
        low, high = clause.pop("exclusiveMinimum", None), clause.pop("exclusiveMaximum", None)
        lows = [math.ceil(clause["minimum"])] if "minimum" in clause else []
        highs = [math.floor(clause["maximum"])] if "maximum" in clause else []
        lows += [] if low is None else [math.floor(low) + 1]
        highs += [] if high is None else [math.ceil(high) - 1]
        clause |= {"minimum": max(lows)} if lows else {}
        clause |= {"maximum": min(highs)} if highs else {}
    if steps:
        clause["multipleOf"] = steps
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


def _object(clause: Clause) -> bool:
    if "fields" not in clause:
        return True
    fields, patterns, rest = dict(clause["fields"]), dict(clause["patterns"]), clause["rest"]
    closed = not rest and not patterns
    if closed:
        # Only the declared names can come, so each can be tried.
        for asked in clause.pop("names", []):
            accepts = jsonschema_rs.Draft202012Validator({"propertyNames": asked}).is_valid
            fields = {field: form for field, form in fields.items() if accepts({field: 0})}
    if len(patterns) == 1:
        (pattern,) = patterns
        if patterns[pattern] == rest and not any(_matches(pattern, field) for field in fields):
            patterns = {}
    if not patterns:
        fields = {field: form for field, form in fields.items() if form != rest}
    possible = {field for field, form in fields.items() if form}
    required = set(clause["required"])
    implied = {(one, other) for one, other in clause["implied"]}
    while new := {other for one, other in implied if one in required} - required:
        required |= new
    forbidden = {field for field, form in fields.items() if not form}
    clause["implied"] = [
        [one, other]
        for one, other in sorted(implied)
        if one != other and other not in required and one not in forbidden
        and not (closed and one not in possible)
    ]
    if required & forbidden or (closed and required - possible):
        return False
    if clause.get("minProperties", 0) <= len(required):
        clause.pop("minProperties", None)
    if closed and clause.get("maxProperties", 0) >= len(possible):
        clause.pop("maxProperties", None)
    if closed and clause.get("minProperties", 0) > len(possible):
        return False
    clause |= {"fields": fields, "patterns": patterns, "required": sorted(required)}
    words = ("fields", "patterns", "required", "implied")
    if not any(clause[word] for word in words) and rest == ANY:
        for word in (*words, "rest"):
            del clause[word]
    return True
