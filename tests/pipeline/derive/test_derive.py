"""The derived contract means what the vendored document means, with its nullable honoured."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conforming import STATUSES, of_july_2026

from openrouter_models.contract.instances import Instances
from pipeline.derive.derivation import derive
from pipeline.failure import PipelineError
from pipeline.json_values import child, is_array, is_object, put
from pipeline.openapi.visiting import walk
from pipeline.read.parsing import parse, parse_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Place = tuple[str | int, ...]

OPENAPI = Path(__file__).parents[3] / "openapi"
ODD_VALUES: list[Any] = [None, True, 0, 1.5, 8192.0, "odd", [], [None], ["odd"], {}, {"odd": None}]


@cache
def vendored() -> dict[str, Any]:
    """Read the vendored document."""
    return parse((OPENAPI / "openrouter.yaml").read_bytes(), "openrouter.yaml")


@cache
def repairs() -> dict[str, Any]:
    """Read our repairs."""
    return parse_mapping((OPENAPI / "repairs.overlay.yaml").read_bytes(), "repairs.overlay.yaml")


@cache
def contract() -> dict[str, Any]:
    """Derive the contract."""
    return derive(vendored(), repairs(), known_false=None).contract


def with_nulls(schema: Any) -> Any:
    """Read nullable as OpenAPI 3.0.3 does: beside a type it allows null, elsewhere it says nothing.

    Old revisions leave null out of an enum beside it.
    """
    if is_array(schema):
        return [with_nulls(item) for item in schema]
    if not is_object(schema):
        return schema
    read = {key: with_nulls(value) for key, value in schema.items()}
    if read.pop("nullable", False) is True and "type" in read:
        read["type"] = [read["type"], "null"]
        if None not in read.get("enum", [None]):
            read["enum"] = [*read["enum"], None]
    return read


def media(document: dict[str, Any], status: str) -> dict[str, Any]:
    """Look up what the operation documents for a status."""
    operation = document["paths"]["/models/user"]["get"]
    found: dict[str, Any] = operation["responses"][status]["content"]["application/json"]
    return found


@cache
def judges(status: str) -> tuple[Callable[[Any], bool], Callable[[Any], bool]]:
    """Build two judges of a body: one of the vendored document, one of the contract."""
    root = {
        **media(vendored(), status)["schema"],
        "components": with_nulls(vendored()["components"]),
    }
    pointer = child(
        "", "paths", "/models/user", "get", "responses", status, "content", "application/json"
    )
    registry = jsonschema_rs.Registry(
        [("urn:contract", contract())], draft=jsonschema_rs.Draft202012
    )
    derived = {"$ref": f"urn:contract#{pointer}/schema"}
    by_document: Any = jsonschema.Draft202012Validator(root)
    by_contract = jsonschema_rs.Draft202012Validator(derived, registry=registry)
    return by_document.is_valid, by_contract.is_valid


@cache
def enums() -> list[list[Any]]:
    """Collect the enums of the vendored document."""
    return [node.value["enum"] for node in walk(vendored()) if "enum" in node.value]


@cache
def fullest_body(status: str) -> Any:
    """Write a conforming body in which every field that the document knows has a value."""
    return full(Instances(contract()), media(contract(), status)["schema"])


def full(instances: Instances, schema: Any) -> Any:
    """Make a value with all that a schema declares."""
    branches = instances.branches(schema)
    branch = next((each for each in branches if each["type"] != "null"), branches[0])
    if names := branch.get("properties"):
        return {name: full(instances, instances.field(branch, name)) for name in names}
    return [full(instances, branch["items"])] if "items" in branch else instances.smallest(branch)


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Go through every place in a body."""
    yield at
    items: list[tuple[str | int, Any]] = []
    if is_object(value):
        items = list(value.items())
    elif is_array(value):
        items = list(enumerate(value))
    for key, inner in items:
        yield from places(inner, (*at, key))


def mutants(body: Any) -> Iterator[Any]:
    """Change a body at one place, in every way that we can think of."""
    for at in places(body):
        here = body
        for key in at:
            here = here[key]
        values = [*ODD_VALUES]
        if is_object(here):
            values += [{name: here[name] for name in here if name != left} for left in here]
            values.append({**here, "undeclared": 1})
        elif is_array(here):
            values += [[*here, None], [*here, "odd"], [*here, *here]]
        else:
            values += [word for words in enums() if here in words for word in words]
        for value in values:
            yield put(body, at, value)


@pytest.mark.parametrize("status", [str(each) for each in STATUSES])
def test_the_contract_means_what_the_vendored_document_means(status: str) -> None:
    """Two independent validators agree on every body that differs in one place from a full one."""
    by_document, by_contract = judges(status)
    body = fullest_body(status)
    assert by_document(body)
    assert by_contract(body)
    verdicts = [(by_document(mutant), by_contract(mutant), mutant) for mutant in mutants(body)]
    assert [] == [mutant for left, right, mutant in verdicts if left is not right]
    assert {True, False} == {left for left, _, _ in verdicts}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@settings(deadline=None)  # the first example derives the contract
@given(st.data(), st.sampled_from([*map(str, STATUSES)]))
def test_the_judges_agree_on_several_changes_at_once(data: st.DataObject, status: str) -> None:
    """A change does not hide or excuse another."""
    body: Any = fullest_body(status)
    for _ in range(3):
        at = data.draw(st.sampled_from(list(places(body))))
        body = put(body, at, data.draw(json_values))
    by_document, by_contract = judges(status)
    assert by_document(body) is by_contract(body)


@of_july_2026
def test_every_example_of_the_vendored_document_stands_in_the_contract_and_is_true() -> None:
    """51 of components and properties, 4 of media types; and every repair is still needed."""
    derived = derive(vendored(), repairs(), known_false=None)
    assert 55 == derived.examples
    assert {} == derived.ready_to_retire


def test_deriving_leaves_the_vendored_document_as_it_is() -> None:
    """The input is never written to."""
    before = copy.deepcopy(vendored())
    derive(vendored(), repairs(), known_false=None)
    assert before == vendored()


def test_the_operation_of_the_contract_has_both_servers_and_one_key() -> None:
    """What the repairs are for."""
    assert ["https://openrouter.ai/api/v1", "https://eu.openrouter.ai/api/v1"] == [
        server["url"] for server in contract()["servers"]
    ]
    (scheme,) = contract()["components"]["securitySchemes"]
    operation = contract()["paths"]["/models/user"]["get"]
    assert [{scheme: []}] == operation.get("security", contract().get("security"))


def test_examples_known_to_be_false_are_left_out() -> None:
    """Upstream's own mistakes are passed over where they are known, and the rest stays."""
    document = copy.deepcopy(vendored())
    before = derive(document, repairs(), known_false=None)
    had_one = "example" in document["components"]["schemas"]["Parameter"]
    document["components"]["schemas"]["Parameter"]["example"] = "odd"
    pointer = "/components/schemas/Parameter/example"
    false = {pointer, *(one.pointer for one in before.false_examples)}
    for known in (false, None):
        derived = derive(document, repairs(), known_false=known)
        assert before.examples - had_one == derived.examples
        assert false == {one.pointer for one in derived.false_examples}
        assert "example" not in derived.contract["components"]["schemas"]["Parameter"]


def test_all_problems_of_a_contract_are_listed() -> None:
    """A document whose examples are false is refused, with each place."""
    document = copy.deepcopy(vendored())
    document["components"]["schemas"]["Parameter"]["example"] = "odd"
    document["components"]["securitySchemes"]["spare"] = {"type": "http", "scheme": "basic"}
    known = [one.pointer for one in derive(vendored(), repairs(), known_false=None).false_examples]
    with pytest.raises(PipelineError, match=r"has 2 problem") as raised:
        derive(document, repairs(), known_false=known)
    assert "/components/schemas/Parameter/example" in str(raised.value)
    assert "no security requirement uses this scheme" in str(raised.value)
