"""A slice is vendored byte for byte, a larger document cut."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest
from tests.documents import answer, document

from pipeline.failure import PipelineError
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


def test_a_document_without_our_operation_is_refused() -> None:
    """The message comes from the slice and names what is missing."""
    with pytest.raises(PipelineError, match="GET /nothing"):
        vendor(_source(SLICE), ("GET /nothing",))


def test_a_document_that_lost_words_looks_older() -> None:
    """Documents grow: property names and enum values that are gone speak for an older one."""
    older = copy.deepcopy(SLICE)
    older["components"]["schemas"]["Color"]["enum"] = []
    del older["components"]["schemas"]["Model"]["properties"]["color"]
    (warning,) = looks_older(older, SLICE)
    assert "lacks 2 of its property names and enum values (color, red)" in warning


def test_a_document_that_grew_does_not_look_older() -> None:
    """Neither an equal document is suspicious, nor one that has renamed a word."""
    newer = copy.deepcopy(SLICE)
    newer["components"]["schemas"]["Color"]["enum"] = ["crimson", "blue"]
    assert [] == [*looks_older(SLICE, SLICE), *looks_older(newer, SLICE)]
