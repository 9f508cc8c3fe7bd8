"""What is said of two schemas holds for every value, and what cannot be said is not guessed."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents import ref

from pipeline.openapi.semantics import Meanings, is_impossible, relate, subtract

VALIDATOR: Any = jsonschema.Draft202012Validator
small = st.integers(-1, 3)
values = st.recursive(
    st.sampled_from([None, True, False, -1, 0, 1, 2, 3, 0.5, 1.5, "", "a", "ab", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=5,
)
count = st.integers(0, 3)
KEYWORDS: dict[str, st.SearchStrategy[Any]] = {
    "enum": st.lists(values, min_size=1, max_size=3),
    "const": values,
    "minimum": small,
    "exclusiveMaximum": small,
    "multipleOf": st.sampled_from([0.5, 1, 1.5, 2]),
    "minLength": count,
    "maxLength": count,
    "pattern": st.sampled_from(["a", "^a", "b$", "^$", ".*"]),
    "minItems": count,
    "maxItems": count,
    "uniqueItems": st.booleans(),
    "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
    "minProperties": count,
    "maxProperties": count,
    "dependentRequired": st.just({"a": ["b"]}),
}


def _deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(st.sampled_from("ab"), inner, min_size=1, max_size=2)
    words: dict[str, Any] = {
        **dict.fromkeys(("anyOf", "oneOf", "allOf", "prefixItems"), several),
        **dict.fromkeys(("properties", "dependentSchemas"), named),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b", ".*"]), inner, max_size=2),
        **dict.fromkeys(("not", "items", "contains", "additionalProperties", "if", "then"), inner),
        "propertyNames": st.sampled_from([{"maxLength": 1}, {"enum": ["a", "b"]}, False]),
    }

    @st.composite
    def one(draw: st.DrawFn) -> Any:
        word, rest = draw(st.sampled_from(sorted(words))), draw(inner)
        beside: dict[str, Any] = {} if isinstance(rest, bool) else rest
        return {**beside, word: draw(words[word])}

    return one()


types = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
keyword = st.sampled_from(sorted(KEYWORDS)).flatmap(
    lambda word: KEYWORDS[word].map(lambda value: {word: value})
)
leaves = st.booleans() | types.map(lambda name: {"type": name}) | keyword
schemas = st.recursive(leaves, _deeper, max_leaves=5)


@settings(max_examples=2 * settings().max_examples, deadline=None)
@given(old=schemas, new=schemas, bodies=st.lists(values, min_size=20, max_size=40))
def test_no_value_contradicts_a_relation(old: Any, new: Any, bodies: list[Any]) -> None:
    """By another validator: what is not gained is accepted by the old schema, and the rest is exact."""
    meanings = Meanings({})
    before, after = meanings.of(old), meanings.of(new)
    relation, rest = relate(before, after), subtract(after, before)
    was, now = VALIDATOR(old), VALIDATOR(new)
    for body in bodies:
        accepted = was.is_valid(body), now.is_valid(body)
        assert relation.gains is not False or accepted != (False, True), body
        assert relation.loses is not False or accepted != (True, False), body
        assert not (is_impossible(before) and accepted[0]), body
        assert rest is None or VALIDATOR(rest).is_valid(body) == (accepted == (False, True)), body


def _document(**schemas: Any) -> Any:
    return {"components": {"schemas": schemas}}


def _tree(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"kids": {"items": ref(name)}}, **more}


def test_a_schema_that_refers_to_itself_is_compared_whatever_its_name() -> None:
    """And told from one that accepts less somewhere inside."""
    document = _document(A=_tree("A"), B=_tree("B"), C=_tree("C", required=["kids"]))
    meanings = Meanings(document)
    one, same, other = (meanings.of(ref(name)) for name in "ABC")
    assert relate(one, same).is_equal
    assert not relate(one, other).is_equal


def test_what_is_beside_a_reference_sees_what_the_reference_evaluates() -> None:
    """`unevaluatedProperties` forbids only what is left."""
    closed: dict[str, Any] = {
        "properties": {"a": {}},
        "additionalProperties": False,
        "type": "object",
    }
    meanings = Meanings(_document(Closed=closed))
    beside = meanings.of({**ref("Closed"), "unevaluatedProperties": False})
    assert relate(meanings.of(closed), beside).is_equal


def test_a_closed_object_needs_no_pattern_that_forbids() -> None:
    """Unless it forbids a field that the object has."""
    closed: dict[str, Any] = {"properties": {"a": {}}, "additionalProperties": False}
    of = Meanings({}).of
    assert relate(of(closed), of({**closed, "patternProperties": {"^x": False}})).is_equal
    assert not relate(of(closed), of({**closed, "patternProperties": {"^a": False}})).is_equal


def _deep() -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(2000):
        schema = {"items": schema}
    return schema


DEEP = _deep()
UNIONS = [{"anyOf": [{"required": [f"a{n}"]}, {"required": [f"b{n}"]}]} for n in range(40)]


@pytest.mark.parametrize(
    "schema",
    [
        ref("Nowhere"),
        {"type": "nonsense"},
        {"pattern": "["},
        {"properties": 5},
        {"$dynamicRef": "#x"},
        DEEP,
        {"allOf": UNIONS},
        {"not": {"allOf": UNIONS}},
        {"dependentSchemas": {f"a{n}": {"required": [f"b{n}"]} for n in range(40)}},
        {"enum": [*range(5000)]},
        ref("Doubled0"),
    ],
)
def test_what_cannot_be_worked_out_is_not_decided(schema: Any) -> None:
    """Be it invalid or out of all proportion; asking takes no time and raises nothing."""
    doubled = {
        f"Doubled{n}": {"properties": {"a": ref(f"Doubled{n + 1}"), "b": ref(f"Doubled{n + 1}")}}
        for n in range(40)
    }
    meanings = Meanings(_document(**doubled, Doubled40={}))
    assert meanings.of(schema) is None
    relation = relate(meanings.of(schema), meanings.of(True))
    assert (None, None) == (relation.gains, relation.loses)
