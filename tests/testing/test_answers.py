"""What the mock answers."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import CLASSES, FAILURE, STATUSES, UNDOCUMENTED, failure

from openrouter_models._http.secret import Secret
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing.answers import Answer, Request, Service
from openrouter_models.testing.served_listing import read

PATH = "/api/v1/models/user"
KEY = "sk-or-test"
SERVICE = Service(packaged_contract(), *read(None, packaged_contract()), Secret(KEY))


def ask(
    method: str = "GET",
    path: str = PATH,
    query: str = "",
    key: str = f"Bearer {KEY}",
    service: Service = SERVICE,
) -> Answer:
    """Ask with the right key unless told otherwise."""
    return service.answer(Request(method, path, query, {"authorization": key}))


def conforms(answer: Answer, contract: dict[str, Any]) -> bool:
    """Check an answer's body against the schema of its status, by other people's code."""
    responses = contract["paths"]["/models/user"]["get"]["responses"]
    schema = responses[str(answer.status)]["content"]["application/json"]["schema"]
    whole = {**schema, "components": contract["components"]}
    validator: Any = jsonschema.Draft202012Validator(whole)
    return bool(validator.is_valid(json.loads(answer.body)))


@pytest.mark.parametrize("key", [f"bearer {KEY}", f"BEARER   {KEY}", f"Bearer {KEY} "])
def test_the_scheme_is_case_insensitive(key: str) -> None:
    """RFC 9110 section 11.1: the scheme's case says nothing; neither do spaces around the key."""
    assert 200 == ask(key=key).status


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("User not found.", "Bearer wrong"),
        ("User not found.", f"Bearer {KEY}x"),
        ("No auth credentials found", ""),
        ("No auth credentials found", KEY),
        ("No auth credentials found", "Bearer"),
        ("No auth credentials found", f"Basic {KEY}"),
        ("No auth credentials found", f"Bearer {KEY} {KEY}"),
    ],
)
def test_other_keys_are_refused(message: str, key: str, contract: dict[str, Any]) -> None:
    """A wrong or malformed key gives 401, the challenge, and the contract's error body."""
    answer = ask(key=key)
    assert 401 == answer.status
    assert "Bearer" == answer.headers["WWW-Authenticate"]
    assert failure(401, message) == json.loads(answer.body)
    assert conforms(answer, contract)


def test_no_key_and_two_keys_are_refused() -> None:
    """With the message of the contract's example; which of two header fields counts is not guessed."""
    body = json.loads(SERVICE.answer(Request("GET", PATH)).body)
    assert "Missing Authentication header" == body["error"]["message"]
    headers = httpx.Headers([("Authorization", f"Bearer {KEY}")] * 2)
    assert 401 == SERVICE.answer(Request("GET", PATH, "", headers)).status


@pytest.mark.parametrize("path", ["/", "", PATH + "/", "/models/user", PATH.upper(), "/api/v1"])
def test_other_paths_do_not_exist(path: str, contract: dict[str, Any]) -> None:
    """A path that the contract does not have is 404, whoever asks."""
    answer = ask(path=path, key="")
    assert 404 == answer.status
    assert 404 not in STATUSES or conforms(answer, contract)


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY", "get", "*"]
)
def test_other_methods_are_not_allowed(method: str) -> None:
    """405 says which methods there are (RFC 9110 section 15.5.6)."""
    answer = ask(method)
    assert 405 == answer.status
    assert "GET, HEAD" == answer.headers["Allow"]
    assert 405 == json.loads(answer.body)["error"]["code"]


@pytest.mark.parametrize("status", [status for status in STATUSES if status != 200])
def test_documented_errors_conform(status: int, contract: dict[str, Any]) -> None:
    """An error has the body that the contract documents, and repeats its status."""
    answer = SERVICE.error(status)
    assert conforms(answer, contract)
    assert status == json.loads(answer.body)["error"]["code"]


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (message, status)
        for message, status in {
            "Too Many Requests": 429,
            "Provider timed out": 524,
            "Provider is overloaded": 529,
            "Error 599": 599,
        }.items()
        if status in UNDOCUMENTED
    ],
)
def test_undocumented_errors_have_the_same_shape(message: str, status: int) -> None:
    """Any status can be asked for, named by HTTP or not."""
    body = json.loads(SERVICE.error(status).body)
    assert {"error": {"message": message, "code": status}} == body


def test_an_error_that_gains_a_required_field_has_it(contract: dict[str, Any]) -> None:
    """Error bodies grow with the contract, as the listing does."""
    schemas = contract["components"]["schemas"]
    held = schemas[CLASSES[FAILURE]]["properties"]["error"]
    error = schemas[held["$ref"].rpartition("/")[2]]
    error["properties"]["hint"] = {"type": "string"}
    error["required"] = [*error["required"], "hint"]
    assert conforms(Service(contract, {"data": []}, b"{}", Secret(KEY)).error(FAILURE), contract)


def test_pages_are_given_once_the_contract_declares_them(grown: dict[str, Any]) -> None:
    """A page is cut from the listing and links to the next one."""
    service = Service(grown, *read(None, grown), Secret(KEY))
    answer = ask(query="offset=2&limit=3", service=service)
    page = json.loads(answer.body)
    assert conforms(answer, grown)
    assert service.listing["data"][2:5] == page["data"]
    assert f"{PATH}?offset=5&limit=3" == page["links"]["next"]


@pytest.mark.parametrize(
    ("expected", "documented"),
    [*([(404, ())] if 404 in STATUSES else ()), (422, ("422",)), (400, ("400", "422"))],
)
def test_a_senseless_page_gets_a_documented_status(
    expected: int, documented: tuple[str, ...], grown: dict[str, Any]
) -> None:
    """The mock answers nothing that the contract does not document, if it can."""
    responses = grown["paths"]["/models/user"]["get"]["responses"]
    for other in ("400", "422"):
        responses.pop(other, None)
    responses |= dict.fromkeys(documented, responses[str(FAILURE)])
    service = Service(grown, *read(None, grown), Secret(KEY))
    assert expected == ask(query="limit=0", service=service).status


@given(
    st.text(),
    st.sampled_from([PATH, "/", ""]) | st.text(),
    st.text(),
    st.dictionaries(
        st.sampled_from(["authorization", "accept"]), st.text(st.characters(codec="latin-1"))
    ),
)
def test_every_request_gets_an_answer(
    method: str, path: str, query: str, headers: dict[str, str]
) -> None:
    """Whatever comes, the answer is JSON under one of the statuses that are meant."""
    fields = httpx.Headers([(k.encode(), v.encode("latin-1")) for k, v in headers.items()])
    answer = SERVICE.answer(Request(method, path, query, fields))
    assert answer.status in (200, 401, 404, 405)
    assert json.loads(answer.body)


def test_a_listing_is_named_and_not_sent_twice() -> None:
    """Who has it gets 304 without a body, and none of it is for shared caches."""
    request = Request("GET", PATH, "", {"authorization": f"Bearer {KEY}"})
    first = SERVICE.answer(request).validated(request)
    assert ("private", "Authorization") == (
        first.headers["Cache-Control"].split(",")[0],
        first.headers["Vary"],
    )
    for held in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = evolve(request, headers={"if-none-match": held})
        answer = SERVICE.answer(request).validated(again)
        assert (304, b"", first.headers["ETag"]) == (
            answer.status,
            answer.body,
            answer.headers["ETag"],
        )
        assert "Content-Length" not in answer.head


def test_paging_that_the_contract_does_not_know_brings_the_whole_listing(
    contract: dict[str, Any],
) -> None:
    """With what the official SDK insists on, which sends both parameters always."""
    contract["paths"]["/models/user"]["get"].pop("parameters", None)
    service = Service(contract, *read(None, contract), Secret(KEY))
    body = json.loads(ask(query="offset=0&limit=1", service=service).body)
    count = len(service.listing["data"])
    assert (count, count, {"next": None}) == (len(body["data"]), body["total_count"], body["links"])


def test_the_public_list_asks_for_no_key() -> None:
    """Clients that know only `/models` are served, too."""
    answer = SERVICE.answer(Request("GET", "/api/v1/models"))
    assert (200, SERVICE.body) == (answer.status, answer.body)
