"""The end that a server announces in its header fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models._validation.deprecation_headers import announced_ends
from openrouter_models.findings import Kind, Severity


@pytest.mark.parametrize(
    ("name", "value", "kind", "message"),
    [
        ("Deprecation", "@1688169599", "deprecated", "is deprecated as of 2023-06-30"),
        ("deprecation", " @-1 ;a=b", "deprecated", "is deprecated as of 1969-12-31"),
        ("DEPRECATION", "true", "deprecated", "is deprecated: 'true'"),
        ("Deprecation", "@999999999999", "deprecated", "is deprecated: '@999999999999'"),
        ("Sunset", "Sat, 31 Dec 2018 23:59:59 GMT", "sunset", "may stop answering on 2018-12-31"),
        ("sunset", "soon\x1b[2J", "sunset", r"may stop answering: 'soon\u001b[2J'"),
    ],
)
def test_what_is_announced(name: str, value: str, kind: str, message: str) -> None:
    """A date as RFC 9745 or RFC 8594 writes it is shown as a day, anything else as it came."""
    (finding,) = announced_ends([("Date", "now"), (name, value)])
    assert (kind, "", Severity.WARNING) == (finding.kind, finding.path, finding.severity)
    assert message in finding.message.replace('"', "'")
    assert value == finding.value


@given(st.lists(st.tuples(st.sampled_from(["Deprecation", "Sunset", "Age"]), st.text())))
def test_no_value_costs_more_than_a_warning(headers: list[tuple[str, str]]) -> None:
    """Each field that announces an end gives one printable finding."""
    found = list(announced_ends(headers))
    assert sum(name != "Age" for name, _ in headers) == len(found)
    assert {Kind.DEPRECATED, Kind.SUNSET} >= {one.kind for one in found}
    assert all(one.message.isprintable() for one in found)
