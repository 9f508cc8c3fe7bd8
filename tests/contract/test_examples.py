"""Every example conforms to its schema: media and component, in the vendored document and in the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from attrs import frozen
from tests.conforming import of_july_2026

from pipeline.json_values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = Any


@frozen
class Example:
    """An example with the schema that it illustrates.

    Attributes:
        at: The keys that lead to it.
        schema: The schema beside it, or around it.
        value: The example.
    """

    at: tuple[str | int, ...]
    schema: Json
    value: Json


def examples(node: Json, at: tuple[str | int, ...] = ()) -> Iterator[Example]:
    """Find all examples of a document, by their keywords alone; a property may be called `example`."""
    if is_array(node):
        for index, item in enumerate(node):
            yield from examples(item, (*at, index))
    elif is_object(node):
        is_schema = at[-1:] != ("properties",)
        if is_schema and "example" in node:
            yield Example((*at, "example"), node.get("schema", node), node["example"])
        for index, value in enumerate(node.get("examples", ()) if is_schema else ()):
            yield Example((*at, "examples", index), node.get("schema", node), value)
        for key, value in node.items():
            if not is_schema or key not in {"example", "examples"}:
                yield from examples(value, (*at, key))


def false_examples(document: Json) -> list[tuple[tuple[str | int, ...], str]]:
    """Judge all examples of a document."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    for example in examples(document):
        schema = {"allOf": [example.schema], "components": document["components"]}
        validator: Json = jsonschema.Draft202012Validator(schema)
        found += [(example.at, error.message) for error in validator.iter_errors(example.value)]
    return found


def test_there_are_as_many_as_the_lock_says(contract: Json, vendored: Json, lock: Json) -> None:
    """None has been lost between document and contract, and none that was false is left out."""
    found = list(examples(vendored))
    assert lock["examples"] + len(lock["false_examples"]) == len(found)
    assert lock["examples"] == len(list(examples(contract)))


def test_components_have_some(contract: Json, vendored: Json) -> None:
    """Wherever the document has any."""
    if not any(examples(vendored)):
        pytest.skip("the vendored revision has no examples")
    assert any(example.at[0] == "components" for example in examples(contract))


def test_each_of_the_vendored_document_conforms(honoured: Json, lock: Json) -> None:
    """By an independent validator, wherever it stands; all but those known to be false."""
    assert len(lock["false_examples"]) == len({at for at, _ in false_examples(honoured)})


@of_july_2026
def test_every_response_has_one_of_its_own(contract: Json) -> None:
    """So no documented response goes without an example that is checked."""
    found = [example.at for example in examples(contract)]
    responses = contract["paths"]["/models/user"]["get"]["responses"]
    assert sorted(responses) == sorted(str(at[4]) for at in found if at[0] == "paths")


def test_each_of_the_contract_conforms(contract: Json) -> None:
    """What is false is left out of it."""
    assert [] == false_examples(contract)


def test_a_false_one_is_found(contract: Json) -> None:
    """This very test is able to fail."""
    model = contract["components"]["schemas"]["Model"]
    spoilt = {**model, "example": 5}
    schemas = {**contract["components"]["schemas"], "Model": spoilt}
    found = false_examples({**contract, "components": {"schemas": schemas}})
    assert [("components", "schemas", "Model", "example")] == [at for at, _ in found]
