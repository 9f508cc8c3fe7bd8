"""Parameters, request bodies, statuses, media types, security and servers are compared as a sender sees them."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.compare import compare
from pipeline.diff.revision import Change, Revision
from pipeline.failure import PipelineError

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def document(operation: dict[str, Any] | None = None, **root: Any) -> dict[str, Any]:
    """Write a document with one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/m": {"post": {"responses": {}, **(operation or {})}}},
        **root,
    }


def answer(**responses: Any) -> dict[str, Any]:
    """Write the responses of an operation; the keys are `_200` and so on."""
    return {"responses": {status[1:]: {"description": "", **r} for status, r in responses.items()}}


def body(schema: Any, *, required: bool = True, media_type: str = "application/json") -> Any:
    """Write a request body."""
    return {"requestBody": {"required": required, "content": {media_type: {"schema": schema}}}}


def parameter(name: str = "a", **more: Any) -> dict[str, Any]:
    """Write an operation with one query parameter."""
    return {"parameters": [{"in": "query", "name": name, "schema": INTEGER, **more}]}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Compare two documents, texts aside."""
    found = compare(Revision(to_plain_31(old)), Revision(to_plain_31(new))).changes
    return [one for one in found if one.severity != "documentation"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"deprecated": True}, "deprecated"),
        ({"x-sunset": "2027-01-01", "deprecated": True}, "deprecated, x-sunset 2027-01-01"),
    ],
)
def test_the_end_of_something_is_announced_where_it_stands(
    said: dict[str, Any], expected: str
) -> None:
    """It is a notice that breaks nobody, as is its withdrawal; of what is gone nothing is withdrawn."""
    old, new = document(parameter(name="a")), document(parameter(name="a", **said))

    def notices(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        found = compare(Revision(to_plain_31(one)), Revision(to_plain_31(other))).changes
        return [(c.kind, c.severity, c.where.pointer, c.what) for c in found if "depr" in c.kind]

    at = "/paths/~1m/post/parameters/0"
    assert [("deprecated", "documentation", at, expected)] == notices(old, new)
    withdrawn = ("deprecation-withdrawn", "documentation", at, f"was {expected}")
    assert [withdrawn] == notices(new, old)
    assert [] == notices(new, document())
    assert [] == notices(new, new)


def schemes(**defined: Any) -> dict[str, Any]:
    """Write the security schemes of a document."""
    return {"components": {"securitySchemes": defined}}


BEARER = {"type": "http", "scheme": "bearer"}
KEY = {"type": "apiKey", "in": "header", "name": "x-key"}
JSON = {"content": {"application/json": {"schema": STRING}}}
TEXT = {"content": {"text/plain": {"schema": STRING}}}
BOTH = {"content": JSON["content"] | TEXT["content"]}
ONE = {"type": "object", "properties": {"a": INTEGER}, "required": ["a"]}
TWO = {"type": "object", "properties": {"a": INTEGER, "b": INTEGER}, "required": ["a", "b"]}

MALFORMED: list[dict[str, Any]] = [
    {"servers": "x"},
    {"servers": ["x"]},
    {"servers": 5},
    schemes(a=1) | {"security": [{"a": []}]},
    schemes(a=BEARER) | {"security": [{"a": 5}]},
]
ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = {
    "required parameter": (
        document(),
        document(parameter(required=True)),
        [("required-parameter-added", "breaking")],
    ),
    "parameter gone": (document(parameter()), document(), [("parameter-removed", "breaking")]),
    "parameter became required": (
        document(parameter()),
        document(parameter(required=True)),
        [("parameter-became-required", "breaking")],
    ),
    "parameter became optional": (
        document(parameter(required=True)),
        document(parameter()),
        [("parameter-became-optional", "compatible")],
    ),
    "parameter takes more": (
        document(parameter(schema={"type": "integer", "maximum": 500})),
        document(parameter(schema={"type": "integer", "maximum": 1000})),
        [("constraint-loosened", "compatible")],
    ),
    "parameter takes less": (
        document(parameter(schema={"type": "string", "enum": ["x", "y"]})),
        document(parameter(schema={"type": "string", "enum": ["x"]})),
        [("enum-value-removed", "breaking")],
    ),
    "parameter takes another word": (
        document(parameter(schema={"type": "string", "enum": ["x"]})),
        document(parameter(schema={"type": "string", "enum": ["x", "y"]})),
        [("enum-value-added", "compatible")],
    ),
    "parameter in JSON": (
        document(parameter()),
        document({"parameters": [{"in": "query", "name": "a", "content": JSON["content"]}]}),
        [("type-changed", "breaking"), ("parameter-serialised-otherwise", "breaking")],
    ),
    "parameter of the whole path": (
        document(parameter()),
        {
            **document(),
            "paths": {"/m": {"post": {"responses": {}}, "parameters": parameter()["parameters"]}},
        },
        [],
    ),
    "default": (
        document(parameter(schema=INTEGER | {"default": 1})),
        document(parameter(schema=INTEGER | {"default": 2})),
        [("default-changed", "compatible")],
    ),
    "headers that are no parameters": (
        document(),
        document({"parameters": [{"in": "header", "name": "Accept", "schema": STRING}]}),
        [],
    ),
    "body needed": (document(), document(body(ONE)), [("required-request-body-added", "breaking")]),
    "body possible": (
        document(),
        document(body(ONE, required=False)),
        [("request-body-added", "compatible")],
    ),
    "body gone": (document(body(ONE)), document(), [("request-body-removed", "breaking")]),
    "body became required": (
        document(body(ONE, required=False)),
        document(body(ONE)),
        [("request-body-became-required", "breaking")],
    ),
    "body became optional": (
        document(body(ONE)),
        document(body(ONE, required=False)),
        [("request-body-became-optional", "compatible")],
    ),
    "body needs more": (
        document(body(ONE)),
        document(body(TWO)),
        [("required-field-added", "breaking")],
    ),
    "body in another media type": (
        document(body(ONE)),
        document(body(ONE, media_type="text/yaml")),
        [("media-type-removed", "breaking"), ("media-type-added", "compatible")],
    ),
    "media type with a parameter": (
        document(body(ONE)),
        document(body(ONE, media_type="Application/JSON; charset=utf-8")),
        [],
    ),
    "success added": (
        document(answer(_200=JSON)),
        document(answer(_200=JSON, _202=JSON)),
        [("success-status-added", "breaking")],
    ),
    "success gone": (
        document(answer(_200=JSON)),
        document(answer()),
        [("success-status-removed", "breaking")],
    ),
    "failure gone": (
        document(answer(_4XX=JSON)),
        document(answer()),
        [("status-removed", "compatible")],
    ),
    "response in two media types": (
        document(answer(_200=JSON)),
        document(answer(_200=BOTH)),
        [("media-type-added", "compatible")],
    ),
    "response in one media type less": (
        document(answer(_200=BOTH)),
        document(answer(_200=JSON)),
        [("media-type-removed", "breaking")],
    ),
    "response header gone": (
        document(answer(_200=JSON | {"headers": {"X-A": {"schema": STRING}}})),
        document(answer(_200=JSON | {"headers": {"x-b": {"schema": STRING}}})),
        [("header-removed", "breaking"), ("header-added", "compatible")],
    ),
    "scheme renamed": (
        document({"security": [{"a": []}]}, **schemes(a=BEARER)),
        document({"security": [{"b": []}]}, **schemes(b=BEARER)),
        [],
    ),
    "security of the document": (
        document({"security": [{"a": []}]}, **schemes(a=BEARER)),
        document(security=[{"a": []}], **schemes(a=BEARER)),
        [],
    ),
    "another scheme": (
        document({"security": [{"a": []}]}, **schemes(a=BEARER)),
        document({"security": [{"a": []}]}, **schemes(a=KEY)),
        [
            ("security-alternative-removed", "breaking"),
            ("security-alternative-added", "compatible"),
        ],
    ),
    "key needed": (
        document(),
        document({"security": [{"a": []}]}, **schemes(a=KEY)),
        [
            ("security-alternative-removed", "breaking"),
            ("security-alternative-added", "compatible"),
        ],
    ),
    "a scope more": (
        document({"security": [{"a": []}]}, **schemes(a={"type": "oauth2", "flows": {}})),
        document({"security": [{"a": ["read"]}]}, **schemes(a={"type": "oauth2", "flows": {}})),
        [
            ("security-alternative-removed", "breaking"),
            ("security-alternative-added", "compatible"),
        ],
    ),
    "server added": (
        document(servers=[{"url": "https://a"}]),
        document(servers=[{"url": "https://a/"}, {"url": "https://b"}]),
        [("server-added", "compatible")],
    ),
    "server gone": (
        document(servers=[{"url": "https://a"}]),
        document(servers=[{"url": "https://b"}]),
        [("server-removed", "breaking"), ("server-added", "compatible")],
    ),
    "operation added": (
        document() | {"paths": {}},
        document(),
        [("operation-added", "compatible")],
    ),
    "operation gone": (
        document(),
        document() | {"paths": {"x-note": 1}},
        [("operation-removed", "breaking")],
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_change_of_an_operation_is_classified(row: str) -> None:
    """Requests are judged as their sender sees them, responses as their reader does."""
    old, new, expected = ROWS[row]
    assert expected == [(one.kind, one.severity.value) for one in changes(old, new)]


def test_every_change_has_a_reason() -> None:
    """No change is told without why it concerns someone."""
    found = [one for old, new, _ in ROWS.values() for one in changes(old, new)]
    assert [] == [one.kind for one in found if not one.why]


def test_references_to_components_are_followed() -> None:
    """A parameter, a response and a body may stand among the components."""
    components = {
        "parameters": {"A": parameter()["parameters"][0]},
        "responses": {"R": {"description": "", **JSON}},
        "requestBodies": {"B": body(ONE)["requestBody"]},
    }
    operation = {
        "parameters": [{"$ref": "#/components/parameters/A"}],
        "requestBody": {"$ref": "#/components/requestBodies/B"},
        "responses": {"200": {"$ref": "#/components/responses/R"}},
    }
    inline = {**parameter(), **body(ONE), **answer(_200=JSON)}
    assert [] == changes(document(inline), document(operation, components=components))


def test_a_reference_to_nowhere_is_refused() -> None:
    """The error names it."""
    bad = document({"parameters": [{"$ref": "#/components/parameters/None"}]})
    with pytest.raises(PipelineError, match="parameters/None"):
        changes(document(), bad)


@pytest.mark.parametrize("bad", MALFORMED)
def test_a_malformed_document_is_refused(bad: dict[str, Any]) -> None:
    """Nothing of a wrong type ends in a traceback."""
    with pytest.raises(PipelineError):
        changes(document(), document(**bad))


def test_a_body_of_a_new_status_is_its_witness() -> None:
    """The smallest one that conforms."""
    (change,) = changes(
        document(answer()),
        document(answer(_403={"content": {"application/json": {"schema": ONE}}})),
    )
    assert change.witness
    assert {"a": 0} == change.witness.body
    assert "new" == change.witness.accepted_by
