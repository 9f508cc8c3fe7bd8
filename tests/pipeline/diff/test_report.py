"""A diff is shown to people, in a pull request and to machines; hostile texts stay texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import jsonschema
import pytest
from markdown_it import MarkdownIt

from pipeline.diff.changes import Change, Diff, Lines, Place
from pipeline.diff.machine_formats import to_github, to_json, to_junit
from pipeline.diff.released import Released
from pipeline.diff.report import cut, to_markdown, to_text
from pipeline.diff.severities import Severity
from pipeline.diff.witness import Witness
from pipeline.generate.surface import Drift

VALIDATOR: Any = jsonschema.Draft202012Validator
SCHEMA = Path(__file__).parents[3] / "docs" / "spec-diff.schema.json"
HOSTILE = [
    "a\nb\r\n::set-output name=x::y",
    "\x1b[2J\u202e\u2028",
    "`` ` @everyone #123 <script>alert(1)</script> | [a](b)",
    "``` \n# heading",
    "\ud800",
    "x" * 5000,
]


def change(text: str = "id", **more: Any) -> Change:
    """Make a change that carries a text everywhere."""
    fields: dict[str, Any] = {
        "kind": "field-added",
        "severity": Severity.COMPATIBLE,
        "where": Place("GET /m", "response 200", f"/{text}"),
        "also": (Place("GET /m", "response 201", f"/{text}"),),
        "what": f"added, optional: {text}",
        "why": "the object was open to it before",
        "attribute": f"Model.{text}: added, str",
        "witness": Witness({text: text}, f"/{text}", "old", f"wrong-type at /{text}: no"),
    }
    return Change(**(fields | more))


def diff(text: str = "id", **more: Any) -> Diff:
    """Make a diff that carries a text everywhere."""
    fields: dict[str, Any] = {
        "changes": (
            change(text, severity=Severity.BREAKING),
            change(text),
            change(text, severity=Severity.DOCUMENTATION, kind="descriptions-changed"),
        ),
        "drift": Drift((f"models.{text}: str",), (f"models.{text}x: str",), {text: (text, text)}),
        "released": Released(3, {"wrong-type": 2}, {"ValueError": 1}),
        "notes": (f"no client: {text}",),
    }
    return Diff(**(fields | more))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_printable_and_keeps_its_lines(text: str) -> None:
    """No text of the document adds a line, moves a cursor or stands first in a line."""
    plain, shown = to_text(diff(), "0.1.0"), to_text(diff(text), "0.1.0")
    assert len(plain.splitlines()) == len(shown.splitlines())
    assert all(line.isprintable() for line in shown.splitlines())
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_keeps_texts_in_code_spans(text: str) -> None:
    """What a renderer makes of a hostile document has the structure of a harmless one."""

    def structure(markdown: str) -> list[str]:
        tokens = MarkdownIt().parse(markdown)
        inner = [one for token in tokens for one in token.children or ()]
        visible = [one.content for one in inner if one.type == "text"]
        assert not any(sign in "".join(visible) for sign in ("@", "#1", "<script", "::set"))
        return [token.type for token in [*tokens, *inner]]

    assert structure(to_markdown(diff(), "0.1.0")) == structure(to_markdown(diff(text), "0.1.0"))


@pytest.mark.parametrize("text", ["id", *HOSTILE])
def test_json_is_as_its_schema_says(text: str) -> None:
    """The schema in docs/ describes every field."""
    data = json.loads(to_json(diff(text), "0.1.0"))
    VALIDATOR(json.loads(SCHEMA.read_text("utf-8"))).validate(data)
    assert text == next(iter(data["changes"][0]["witness"]["body"]))


def test_json_of_no_change_is_as_its_schema_says() -> None:
    """What was not tried is null."""
    data = json.loads(to_json(Diff(changes=()), "0.1.0"))
    VALIDATOR(json.loads(SCHEMA.read_text("utf-8"))).validate(data)
    assert (None, None) == (data["surface"], data["released_client"])
    assert {"current": "0.1.0", "next": "0.1.0"} == data["version"]


def test_the_first_lines_say_what_to_do() -> None:
    """Verdict, counts of what is listed below, version, who must do what, and what the client loses."""
    changes = (change(severity=Severity.BREAKING, who="readers", task="expect null"), change())
    shown = to_text(diff(changes=changes), "0.1.0").splitlines()
    assert [
        "breaking for readers: 1 breaking, 1 compatible, 0 documentation",
        "by kind: 2 field-added",
        "next version: 0.2.0, after 0.1.0",
        "readers must expect null: Model.id",
        "users of the client must do without: models.idx",
    ] == shown[:5]
    assert "note: no client: id" in shown


def test_changes_of_one_kind_share_a_heading() -> None:
    """Each has its place; what breaks has the part of its witness that matters."""
    breaking = change(severity=Severity.BREAKING)
    shown = to_text(diff(changes=(breaking, breaking), released=None, notes=()), None)
    for line in (
        "breaking: 2",
        "  field-added, 2 times: the object was open to it before",
        "    at GET /m response 200 /id: added, optional: id",
        "      also at GET /m response 201 /id",
        "      client: Model.id: added, str",
        '      witness: {"id": "id"}',
        "        the old contract accepts it, the new one finds wrong-type at /id: no",
        "generated client: 1 added, 1 removed, 1 changed",
    ):
        assert line in shown.splitlines()


def test_witnesses_of_what_breaks_nobody_are_shown_on_request() -> None:
    """Whole."""
    one = Diff(changes=(change(),))
    assert "witness" not in to_text(one, None)
    assert 'witness: {"id": "id"}' in to_text(one, None, witnesses=True)


@pytest.mark.parametrize(
    ("expected", "body", "at"),
    [
        (
            '{"data": [{…, "words": ["new"]}]}',
            {"data": [{"a": 1, "words": ["new"]}]},
            "/data/0/words/0",
        ),
        ('[…, {"a": null}]', [1, {"a": None}], "/1/a"),
        ("{…}", {"a": 1}, "/b"),
        ("5", 5, ""),
    ],
)
def test_a_witness_is_cut_to_the_way_that_matters(expected: str, body: Any, at: str) -> None:
    """What stands beside it is left out."""
    assert expected == cut(Witness(body, at, "new", None))


@pytest.mark.parametrize(
    ("expected", "witness"),
    [
        ("both contracts accept it", Witness(1, "", "both", None)),
        ("the new contract accepts it, the other has nothing like it", Witness(1, "", "new", None)),
    ],
)
def test_a_witness_says_who_accepts_it(expected: str, witness: Witness) -> None:
    """Also where the other contract has nothing to say."""
    shown = to_text(Diff(changes=(change(witness=witness),)), "0.1.0", witnesses=True)
    assert f"        {expected}\n" in shown


def test_a_change_without_client_and_witness_is_shown_without() -> None:
    """A server, for one."""
    bare = Diff(changes=(change(attribute=None, witness=None),))
    assert "client:" not in to_text(bare, "0.1.0") + to_markdown(bare, "0.1.0")


def test_the_drift_of_the_client_is_told_by_class() -> None:
    """A class that is new as a whole, and what a class has gained and lost."""
    added = ("models.A: class(Record)", *(f"models.B.x{n}: int" for n in range(9)))
    shown = to_text(Diff(changes=(), drift=Drift(added, ("models.B.y: int",), {})), "0.1.0")
    assert "  models.A: added as a whole\n" in shown
    assert "  models.B: added x0, x1, x2, x3, x4 and 4 more; removed y\n" in shown


def test_verdict_and_version_agree() -> None:
    """What is ignored counts for neither; names that the client loses are a matter of its users."""
    lost = Diff(changes=(), drift=Drift((), ("models.A: class(Record)",), {}))
    ignored = Diff(changes=(change(severity=Severity.BREAKING, ignored="agreed upon"),))
    for one in (lost, ignored):
        assert "next version: 0.1.0, after 0.1.0\n" in to_text(one, "0.1.0")
        assert not one.is_breaking
    assert "ignored: agreed upon\n" in to_text(ignored, None)


def test_a_note_is_whole() -> None:
    """Its reason stands last."""
    assert f"note: {'a' * 900}, because" in to_text(
        Diff(changes=(), notes=(f"{'a' * 900}, because",)), "0.1.0"
    )


LINES = Lines(("old.yaml", 3), ("new.yaml", 5))


@pytest.mark.parametrize("text", ["id", *HOSTILE])
def test_annotations_are_one_line_each(text: str) -> None:
    """At the line of the new document; no text ends a command or begins another."""
    breaking = change(text, severity=Severity.BREAKING, lines=LINES)
    lines = to_github(diff(text, changes=(breaking, change(text))), None).splitlines()
    assert 2 == len(lines)
    assert lines[0].startswith("::error file=new.yaml,line=5,title=field-added [")
    assert lines[1].startswith("::notice title=field-added [")


@pytest.mark.parametrize("text", ["id", *HOSTILE])
def test_junit_has_a_case_per_change(text: str) -> None:
    """Failed where somebody is broken, skipped where that is ignored."""
    breaking = change(text, severity=Severity.BREAKING, lines=LINES)
    changes = (breaking, change(text), attrs.evolve(breaking, ignored="agreed"))
    suite = ET.fromstring(to_junit(diff(changes=changes), None))  # noqa: S314  # our own
    assert ["failure", None, "skipped"] == [next((c.tag for c in case), None) for case in suite]
    assert ("3", "1") == (suite.get("tests"), suite.get("failures"))
    assert suite[0][0].get("message", "").endswith("(old.yaml:3, new.yaml:5)")
    assert {"classname", "name"} == suite[0].attrib.keys()  # what the schema of Jenkins knows


def test_a_fingerprint_is_that_of_what_changed() -> None:
    """Not of how serious it is, nor of the lines that it stands on."""
    same = change(severity=Severity.BREAKING, lines=LINES, witness=None)
    assert change().fingerprint == same.fingerprint
    assert change().fingerprint != change("other").fingerprint
