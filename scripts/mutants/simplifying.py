"""Drop from clauses on numbers and objects, and from bounds, what asks for nothing.

Each rule changes a clause in place, keeps what it accepts, and says whether that is anything.
"""

from __future__ import annotations

import math

import jsonschema_rs

from mutants.clause_forms import ANY, Clause

_LIMITS = {
    "number": ("minimum", "maximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}
_ON_FIELDS = ("fields", "patterns", "required", "implied")


def within_limits(name: str, clause: Clause) -> bool:
    """Drop bounds that nothing can miss.

    Args:
        name: The JSON type of the values.
        clause: What is asked of them.
    """
    low, high = _LIMITS.get(name, ("", ""))
    if name != "number" and clause.get(low) == 0:
        del clause[low]
    return not (low in clause and high in clause and clause[low] > clause[high])


def simplify_number(clause: Clause) -> bool:
    """Write bounds of whole numbers in one way, and drop steps that every number is on."""
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


def simplify_object(clause: Clause) -> bool:
    """Drop fields that are like undeclared ones, and what cannot be missed with those that remain."""
    if "fields" not in clause:
        return True
    _simplify_fields(clause)
    possible = {field for field, form in clause["fields"].items() if form}
    forbidden = clause["fields"].keys() - possible
    is_closed = not clause["rest"] and not clause["patterns"]
    _simplify_implied(clause, forbidden, possible if is_closed else None)
    required = set(clause["required"])
    if required & forbidden or (is_closed and required - possible):
        return False
    if clause.get("minProperties", 0) <= len(required):
        clause.pop("minProperties", None)
    if is_closed and clause.get("maxProperties", 0) >= len(possible):
        clause.pop("maxProperties", None)
    if is_closed and clause.get("minProperties", 0) > len(possible):
        return False
    if clause["rest"] == ANY and not any(clause[word] for word in _ON_FIELDS):
        for word in (*_ON_FIELDS, "rest"):
            del clause[word]
    return True


def matches(pattern: str, name: str) -> bool:
    """Tell whether a pattern is found in a name, as JSON Schema reads patterns."""
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(name)


def _simplify_fields(clause: Clause) -> None:
    fields, patterns, rest = dict(clause["fields"]), dict(clause["patterns"]), clause["rest"]
    if not rest and not patterns:
        # Only the declared names can come, so each can be tried.
        for asked in clause.pop("names", []):
            accepts = jsonschema_rs.Draft202012Validator({"propertyNames": asked}).is_valid
            fields = {field: form for field, form in fields.items() if accepts({field: 0})}
    if len(patterns) == 1:
        (pattern,) = patterns
        if patterns[pattern] == rest and not any(matches(pattern, field) for field in fields):
            patterns = {}
    if not patterns:
        fields = {field: form for field, form in fields.items() if form != rest}
    clause |= {"fields": fields, "patterns": patterns}


def _simplify_implied(clause: Clause, forbidden: set[str], only: set[str] | None) -> None:
    """Require what required fields imply, and drop what fields imply that cannot come."""
    required = set[str](clause["required"])
    implied = {(one, other) for one, other in clause["implied"]}
    while new := {other for one, other in implied if one in required} - required:
        required |= new
    clause["required"] = sorted(required)
    clause["implied"] = [
        [one, other]
        for one, other in sorted(implied)
        if one != other
        and other not in required
        and one not in forbidden
        and (only is None or one in only)
    ]
