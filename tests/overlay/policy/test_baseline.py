"""Baselines: what is known does not count, what is stale is told, what would hide a loss is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models import Finding, Kind, errors
from openrouter_models._policy.baseline import Baseline
from openrouter_models.findings import pointer

if TYPE_CHECKING:
    from pathlib import Path

WORD = Finding(Kind.UNKNOWN_ENUM_VALUE, "/data/3/supported_parameters/7", "", "prediction")
FIELD = Finding(Kind.UNDECLARED_FIELD, "/data/3/alias~1target", "")
TEXT = """
version = 1
[[known]]
kind = "unknown-enum-value"
path = "/data/*/supported_parameters/*"
value = "prediction"
reason = "Sent since July."
expires = 2026-12-31
"""
TODAY = date(2026, 12, 31)
NAMES = st.text(st.characters(codec="utf-8"), max_size=5)
VALUES = NAMES | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
PATHS = st.tuples(st.integers(0, 99), NAMES).map(lambda each: pointer(["data", *each]))
FINDINGS = st.builds(Finding, st.sampled_from([*Kind]), PATHS, st.just(""), VALUES)


@pytest.mark.parametrize(
    ("known", "finding", "today"),
    [
        (True, WORD, TODAY),
        (True, Finding(WORD.kind, "/data/0/supported_parameters/0", "", "prediction"), TODAY),
        (False, WORD, date(2027, 1, 1)),
        (False, Finding(WORD.kind, WORD.path, "", "other"), TODAY),
        (False, Finding(Kind.WRONG_TYPE, WORD.path, "", "prediction"), TODAY),
        (False, FIELD, TODAY),
    ],
)
def test_a_finding_is_known_if_an_entry_covers_it(
    known: bool,  # noqa: FBT001  # a table
    finding: Finding,
    today: date,
) -> None:
    """By kind, path and word, until the day that the entry names."""
    expected: tuple[list[Finding], list[Finding]] = ([], [finding]) if known else ([finding], [])
    assert expected == Baseline.parse(TEXT).split([finding], today=today)


@given(st.lists(FINDINGS, max_size=6))
def test_what_is_written_is_read_and_covers_what_it_was_made_of(findings: list[Finding]) -> None:
    """Whatever the server put into names and words; what cannot be known is given back."""
    baseline, refused = Baseline().renewed(findings)
    again = Baseline.parse(str(baseline).encode())
    assert baseline == again
    assert [*refused] == again.split(findings)[0]
    assert () == again.stale(findings)


def test_renewing_keeps_reasons_and_drops_what_is_stale() -> None:
    """So a reviewer sees only what changed."""
    old = Baseline.parse(TEXT + '[[known]]\nkind = "undeclared-field"\npath = "/data/*/gone"\n')
    assert ["undeclared-field at /data/*/gone"] == [*map(str, old.stale([WORD]))]
    renewed, refused = old.renewed([FIELD, WORD])
    assert [
        ("undeclared-field", "not explained yet"),
        ("unknown-enum-value", "Sent since July."),
    ] == [(entry.kind, entry.reason) for entry in renewed.entries]
    assert () == refused


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("is not valid TOML: .*line 2", "version = 1\n="),
        ("is not valid TOML", b"\xff"),
        ("must say `version = 1`, got null", ""),
        ("got 2; a newer openrouter-models wrote it", "version = 2"),
        (r"\[\[known\]\] tables only", "version = 1\nknown = 5"),
        (r"\[\[known\]\] tables only", "version = 1\nknow = []"),
        ("entry 1 must be a .* table, got 5", "version = 1\nknown = [5]"),
        ("entry 1: expected a kind such as wrong-type, got", '[[known]]\nkind = "typo"\npath = ""'),
        ("expected a JSON Pointer such as", '[[known]]\nkind = "wrong-type"\npath = "data"'),
        ('unknown field "pth"', '[[known]]\nkind = "wrong-type"\npth = ""'),
        ("reason must be a string", '[[known]]\nkind = "wrong-type"\npath = "/a"\nreason = 5'),
        ("expires must be a date", '[[known]]\nkind = "wrong-type"\npath = "/a"\nexpires = "x"'),
        ("value must be a string", '[[known]]\nkind = "wrong-type"\npath = "/a"\nvalue = [1]'),
        ("repeats an earlier entry", '[[known]]\nkind = "wrong-type"\npath = "/a"\n' * 2),
        ("would hide a lost model", '[[known]]\nkind = "wrong-type"\npath = "/data/*"'),
        ("would hide a lost model", '[[known]]\nkind = "not-json"\npath = ""'),
        ("would hide a lost model", '[[known]]\nkind = "missing-required"\npath = "/data"'),
    ],
)
def test_what_is_no_baseline_is_refused(message: str, text: str | bytes) -> None:
    """In one sentence, with the entry."""
    if isinstance(text, str) and text.startswith("[["):
        text = "version = 1\n" + text
    with pytest.raises(errors.ConfigurationError, match=message):
        Baseline.parse(text)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """A folder, a missing file, a name that is none."""
    for file, reason in (
        (tmp_path, "no such file"),
        (tmp_path / "no", "no such file"),
        ("\0", "no such"),
    ):
        with pytest.raises(errors.ConfigurationError, match=f"Cannot read .*{reason}"):
            Baseline.load(file)
    good = tmp_path / "known.toml"
    good.write_text("\ufeff" + TEXT, "utf-8")
    assert 1 == len(Baseline.load(good).entries)
