"""A rendered document reads as what was rendered, looks the same everywhere, and reads well."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.failure import PipelineError
from pipeline.openapi.rendering import render
from pipeline.read.parsing import parse_mapping

TRICKY = [
    *("no", "Yes", "off", "null", "~", "1e3", "-1.5", "0o7", "0x1F", "010", "1_000"),
    *("12:30:45", "2025-01-01", "<<", "=", ".inf", "NaN"),
    *["#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "---", "...", "é", "1e999", "{}", "[a]"],
    *("", "- a", "? a", "a: b", "a #b", "'", '"', "\\", " a", "a ", "a\n", "\na", "a\n\n"),
    *(" a\nb", "a \nb", "a\n b\n\n  c\n", "a\tb", "a\n\tb", "\t", "a\rb", "a\r\nb", "\x00"),
    *("\x1b[2J", "\x7f", "\x85", "\u2028", "a\n\u2029b", "\ufeff", "a\n\ufeffb"),
    *("\U0001f600\nb", "a\n---\nb", "a\n#b", "\ufffe", "\u200b\na"),
    *("x" * 300, "word " * 60, "a  b " * 60, "9" * 5000),
]
TEXTS = st.sampled_from(TRICKY) | st.text() | st.text(alphabet=" \n\ta:#-'\"|>1e", max_size=20)
SCALARS = (
    TEXTS
    | st.integers()
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=12
)
DOCUMENTS = st.dictionaries(TEXTS, VALUES)


class Word(StrEnum):
    """A string that is not one to JSON's letter."""

    NO = "no"


@given(DOCUMENTS)
@example({text: text for text in TRICKY})
@example({"a": [{"b": [[text, [text]]]} for text in TRICKY]})
@example({"a": [-0.0, 5e-324, 1e16, 1.7976931348623157e308, 10**30, {}, [], [[]], [{}]]})
def test_a_rendered_document_reads_as_itself(document: dict[str, Any]) -> None:
    """Every value, its type and the order of keys survive; rendering again gives the same bytes."""
    rendered = render(document)
    read = parse_mapping(rendered, "x")
    assert repr(document) == repr(read)
    assert rendered == render(read)


@given(TEXTS)
def test_yaml_1_1_reads_the_same_strings(text: str) -> None:
    """What other tools read with YAML 1.1, such as an unquoted date, is quoted too."""
    assert {"a": text} == yaml.safe_load(render({"a": text}))


def test_the_form_is_for_people() -> None:
    """Block style, lists indented, keys in order, literal blocks, quotes only where needed."""
    shared = {"type": "string"}
    document = {
        "b": [shared, {"enum": ["no", "ok", "1e3", None]}],
        "a": {"text": "Two\nlines.\n\n- é\n", "200": shared, "empty": {}, "x": 1.5},
    }
    expected = """\
b:
  - type: string
  - enum:
      - 'no'
      - ok
      - '1e3'
      - null
a:
  text: |
    Two
    lines.

    - é
  '200':
    type: string
  empty: {}
  x: 1.5
"""
    assert expected == render(document).decode()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("\ud800", "surrogates not allowed"),
        ({1: "a"}, "the key 1 is not a string"),
        (float("nan"), "JSON cannot express nan"),
        (float("-inf"), "JSON cannot express -inf"),
        (b"a", "b'a' is not a JSON value"),
        ((1,), "is not a JSON value"),
        (Word.NO, "is not a JSON value"),
    ],
)
def test_what_is_not_json_is_refused(value: object, says: str) -> None:
    """No value is written that would not come back as it was."""
    with pytest.raises(PipelineError, match="the document cannot be written as YAML") as caught:
        render({"a": value})
    assert says in str(caught.value)
