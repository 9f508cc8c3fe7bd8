"""YAML and JSON are read strictly: each bad input gets one message with its line."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.failure import PipelineError
from pipeline.read.parsing import MAX_BYTES, parse, parse_mapping
from pipeline.read.yaml12 import MAX_DEPTH, MAX_VALUES

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, after in zip("abcdefg", "bcdefgh", strict=True)
)
CHAIN = "k0: &k0 [x]\n" + "".join(f"k{n + 1}: &k{n + 1} [*k{n}]\n" for n in range(MAX_DEPTH + 1))
DEEP = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        *(
            (word, word)
            for word in ("no", "off", "on", "yes", "y", "2025-01-01", "12:30", "190:20:30")
        ),
        *(
            (word, word)
            for word in ("0b1", "1_000", "0o8", "+", ".", "1e", "=", "<<", "nUll", "3.1.0")
        ),
        *((word, None) for word in ("null", "~", "Null", "")),
        *((word, True) for word in ("true", "TRUE")),
        ("False", False),
        ("0o17", 15),
        ("0x1F", 31),
        ("010", 10),
        ("-7", -7),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("'1'", "1"),
        ('"null"', "null"),
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("|\n  1", "1\n"),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(scalar: str, value: object) -> None:
    """What YAML 1.1 read otherwise (booleans, dates, base 60) is a string."""
    read = parse_mapping(f"a: {scalar}\n".encode(), "x")["a"]
    assert (type(value), value) == (type(read), read)


def test_a_status_without_quotes_becomes_a_string() -> None:
    """Keys that are whole numbers are names as well."""
    assert {"200": "ok", "<<": {"a": 1}} == parse_mapping(b"200: ok\n<<: {a: 1}\n", "x")


def test_aliases_stand_for_their_values() -> None:
    """Scalars and collections can be anchored; an anchor can be set anew."""
    text = b"a: &x {b: &y 1}\nc: *x\nd: !!seq [*y, &y 2, *y]\n"
    assert {"a": {"b": 1}, "c": {"b": 1}, "d": [1, 2, 2]} == parse_mapping(text, "x")


def test_a_flow_mapping_that_is_no_json_is_yaml() -> None:
    """A brace does not make a text JSON."""
    assert {"a": [1], "b": None} == parse_mapping(b"{a: [1], b: }", "x")


@given(st.dictionaries(st.text(), st.recursive(st.integers() | st.text() | st.none(), st.lists)))
def test_json_reads_as_json(document: dict[str, Any]) -> None:
    """JSON means what the JSON library says, escaped surrogate pairs included."""
    assert document == parse_mapping(json.dumps(document).encode(), "x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "x: the document is null, not a mapping"),
        ("- 1", "x: the document is a list, not a mapping"),
        ("[1]", "x: the document is a list, not a mapping"),
        ("just text", "x: the document is a string, not a mapping"),
        ("5", "x: the document is a number, not a mapping"),
        ("a: 1\nb: 2\n'a': 3\n", "x, line 3: duplicate key `a`, which line 1 has already"),
        ("200: 1\n'200': 2\n", "x, line 2: duplicate key `200`"),
        (
            '{"a": 1,\n"b": {"c": 1,\n"c": 2}}',
            "x, line 3: duplicate key `c`, which line 2 has already",
        ),
        ("null: 1", "x, line 1: a key is null, not a string; put it in quotes"),
        ("a: 1\ntrue: 1", "x, line 2: a key is a boolean"),
        ("1.5: 1", "x, line 1: a key is a number"),
        ("? [a]\n: 1", "x, line 1: a key is a list"),
        ("a:\n  - &b [*b]", "x, line 2: alias *b refers to a node that contains it"),
        ("a: *b", "x, line 1: alias *b refers to nothing"),
        (LAUGHS, f"x, line 6: more than {MAX_VALUES:,} values"),
        (CHAIN, f"x, line {MAX_DEPTH}: nested deeper than {MAX_DEPTH} levels"),
        (f"a: 1\nb: {DEEP}", f"x, line 2: nested deeper than {MAX_DEPTH} levels"),
        (f'{{"b": {DEEP}}}', f"x: nested deeper than {MAX_DEPTH} levels"),
        (f'{{"b": {"[" * 100_000}', f"x: nested deeper than {MAX_DEPTH} levels"),
        ("a:\n\t- b", "x, line 2: a tab where YAML requires spaces"),
        ("a: 1\nb: \0", "x, line 2: control character U+0000 is not allowed"),
        ("a: 1\nb: \x1b[2J", "x, line 2: control character U+001B is not allowed"),
        ("\ufeffa: 1", "x, line 1: starts with a byte order mark"),
        ("a: 1\n---\nb: 1", "x, line 2: a second document starts here; only one is allowed"),
        (
            "a: !!python/object:os.system 1",
            "x, line 1: tag tag:yaml.org,2002:python/object:os.system",
        ),
        ("a: !b {}", "x, line 1: tag !b is not supported"),
        ("a: 1\nb: .inf", "x, line 2: `.inf` is a number that JSON cannot hold"),
        ("a: .nan", "x, line 1: `.nan` is a number that JSON cannot hold"),
        ("a: 1e999", "x, line 1: `1e999` is a number that JSON cannot hold"),
        (f"a: {'9' * 5000}", "x, line 1: `9999"),
        ('{"a":\n1e999}', "x, line 2: `1e999` is a number that JSON cannot hold"),
        ('{"a": NaN}', "x: contains NaN, which is not a JSON number"),
        ('{"a": "\\ud800"}', r"x: a string contains '\ud800', a lone surrogate"),
        ("a: 1\nb: [1, 2\n", "the text ends here; was it cut off?"),
        ('{"a": 1,\n"b": {"c"', "x, line 2: did not find expected"),
        ('a: 1\nb: "c', "x, line 2: found unexpected end of stream; the text ends here"),
        ("a: b: c\nd: 1", "x, line 1: mapping values are not allowed in this context"),
    ],
)
def test_a_bad_text_gets_one_message(text: str, says: str) -> None:
    """The message is one line and says what is wrong and where."""
    with pytest.raises(PipelineError) as caught:
        parse_mapping(text.encode(), "x")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_utf8_is_refused() -> None:
    """UTF-16 and Latin-1 are named by the first wrong byte."""
    with pytest.raises(PipelineError, match="x, line 2: byte 0xe9 is not UTF-8; save it as UTF-8"):
        parse_mapping(b"a: 1\nb: \xe9t\xe9\n", "x")


def test_a_text_that_is_too_long_is_refused() -> None:
    """The bound holds before anything is read."""
    with pytest.raises(PipelineError, match=f"x: {MAX_BYTES + 1} bytes exceed the limit"):
        parse_mapping(b" " * (MAX_BYTES + 1), "x")


@pytest.mark.parametrize("text", [b"openapi: 3.1.0", b"paths: [a]", b"paths:"])
def test_a_document_has_paths(text: bytes) -> None:
    """A mapping without paths is no OpenAPI document; one without any path is."""
    assert {"paths": {}} == parse(b"paths: {}", "x")
    with pytest.raises(PipelineError, match="x: no `paths` mapping"):
        parse(text, "x")


@given(
    st.binary(max_size=60)
    | st.text(alphabet="ab:-{}[]&*!|>'\"#%@\n\t ,?~1", max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    """Nothing but the pipeline's own error comes out, whatever goes in."""
    with contextlib.suppress(PipelineError):
        assert isinstance(parse_mapping(text, "x"), dict)
