"""Sabotages: whatever is done to server, body, contract, checker or suite, no command stays green.

Each goes through a command as people run it, and must end red (1), impossible (2) or with nothing
verified (3). pytest says 5 where it found no test, which is nothing verified.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import strategies as st
from junitparser import JUnitXml
from tests import nested
from tests.conforming import UNDOCUMENTED, listing

import regenerate
from openrouter_models import OpenRouterModels
from openrouter_models.cli.app import main
from openrouter_models.cli.commands.checking import FORMATS
from openrouter_models.contract import strategies
from openrouter_models.contract.instances import boundary_cases
from openrouter_models.packaged import packaged_contract
from openrouter_models.testing import MockOpenRouter, targets
from openrouter_models.testing.answers import Service
from pipeline.json_values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = Any
RED, IMPOSSIBLE, NOTHING_VERIFIED = 1, 2, 3
LISTING: Json = MockOpenRouter().listing
Server: TypeAlias = Callable[[MockOpenRouter], None]
Sabotage: TypeAlias = Callable[[Json], None]


@pytest.fixture
def contract_in_use() -> Iterator[Json]:
    """Give the packaged contract itself, which everything reads; what it held is kept and put back."""
    document = packaged_contract()
    before = dict(document)
    document.update(deepcopy(before))
    yield document
    document.clear()
    document.update(before)


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """Give a copy of what regeneration reads and writes."""
    for folder in ("openapi", "generated"):
        shutil.copytree(root / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def suite() -> Callable[..., int]:
    """Run modules of this suite as `pytest` does, in this process, and give the verdict."""

    def run(*selection: object) -> int:
        return {0: 0, 1: RED, 5: NOTHING_VERIFIED}.get(nested.run("-q", *selection), IMPOSSIBLE)

    return run


def check(tmp_path: Path, body: bytes, *options: str) -> int:
    """Run `openrouter-models check` on a stored body."""
    (tmp_path / "body.json").write_bytes(body)
    return main(["check", str(tmp_path / "body.json"), *options])


def encoded(body: Json) -> bytes:
    """Write JSON."""
    return json.dumps(body).encode()


def test_without_sabotage_all_is_green(
    tmp_path: Path,
    project: Path,
    suite: Callable[..., int],
    root: Path,
    openrouter_mock: MockOpenRouter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise what follows would say nothing."""
    monkeypatch.setenv("OPENROUTER_API_KEY", openrouter_mock.api_key)
    assert 0 == check(tmp_path, encoded(LISTING))
    assert 0 == main(["check", "--url", openrouter_mock.base_url])
    assert 0 == regenerate.main(["--root", str(project), "--check"])
    assert 0 == suite(root / "tests/contract/test_examples.py")


SERVERS: dict[str, tuple[int, Server]] = {
    "always the empty list": (NOTHING_VERIFIED, lambda mock: mock.fail_with("empty-listing")),
    "an error as documented": (NOTHING_VERIFIED, lambda mock: mock.respond(500)),
    "HTML under 200": (RED, lambda mock: mock.fail_with("html")),
    "an error under 200": (RED, lambda mock: mock.fail_with("error-under-200")),
    "the wrong content type": (RED, lambda mock: mock.fail_with("problem-json")),
    "half of the JSON": (RED, lambda mock: mock.fail_with("cut-json")),
    "no UTF-8": (RED, lambda mock: mock.fail_with("not-utf8")),
    "an empty body": (RED, lambda mock: mock.fail_with("empty")),
    "a mock that ignores the contract": (
        RED,
        lambda mock: mock.respond(body={"data": [{}]}, allow_deviations=True),
    ),
    **{
        f"the undocumented status {status}": (RED, partial(MockOpenRouter.respond, status=status))
        for status in UNDOCUMENTED[-1:]
    },
    "a truncated body": (IMPOSSIBLE, lambda mock: mock.fail_with("truncated")),
    "a timeout": (IMPOSSIBLE, lambda mock: mock.fail_with("silence")),
    "a reset": (IMPOSSIBLE, lambda mock: mock.fail_with("reset")),
    "a gzip bomb": (IMPOSSIBLE, lambda mock: mock.fail_with("gzip-bomb")),
    "what is no gzip": (IMPOSSIBLE, lambda mock: mock.fail_with("corrupt-gzip")),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server(
    name: str, openrouter_mock: MockOpenRouter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`check --url` against a server that does something else; every format says so."""
    if name == "a timeout":
        impatient = partial(OpenRouterModels, timeout=0.1)
        monkeypatch.setattr(targets, "OpenRouterModels", impatient)
    monkeypatch.setenv("OPENROUTER_API_KEY", openrouter_mock.api_key)
    expected, spoil = SERVERS[name]
    spoil(openrouter_mock)
    outputs = [f"--output={each}={tmp_path / each}" for each in FORMATS.names]
    assert expected == main(["check", "--url", openrouter_mock.base_url, *outputs])
    assert 1 == len(openrouter_mock.requests)
    told = {each: (tmp_path / each).read_text("utf-8") for each in FORMATS.names}
    junit: Any = JUnitXml.fromstring(told["junit"].encode())
    assert junit.failures + junit.errors
    sarif = json.loads(told["sarif"])["runs"][0]["invocations"][0]["exitCode"]
    assert expected == json.loads(told["json"])["exit_code"] == sarif
    assert "::error " in told["github"]
    assert "conforms" not in told["markdown"] + told["text"]


def test_a_server_that_only_says_401(
    openrouter_mock: MockOpenRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tool that takes the documented 401 for an answer says that all is well."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-revoked")
    assert IMPOSSIBLE == main(["check", "--url", openrouter_mock.base_url])


def test_a_server_that_asks_for_no_key(
    monkeypatch: pytest.MonkeyPatch, suite: Callable[..., int], root: Path
) -> None:
    """The live run asks with a wrong key as well."""

    def accept(_: Service, __: object) -> None:
        return None

    monkeypatch.setattr(Service, "_refuse", accept)
    assert RED == suite(root / "tests/contract/test_live.py")


BODIES: dict[str, tuple[int, bytes, list[str]]] = {
    "a listing under 401": (RED, encoded(LISTING), ["--status", "401"]),
    "an error under 404 as listing": (RED, encoded({"error": {"code": 404, "message": ""}}), []),
    "duplicate keys": (RED, b'{"data": 1, ' + encoded(LISTING)[1:], []),
    "NaN": (RED, encoded(LISTING).replace(b"1", b"NaN", 1), []),
    "a byte order mark": (RED, b"\xef\xbb\xbf" + encoded(LISTING), []),
    "a bare list": (RED, encoded(LISTING["data"]), []),
    "a truncated file": (RED, encoded(LISTING)[:-1], []),
    "an empty listing": (NOTHING_VERIFIED, encoded(listing()), []),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body(name: str, tmp_path: Path) -> None:
    """`check FILE` with a body that is something else."""
    expected, body, options = BODIES[name]
    assert expected == check(tmp_path, body, *options)


def without(document: Json, key: str) -> Json:
    """Copy a JSON value without a keyword, wherever it stands."""
    if is_array(document):
        return [without(item, key) for item in document]
    if not is_object(document):
        return document
    return {name: without(value, key) for name, value in document.items() if name != key}


def emptied_schemas(document: Json) -> None:
    """Replace every schema by one that accepts everything."""
    schemas = document["components"]["schemas"]
    schemas.update({name: {} for name in schemas})


def model(document: Json) -> Json:
    """Give the schema of a model."""
    return document["components"]["schemas"]["Model"]


def rename_operation(document: Json) -> None:
    """Describe another operation instead."""
    document["paths"] = {"/models": document["paths"]["/models/user"]}


def swap_responses(document: Json) -> None:
    """Describe the error under 200."""
    responses = document["paths"]["/models/user"]["get"]["responses"]
    responses["200"] = responses["401"]


CONTRACTS: dict[str, tuple[int, Sabotage]] = {
    "nothing": (IMPOSSIBLE, lambda it: it.clear()),
    "schemas that accept everything": (IMPOSSIBLE, emptied_schemas),
    "models that may be anything": (NOTHING_VERIFIED, lambda it: model(it).clear()),
    "nullable put back": (
        IMPOSSIBLE,
        lambda it: model(it)["properties"].update(name={"type": "string", "nullable": True}),
    ),
    "an enum emptied": (
        IMPOSSIBLE,
        lambda it: it["components"]["schemas"]["Parameter"].update(enum=[]),
    ),
    "the wrong operation": (IMPOSSIBLE, rename_operation),
    "the wrong response": (RED, swap_responses),
    "no components": (IMPOSSIBLE, lambda it: it.pop("components")),
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract(name: str, contract_in_use: Json, tmp_path: Path) -> None:
    """`check FILE` with a conforming body and a contract that says something else."""
    expected, spoil = CONTRACTS[name]
    spoil(contract_in_use)
    assert expected == check(tmp_path, encoded(LISTING))


DOCUMENTS: dict[str, tuple[str, str, str]] = {
    "an example removed": ("openrouter.yaml", "example", "x-example"),
    "an example corrupted": ("openrouter.yaml", "openai/gpt-4", "4"),
    "nullable put back": ("contract.yaml", "type: string\n", "type: string\n# nullable: true\n"),
    "an enum value removed": ("contract.yaml", "- temperature\n", ""),
    "the number of examples": ("lock.json", '"examples": ', '"examples": 1'),
    "a repair removed": ("repairs.overlay.yaml", "\n  - description:", "\n  - reason:"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document(name: str, project: Path) -> None:
    """`regenerate.py --check` on a tree in which somebody has edited a file."""
    file, old, new = DOCUMENTS[name]
    path = project / "openapi" / file
    text = path.read_text("utf-8")
    if old not in text and "example" in name:
        pytest.skip("the vendored revision has no such example")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert RED == regenerate.main(["--root", str(project), "--check"])


def remove_examples(document: Json) -> None:
    """Take all examples out."""
    bare = without(document, "example")
    document.clear()
    document.update(bare)


SUITES: dict[str, tuple[str, Sabotage]] = {
    "examples removed": ("test_there_are_as_many", remove_examples),
    "examples corrupted": ("test_each_of_the_contract", lambda it: model(it).update(example=4)),
    "null forgotten": (
        "honoured-by_jsonschema_rs",
        lambda it: model(it)["properties"].update(context_length={"type": "integer"}),
    ),
}


@pytest.mark.parametrize("name", SUITES)
def test_the_suite_on_a_contract(
    name: str, contract_in_use: Json, suite: Callable[..., int], root: Path
) -> None:
    """`pytest tests/contract` with a contract that someone has changed after it was derived."""
    test, spoil = SUITES[name]
    modules = [root / "tests/contract" / each for each in ("test_examples.py", "test_meaning.py")]
    before = copy.deepcopy(contract_in_use)
    spoil(contract_in_use)
    if before == contract_in_use:
        pytest.skip("the vendored revision has no examples")
    assert RED == suite(*modules, "-k", test)


def test_an_empty_stream_of_boundary_cases(
    suite: Callable[..., int], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test that runs through them may pass because there are none."""
    monkeypatch.setattr(boundary_cases, "boundary_cases", list)
    assert RED == suite(root / "tests/contract/test_decoder_agrees.py", "-k", "boundary or catalog")


def test_strategies_that_draw_one_body(
    suite: Callable[..., int], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is drawn must show what the contract allows."""

    def listings(**_: object) -> Json:
        return st.just(LISTING)

    monkeypatch.setattr(strategies, "listings", listings)
    assert RED == suite(root / "tests/contract/test_strategies.py", "-k", "three_hundred")


def test_a_module_without_tests(suite: Callable[..., int], tmp_path: Path, root: Path) -> None:
    """By itself, and among others, where pytest alone does not mind."""
    shutil.copyfile(root / "tests" / "contract" / "conftest.py", tmp_path / "conftest.py")
    full, empty = tmp_path / "test_full.py", tmp_path / "test_empty.py"
    full.write_text("def test_one() -> None: ...\n")
    empty.write_text("def one() -> None: ...\n")
    assert IMPOSSIBLE == suite(full, empty)
    assert NOTHING_VERIFIED == suite(full, "-k", "nothing")
