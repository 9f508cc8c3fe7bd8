"""Parameters, request bodies, statuses, media types, security and servers are compared as a sender sees them."""

from __future__ import annotations

from typing import Any

import pytest
from tests import documents
from tests.documents import changes

from pipeline.derive.dialect import to_plain_31
from pipeline.diff.contract_comparison import compare
from pipeline.failure import PipelineError

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def document(operation: dict[str, Any] | None = None, **root: Any) -> dict[str, Any]:
    """Write a document with one operation."""
    stated: dict[str, Any] = {"responses": {}, **(operation or {})}
    return documents.document(stated, path="/m", method="post", **root)


def answer(**responses: Any) -> dict[str, Any]:
    """Write the responses of an operation; the keys are `_200` and so on."""
    return {"responses": {status[1:]: {"description": "", **r} for status, r in responses.items()}}


def body(schema: Any, *, required: bool = True, media_type: str = "application/json") -> Any:
    """Write a request body."""
    return {"requestBody": {"required": required, "content": {media_type: {"schema": schema}}}}


def parameter(name: str = "a", **more: Any) -> dict[str, Any]:
    """Write an operation with one query parameter."""
    return {"parameters": [{"in": "query", "name": name, "schema": INTEGER, **more}]}


def words(*listed: str) -> dict[str, Any]:
    """Write an operation with a query parameter that lists words."""
    return parameter(schema=STRING | {"enum": [*listed]})


def served(*urls: str) -> dict[str, Any]:
    """Write a document with servers."""
    return document(servers=[{"url": url} for url in urls])


def headed(name: str) -> dict[str, Any]:
    """Write a header of a response."""
    return {"headers": {name: {"schema": STRING}}}


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
        found = compare(to_plain_31(one), to_plain_31(other)).changes
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


def keyed(scheme: dict[str, Any], *scopes: str, name: str = "a") -> dict[str, Any]:
    """Write a document whose operation asks for a key."""
    return document({"security": [{name: [*scopes]}]}, **schemes(**{name: scheme}))


BEARER = {"type": "http", "scheme": "bearer"}
OAUTH: dict[str, Any] = {"type": "oauth2", "flows": {}}
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
ROWS: dict[str, tuple[Any, ...]] = {
    "required parameter": ({}, parameter(required=True), "required-parameter-added breaking"),
    "parameter gone": (parameter(), {}, "parameter-removed breaking"),
    "parameter became required": (
        *(parameter(), parameter(required=True)),
        "parameter-became-required breaking",
    ),
    "parameter became optional": (
        *(parameter(required=True), parameter()),
        "parameter-became-optional compatible",
    ),
    "parameter takes more": (
        *(
            parameter(schema=INTEGER | {"maximum": 500}),
            parameter(schema=INTEGER | {"maximum": 1000}),
        ),
        "constraint-loosened compatible",
    ),
    "parameter takes less": (*(words("x", "y"), words("x")), "enum-value-removed breaking"),
    "parameter takes another word": (*(words("x"), words("x", "y")), "enum-value-added compatible"),
    "parameter in JSON": (
        *(parameter(), {"parameters": [{"in": "query", "name": "a", "content": JSON["content"]}]}),
        *("type-changed breaking", "parameter-serialised-otherwise breaking"),
    ),
    "parameter of the whole path": (
        parameter(),
        {
            **document(),
            "paths": {"/m": {"post": {"responses": {}}, "parameters": parameter()["parameters"]}},
        },
    ),
    "default": (
        *(parameter(schema=INTEGER | {"default": 1}), parameter(schema=INTEGER | {"default": 2})),
        "default-changed compatible",
    ),
    "headers that are no parameters": (
        {},
        {"parameters": [{"in": "header", "name": "Accept", "schema": STRING}]},
    ),
    "body needed": ({}, body(ONE), "required-request-body-added breaking"),
    "body possible": ({}, body(ONE, required=False), "request-body-added compatible"),
    "body gone": (body(ONE), {}, "request-body-removed breaking"),
    "body became required": (
        *(body(ONE, required=False), body(ONE)),
        "request-body-became-required breaking",
    ),
    "body became optional": (
        *(body(ONE), body(ONE, required=False)),
        "request-body-became-optional compatible",
    ),
    "body needs more": (body(ONE), body(TWO), "required-field-added breaking"),
    "body in another media type": (
        *(body(ONE), body(ONE, media_type="text/yaml")),
        *("media-type-removed breaking", "media-type-added compatible"),
    ),
    "media type with a parameter": (
        body(ONE),
        body(ONE, media_type="Application/JSON; charset=utf-8"),
    ),
    "success added": (
        *(answer(_200=JSON), answer(_200=JSON, _202=JSON)),
        "success-status-added breaking",
    ),
    "success gone": (answer(_200=JSON), answer(), "success-status-removed breaking"),
    "failure gone": (answer(_4XX=JSON), answer(), "status-removed compatible"),
    "response in two media types": (
        *(answer(_200=JSON), answer(_200=BOTH)),
        "media-type-added compatible",
    ),
    "response in one media type less": (
        *(answer(_200=BOTH), answer(_200=JSON)),
        "media-type-removed breaking",
    ),
    "response header gone": (
        *(answer(_200=JSON | headed("X-A")), answer(_200=JSON | headed("x-b"))),
        *("header-removed breaking", "header-added compatible"),
    ),
    "scheme renamed": (keyed(BEARER), keyed(BEARER, name="b")),
    "security of the document": (
        keyed(BEARER),
        document(security=[{"a": []}], **schemes(a=BEARER)),
    ),
    "another scheme": (
        *(keyed(BEARER), keyed(KEY)),
        *("security-alternative-removed breaking", "security-alternative-added compatible"),
    ),
    "key needed": (
        *({}, keyed(KEY)),
        *("security-alternative-removed breaking", "security-alternative-added compatible"),
    ),
    "a scope more": (
        *(keyed(OAUTH), keyed(OAUTH, "read")),
        *("security-alternative-removed breaking", "security-alternative-added compatible"),
    ),
    "server added": (
        *(served("https://a"), served("https://a/", "https://b")),
        "server-added compatible",
    ),
    "server gone": (
        *(served("https://a"), served("https://b")),
        *("server-removed breaking", "server-added compatible"),
    ),
    "operation added": (document() | {"paths": {}}, {}, "operation-added compatible"),
    "operation gone": ({}, document() | {"paths": {"x-note": 1}}, "operation-removed breaking"),
}
"""What was and what is, documents or operations; then kind and severity of each change."""


def whole(one: dict[str, Any]) -> dict[str, Any]:
    """Give a document, or make one of an operation."""
    return one if "openapi" in one else document(one)


@pytest.mark.parametrize("row", ROWS)
def test_a_change_of_an_operation_is_classified_with_a_reason(row: str) -> None:
    """Requests are judged as their sender sees them, responses as their reader does."""
    old, new, *expected = ROWS[row]
    found = changes(whole(old), whole(new))
    assert expected == [f"{one.kind} {one.severity}" for one in found]
    assert all(one.why for one in found)


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
