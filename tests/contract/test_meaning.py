"""The contract means what the vendored document means, by independent judges, on every boundary case.

The vendored document writes `nullable`, which OpenAPI 3.1 does not know. Two tools honour it by
themselves; to the others it is translated to the letter. None of that is the project's dialect code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import fastjsonschema
import httpx
import jsonschema
import jsonschema_rs
import pytest
import schemathesis
from openapi_schema_validator import OAS30Validator
from tests.conforming import STATUSES

from openrouter_models.contract import Contract
from pipeline.json_values import is_array, is_object

if TYPE_CHECKING:
    from tests.contract.conftest import Body

    from openrouter_models.findings import Report

Json = Any
Engine = Callable[[Json, int], Callable[["Body"], bool]]


def schema_of(document: Json, status: int) -> Json:
    """Give the schema of a response, with the components that it refers to."""
    response = document["paths"]["/models/user"]["get"]["responses"][str(status)]
    schema = response["content"]["application/json"]["schema"]
    return {"allOf": [schema], "components": document["components"]}


def by_jsonschema(document: Json, status: int) -> Callable[[Body], bool]:
    """Judge by jsonschema, JSON Schema 2020-12 in Python."""
    validator: Any = jsonschema.Draft202012Validator(schema_of(document, status))
    return lambda body: bool(validator.is_valid(body.value))


def by_jsonschema_rs(document: Json, status: int) -> Callable[[Body], bool]:
    """Judge by jsonschema-rs, JSON Schema 2020-12 in Rust."""
    validator = jsonschema_rs.Draft202012Validator(schema_of(document, status))
    return lambda body: validator.is_valid(body.value)


def by_fastjsonschema(document: Json, status: int) -> Callable[[Body], bool]:
    """Judge by fastjsonschema, JSON Schema draft 7 compiled to Python."""
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **schema_of(document, status)}
    validate: Any = fastjsonschema.compile(schema, use_formats=False, use_default=False)

    def accepts(body: Body) -> bool:
        try:
            validate(body.value)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return accepts


def by_schemathesis(document: Json, status: int) -> Callable[[Body], bool]:
    """Judge by schemathesis' check of whole responses; it honours `nullable` by itself."""
    openapi: Any = schemathesis.openapi
    # Elsewhere a format is an annotation, which it is in JSON Schema; this judge would assert it.
    operation = openapi.from_dict(without_formats(document))["/models/user"]["GET"]
    request = httpx.Request("GET", "https://openrouter.ai/api/v1/models/user")
    headers = {"Content-Type": "application/json"}

    def accepts(body: Body) -> bool:
        response = httpx.Response(status, headers=headers, content=body.wire, request=request)
        response.elapsed = timedelta()
        return bool(operation.is_valid_response(response))

    return accepts


def without_formats(node: Json) -> Json:
    """Copy a document without the formats of its schemas."""
    if is_array(node):
        return [without_formats(each) for each in node]
    if not is_object(node):
        return node
    return {
        key: without_formats(each)
        for key, each in node.items()
        if not (key == "format" and isinstance(each, str))
    }


def by_openapi_schema_validator(document: Json, status: int) -> Callable[[Body], bool]:
    """Judge by openapi-schema-validator, OpenAPI 3.0 in Python, which knows `nullable`."""
    validator: Any = OAS30Validator(listing_null(schema_of(document, status)))
    return lambda body: bool(validator.is_valid(body.value))


def listing_null(node: Json) -> Json:
    """Write null as this judge wants it: beside one type, and in the enum too, which old revisions leave out."""
    if is_array(node):
        return [listing_null(each) for each in node]
    if not is_object(node):
        return node
    if is_array(types := node.get("type")):
        nullable = {"nullable": True} if "null" in types else {}
        plain = [node | nullable | {"type": one} for one in types if one != "null"]
        return {"anyOf": listing_null(plain)}
    found: Json = {key: listing_null(each) for key, each in node.items()}
    if found.get("nullable") is True and None not in found.get("enum", [None]):
        found["enum"] = [*found["enum"], None]
    return found


def by_the_checker(document: Json, status: int) -> Callable[[Body], bool]:
    """Judge by this project's own checker."""
    loaded = Contract.load(document)
    headers = {"Content-Type": "application/json"}
    return lambda body: loaded.check(status, headers, body.wire).ok


# Each judge reads one document. What has no `nullable` may be read by all, what has by two.
JUDGES: list[tuple[str, Engine]] = [
    ("contract", by_jsonschema),
    ("contract", by_jsonschema_rs),
    ("contract", by_fastjsonschema),
    ("honoured", by_jsonschema_rs),
    ("honoured", by_fastjsonschema),
    ("vendored", by_schemathesis),
    ("vendored", by_openapi_schema_validator),
]

EXPLAINED: dict[str, tuple[Callable[[Body], bool], str]] = {
    "by_openapi_schema_validator": (
        lambda body: body.conforms and "the number" in body.name[2],
        "OpenAPI 3.0 rests on a JSON Schema to which 8192.0 is no integer, OpenAPI 3.1 on one to which it is",
    )
}
"""The judges that disagree: on which bodies, and why that is right."""


@pytest.mark.parametrize(("document", "judge"), JUDGES)
def test_every_judge_agrees_with_every_label(
    document: str, judge: Engine, bodies: list[Body], request: pytest.FixtureRequest
) -> None:
    """A boundary case is accepted exactly if it conforms, whoever judges by whichever document."""
    given = request.getfixturevalue(document)
    if judge is by_openapi_schema_validator and '"nullable"' not in json.dumps(given):
        pytest.skip("the vendored document has left OpenAPI 3.0's dialect behind")
    accepts = {status: judge(given, status) for status in STATUSES}
    disagreed = [body for body in bodies if accepts[body.status](body) is not body.conforms]
    explains, _ = EXPLAINED.get(judge.__name__, (lambda _: False, ""))
    assert [] == [body.name for body in disagreed if not explains(body)]
    assert (judge.__name__ in EXPLAINED) == bool(disagreed)


def test_the_checker_agrees_with_every_label(bodies: list[Body], reports: list[Report]) -> None:
    """This project's own judge, on the same bodies."""
    judged = zip(bodies, reports, strict=True)
    assert [] == [body.name for body, report in judged if report.ok is not body.conforms]


@pytest.mark.openrouter_live
@pytest.mark.parametrize("judge", [by_jsonschema, by_jsonschema_rs, by_fastjsonschema])
def test_every_judge_agrees_on_the_listing_of_a_server(
    judge: Engine, contract: Json, served: Body
) -> None:
    """With the checker: what it finds, or does not find, is what the others say."""
    assert served.conforms == judge(contract, 200)(served)


def test_a_change_of_meaning_is_noticed(contract: Json, bodies: list[Body]) -> None:
    """A nullable that is forgotten is found by every judge of JSON Schema."""
    model = contract["components"]["schemas"]["Model"]
    properties = {**model["properties"], "context_length": {"type": "integer"}}
    schemas = {**contract["components"]["schemas"], "Model": {**model, "properties": properties}}
    changed = {**contract, "components": {"schemas": schemas}}
    listings = [body for body in bodies if body.status == 200 and len(body.wire) < 4096]
    for judge in (by_jsonschema, by_jsonschema_rs, by_fastjsonschema, by_the_checker):
        accepts = judge(changed, 200)
        assert any(accepts(body) is not body.conforms for body in listings), judge
