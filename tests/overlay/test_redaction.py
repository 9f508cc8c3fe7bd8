"""Secrets are taken out of whatever is shown, kept or handed on."""

from __future__ import annotations

import base64
import html
import json
import re
from html.entities import html5
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openrouter_models._redaction import MARK, Redactor, redact

if TYPE_CHECKING:
    from collections.abc import Callable

VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
KEYS = st.text(VISIBLE, min_size=8, max_size=24)
SHORT_KEYS = st.text("abcdef", min_size=1, max_size=7)
LONG = b" " * 20_000
NAMED = {sign: f"&{name}" for name, sign in html5.items() if name[-1] == ";"}


def _json(key: str) -> str:
    return "".join(f"\\u{ord(each):04x}" for each in key)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "JSON": lambda key: json.dumps(key)[1:-1],
    "JSON, all escaped": _json,
    "JSON, upper case": lambda key: _json(key).upper().replace("\\U", "\\u"),
    "JSON in JSON": lambda key: json.dumps(_json(key))[1:-1],
    "JSON in JSON, the backslash escaped": lambda key: _json(key).replace("\\", "\\u005c"),
    "JavaScript": lambda key: "".join(f"\\x{ord(each):02x}" for each in key),
    "JavaScript, code points": lambda key: "".join(f"\\u{{{ord(each):x}}}" for each in key),
    "JavaScript, octal": lambda key: "".join(f"\\{ord(each):03o}" for each in key),
    "JavaScript, escape()": lambda key: "".join(f"%u{ord(each):04X}" for each in key),
    "URL": lambda key: quote(key, safe=""),
    "URL, all escaped": lambda key: "".join(f"%{ord(each):02X}" for each in key),
    "URL, twice": lambda key: "".join(f"%25{ord(each):02x}" for each in key),
    "HTML": html.escape,
    "HTML, twice": lambda key: html.escape(html.escape(key)),
    "HTML, by names": lambda key: "".join(NAMED.get(each, each) for each in key),
    "HTML, all escaped": lambda key: "".join(f"&#{ord(each)};" for each in key),
    "HTML, without semicolons": lambda key: "".join(f"&#{ord(each)}" for each in key),
    "HTML, in hexadecimal": lambda key: "".join(f"&#x{ord(each):X};" for each in key),
    "hexadecimal": lambda key: key.encode().hex(),
    "hexadecimal, upper case": lambda key: key.encode().hex().upper(),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key sk-or-v1-0123456789abcdef!", "key sk-or-[redacted]"),
        (r"{\"k\":\"a\nsk-or-v1-0123\"}", r"{\"k\":\"a\nsk-or-[redacted]\"}"),
        ("Bearer abcdefghijklmnop0123", "Bearer [redacted]"),
        ("sk-proj_0123456789abcdef", "sk-[redacted]"),
        ("for user_2abcDEF, org_9xyz", "for user_[redacted], org_[redacted]"),
    ],
)
def test_secrets_are_replaced(text: str, expected: str) -> None:
    """Keys, bearer tokens and account ids go; the prefix that tells their kind stays."""
    assert expected == redact(text)


@pytest.mark.parametrize(
    "text", ["risk-or-reward", "the user_id field", "a bearer token", "task-based", "org_ids"]
)
def test_ordinary_words_stay(text: str) -> None:
    """What only resembles a secret is left alone."""
    assert text == redact(text)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([*SPELLINGS]), KEYS, st.text("xyz", max_size=3))
def test_a_key_is_found_however_it_is_spelled(spelling: str, key: str, around: str) -> None:
    """In a message as in the body of a listing, as text and as bytes."""
    text, redactor = f"{around}{SPELLINGS[spelling](key)}{around}", Redactor(key)
    assert f"{around}{MARK}{around}" == redactor(text)
    assert f"{around}{MARK}{around}".encode() == redactor(LONG + text.encode()).strip()


@settings(deadline=None, max_examples=25)
@given(
    KEYS,
    st.binary(max_size=5),
    st.binary(max_size=5),
    st.sampled_from(["", "="]),
    st.sampled_from([b"+/", b"-_"]),
)
def test_a_key_is_found_in_base64(
    key: str, before: bytes, after: bytes, padding: str, alphabet: bytes
) -> None:
    """Wherever it begins, with either alphabet, with and without padding: nothing decodes to it."""
    encoded = base64.b64encode(before + key.encode() + after, alphabet).decode()
    clean = Redactor(key)(encoded if padding else encoded.rstrip("="))
    assert MARK in clean
    assert len(clean) - len(MARK) <= (len(before) + len(after)) * 4 / 3 + 8


@settings(deadline=None, max_examples=25)
@given(KEYS, st.randoms(use_true_random=False))
def test_a_key_is_found_where_only_some_characters_are_escaped(key: str, random: Any) -> None:
    """Each in a way of its own."""
    spell = [str, _json, SPELLINGS["URL, all escaped"], SPELLINGS["HTML, all escaped"]]
    assert MARK == Redactor(key)("".join(random.choice(spell)(each) for each in key))


@settings(deadline=None, max_examples=25)
@given(KEYS, st.text(max_size=30))
@example("00000000", "\0")
@example("nnnnnnnn", "\n")
@example("nnnnnnnn", "\\" * 9)
@example("u0041u0041", "\\")
@example("0" * 8, "\\u")
def test_json_stays_json(key: str, text: str) -> None:
    """What is taken out of an encoded body leaves a body of the same shape."""
    sent = {"a": [f"{text}{key}", {key: f"{key}{text}"}], "b": text}
    redactor = Redactor(key)
    for body in (json.dumps(sent), json.dumps(sent).replace(json.dumps(key)[1:-1], _json(key))):
        assert redactor.value(sent).keys() == json.loads(redactor(body)).keys()


@settings(deadline=None, max_examples=25)
@given(KEYS, st.recursive(st.text() | st.integers() | st.none(), st.lists))
def test_a_value_is_searched_whole(key: str, value: object) -> None:
    """Names of fields too; everything else comes back equal."""
    redactor = Redactor(key)
    assert {MARK: [MARK, value, {MARK: 1}]} == {
        name: [items[0], value, items[2]]
        for name, items in redactor.value({key: [key, value, {key: 1}]}).items()
    }


def test_a_short_key_is_replaced_as_a_word_only() -> None:
    """`token` is part of `max_tokens`; three characters are not looked for at all."""
    assert f"max_tokens {MARK}, {MARK}." == Redactor("token")("max_tokens token, to\\u006ben.")
    assert "a key" == Redactor("key")("a key")


@settings(deadline=None, max_examples=25)
@given(SHORT_KEYS, st.text("abcdefgh", max_size=40))
def test_a_short_key_never_tears_a_word(key: str, word: str) -> None:
    """Whatever it is."""
    assert f"x{word}{key}" == Redactor(key)(f"x{word}{key}")


@settings(deadline=None, max_examples=25)
@given(KEYS, st.text())
def test_what_does_not_hold_the_key_comes_back_as_it_is(key: str, text: str) -> None:
    """The same object, so that callers can tell that nothing was taken out."""
    if not re.search(re.escape(key), text, re.IGNORECASE):
        assert text is Redactor(key)(text)
        content = text.encode(errors="surrogatepass")
        assert content is Redactor(key)(content)


@pytest.mark.parametrize("run", ["\\", "%25", "&#x00000000", "&#", "s"])
def test_no_text_makes_the_search_slow(run: str) -> None:
    """A long run of what begins an escape is passed in linear time; squared it would take hours."""
    text = run * 300_000
    assert text is Redactor("sk-or-v1-0123456789")(text)


def test_a_redactor_shows_nothing() -> None:
    """A traceback may print it."""
    assert "Redactor('***')" == repr(Redactor("sk-or-v1-0123456789"))


@given(
    st.lists(st.sampled_from(["sk-or-", "v1-", "ab12", " ", "user_", "[", "bearer "])).map("".join)
)
def test_redacting_twice_changes_nothing(text: str) -> None:
    """What was redacted holds nothing that looks like a secret."""
    assert redact(text) == redact(redact(text))
