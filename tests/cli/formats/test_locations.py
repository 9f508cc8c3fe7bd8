"""Where values stand in a text: of any JSON, however it is laid out."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import json_values

from openrouter_models._pointers import pointer
from openrouter_models.cli.formats.locations import Location, locate

TEXT = st.text(st.characters(codec="utf-8"), max_size=3)


def places(value: Any, at: tuple[str | int, ...] = ()) -> dict[str, Any]:
    """Give every value of a body by its pointer."""
    found = {pointer(at): value}
    if isinstance(value, dict):
        for name, item in cast("dict[str, Any]", value).items():
            found |= places(item, (*at, name))
    if isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            found |= places(item, (*at, index))
    return found


@given(
    json_values(scalars=st.none() | st.booleans() | st.integers() | TEXT),
    st.booleans(),
    st.sampled_from([None, 1, "\t"]),
)
def test_at_every_location_stands_the_value(
    value: Any,
    ascii_: bool,  # noqa: FBT001  # drawn by hypothesis
    indent: int | str | None,
) -> None:
    """A decoder that starts there reads the value, whatever the layout."""
    text = json.dumps(value, ensure_ascii=ascii_, indent=indent)
    expected = places(value)
    lines = text.split("\n")
    for path, location in locate(text, expected).items():
        rest = "\n".join([_from(lines[location.line - 1], location), *lines[location.line :]])
        assert expected[path] == json.JSONDecoder().raw_decode(rest)[0]


def _from(line: str, location: Location) -> str:
    return line.encode("utf-16-le")[2 * (location.column - 1) :].decode("utf-16-le")


@pytest.mark.parametrize(
    ("line", "column", "text", "path"),
    [
        (1, 11, '{"data": [{"id": 1}]}', "/data/0/links"),
        (2, 1, '\n{"a": 1}', "/b/c/d"),
        (3, 2, "[\r\n1,\r 2]", "/1"),
        (1, 1, "<html>", "/data/0"),
        (1, 1, "", ""),
        (1, 7, '{"a": [1, ', "/a/5"),
    ],
)
def test_what_is_not_there_stands_in_what_is(line: int, column: int, text: str, path: str) -> None:
    """The nearest container; and text that is no JSON has a first line all the same."""
    assert {path: Location(line, column)} == locate(text, [path])
