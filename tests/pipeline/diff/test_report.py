"""A diff is shown to people, in a pull request and to machines; hostile texts stay texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt

from pipeline.diff.change_kinds import Severity
from pipeline.diff.released import Released
from pipeline.diff.report import to_json, to_markdown, to_text
from pipeline.diff.revision import Change, Diff, Place
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


def test_no_change_is_said() -> None:
    """In a word, and with the version that stays."""
    shown = to_text(Diff(changes=()), "0.1.0")
    assert "no change\n\nnext version: 0.1.0, after 0.1.0\n" == shown


def test_text_tells_what_a_maintainer_asks_for() -> None:
    """Where, what, why, for whom, and the proof."""
    shown = to_text(diff(), "0.1.0")
    for line in (
        "1 breaking, 1 compatible, 1 documentation",
        "  field-added at GET /m response 200 /id",
        "    added, optional: id; the object was open to it before",
        "    also at GET /m response 201 /id",
        "    client: Model.id: added, str",
        '    witness: {"id": "id"}',
        "      the old contract accepts it, the new one finds wrong-type at /id: no",
        "  descriptions-changed: added, optional: id",
        "generated client: 1 added, 1 removed, 1 changed",
        (
            "released client: decoded 3 generated bodies of the new contract; "
            "findings: 2 wrong-type; raised: 1 ValueError"
        ),
        "next version: 0.2.0, after 0.1.0",
        "note: no client: id",
    ):
        assert line in shown.splitlines()


@pytest.mark.parametrize(
    ("expected", "witness"),
    [
        ("both contracts accept it", Witness(1, "", "both", None)),
        (
            "the new contract accepts it, the other has nothing like it",
            Witness(1, "", "new", None),
        ),
    ],
)
def test_a_witness_says_who_accepts_it(expected: str, witness: Witness) -> None:
    """Also where the other contract has nothing to say."""
    assert f"      {expected}\n" in to_text(Diff(changes=(change(witness=witness),)), "0.1.0")


def test_a_change_without_client_and_witness_is_shown_without() -> None:
    """A server, for one."""
    bare = Diff(changes=(change(attribute=None, witness=None),))
    assert "client:" not in to_text(bare, "0.1.0") + to_markdown(bare, "0.1.0")


def test_members_of_a_new_class_are_told_by_the_class() -> None:
    """And a long list is cut, with how many more there are."""
    added = (
        "models.A: class(Record)",
        "models.A.x: int",
        *(f"models.B.x{n}: int" for n in range(99)),
    )
    shown = to_text(Diff(changes=(), drift=Drift(added, (), {})), "0.1.0")
    assert "models.A.x" not in shown
    assert "  … and 40 more\n" in shown


def test_verdict_and_version_agree() -> None:
    """Names that the client loses are a matter of its users: a note, not a change of the contract."""
    lost = Diff(changes=(), drift=Drift((), ("models.A: class(Record)",), {}))
    assert "next version: 0.1.0, after 0.1.0\n" in to_text(lost, "0.1.0")
    assert not lost.is_breaking


def test_a_note_is_whole() -> None:
    """Its reason stands last."""
    assert f"note: {'a' * 900}, because" in to_text(
        Diff(changes=(), notes=(f"{'a' * 900}, because",)), "0.1.0"
    )
