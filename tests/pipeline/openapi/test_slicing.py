"""A slice holds the operations asked for, what they reference, and nothing else."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate
from tests import documents
from tests.documents import answer, ref

from pipeline.failure import PipelineError
from pipeline.json_values import is_object
from pipeline.openapi.rendering import render
from pipeline.openapi.slicing import is_slice, known_operations, slice_document
from pipeline.read.load import extract, read_source
from pipeline.read.parsing import parse

WANTED = ["GET /a"]
SPECS = os.environ.get("OPENROUTER_SPECS")
needs_specs = pytest.mark.skipif(
    SPECS is None, reason="OPENROUTER_SPECS names no folder of documents"
)


def ok(schema: object) -> dict[str, Any]:
    """Make an operation that answers a schema."""
    return {"responses": {"200": answer(schema)}}


def document(schema: object, **schemas: object) -> dict[str, Any]:
    """Make a document whose one operation answers a schema."""
    return documents.document(ok(schema), path="/a", schemas=schemas)


def kept(cut: dict[str, Any], section: str = "schemas") -> list[str]:
    """List the components of a slice."""
    return list(cut.get("components", {}).get(section, {}))


def test_schemas_are_kept_transitively_in_the_order_of_the_source() -> None:
    """What is reached through any applicator stays; a recursive schema is reached once."""
    source = document(
        ref("Z"),
        Unused=ref("A"),
        A={"type": "object", "properties": {"again": ref("Z"), "$ref": {"type": "string"}}},
        Z={
            "items": ref("A"),
            "anyOf": [ref("B"), True],
            "additionalProperties": {"not": ref("C")},
            "patternProperties": {"^x-": ref("D")},
        },
        B={"$defs": {"x": ref("E")}},
        C=False,
        D={"$ref": "#/components/schemas/F/properties/x", "description": "beside"},
        E={},
        F={"properties": {"x": {}, "y": ref("G")}},
        G={},
    )
    assert ["A", "Z", "B", "C", "D", "E", "F", "G"] == kept(slice_document(source, WANTED))


def test_data_is_no_reference() -> None:
    """A `$ref` in an example, a default, an enum or an extension is no reference and is kept."""
    data = {"$ref": "nowhere"}
    source = document(
        {
            "example": data,
            "examples": [data],
            "default": data,
            "enum": [data],
            "const": data,
            "x-y": data,
        }
    )
    source["paths"]["/a"]["get"]["x-z"] = data
    source["paths"]["x-paths"] = data
    assert source["paths"]["/a"] == slice_document(source, WANTED)["paths"]["/a"]


def test_every_kind_of_component_is_followed() -> None:
    """Parameters, bodies, responses, headers, links, examples and callbacks bring what they need."""
    source = document({})
    source["paths"]["/a"] = {
        "parameters": [ref("P", "parameters")],
        "get": {
            "requestBody": ref("Q", "requestBodies"),
            "responses": {"200": ref("R", "responses"), "x-y": 1, "4XX": ref("R", "responses")},
            "callbacks": {"c": ref("C", "callbacks"), "d": {"{$url}": {"post": ok(ref("S5"))}}},
        },
    }
    body = {
        "application/json": {
            "schema": ref("S2"),
            "encoding": {"e": {"headers": {"X-H": ref("H", "headers")}}},
        }
    }
    everything: dict[str, dict[str, Any]] = {
        "schemas": {f"S{number}": {} for number in range(1, 8)},
        "parameters": {"P": {"name": "p", "in": "query", "schema": ref("S1")}, "unused": {}},
        "requestBodies": {"Q": {"content": body}},
        "responses": {
            "R": {"links": {"l": ref("L", "links")}, "headers": {"x-h": ref("H", "headers")}}
        },
        "headers": {"H": {"schema": ref("S3"), "examples": {"e": ref("E", "examples")}}},
        "links": {"L": {"operationId": "x"}},
        "examples": {"E": {"value": ref("nowhere")}, "unused": {}},
        "callbacks": {"C": {"{$url}": {"get": ok(ref("S4"))}, "x-y": 1}},
    }
    source["components"] = everything
    components = slice_document(source, WANTED)["components"]
    assert ["S1", "S2", "S3", "S4", "S5"] == list(components["schemas"])
    del components["schemas"]
    assert components == {
        section: {name: value for name, value in entries.items() if name != "unused"}
        for section, entries in everything.items()
        if section != "schemas"
    }


def test_security_schemes_of_operation_and_document_are_kept() -> None:
    """A scheme that nothing names goes."""
    source = document({})
    source["security"] = [{"root": []}]
    source["paths"]["/a"]["get"]["security"] = [{"own": [], "other/one": []}, {}]
    source["components"]["securitySchemes"] = {"unused": {}, "other/one": {}, "root": {}, "own": {}}
    assert ["other/one", "root", "own"] == kept(slice_document(source, WANTED), "securitySchemes")


def test_discriminator_mappings_are_followed() -> None:
    """They name schemas by URI or by bare name."""
    mapping = {"a": "#/components/schemas/A", "b": "B"}
    source = document(
        {"discriminator": {"propertyName": "t", "mapping": mapping}}, A={}, B={}, C={}
    )
    assert ["A", "B"] == kept(slice_document(source, WANTED))


@pytest.mark.parametrize("name", ["a/b", "a~b", "a~1b", "{a}", "a%b", "é"])
def test_names_may_be_escaped(name: str) -> None:
    """JSON Pointer's `~0` and `~1`, and percent-encoding, lead to the name."""
    escaped = name.replace("~", "~0").replace("/", "~1").replace("%", "%25").replace("{", "%7B")
    assert [name] == kept(slice_document(document(ref(escaped), **{name: True}), WANTED))


def test_only_what_the_operations_need_of_the_root_is_kept() -> None:
    """Tags in use, servers and documentation stay, in a fixed order; extensions and webhooks go."""
    source: dict[str, Any] = {
        "x-speakeasy-retries": {},
        "webhooks": {"w": {}},
        "tags": [{"name": "B"}, {"name": "unused"}, {"name": "A"}],
        "servers": [{"url": "/"}],
        **document({}),
    }
    source["paths"]["/a"]["get"]["tags"] = ["A", "B", "undeclared"]
    cut = slice_document(source, WANTED)
    assert ["openapi", "info", "servers", "tags", "paths"] == list(cut)
    assert [{"name": "B"}, {"name": "A"}] == cut["tags"]


def test_other_operations_go() -> None:
    """Of a path its common fields and the wanted methods are kept."""
    source = document(ref("A"), A={}, B={})
    source["paths"]["/a"] |= {"summary": "s", "post": ok(ref("B")), "delete": ok({})}
    source["paths"]["/b"] = {"get": ok(ref("B"))}
    cut = slice_document(source, ["get  /a", "DELETE /a"])
    assert {"/a": ["get", "summary", "delete"]} == {
        path: list(item) for path, item in cut["paths"].items()
    }
    assert ["A"] == kept(cut)


def test_a_path_item_that_refers_is_written_out() -> None:
    """The path then holds what it referred to, fields beside the `$ref` win."""
    source = document({})
    source["paths"]["/a"] = {"$ref": "#/components/pathItems/P", "summary": "own"}
    source["components"]["pathItems"] = {"P": {"$ref": "#/paths/~1b"}}
    source["paths"]["/b"] = {"get": ok({}), "post": ok({}), "summary": "its"}
    cut = slice_document(source, WANTED)
    assert {"/a": {"get": ok({}), "summary": "own"}} == cut["paths"]
    assert not is_slice(source, ["GET /a", "GET /b", "POST /a", "POST /b"])


def test_a_slice_is_known_by_its_operations() -> None:
    """Unused components do not make it larger, another operation or a webhook does."""
    source = document({}, Unused={})
    assert is_slice(source, WANTED)
    assert not is_slice(source | {"webhooks": {"w": {}}}, WANTED)
    source["paths"]["/a"]["post"] = ok({})
    assert not is_slice(source, WANTED)
    assert is_slice(source, ["POST /a", "GET /a"])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("GET /aa", "the document has no operation GET /aa; the nearest are GET /a, "),
        ("POST /a", "the nearest are GET /a, "),
        ("/a", "the document has no operation /a; the nearest are GET /a"),
    ],
)
def test_a_missing_operation_is_told_the_nearest(name: str, says: str) -> None:
    """A renamed path is found in the message."""
    source = document({})
    source["paths"]["/other"] = {"put": {}}
    with pytest.raises(PipelineError) as caught:
        slice_document(source, [name])
    assert says in str(caught.value)


def test_all_but_the_first_operation_may_be_missing() -> None:
    """What is missing is told with the nearest."""
    said = (
        "the document has no operation GET /b; the nearest is GET /a; the client is made without it"
    )
    assert (["GET /a"], [said]) == known_operations(document({}), ["GET /a", "GET /b"])
    with pytest.raises(PipelineError, match="no operation GET /b"):
        known_operations(document({}), ["GET /b", "GET /a"])


def test_a_document_without_operations_says_so() -> None:
    """There is then nothing near."""
    with pytest.raises(PipelineError, match="no operation GET /a; it has none at all"):
        slice_document({"paths": {"/a": {}}}, WANTED)


def test_a_reference_into_another_operation_is_refused() -> None:
    """It would be cut off; into an operation that is kept it may lead."""
    source = document({"$ref": "#/paths/~1b/get/responses/200/content/application~1json/schema"})
    source["paths"]["/b"] = {"get": ok({})}
    assert ["/a", "/b"] == list(slice_document(source, ["GET /a", "GET /b"])["paths"])
    with pytest.raises(PipelineError, match="neither a component nor in a selected operation"):
        slice_document(source, WANTED)


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({"$ref": "#/paths/~1a"}, "#/paths/~1a: a path item refers back to itself"),
        ({"$ref": 5}, "#/paths/~1a/$ref: must be a string, not a number"),
        ({"$ref": "#/info/title"}, "#/info/title: must be a mapping, not a string"),
        ([], "#/paths/~1a: must be a mapping, not a list"),
        ({"get": None}, "#/paths/~1a/get: must be a mapping, not null"),
        ({"get": {"responses": 3}}, "#/paths/~1a/get/responses: must be a mapping, not a number"),
        ({"get": {"tags": "a"}}, "#/paths/~1a/get/tags: must be a list, not a string"),
    ],
)
def test_a_hostile_path_item_gets_a_message(item: object, says: str) -> None:
    """Wrong types and circles are named with their place."""
    with pytest.raises(PipelineError) as caught:
        slice_document(document({}) | {"paths": {"/a": item}, "tags": []}, WANTED)
    assert says in str(caught.value)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "#/", "#/paths", "a"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["$ref", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.data())
def test_junk_anywhere_is_cut_or_refused(data: st.DataObject) -> None:
    """Nothing but the pipeline's own error comes out, and the source is left as it is."""
    source = document(ref("A"), A={"properties": {"x": ref("B")}, "allOf": [ref("B")]}, B={})
    source |= {"tags": [{"name": "t"}], "security": [{"s": []}]}
    source["components"]["securitySchemes"] = {"s": {}}
    source["paths"]["/a"]["get"] |= {"tags": ["t"], "parameters": [{"schema": ref("B")}]}
    holder: Any = source
    while True:
        keys: list[Any] = list(holder) if is_object(holder) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        inner: Any = holder[key]
        if not inner or isinstance(inner, str) or data.draw(st.booleans()):
            break
        holder = inner
    holder[key] = data.draw(JUNK)
    before = copy.deepcopy(source)
    try:
        cut = slice_document(source, WANTED)
    except PipelineError as error:
        message = str(error)
        assert "\n" not in message
    else:
        assert ["/a"] == list(cut["paths"])
    assert before == source


@needs_specs
def test_the_slice_of_the_whole_document_is_one() -> None:
    """Upstream's whole document is read, cut and written, and the slice is read as itself."""
    source = read_source(str(Path(SPECS or "") / "full-2026-07-29.yaml"))
    whole = parse(extract(source), source.name)
    cut = slice_document(whole, ["GET /models/user"])
    rendered = render(cut)
    assert cut == parse(rendered, "rendered")
    assert is_slice(cut, ["GET /models/user"])
    assert not is_slice(whole, ["GET /models/user"])
    validate(cut)
