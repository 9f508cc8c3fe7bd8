"""What the generator gets of a contract: the settled operation and types, under masked names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipeline.failure import PipelineError
from pipeline.generate.attribute_names import masked
from pipeline.generate.projection import project, unread
from pipeline.settings import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    Document = Callable[..., dict[str, Any]]

NONE: list[Any] = []
SETTLED = (Operation("GET /models/user", "models", "list_models_user"),)


def operation_of(contract: dict[str, Any]) -> dict[str, Any]:
    """Give the projected operation."""
    operation: dict[str, Any] = project(contract, SETTLED)["paths"]["/models/user"]["get"]
    return operation


def test_operation_has_its_settled_place(document: Document) -> None:
    """Whatever the document calls and tags the operation, it has the place of the settings."""
    operation = operation_of(document({}, operationId="other", tags=["x"], summary="A summary"))
    assert ("list_models_user", ["models"], "A summary") == tuple(
        operation[key] for key in ("operationId", "tags", "summary")
    )


def test_nothing_else_is_projected(document: Document) -> None:
    """Servers, extensions, callbacks and other operations stay away."""
    contract = document({}, callbacks={"a": {}}, **{"x-a": 1})
    contract |= {"servers": [{"url": 5}], "webhooks": {}, "x-b": 1}
    contract["paths"]["/other"] = {"get": {}}
    projected = project(contract, SETTLED)
    assert {"openapi", "info", "paths", "components"} == projected.keys()
    assert ["/models/user"] == list(projected["paths"])
    expected = {"operationId", "tags", "parameters", "responses", "security"}
    assert expected == projected["paths"]["/models/user"]["get"].keys()


def test_contract_is_not_changed(document: Document) -> None:
    """Projecting changes nothing of the contract."""
    parameters = [{"name": "a", "in": "query", "description": "d", "schema": {"type": "string"}}]
    contract = document({"Model": {"type": "object", "required": ["a"]}}, parameters=parameters)
    before = repr(contract)
    project(contract, SETTLED)
    assert before == repr(contract)


@pytest.mark.parametrize(
    ("own", "default", "expected"),
    [
        (None, None, NONE),
        (None, [{"k": NONE}], [{"key": NONE}]),
        (NONE, [{"k": NONE}], NONE),
        ([{"a": NONE}], None, [{"key": NONE}]),
        ([dict[str, Any](), {"a": NONE}], None, NONE),
    ],
)
def test_security(document: Document, own: Any, default: Any, expected: Any) -> None:
    """Credentials are needed if the operation, or else the document, says so without an alternative."""
    contract = document({}, **({} if own is None else {"security": own}))
    contract |= {} if default is None else {"security": default}
    assert expected == operation_of(contract)["security"]


def test_parameters_of_the_path_and_by_reference(document: Document) -> None:
    """Parameters of the path item count unless the operation has its own; references are followed."""
    contract = document({}, parameters=[{"$ref": "#/components/parameters/P"}])
    contract["components"]["parameters"] = {
        "P": {"name": "a", "in": "query", "required": True, "schema": {"type": "string"}}
    }
    shared = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in "ab"]
    contract["paths"]["/models/user"]["parameters"] = shared
    found = [
        (one["name"], one["required"], one["schema"])
        for one in operation_of(contract)["parameters"]
    ]
    a, b = masked("a"), masked("b")
    assert [(a, True, {"type": "string"}), (b, False, {"type": "integer"})] == found


def test_parameters_of_a_path_template() -> None:
    """A parameter in the path is masked in the path too, and always required."""
    parameter = {"name": "a-b", "in": "path", "schema": {"type": "string"}}
    get: dict[str, Any] = {"operationId": "x", "parameters": [parameter], "responses": {}}
    contract: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "t"},
        "paths": {"/m/{a-b}/x": {"get": get}},
    }
    ((path, item),) = project(contract, [Operation("GET /m/{a-b}/x", "m", "x")])["paths"].items()
    assert f"/m/{{{masked('a-b')}}}/x" == path
    assert item["get"]["parameters"][0]["required"]


def test_an_operation_may_be_empty(document: Document) -> None:
    """OpenAPI 3.1 demands no field of it, not even responses; what that means others judge."""
    contract = document({})
    contract["paths"]["/models/user"]["get"] = {}
    assert {} == operation_of(contract)["responses"]


@pytest.mark.parametrize("kind", ["parameters", "responses"])
def test_reference_to_nowhere(document: Document, kind: str) -> None:
    """A reference that does not resolve is named."""
    reference = {"$ref": "#/components/x/y"}
    held: dict[str, Any] = {"parameters": [reference], "responses": {"200": reference}}
    with pytest.raises(PipelineError, match="reference '#/components/x/y' does not resolve"):
        operation_of(document({}, **{kind: held[kind]}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, {}),
        ({"application/json": {}}, {"application/json": {"schema": {}}}),
        (
            {"text/html": {}, "a/b+json; c=d": {"schema": True}},
            {"application/json": {"schema": {}}},
        ),
        ({"text/html": {"schema": {}}}, {"text/plain": {"schema": {"type": "string"}}}),
        ({"image/png": {}}, {"application/octet-stream": {"schema": {}}}),
    ],
)
def test_content(document: Document, content: Any, expected: Any) -> None:
    """Of several media types the JSON one counts; text is a string, the rest bytes."""
    contract = document({}, responses={"200": {"description": "", "content": content}})
    assert expected == operation_of(contract)["responses"]["200"]["content"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (["application/json"], []),
        (["text/csv"], []),
        (
            ["text/event-stream"],
            ["text/event-stream, which the client gives as one text when it has ended"],
        ),
        (
            ["a/b+json", "text/event-stream", "image/png"],
            [
                "text/event-stream, image/png, which the client does not read; it takes the answer in JSON"
            ],
        ),
    ],
)
def test_what_the_client_does_not_read_or_stream_is_told(
    document: Document, content: list[str], expected: list[str]
) -> None:
    """Nothing that the document offers vanishes in silence."""
    held: dict[str, Any] = {media_type: {"schema": {}} for media_type in content}
    contract = document({}, responses={"200": {"description": "", "content": held}})
    start = "GET /models/user may answer 200 with "
    assert [f"{start}{end}" for end in expected] == [*unread(contract, SETTLED)]


def test_statuses(document: Document) -> None:
    """Ranges are in capitals, extensions are no statuses."""
    responses: dict[str, Any] = {
        key: {"description": ""} for key in ("200", "4xx", "5XX", "default")
    }
    found = operation_of(document({}, responses=responses | {"x-a": 5}))["responses"]
    assert ["200", "4XX", "5XX", "default"] == list(found)
