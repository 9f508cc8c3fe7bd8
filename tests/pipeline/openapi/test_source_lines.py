"""The line of a document that speaks of a change, in YAML, in JSON and on a page."""

from __future__ import annotations

import json

import attrs
import pytest

from pipeline.diff.changes import Change, Diff, Place
from pipeline.diff.document_comparison import located
from pipeline.diff.severities import Severity
from pipeline.openapi.source_lines import SourceLines
from pipeline.read.load import Source, extract
from pipeline.read.parsing import parse

DOCUMENT = """\
openapi: 3.1.0
paths:
  /m:
    parameters:
      - {name: beside, in: header, schema: {type: string}}
    get:
      security: []
      parameters:
        - $ref: '#/components/parameters/Page'
        - name: a/b
          in: query
          schema: {type: string}
      requestBody:
        $ref: '#/components/requestBodies/Order'
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/List'
        '404':
          $ref: '#/components/responses/Gone'
components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer}}
  requestBodies:
    Order:
      content:
        application/json:
          schema:
            properties:
              urgent: {type: boolean}
  responses:
    Gone:
      description: Gone
      content:
        application/json:
          schema:
            properties:
              why: {type: string}
  schemas:
    List:
      properties:
        data:
          items:
            anyOf:
              - type: 'null'
              - allOf:
                  - $ref: '#/components/schemas/Item'
    Item:
      properties:
        a~b: {type: string}
        more:
          additionalProperties:
            properties:
              deep: {type: string}
        self: {$ref: '#/components/schemas/Item'}
"""
PLACES = {
    Place("GET /m", "operation"): "get:",
    Place("GET /m", "security"): "security: []",
    Place("GET /m", "query parameters", "/page"): "- $ref: '#/components/parameters/Page'",
    Place("GET /m", "query parameters", "/a~1b"): "- name: a/b",
    Place("GET /m", "header parameters", "/beside"): "- {name: beside, in: header",
    Place("GET /m", "request body"): "schema:",
    Place("GET /m", "request body", "/urgent"): "urgent: {type: boolean}",
    Place("GET /m", "response 200", "/data/*/a~0b"): "a~b: {type: string}",
    Place("GET /m", "response 200", "/data/*/more/*/deep"): "deep: {type: string}",
    Place("GET /m", "response 200", "/data/*/self/self/a~0b"): "a~b: {type: string}",
    Place("GET /m", "response 200", "/data/*/gone"): "items:",
    Place("GET /m", "response 404", "/why"): "why: {type: string}",
}


@pytest.mark.parametrize("before", ["", "# A page\n\nText.\n\n```yaml\n"], ids=["file", "page"])
@pytest.mark.parametrize(("place", "expected"), PLACES.items(), ids=map(str, PLACES))
def test_a_place_has_a_line(place: Place, expected: str, before: str) -> None:
    """Through references and compositions; of what is not there, the line of what would hold it."""
    text = f"{before}{DOCUMENT}{'```' if before else ''}\n"
    source = Source("d", text.encode())
    line = SourceLines(source, parse(extract(source), "d")).of(*attrs.astuple(place))
    assert line is not None
    assert text.splitlines()[line - 1].strip().startswith(expected)


def test_an_operation_that_a_document_lacks_has_no_line() -> None:
    """Only the other document is pointed at."""
    old, new = (Source(name, DOCUMENT.encode()) for name in ("old.yaml", "new.yaml"))
    new = Source("new.yaml", new.data.replace(b"  /m:", b"  /n:"))
    change = Change(
        kind="operation-removed",
        severity=Severity.BREAKING,
        where=Place("GET /m", "operation"),
        what="it is gone",
        why="",
    )
    (found,) = located(Diff(changes=(change,)), old, new).changes
    assert found.lines is not None
    assert (("old.yaml", 6), ("new.yaml", None)) == (found.lines.old, found.lines.new)
    assert ("old.yaml", 6) == found.lines.where


@pytest.mark.parametrize("indent", [2, "\t"])
def test_json_has_lines_too(indent: int | str) -> None:
    """It is read as YAML, of which it is a part."""
    document = json.dumps(parse(DOCUMENT.encode(), "d"), indent=indent)
    source = Source("d.json", document.encode())
    line = SourceLines(source, parse(source.data, "d")).of("GET /m", "security")
    assert line is not None
    assert '"security": [],' == document.splitlines()[line - 1].strip()


def test_every_place_in_the_bodies_of_an_operation_has_its_line() -> None:
    """Whatever leads to it; an object that holds itself is entered once."""
    source = Source("a.yaml", DOCUMENT.encode())
    lines = SourceLines(source, parse(extract(source), "a.yaml"))
    found = lines.of_bodies("GET /m")
    texts = DOCUMENT.splitlines()
    assert {"", "200", "404"} == found.keys()
    assert "    get:" == texts[found[""][""] - 1]
    assert "/data/*" in found["200"]
    for places in found.values():
        for place, line in places.items():
            name = place.rpartition("/")[2].replace("~0", "~")
            assert not name or name == "*" or f"{name}:" in texts[line - 1]
    assert {} == lines.of_bodies("GET /other")
