"""No change goes unseen: properties over random mutations of the document and over random schemas."""

from __future__ import annotations

import copy
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.documents import answer, content, document

from openrouter_models.contract import ContractError, Instances
from pipeline.derive.dialect import to_plain_31
from pipeline.diff.contract_comparison import compare
from pipeline.failure import PipelineError
from pipeline.openapi.resolution import resolve
from pipeline.read.load import extract, read_source
from pipeline.read.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.diff.changes import Change

    Applies = Callable[[dict[str, Any]], bool]
    Mutate = Callable[[dict[str, Any]], str]

VALIDATOR: Any = jsonschema.Draft202012Validator
VENDORED = Path(__file__).parents[3] / "openapi" / "openrouter.yaml"


@cache
def contract() -> dict[str, Any]:
    """Read the vendored document in plain form."""
    source = read_source(str(VENDORED))
    return to_plain_31(parse(extract(source), source.name))


def root_of(contract: dict[str, Any], status: str) -> dict[str, Any]:
    """Give the schema of a response."""
    responses = contract["paths"]["/models/user"]["get"]["responses"]
    schema: dict[str, Any] = responses[status]["content"]["application/json"]["schema"]
    return schema


def places(plain: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every schema of a response with the part and the pointer of what it describes."""
    responses = plain["paths"]["/models/user"]["get"]["responses"]
    for status in (name for name, one in responses.items() if "content" in one):
        pending = [("", root_of(plain, status))]
        while pending:
            pointer, schema = pending.pop()
            if "$ref" in schema:
                found = resolve(plain, schema["$ref"])
                assert found
                pending.append((pointer, found[1]))
                continue
            yield f"response {status}", pointer, schema
            pending += [(pointer, one) for one in schema.get("anyOf", ())]
            for name, field in schema.get("properties", {}).items():
                pending.append((f"{pointer}/{name}", field))
            if "items" in schema:
                pending.append((f"{pointer}/*", schema["items"]))


def rivals(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield alternatives of the type of another one, which may accept what they no longer do."""
    for _, _, schema in places(document):
        branches = schema.get("anyOf", [])
        types = [branch.get("type") for branch in branches]
        yield from (
            one for one, type_ in zip(branches, types, strict=True) if types.count(type_) > 1
        )


def is_object(schema: dict[str, Any]) -> bool:
    """Tell whether a schema describes an object with fields."""
    return bool(schema.get("properties"))


def add_field(schema: dict[str, Any]) -> str:
    """Declare another field."""
    schema["properties"]["new_one"] = {"type": "boolean"}
    return "/new_one"


def require_new_field(schema: dict[str, Any]) -> str:
    """Require another field."""
    schema["required"] = [*schema.get("required", ()), "new_one"]
    return add_field(schema)


def drop_field(schema: dict[str, Any]) -> str:
    """Take the first field away."""
    name = next(iter(schema["properties"]))
    del schema["properties"][name]
    schema["required"] = [one for one in schema.get("required", ()) if one != name]
    return f"/{name}"


def toggle_required(schema: dict[str, Any]) -> str:
    """Require the last field, or no longer."""
    name = list(schema["properties"])[-1]
    required = schema.get("required", [])
    schema["required"] = [one for one in required if one != name]
    if name not in required:
        schema["required"].append(name)
    return f"/{name}"


def toggle_closed(schema: dict[str, Any]) -> str:
    """Close the object, or open it."""
    schema["additionalProperties"] = schema.get("additionalProperties", True) is False
    return "/*"


def saying(**words: Any) -> Mutate:
    """Say something else; None takes a word away."""

    def mutate(schema: dict[str, Any]) -> str:
        schema |= words
        for word in [word for word, value in words.items() if value is None]:
            schema.pop(word, None)
        return ""

    return mutate


def add_value(schema: dict[str, Any]) -> str:
    """List another word."""
    schema["enum"].append("new one")
    return ""


def drop_value(schema: dict[str, Any]) -> str:
    """Take the first word away."""
    del schema["enum"][0]
    return ""


def forbid_null(schema: dict[str, Any]) -> str:
    """Take null away."""
    schema["anyOf"] = [one for one in schema["anyOf"] if one != {"type": "null"}]
    return ""


def is_of(*types: str) -> Applies:
    """Tell whether a schema is of one of some types, and lists no words."""
    return lambda schema: schema.get("type") in types and "enum" not in schema


def lists_words(schema: dict[str, Any]) -> bool:
    """Tell whether a schema lists more than one word."""
    return len(schema.get("enum", ())) > 1


MUTATIONS: list[tuple[Applies, Mutate]] = [
    *((is_object, one) for one in (add_field, require_new_field, drop_field)),
    *((is_object, one) for one in (toggle_required, toggle_closed)),
    *((lists_words, one) for one in (add_value, drop_value, saying(enum=None))),
    *((is_of("string"), one) for one in (saying(maxLength=3), saying(pattern="^[0-9]+$"))),
    *((is_of("number", "integer"), one) for one in (saying(minimum=2), saying(multipleOf=2))),
    *((is_of("array"), one) for one in (saying(maxItems=1), saying(minItems=2))),
    (is_of("string", "number", "integer", "array"), saying(type="boolean")),
    (lists_words, saying(type="boolean", enum=None)),
    (lambda schema: {"type": "null"} in schema.get("anyOf", ()), forbid_null),
]


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Compare two plain documents, texts aside."""
    return [one for one in compare(old, new).changes if one.severity != "documentation"]


def accepts(contract: dict[str, Any], schema: dict[str, Any], body: object) -> bool:
    """Ask a validator that the comparison does not use."""
    whole = {"allOf": [schema], "components": contract.get("components", {})}
    accepted: bool = VALIDATOR(whole).is_valid(body)
    return accepted


@settings(max_examples=settings().max_examples // 2, deadline=None)
@given(data=st.data())
def test_a_single_mutation_is_found_where_it_is(data: st.DataObject) -> None:
    """Nowhere else, and with a witness that another validator confirms."""
    old, new = contract(), copy.deepcopy(contract())
    applies, mutate = data.draw(st.sampled_from(MUTATIONS))
    idle = [id(one) for one in rivals(new)]
    spots = [place for place in places(new) if applies(place[2]) and id(place[2]) not in idle]
    schema = data.draw(st.sampled_from(spots))[2]
    expected = {(p, at) for p, at, one in places(new) if one is schema}
    below = mutate(schema)
    found = changes(old, new)
    where = {(place.part, place.pointer) for one in found for place in (one.where, *one.also)}
    assert {(p, at + below) for p, at in expected} == where
    for one in found:
        status = one.where.part.split()[1]
        witness = one.witness
        assert witness is not None
        for side, whole in (("old", old), ("new", new)):
            says = accepts(whole, root_of(whole, status), witness.body)
            assert (witness.accepted_by in {side, "both"}) == says


SCALARS = [None, True, False, 0, 1, 2, 0.5, "", "a", "bb", "x"]
values = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    ),
    max_leaves=4,
)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make schemas of objects."""
    return st.fixed_dictionaries(
        {"type": st.just("object")},
        optional={
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
            "additionalProperties": st.booleans() | inner,
            "minProperties": st.integers(0, 2),
        },
    )


def arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make schemas of arrays."""
    limit = st.integers(0, 2)
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner}, optional={"minItems": limit, "maxItems": limit}
    )


leaves = st.one_of(
    st.just({}),
    st.sampled_from(["null", "boolean", "integer", "number", "string"]).map(lambda t: {"type": t}),
    st.fixed_dictionaries(
        {"type": st.just("number")},
        optional={"minimum": st.integers(0, 2), "maximum": st.integers(0, 2)},
    ),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={"minLength": st.integers(0, 2), "pattern": st.sampled_from(["a", "^b"])},
    ),
    st.fixed_dictionaries(
        {
            "enum": st.lists(
                st.sampled_from(["a", "x", 1, True]), min_size=1, max_size=3, unique_by=repr
            )
        }
    ),
    st.fixed_dictionaries({"type": st.just("string"), "nullable": st.booleans()}),
)
schemas = st.recursive(
    leaves,
    lambda inner: (
        objects(inner)
        | arrays(inner)
        | st.lists(inner, min_size=1, max_size=2).map(lambda many: {"anyOf": many})
        | st.lists(inner, min_size=1, max_size=2).map(lambda many: {"allOf": many})
        | st.lists(inner, min_size=1, max_size=2).map(lambda many: {"oneOf": many})
        | inner.map(lambda one: {"not": one})
    ),
    max_leaves=5,
)


def answering(schema: Any) -> dict[str, Any]:
    """Write a plain document with one operation that answers with the schema."""
    return to_plain_31(document({"responses": {"200": answer(schema)}}))


def asking(schema: Any) -> dict[str, Any]:
    """Write a plain document with one operation that takes the schema."""
    request = {"content": content(schema)}
    return to_plain_31(document({"requestBody": request, "responses": {"200": answer()}}))


@settings(deadline=None)
@given(old=schemas, new=schemas, bodies=st.lists(values, min_size=5, max_size=10))
def test_a_body_that_may_newly_come_is_a_breaking_change(
    old: Any, new: Any, bodies: list[Any]
) -> None:
    """And one that no longer may is some change; each witness is confirmed by another validator."""
    before, after = answering(old), answering(new)
    found = changes(before, after)
    found_breaking = any(one.severity == "breaking" for one in found)
    for body in bodies:
        was = accepts(before, root_of(before, "200"), body)
        now = accepts(after, root_of(after, "200"), body)
        assert found_breaking or was or not now, body
        assert found or was == now, body
    for one in found:
        if one.witness:
            for side, whole in (("old", before), ("new", after)):
                says = accepts(whole, root_of(whole, "200"), one.witness.body)
                assert (one.witness.accepted_by in {side, "both"}) == says


def errors(plain: dict[str, Any], body: object) -> list[Any]:
    """Say what other people's validator has against a body of `answering`."""
    whole = {"allOf": [root_of(plain, "200")], "components": plain["components"]}
    return list(VALIDATOR(whole).iter_errors(body))


BESIDE = {"type": "object", "additionalProperties": {"type": "string", "pattern": "^b"}}


def is_near(place: str, error: Any) -> bool:
    """Tell whether an error is at the place of a change, above it or below it."""
    there, here = place.split("/")[1:], list(map(str, error.absolute_path))
    return all(one in {"*", other} for one, other in zip(there, here, strict=False))


@settings(max_examples=settings().max_examples // 2, deadline=None)
@given(old=schemas, new=schemas, bodies=st.lists(values, max_size=10), write=st.booleans())
@example(  # what is compatible by its kind alone must not be called proved
    old=BESIDE, new=BESIDE | {"properties": {"a": {"const": "a"}}}, bodies=[{"a": "a"}], write=False
)
def test_no_body_is_a_counter_example_to_a_proof(
    old: Any, new: Any, bodies: list[Any], *, write: bool
) -> None:
    """What readers newly get, or servers newly refuse, has to do with a change that is not proved."""
    found = changes(*map(asking if write else answering, (old, new)))
    before, after = map(answering, (new, old) if write else (old, new))
    with suppress(ContractError):  # where no value was found
        bodies = [*bodies, *islice(Instances(after).several(root_of(after, "200")), 20)]
    for body in bodies:
        wrong = errors(before, body)
        if wrong and not errors(after, body):
            unproved = [one.where.pointer for one in found if one.proof is not True]
            assert any(is_near(place, error) for place in unproved for error in wrong), body


@pytest.mark.parametrize("broken", [{"description": {}}, {"minLength": "x"}])
def test_what_is_not_a_schema_is_refused_in_a_line(broken: dict[str, Any]) -> None:
    """With what is wrong about it."""
    with pytest.raises(PipelineError, match=r"the documents cannot be compared: .* is not of type"):
        changes(
            answering({"type": "string", "minLength": 1}), answering({"type": "string"} | broken)
        )
