"""The walker: each deviation once, with the right kind, at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from openrouter_models._validation.walker import compile_walker

if TYPE_CHECKING:
    from openrouter_models.findings import Finding

Json = Any
Seen = list[tuple[str, str]]

NODE = {
    "type": "object",
    "properties": {
        "value": {"type": "integer"},
        "next": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
    },
    "required": ["value"],
}
CONTRACT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Node": NODE,
            "Alias": {"$ref": "#/components/schemas/Word"},
            "Word": {"type": "string", "enum": ["a", "b"]},
            "a/b~c d": {"type": "string"},
            "Loop": {"$ref": "#/components/schemas/Loop"},
        }
    }
}


def ref(name: str) -> dict[str, str]:
    """Refer to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def walk(schema: Json, value: Json) -> list[Finding]:
    """Give the findings of one value."""
    return compile_walker(CONTRACT, schema)(value)


def seen(schema: Json, value: Json) -> Seen:
    """Give the kinds and paths of the findings of one value."""
    return [(finding.kind.value, finding.path) for finding in walk(schema, value)]


def obj(**properties: Json) -> dict[str, Any]:
    """An open object with properties."""
    return {"type": "object", "properties": properties}


STRING = {"type": "string"}
INTEGER = {"type": "integer"}
NULL = {"type": "null"}
CONSTRAINT = [("constraint-violated", "")]

ONE_FINDING: list[tuple[str, Json, Json, Seen]] = [
    ("string for integer", INTEGER, "1", [("wrong-type", "")]),
    ("whole float for integer", INTEGER, 8192.0, []),
    ("fraction for integer", INTEGER, 1.5, [("wrong-type", "")]),
    ("infinity for integer", INTEGER, float("inf"), [("wrong-type", "")]),
    ("boolean for integer", INTEGER, True, [("wrong-type", "")]),
    ("boolean for number", {"type": "number"}, False, [("wrong-type", "")]),
    ("integer for number", {"type": "number"}, 1, []),
    ("one of several types", {"type": ["string", "null"]}, None, []),
    ("none of several types", {"type": ["string", "null"]}, 1, [("wrong-type", "")]),
    ("null", STRING, None, [("null-not-allowed", "")]),
    ("true accepts", True, {"any": ["thing"]}, []),
    ("empty accepts", {}, None, []),
    ("false refuses", False, 1, CONSTRAINT),
    ("known word", ref("Word"), "a", []),
    ("unknown word", ref("Word"), "c", [("unknown-enum-value", "")]),
    ("unknown word behind two references", ref("Alias"), "c", [("unknown-enum-value", "")]),
    ("no word, told once", ref("Word"), 5, [("wrong-type", "")]),
    ("an enum implies a type", {"enum": ["a", "b"]}, 5, [("wrong-type", "")]),
    ("an enum implies null", {"enum": ["a", None]}, None, []),
    ("an enum refuses null", {"type": ["string", "null"], "enum": ["a"]}, None, [("null-not-allowed", "")]),
    ("an enum at odds with its type", {"type": "integer", "enum": ["a"]}, 5, [("unknown-enum-value", "")]),
    ("an enum of numbers", {"enum": [1, 2]}, 1.0, []),
    ("an enum of numbers and true", {"enum": [1, False]}, True, [("unknown-enum-value", "")]),
    ("an enum of containers", {"enum": [{"a": [1]}]}, {"a": [1.0]}, []),
    ("const", {"const": 1}, 2, CONSTRAINT),
    ("const and true", {"const": 1}, True, CONSTRAINT),
    ("const of equal number", {"const": 1}, 1.0, []),
    ("escaped reference", {"$ref": "#/components/schemas/a~1b~0c%20d"}, 1, [("wrong-type", "")]),
    ("reference with siblings", {**ref("Word"), "minLength": 2}, "a", CONSTRAINT),
    ("minimum", {"minimum": 2}, 1, CONSTRAINT),
    ("minimum met", {"minimum": 2}, 2, []),
    ("minimum of a fraction", {"minimum": 2}, 1.5, CONSTRAINT),
    ("minimum is about numbers", {"minimum": 2}, "1", []),
    ("maximum", {"type": "integer", "maximum": 2}, 3, CONSTRAINT),
    ("exclusive minimum", {"exclusiveMinimum": 2}, 2, CONSTRAINT),
    ("exclusive maximum", {"exclusiveMaximum": 2}, 2, CONSTRAINT),
    ("multiple of a decimal", {"multipleOf": 0.1}, 0.3, []),
    ("not a multiple", {"multipleOf": 2}, 3, CONSTRAINT),
    ("infinity is no multiple", {"multipleOf": 2}, float("inf"), CONSTRAINT),
    ("length in code points", {"maxLength": 1}, "\U0001f600", []),
    ("too short", {"minLength": 2}, "a", CONSTRAINT),
    ("pattern anywhere", {"pattern": "b"}, "abc", []),
    ("pattern nowhere", {"pattern": "^b"}, "abc", CONSTRAINT),
    ("two constraints are two findings", {"minLength": 2, "pattern": "b"}, "a", CONSTRAINT * 2),
    ("too few items", {"minItems": 1}, [], CONSTRAINT),
    ("too many items", {"maxItems": 1}, [1, 2], CONSTRAINT),
    ("equal items", {"uniqueItems": True}, [1, 1.0], CONSTRAINT),
    ("one is not true", {"uniqueItems": True}, [1, True, "1", [1], {"1": 1}], []),
    ("equal objects", {"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}], CONSTRAINT),
    ("too few fields", {"minProperties": 1}, {}, CONSTRAINT),
    ("too many fields", {"maxProperties": 0}, {"a": 1}, CONSTRAINT),
    ("contains", {"contains": STRING}, [1], CONSTRAINT),
    ("contains enough", {"contains": STRING}, [1, "a"], []),
    ("contains too many", {"contains": STRING, "maxContains": 1}, ["a", "a"], CONSTRAINT),
    ("contains none, allowed", {"contains": STRING, "minContains": 0}, [], []),
    ("not", {"not": STRING}, "a", CONSTRAINT),
    ("not, kept", {"not": STRING}, 1, []),
    ("items", {"items": STRING}, ["a", 1, "b", None], [("wrong-type", "/1"), ("null-not-allowed", "/3")]),
    ("words in a list", {"items": ref("Word")}, ["a", "x", "y"], [("unknown-enum-value", "/1"), ("unknown-enum-value", "/2")]),
    ("tuple", {"prefixItems": [STRING], "items": INTEGER}, [1, 1, "a"], [("wrong-type", "/0"), ("wrong-type", "/2")]),
    ("closed tuple", {"prefixItems": [STRING], "items": False}, ["a", 1], [("constraint-violated", "/1")]),
    ("missing", {"required": ["a", "b"]}, {"b": 1}, [("missing-required", "/a")]),
    ("required twice", {"required": ["a", "a"]}, {}, [("missing-required", "/a")]),
    ("missing twice over", obj(a=STRING) | {"required": ["a"]}, {}, [("missing-required", "/a")]),
    ("escaped path", {"additionalProperties": STRING}, {"a/b~c": 1}, [("wrong-type", "/a~1b~0c")]),
    ("undeclared", obj(a=STRING), {"a": "x", "b": 1}, [("undeclared-field", "/b")]),
    ("undeclared, said to be open", obj(a=STRING) | {"additionalProperties": {"description": "any"}}, {"b": 1}, [("undeclared-field", "/b")]),
    ("a map declares nothing", {"type": "object", "additionalProperties": {}}, {"b": 1}, []),
    ("an object without properties", {"type": "object"}, {"b": 1}, []),
    ("additional fields with a schema", obj(a=STRING) | {"additionalProperties": INTEGER}, {"b": 1, "c": "x"}, [("wrong-type", "/c")]),
    ("forbidden", obj(a=STRING) | {"additionalProperties": False}, {"a": "x", "b": {}}, [("forbidden-field", "/b")]),
    ("forbidden by name", obj(a=False), {"a": 1}, [("forbidden-field", "/a")]),
    ("forbidden by pattern of names", {"propertyNames": {"maxLength": 1}}, {"ab": 1}, [("forbidden-field", "/ab")]),
    ("pattern properties", {"patternProperties": {"^x": STRING}}, {"x1": 1, "y": 1}, [("wrong-type", "/x1"), ("undeclared-field", "/y")][:1]),
    ("closed beside patterns", {"patternProperties": {"^x": STRING}, "additionalProperties": False}, {"x": "a", "y": 1}, [("forbidden-field", "/y")]),
    ("undeclared beside patterns", obj(a=STRING) | {"patternProperties": {"^x": STRING}}, {"x": "a", "y": 1}, [("undeclared-field", "/y")]),
    ("unevaluated", {"allOf": [obj(a=STRING)], "unevaluatedProperties": False}, {"a": "x", "b": 1}, [("forbidden-field", "/b")]),
    ("unevaluated with a schema", {"allOf": [obj(a=STRING)], "unevaluatedProperties": STRING}, {"b": 1}, [("wrong-type", "/b")]),
    ("nothing is unevaluated", {"additionalProperties": True, "unevaluatedProperties": False}, {"b": 1}, []),
    ("dependent", {"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("missing-required", "/b")]),
    ("not dependent", {"dependentRequired": {"a": ["b"]}}, {}, []),
    ("dependent schema", {"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, [("missing-required", "/b")]),
    ("no dependent schema", {"dependentSchemas": {"a": {"required": ["b"]}}}, {"c": 1}, []),
    ("then", {"if": STRING, "then": {"minLength": 2}}, "a", CONSTRAINT),
    ("else", {"if": STRING, "then": {"minLength": 2}, "else": INTEGER}, 1.5, [("wrong-type", "")]),
    ("neither", {"if": STRING, "then": {"minLength": 2}}, 1, []),
    ("formats are annotations", {"type": "string", "format": "date-time"}, "no date", []),
    ("nothing below a wrong type", obj(a=obj(b=STRING) | {"required": ["c"]}), {"a": [1]}, [("wrong-type", "/a")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [case[1:] for case in ONE_FINDING],
    ids=[c[0] for c in ONE_FINDING],
)
def test_each_keyword(schema: Json, value: Json, expected: Seen) -> None:
    """Each keyword gives the kind that stands for it, at the place of the value."""
    assert expected == seen(schema, value)


COMPOSED: list[tuple[str, Json, Json, Seen]] = [
    ("null", {"anyOf": [ref("Node"), NULL]}, None, []),
    ("inside a nullable", {"anyOf": [ref("Node"), NULL]}, {"value": "x"}, [("wrong-type", "/value")]),
    ("not a nullable", {"oneOf": [ref("Node"), NULL]}, 5, [("wrong-type", "")]),
    ("null for a union", {"anyOf": [STRING, INTEGER]}, None, [("null-not-allowed", "")]),
    ("a type of no branch", {"anyOf": [STRING, INTEGER]}, [], [("wrong-type", "")]),
    ("a fraction for two integers", {"anyOf": [{**INTEGER, "maximum": 1}, {**INTEGER, "minimum": 3}]}, 2.5, [("wrong-type", "")]),
    ("a branch without anything", {"anyOf": [STRING, {"minLength": 5}]}, "a", []),
    ("the one branch that fits in type", {"anyOf": [STRING, ref("Node")]}, {}, [("missing-required", "/value")]),
    ("none of two that fit in type", {"anyOf": [{"minimum": 5}, {"type": "number", "multipleOf": 2}]}, 3, CONSTRAINT),
    ("a whole number that one branch refuses", {"anyOf": [{**INTEGER, "minimum": 5}, {"type": "number", "minimum": 9}]}, 2.5, CONSTRAINT),
    ("more than one of one", {"oneOf": [{"minimum": 1}, {"maximum": 5}]}, 3, CONSTRAINT),
    ("exactly one", {"oneOf": [{"minimum": 4}, {"maximum": 2}]}, 1, []),
    ("two nulls of one", {"oneOf": [{"type": ["string", "null"]}, NULL]}, None, CONSTRAINT),
    ("nothing at all", {"anyOf": [False, False]}, 1, CONSTRAINT),
    ("warnings of the best branch", {"anyOf": [obj(a=STRING), obj(b=STRING, c=STRING)]}, {"b": "x", "c": "x", "d": 1}, [("undeclared-field", "/d")]),
    ("only the branch without error warns", {"anyOf": [obj(a=STRING), obj(a=INTEGER)]}, {"a": 1, "b": 1}, [("undeclared-field", "/b")]),
    ("declared by another part", {"allOf": [obj(a=STRING), obj(b=STRING)]}, {"a": "x", "b": "x"}, []),
    ("declared by no part", {"allOf": [obj(a=STRING), obj(b=STRING)]}, {"a": "x", "c": 1, "b": "x"}, [("undeclared-field", "/c")]),
    ("declared beside a reference", {**ref("Node"), **obj(more=STRING)}, {"value": 1, "more": "x", "c": 1}, [("undeclared-field", "/c")]),
    ("declared by a branch", {"type": "object", "properties": {"a": STRING}, "anyOf": [obj(b=STRING), obj(c=STRING)]}, {"a": "x", "b": "x", "d": 1}, [("undeclared-field", "/d")]),
    ("forbidden by a part", {"allOf": [obj(a=STRING) | {"additionalProperties": False}, obj(b=STRING)]}, {"b": "x"}, [("forbidden-field", "/b")]),
    ("the same from two parts", {"allOf": [obj(a=STRING), obj(a=STRING) | {"required": ["a"]}, {"required": ["a"]}]}, {}, [("missing-required", "/a")]),
    ("type beats enum over parts", {"allOf": [obj(a={"const": "x"}), obj(a=STRING)]}, {"a": 5}, [("wrong-type", "/a")]),
    ("type hides what is below", {"allOf": [obj(a=STRING), obj(a=obj(b=INTEGER))]}, {"a": {"b": "x"}}, [("wrong-type", "/a")]),
    ("in the order of the body", {"allOf": [obj(b=STRING), obj(a=STRING)]}, {"a": 1, "b": 1}, [("wrong-type", "/a"), ("wrong-type", "/b")]),
    ("parts that exclude each other", {"allOf": [STRING, INTEGER]}, "a", [("wrong-type", "")]),
    ("parts of which one refuses", {"allOf": [STRING, False]}, "a", CONSTRAINT),
    ("a recursive list", ref("Node"), {"value": 1, "next": {"value": 1, "next": {"x": 1}}}, [("undeclared-field", "/next/next/x"), ("missing-required", "/next/next/value")]),
    ("a recursive tree", ref("Node"), {"value": 1, "children": [{"value": 1}, 5]}, [("wrong-type", "/children/1")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "value", "expected"), [case[1:] for case in COMPOSED], ids=[c[0] for c in COMPOSED]
)
def test_composition(schema: Json, value: Json, expected: Seen) -> None:
    """References, parts and branches lead to the real culprit, told once."""
    assert expected == seen(schema, value)


MESSAGES: list[tuple[Json, Json, str]] = [
    ({"anyOf": [{"type": "number"}, STRING, NULL]}, [1], "got [1], expected null or number or string"),
    (INTEGER, 1.5, "got 1.5, expected integer"),
    ({"allOf": [STRING, INTEGER]}, True, "got true, expected no value"),
    ({"enum": ["a", "b"]}, "c", 'got "c", expected one of "a", "b"'),
    ({"const": "a"}, "c", 'got "c", expected "a"'),
    ({"enum": list("abcdefghijkl")}, "z", 'got "z", expected one of "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" and 2 more'),
    ({"minimum": 3}, 1, "got 1, expected at least 3"),
    ({"pattern": "^\x1b"}, "a", 'got "a", expected a match of "^\\u001b"'),
    ({"required": ["a"]}, {}, "required, but missing"),
    (obj(a=True), {"b\x1b": "\x1b[2J"}, 'got "\\u001b[2J", a field that the contract does not declare'),
    (obj(user_id=STRING), {"user_id": 4711}, 'got "(withheld)", expected string'),
    (STRING, {"user_id": "user_4711"}, 'got {"user_id": "(withheld)"}, expected string'),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "message"), MESSAGES)
def test_messages(schema: Json, value: Json, message: str) -> None:
    """A message says what came and what was expected, without account ids and escapes."""
    assert [message] == [finding.message for finding in walk(schema, value)]


def test_what_the_items_of_an_array_accept_the_array_does_not() -> None:
    """An object without fields passes the gate of optional fields, but an array is asked for."""
    assert [("wrong-type", "/a")] == seen(
        obj(a={"type": "array", "items": obj(b=STRING)}), {"a": {}}
    )


def test_the_value_of_a_finding_is_shortened() -> None:
    """A finding does not keep a large body alive."""
    (finding,) = walk(STRING, list(range(1000)))
    assert [0, 1, 2, 3, 4, "… 995 more"] == finding.value


def test_a_missing_field_has_no_value() -> None:
    """Nothing came, so nothing is told."""
    (finding,) = walk({"required": ["a"]}, {})
    assert finding.value is None


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/Nowhere"},
        {"$ref": "https://example.com/schema.json"},
        {"$ref": "#/components/schemas/Word/type"},
        {"items": {"$ref": "#/components/schemas/Word/enum/9"}},
        ref("Loop"),
        {"type": "strin"},
        {"pattern": "("},
        {"properties": {"a": {"$dynamicRef": "#a"}}},
        {"anyOf": [obj(a=STRING)], "unevaluatedProperties": False},
    ],
)
def test_what_cannot_be_compiled_is_refused(schema: Json) -> None:
    """A schema that would not be checked fully is an error at once, not a quiet gap."""
    with pytest.raises(ValueError, match=r"\S"):
        compile_walker(CONTRACT, schema)


def nested(depth: int) -> dict[str, Any]:
    """A linked list of some length."""
    value: dict[str, Any] = {"value": 1}
    for _ in range(depth):
        value = {"value": 1, "next": value}
    return value


def test_depth_beyond_the_schema_costs_nothing() -> None:
    """What the schema does not describe is not descended into, however deep it is."""
    assert [("undeclared-field", "/deep")] == seen(obj(a=STRING), {"deep": nested(50_000)})


def test_depth_of_a_recursive_schema_is_bounded() -> None:
    """A body that is nested too deeply to be checked is one error, not a crash."""
    assert CONSTRAINT == seen(ref("Node"), nested(50_000))


def test_too_deep_to_compare() -> None:
    """Comparing items that are nested too deeply is one error, not a crash."""
    assert CONSTRAINT == seen({"uniqueItems": True}, [nested(50_000), 1])


def test_a_walker_gives_the_same_findings_again() -> None:
    """What a walker has seen in between, more shapes than it remembers, changes nothing."""
    walker = compile_walker(CONTRACT, obj(a=STRING))
    first = walker({"a": 1, "b": 1})
    for number in range(1000):
        walker({f"x{number}": number})
    assert first == walker({"a": 1, "b": 1})


def test_findings_of_objects_of_the_same_shape_are_their_own() -> None:
    """What was learned from one object is used for the next, never its deviations."""
    schema = {"items": obj(a=ref("Word")) | {"required": ["a", "c"]}}
    expected = [
        ("missing-required", "/0/c"),
        ("unknown-enum-value", "/1/a"),
        ("missing-required", "/1/c"),
    ]
    assert expected == seen(schema, [{"a": "a"}, {"a": "x"}])


def test_schemas_that_lead_to_each_other_in_many_ways_are_compiled_once() -> None:
    """Thirty levels, each with a field for every level below, have a billion ways to the last."""
    schemas: Json = {"Level0": {"type": "object", "properties": {"end": {"type": "string"}}}}
    for level in range(1, 30):
        below = {f"p{n}": {"$ref": f"#/components/schemas/Level{n}"} for n in range(level)}
        schemas[f"Level{level}"] = {"type": "object", "properties": below}
    contract = {"components": {"schemas": schemas}}
    walk = compile_walker(contract, {"$ref": "#/components/schemas/Level29"})
    assert [] == walk({"p28": {"p27": {"p0": {"end": "x"}}}})
