"""Whole responses: status, media type, strict JSON, schema, and what counts as verified."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conforming import (
    STATUSES,
    UNDOCUMENTED,
    failure,
    fitted,
    json_values,
    listing,
    of_july_2026,
)
from tests.conforming import text as encode

from openrouter_models import contract, decode
from openrouter_models._validation.walker import compile_walker
from openrouter_models.contract import Contract, ContractError
from openrouter_models.findings import Finding, Kind, Report
from openrouter_models.packaged import packaged_contract

if TYPE_CHECKING:
    from tests.contract.conftest import Body

CONTRACT = Contract.load()
HEADERS = {"Content-Type": "application/json"}
ERROR: dict[str, Any] = {"error": {"code": 401, "message": "Missing Authentication header"}}
BEYOND = {Kind.IMPLAUSIBLE_VALUE, Kind.INCOMPLETE_LISTING}
"""What no schema says."""
MODEL = fitted(
    id="openai/gpt-4",
    canonical_slug="openai/gpt-4",
    name="GPT-4",
    created=1692901234,
    pricing={"prompt": "0.00003", "completion": "0.00006"},
    context_length=8192,
    architecture={
        "modality": "text->text",
        "input_modalities": ["text"],
        "output_modalities": ["text"],
    },
    top_provider={"is_moderated": True},
    per_request_limits=None,
    supported_parameters=["temperature"],
    default_parameters=None,
    supported_voices=None,
    links={"details": "/api/v1/models/openai/gpt-4/endpoints"},
)


def check(value: object, status: int = 200) -> Report:
    """Check a value as the body of a response that is right otherwise."""
    return CONTRACT.check(status, HEADERS, encode(value))


def told(report: Report) -> list[tuple[str, str]]:
    """Give kind and path of each finding."""
    return [(finding.kind.value, finding.path) for finding in report.findings]


@pytest.mark.parametrize("status", STATUSES)
def test_what_conforms_is_verified_and_has_no_findings(status: int) -> None:
    """Errors count as much as listings."""
    assert Report() == check(listing(MODEL) if status == 200 else failure(status), status)


def test_a_status_or_a_body_that_is_text_is_refused() -> None:
    """In one sentence."""
    wrong: Any = "200"
    with pytest.raises(TypeError, match="status must be a number such as 200, or a response"):
        CONTRACT.check(wrong, {}, b"")
    with pytest.raises(
        TypeError, match=r"body must be bytes, such as response\.content, got '200'"
    ):
        CONTRACT.check(200, {}, wrong)


@pytest.mark.parametrize(
    ("pattern", "text"), [(r"^.+$", "a\r"), (r"^\S$", "\u00a0"), (r"^a{,3}$", "aa")]
)
def test_no_gate_lets_pass_what_a_pattern_forbids(pattern: str, text: str) -> None:
    """The fast validator reads patterns in another dialect than ECMA-262, so it may not vouch for them."""
    document = copy.deepcopy(dict(packaged_contract()))
    model = document["components"]["schemas"]["Model"]
    model["properties"]["name"] = {"type": "string", "pattern": pattern}
    body = encode(listing(MODEL | {"name": text}))
    report = Contract.load(document).check(200, HEADERS, body)
    assert [("constraint-violated", "/data/0/name")] == told(report)


@pytest.mark.parametrize("status", [199, 201, 204, 304, *UNDOCUMENTED, 999, 0, -1])
def test_an_undocumented_status_is_one_finding(status: int) -> None:
    """Nothing else can be said of it, and nothing was verified."""
    report = check(ERROR, status)
    assert [("undocumented-status", "")] == told(report)
    assert not report.verified


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], [("wrong-type", "")]),
        (listing() | {"data": None}, [("null-not-allowed", "/data")]),
        (listing(MODEL | {"created": None}), [("null-not-allowed", "/data/0/created")]),
        (listing(MODEL | {"x/~": 1}), [("undeclared-field", "/data/0/x~1~0")]),
        (
            listing(MODEL | {"supported_parameters": ["seed", "unheard-of"]}),
            [("unknown-enum-value", "/data/0/supported_parameters/1")],
        ),
        (
            listing(MODEL | {"default_parameters": {"x": 1}}),
            [("forbidden-field", "/data/0/default_parameters/x")],
        ),
    ],
)
def test_deviations_from_the_schema_are_told_at_their_place(
    value: object, expected: list[tuple[str, str]]
) -> None:
    """Each once, as the walker tells them."""
    assert expected == told(check(value))


@pytest.mark.parametrize(
    ("status", "value", "expected"),
    [
        (200, {}, {("missing-required", "/data")}),
        (200, ERROR, {("undeclared-field", "/error"), ("missing-required", "/data")}),
        (401, listing(MODEL), {("undeclared-field", "/data"), ("missing-required", "/error")}),
    ],
)
def test_a_body_under_another_status_is_told(
    status: int, value: Any, expected: set[tuple[str, str]]
) -> None:
    """Whatever else the envelope must have is missing too."""
    assert expected <= set(told(check(value, status)))


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_json_is_recognized_as_http_writes_it(name: str) -> None:
    """RFC 9110: case does not matter, parameters do not either, nor white space around the body."""
    headers, body = {name: 'Application/JSON ; charset="UTF-8"; version=1'}, encode(ERROR)
    assert () == CONTRACT.check(401, headers, b"\r\n \t" + body + b"\n").findings


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": ""},
        {"Content-Type": "application/problem+json"},
        {"Content-Type": "text/html; charset=utf-8"},
        {"Content-Type": "application/json; charset=latin-1"},
        [("Content-Type", "application/json"), ("content-type", "application/json")],
    ],
)
def test_another_content_type_is_one_finding_and_the_body_is_checked_all_the_same(
    headers: Any,
) -> None:
    """The header and the body deviate each for itself."""
    report = CONTRACT.check(401, headers, encode({"error": {"code": 401}}))
    expected = [("wrong-content-type", ""), ("missing-required", "/error/message")]
    assert expected == told(report)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>x</title>",
        b"\xef\xbb\xbf" + encode(ERROR),
        b'{"error": {"code": NaN, "message": ""}}',
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_is_no_json_is_one_finding(body: bytes) -> None:
    """RFC 8259, and nothing was verified."""
    report = CONTRACT.check(401, HEADERS, body)
    assert [("not-json", "")] == told(report)
    assert not report.verified


def test_json_that_reads_differently_is_told_and_checked_further() -> None:
    """A name twice is one finding, what the last of them stands for another."""
    body = b'{"error": {"code": 401, "message": "x", "code": "401"}}'
    report = CONTRACT.check(401, HEADERS, body)
    assert [("not-json", ""), ("wrong-type", "/error/code")] == told(report)
    assert "/error" in report.findings[0].message
    assert report.verified


def test_half_a_surrogate_pair_is_told_and_the_rest_is_checked() -> None:
    """Not every validator can even hold such a text."""
    body = b'{"error": {"code": 401, "message": "x"}, "\\ud800": 1}'
    report = CONTRACT.check(401, HEADERS, body)
    assert [("not-json", ""), ("undeclared-field", "/\ud800")] == told(report)


def test_checking_takes_no_hypothesis() -> None:
    """It is slow to import, and only strategies need it."""
    code = (
        "import sys; from openrouter_models.contract import Contract; Contract.load();"
        "sys.exit('hypothesis' in sys.modules)"
    )
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode  # noqa: S603  # our own interpreter


def test_unknown_names_of_the_package_are_attribute_errors() -> None:
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'Kontract'"):
        _ = contract.Kontract


def test_an_empty_listing_is_implausible_and_verifies_nothing() -> None:
    """Of models nothing was seen."""
    report = check(listing())
    assert [("implausible-value", "/data")] == told(report)
    assert report.ok
    assert not report.verified


def test_ranges_of_statuses_and_the_default_are_documented_statuses() -> None:
    """The nearest key counts: the status itself, then its range, then the default."""
    schema = {"type": "object", "required": ["error"]}
    ranged = {"content": {"application/json": {"schema": schema}}}
    named = {"content": {"application/json": {"schema": schema | {"required": ["other"]}}}}
    given = Contract.load(of_responses({"4XX": ranged, "404": named, "default": ranged}))
    at = {status: told(given.check(status, HEADERS, b"{}")) for status in (404, 429, 503)}
    missing = [("missing-required", "/error")]
    assert {404: [("missing-required", "/other")], 429: missing, 503: missing} == at


def test_the_schema_is_that_of_the_media_type() -> None:
    """Several media types may be documented, with schemas of their own."""
    plain = {"schema": {"type": "object", "required": ["error"]}}
    problem = {"schema": {"type": "object", "required": ["title"]}}
    content = {"application/json": plain, "application/problem+json": problem}
    given = Contract.load(of_responses({"500": {"content": content}}))
    headers = {"Content-Type": "application/problem+json"}
    assert [("missing-required", "/title")] == told(given.check(500, headers, b"{}"))


@pytest.mark.parametrize("response", [{}, {"content": {"text/html": {}}}])
def test_without_a_documented_json_body_nothing_is_verified(response: object) -> None:
    """There is nothing to hold the body against."""
    given = Contract.load(of_responses({"500": response}))
    assert Report(verified=False) == given.check(500, {}, b"")


def test_a_schema_that_cannot_be_checked_is_refused_when_it_is_needed() -> None:
    """It names what is wrong with it."""
    schema = {"type": "text"}
    given = Contract.load(
        of_responses({"500": {"content": {"application/json": {"schema": schema}}}})
    )
    with pytest.raises(ContractError, match="not a JSON type"):
        given.check(500, HEADERS, b"{}")


def of_responses(responses: object) -> dict[str, Any]:
    """Make a contract of responses."""
    return {"openapi": "3.1.0", "paths": {"/models/user": {"get": {"responses": responses}}}}


def test_a_response_of_httpx_is_taken_whole() -> None:
    """Its status, headers and body are those that are checked."""
    response = httpx.Response(404, json={"error": {}})
    assert check({"error": {}}, 404) == CONTRACT.check(response)
    assert ["wrong-content-type"] == [
        finding.kind
        for finding in CONTRACT.check(
            httpx.Response(200, json=listing(MODEL), headers={"content-type": "text/html"})
        ).findings
    ]


def test_findings_name_their_model() -> None:
    """By its id, else by its slug or name; the listing as a whole is no model."""
    models = [{"id": "a/\x1b"}, {"id": 5, "canonical_slug": "c/d"}, {"name": "E"}, {}, 7]
    found = CONTRACT.check(200, HEADERS, encode({"data": models, "links": {"next": "/2"}})).findings
    names = {
        finding.path.split("/")[2]: finding.model for finding in found if "/data/" in finding.path
    }
    assert {"0": r"a/\x1b", "1": "c/d", "2": "E", "3": None, "4": None} == names
    assert {None} == {finding.model for finding in found if "/data/" not in finding.path}


def test_the_findings_are_the_walkers(bodies: list[Body], reports: list[Report]) -> None:
    """Each of them, in the same order, warnings included."""
    walks = {
        status: compile_walker(CONTRACT.document, response["content"]["application/json"]["schema"])
        for status, response in CONTRACT.responses.items()
    }
    for body, report in [*zip(bodies, reports, strict=True)][::11]:
        walked = [(f.kind, f.path) for f in walks[str(body.status)](body.value)]
        found = [f for f in report.findings if f.kind not in BEYOND]
        assert walked == [(f.kind, f.path) for f in found], body.name


JUNK = json_values(["data", "error", "id", "pricing", "prompt", "benchmarks", "code", "x"], most=20)
LENIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LENIENT
@given(status=st.integers(), headers=st.dictionaries(st.text(), st.text()), body=st.binary())
def test_nothing_that_a_server_sends_raises(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    """There is a report for any bytes."""
    assert isinstance(CONTRACT.check(status, headers, body), Report)


@LENIENT
@given(status=st.sampled_from(STATUSES), body=JUNK)
def test_json_of_any_shape_gives_findings_with_paths_of_the_body(status: int, body: object) -> None:
    """Each path leads to a value in the body, or to where a missing one would stand."""
    for finding in check(body, status).findings:
        if finding.path and finding.kind is not Kind.MISSING_REQUIRED:
            leads(body, finding)


def leads(body: Any, finding: Finding) -> None:
    """Follow the path of a finding."""
    for token in finding.path.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        body = body[int(name) if isinstance(body, list) else name]


ERRORS = os.environ.get("OPENROUTER_ERRORS", "")


@pytest.mark.skipif(not ERRORS, reason="OPENROUTER_ERRORS names no folder of stored errors")
@of_july_2026
def test_real_errors_of_documented_statuses_conform() -> None:
    """Nothing is told of them: they were stored when that document was published."""
    for path in sorted(Path(ERRORS).glob("*.json")):
        stored = json.loads(path.read_bytes())
        if stored["status"] in STATUSES and stored["status"] != 200:
            report = CONTRACT.check(stored["status"], stored["headers"], encode(stored["body"]))
            assert () == report.findings, path.name


def test_a_listing_that_says_that_there_is_more_is_incomplete() -> None:
    """The envelope's own words are a warning, as in the catalog's report."""
    body = b'{"data": [], "total_count": 2, "links": {"next": "/models?offset=1"}}'
    report = Contract.load().check(200, {"content-type": "application/json"}, body)
    found = [each for each in report.findings if each.kind is Kind.INCOMPLETE_LISTING]
    assert ["/total_count", "/links/next"] == [each.path for each in found]
    assert {"warning"} == {each.severity for each in found}


@pytest.mark.parametrize("status", [STATUSES[0], 599])
@pytest.mark.parametrize("body", [b"{}", b"<html>"])
def test_the_end_that_a_server_announces_is_told_last(status: int, body: bytes) -> None:
    """With whatever else there is to tell, and as the catalog's report tells it."""
    sent = {"Deprecation": "@1688169599", "Sunset": "Sat, 31 Dec 2018 23:59:59 GMT"}
    *_, first, second = CONTRACT.check(status, sent, body).findings
    assert [Kind.DEPRECATED, Kind.SUNSET] == [first.kind, second.kind]
    catalog = decode(b'{"data": []}', response=httpx.Response(200, headers=sent))
    assert (first, second) == catalog.report.findings[-2:]
