"""JSON that reads the same everywhere, and the proof that it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.conforming import json_values

from openrouter_api.jsontext import TooDeepError
from openrouter_models.contract.strict_json import Parsed, parse

VALUES = json_values()


@given(
    value=VALUES,
    ascii_only=st.booleans(),
    layout=st.sampled_from([(",", ":"), (", ", " : "), ("\n,", "\t:\r")]),
)
@example(value={'":': '"a":'}, ascii_only=False, layout=(",", ":"))
def test_what_is_written_is_read_whatever_its_layout(
    *, value: object, ascii_only: bool, layout: tuple[str, str]
) -> None:
    """Neither white space nor escapes nor quotation marks in strings mislead the proof."""
    text = json.dumps(value, ensure_ascii=ascii_only, separators=layout).encode(
        errors="surrogatepass"
    )
    assert Parsed(value) == parse(text)


@given(text=st.binary() | VALUES.map(lambda value: json.dumps(value).encode()[:-1]))
def test_what_python_refuses_is_refused(text: bytes) -> None:
    """Another parser has the same opinion of what is JSON."""
    try:
        expected: Any = json.loads(text.decode(), parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError):
        with pytest.raises(ValueError):  # noqa: PT011  # any complaint will do
            parse(text)
    else:
        assert expected == parse(text).value


@pytest.mark.parametrize(
    ("text", "value", "faults"),
    [
        ('{"a": 1, "a": 2}', {"a": 2}, ('the name "a" more than once at the top',)),
        ('{"a": 1, "a": 1}', {"a": 1}, ('the name "a" more than once at the top',)),
        ('{"a": 1, "\\u0061": 2}', {"a": 2}, ('the name "a" more than once at the top',)),
        ('[{"b": {"a": 1, "a": 1}}]', [{"b": {"a": 1}}], ('the name "a" more than once at /0/b',)),
        ('{"": 1, "\\u0022": 2}', {"": 1, '"': 2}, ()),
        ('{"\\u0022": 1, "\\"": 2}', {'"': 2}, ('the name "\\"" more than once at the top',)),
        (
            '{"a": {"b": 1, "b": 2}, "a": 3}',
            {"a": 3},
            (
                'the name "b" more than once in an object that is itself a repeat',
                'the name "a" more than once at the top',
            ),
        ),
    ],
)
def test_names_that_repeat_are_told_with_their_place(
    text: str, value: object, faults: tuple[str, ...]
) -> None:
    """The last one counts, as for most parsers."""
    assert Parsed(value, faults) == parse(text.encode())


@given(names=st.lists(st.sampled_from(["a", "b", '"', '":', "é"]), max_size=4))
def test_a_repeat_is_told_exactly_where_there_is_one(names: list[str]) -> None:
    """The fast proof and the slow search agree."""
    body = "{" + ",".join(f"{json.dumps(name)}:1" for name in names) + "}"
    assert (len(set(names)) < len(names)) is bool(parse(body.encode()).faults)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('["\\ud83d\\ude00"]', ()),
        ('["\\\\ud800"]', ()),
        ('["\\ud800"]', ("half a surrogate pair at /0",)),
        ('{"a": ["\\uDC00x"]}', ("half a surrogate pair at /a/0",)),
        ('{"\\udfff": 1}', ("half a surrogate pair at /\\udfff",)),
    ],
)
def test_half_a_surrogate_pair_is_told(text: str, faults: tuple[str, ...]) -> None:
    """It is JSON by the grammar and nothing by Unicode."""
    assert faults == parse(text.encode()).faults


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"1e999", 10**4300 - 1),
        (b"-1.5e999", 1 - 10**4300),
        (b"1" * 400 + b".5", float("inf")),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"1" * 5000, 10**4300 - 1),
        (b" \t\r\n1 ", 1),
    ],
)
def test_numbers_may_have_any_size(text: bytes, value: object) -> None:
    """RFC 8259 leaves that to the parser; for one that Python has not, another as whole is judged."""
    assert Parsed(value) == parse(text)


def test_nesting_beyond_the_bound_is_told_apart() -> None:
    """It is no broken JSON."""
    with pytest.raises(TooDeepError):
        parse(b"[" * 100_000 + b"]" * 100_000)
