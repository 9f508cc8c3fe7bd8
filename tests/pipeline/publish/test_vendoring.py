"""A slice is vendored byte for byte, a larger document cut."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest
from tests.documents import answer, document

from pipeline.publish.vendoring import looks_older, vendor
from pipeline.read.load import Source
from pipeline.read.parsing import parse

SCHEMAS: dict[str, Any] = {
    "Color": {"enum": ["red", None]},
    "Model": {"properties": {"id": {}, "color": {}}},
}
SLICE = document({"operationId": "list", "responses": {"200": answer()}}, schemas=SCHEMAS)
LARGER = copy.deepcopy(SLICE)
LARGER["paths"]["/chat"] = {"post": {"responses": {"200": answer()}}}
OPERATIONS = ("GET /models/user",)


def _source(document: object) -> Source:
    return Source("document.json", json.dumps(document, indent=1).encode())


def test_a_slice_is_vendored_byte_for_byte() -> None:
    """Nothing is cut from a document that has no other operation."""
    source = _source(SLICE)
    vendored = vendor(source, OPERATIONS)
    assert (source.data, None) == (vendored.text, vendored.cut_from)


def test_a_page_is_vendored_as_its_block() -> None:
    """Of a page the fenced block is taken, byte for byte."""
    text = json.dumps(SLICE).encode()
    page = Source("page.md", b"# Models\n\n```yaml\n" + text + b"\n```\n")
    assert text + b"\n" == vendor(page, OPERATIONS).text


def test_a_security_scheme_that_nothing_requires_is_cut() -> None:
    """It would be a problem of the contract; a scheme that is required stays, byte for byte."""
    own = copy.deepcopy(SLICE)
    own["components"]["securitySchemes"] = {"own": {"type": "http", "scheme": "bearer"}}
    own["security"] = [{"own": []}]
    assert _source(own).data == vendor(_source(own), OPERATIONS).text
    del own["security"]
    vendored = vendor(_source(own), OPERATIONS)
    assert "securitySchemes" not in vendored.document.get("components", {})
    assert hashlib.sha256(_source(own).data).hexdigest() == vendored.cut_from


def test_a_larger_document_is_cut() -> None:
    """The slice has our operation alone, and says what it was cut from."""
    source = _source(LARGER)
    vendored = vendor(source, OPERATIONS)
    assert vendored.document == parse(vendored.text, "slice")
    assert ["/models/user"] == list(vendored.document["paths"])
    assert hashlib.sha256(source.data).hexdigest() == vendored.cut_from


def _worded(**paths: list[str]) -> dict[str, Any]:
    """Write a document with an operation for each path, that answers one of some words."""
    contents = {
        f"/{path}": {"application/json": {"schema": {"properties": {"word": {"enum": words}}}}}
        for path, words in paths.items()
    }
    answers = {
        path: {"responses": {"200": {"description": "ok", "content": content}}}
        for path, content in contents.items()
    }
    return SLICE | {"paths": {path: {"get": answer} for path, answer in answers.items()}}


def test_a_document_that_lost_words_looks_older() -> None:
    """Documents grow: property names and enum values that are gone speak for an older one."""
    (warning,) = looks_older(_worded(a=["red"]), _worded(a=["red", "blue", "green"]), ["GET /a"])
    assert "lacks 2 of its property names and enum values (blue, green)" in warning


@pytest.mark.parametrize(
    "newer",
    [
        _worded(a=["red", "blue"]),
        _worded(a=["red", "crimson"]),
        _worded(a=["red", "blue"], c=["x", "y"]),
    ],
)
def test_a_document_that_grew_does_not_look_older(newer: dict[str, Any]) -> None:
    """Nor one that is equal, has renamed a word, or was cut for other operations."""
    vendored = _worded(a=["red", "blue"], b=["one", "two", "three"])
    assert [] == [*looks_older(newer, vendored, ["GET /a", "GET /c"])]
