"""Baselines: what is known does not count, what is stale is told, what would hide a loss is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conforming import listing

from openrouter_models import Finding, Kind, OpenRouterModels, Report, decode, errors
from openrouter_models._pointers import pointer
from openrouter_models._policy.baseline import Baseline
from openrouter_models._policy.baseline_entries import Known
from openrouter_models.contract import Contract
from openrouter_models.findings import Omitted
from openrouter_models.testing import MockOpenRouter

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
    report = Report((finding,))
    expected = Report(known=(finding,)) if known else report
    assert expected == Baseline.parse(TEXT).apply(report, today=today)


def test_a_finding_says_that_its_entry_has_expired() -> None:
    """However often the baseline is applied, and unless another entry covers it; the entry is not stale."""
    baseline, report, day = Baseline.parse(TEXT), Report((WORD,)), date(2027, 1, 1)
    again = baseline.apply(baseline.apply(report, today=day), today=day)
    note = " (its baseline entry expired on 2026-12-31)"
    assert ([note], ()) == ([one.message for one in again.findings], again.known)
    assert () == baseline.stale([again])
    whole = Baseline((*baseline.entries, Known(WORD.kind, "/data/*/supported_parameters/*")))
    assert (WORD,) == whole.apply(report, today=day).known


@pytest.mark.parametrize(
    ("known", "path", "value"),
    [
        (True, "/data/*/supported_parameters/7", None),
        (True, "/data/3/supported_parameters/7", "prediction"),
        (False, "/data/*/supported_parameters/0", None),
        (False, "/data/*", None),
        (False, "/data/*/supported_parameters/*", "other"),
    ],
)
def test_a_star_stands_for_an_index_wherever_it_is(
    known: bool,  # noqa: FBT001  # a table
    path: str,
    value: str | None,
) -> None:
    """Beside indices that are written out, and no deeper than it says."""
    entry = Known(WORD.kind, path, None if value is None else f'"{value}"')
    assert known == bool(Baseline((entry,)).apply(Report((WORD,))).known)


def test_a_value_tells_findings_of_any_kind_apart() -> None:
    """Not only unknown words."""
    text = 'version = 1\n[[known]]\nkind = "wrong-type"\npath = "/a"\nvalue = "7"\n'
    right, other = (Finding(Kind.WRONG_TYPE, "/a", "", value) for value in ("7", 7))
    assert Report((other,), known=(right,)) == Baseline.parse(text).apply(Report((right, other)))


def test_findings_that_were_not_kept_are_known_by_their_place() -> None:
    """However many a body has, a baseline made of its report makes the next one green."""
    omitted = Omitted(Kind.UNKNOWN_ENUM_VALUE, "/data/*/supported_parameters/*", 9)
    report = Report((WORD,), omitted=(omitted,))
    baseline, _ = Baseline().renewed([report])
    again = baseline.apply(report)
    assert (True, 10, ()) == (again.ok, again.known_count, baseline.stale([again]))
    word_alone = Baseline().renewed([Report((WORD,))])[0].apply(report)
    assert (False, 1) == (word_alone.ok, word_alone.known_count)


def test_a_baseline_is_given_as_itself_or_as_its_file(tmp_path: Path) -> None:
    """To whatever judges a listing in Python; `strict` passes what is known."""
    body = json.dumps(listing(MockOpenRouter().listing["data"][0] | {"name": 5})).encode()
    file = tmp_path / "known.toml"
    file.write_text(str(Baseline().renewed([decode(body).report])[0]), "utf-8")
    for baseline in (file, str(file), Baseline.load(file)):
        report = decode(body, strict=True, baseline=baseline).report
        assert (["/data/0/name"], ()) == ([one.path for one in report.known], report.findings)
        headers = {"Content-Type": "application/json"}
        assert report.known == Contract.load().check(200, headers, body, baseline=baseline).known
    with pytest.raises(errors.ContractViolation):
        decode(body, strict=True)
    with pytest.raises(errors.ConfigurationError, match="the path of one, got 5"):
        decode(body, baseline=cast("str", 5))


def test_clients_take_a_baseline() -> None:
    """With `strict` a listing passes whose deviations are all known."""
    with MockOpenRouter() as mock:
        mock.respond(body=listing(mock.listing["data"][0] | {"name": 5}), times=2)
        known = Baseline((Known(Kind.WRONG_TYPE, "/data/*/name"),))
        with OpenRouterModels(
            mock.api_key, base_url=mock.base_url, strict=True, baseline=known
        ) as client:
            assert client.list().report.known
            with pytest.raises(errors.ContractViolation):
                client.with_options(baseline=Baseline()).list()


@given(st.lists(FINDINGS, max_size=6))
def test_what_is_written_is_read_and_covers_what_it_was_made_of(findings: list[Finding]) -> None:
    """Whatever the server put into names and words; what cannot be known is given back."""
    report = Report(tuple(findings))
    baseline, refused = Baseline().renewed([report])
    again = Baseline.parse(str(baseline).encode())
    assert baseline == again
    assert refused == again.apply(report).findings
    assert () == again.stale([report])


def test_renewing_keeps_reasons_and_drops_what_is_stale() -> None:
    """So a reviewer sees only what changed."""
    old = Baseline.parse(TEXT + '[[known]]\nkind = "undeclared-field"\npath = "/data/*/gone"\n')
    assert ["undeclared-field at /data/*/gone"] == [*map(str, old.stale([Report((WORD,))]))]
    renewed, refused = old.renewed([Report((FIELD,), known=(WORD,))])
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
        ("must say `version = 1`.", ""),
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
        (tmp_path, ""),
        (tmp_path / "no", "No such file"),
        ("\0", "embedded null"),
    ):
        with pytest.raises(errors.ConfigurationError, match=f"Cannot read .*{reason}"):
            Baseline.load(file)
    good = tmp_path / "known.toml"
    good.write_text("\ufeff" + TEXT, "utf-8")
    assert 1 == len(Baseline.load(good).entries)
