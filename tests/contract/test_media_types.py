"""Media types as RFC 9110 writes them."""

from __future__ import annotations

import pytest

from openrouter_models.contract.media_types import charset, content_types, essence, is_json, matches


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("application/json", "application/json"),
        (" Application/JSON ", "application/json"),
        ("application/json;", "application/json"),
        ('application/json; a="x;y\\"z" ; b=c', "application/json"),
        ("application/vnd.a+json", "application/vnd.a+json"),
        ("application", None),
        ("application/", None),
        ("application/json charset=utf-8", None),
        ("application/json; charset", None),
        ("application/json, text/html", None),
        ("", None),
    ],
)
def test_the_essence_is_type_and_subtype(text: str, expected: str | None) -> None:
    """What is no media type has none."""
    assert expected == essence(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("application/json", None),
        ("application/json; version=1", None),
        ("application/json; CharSet=UTF-8", "utf-8"),
        ('application/json; a="charset=x"; charset="u\\tf-8"', "utf-8"),
        ("nonsense", None),
    ],
)
def test_the_charset_is_a_parameter(text: str, expected: str | None) -> None:
    """Its name and its value are written in any case, quoted or not."""
    assert expected == charset(text)


def test_header_names_are_written_in_any_case() -> None:
    """As a mapping or as pairs."""
    assert ["a/b"] == content_types({"CONTENT-type": "a/b", "Content-Length": "1"})
    assert ["a/b", "c/d"] == content_types([("Content-Type", "a/b"), ("content-type", "c/d")])


@pytest.mark.parametrize(
    ("documented", "expected"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/*", True),
        ("*/*", True),
        ("text/*", False),
        ("application/problem+json", False),
        ("nonsense", False),
    ],
)
def test_ranges_document_what_is_in_them(documented: str, expected: bool) -> None:  # noqa: FBT001  # a verdict
    """OpenAPI allows them as keys of `content`."""
    assert expected is matches("application/json", documented)


def test_nonsense_matches_nothing() -> None:
    """Not even everything."""
    assert not matches("nonsense", "*/*")


def test_json_has_a_name_and_a_suffix() -> None:
    """RFC 6839."""
    expected = [True, True, True, True, False, False]
    types = ("application/json", "application/*", "*/*", "a/b+json", "text/html", "nonsense")
    assert expected == [is_json(each) for each in types]
