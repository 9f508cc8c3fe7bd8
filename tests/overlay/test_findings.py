"""Findings: what they weigh, how they are grouped and shown."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrouter_models.findings import Finding, Kind, Omitted, Report, Severity, group

WARNINGS = {
    *("undeclared-field", "implausible-value", "incomplete-listing"),
    *("deprecated", "sunset"),
}


@pytest.mark.parametrize("kind", list(Kind))
def test_severity_follows_from_the_kind(kind: Kind) -> None:
    """Some kinds are warnings, all others are errors, and a finding takes it from its kind."""
    expected = Severity.WARNING if kind.value in WARNINGS else Severity.ERROR
    assert (expected, expected) == (kind.severity, Finding(kind, "", "").severity)


def test_a_kind_is_its_word() -> None:
    """A kind is looked up by its word, compares as its word, and survives pickle and copy."""
    kind = Kind("wrong-type")
    assert kind == "wrong-type"
    assert kind is pickle.loads(pickle.dumps(kind)) is copy.deepcopy(kind)  # noqa: S301 - our own bytes


def test_a_report_is_ok_without_errors() -> None:
    """Warnings leave a report ok, one error does not, nor does one that came too late to be kept."""
    warning = Finding(Kind.UNDECLARED_FIELD, "/a", "…")
    assert Report((warning,)).ok
    assert not Report((warning, Finding(Kind.WRONG_TYPE, "/b", "…"))).ok
    late = Report(omitted=(Omitted(Kind.MISSING_REQUIRED, "/data/*/id", 1),))
    assert not late.ok
    assert {Severity.ERROR: 1, Severity.WARNING: 0} == late.counts


def unknown(path: str, value: str) -> Finding:
    """An unknown enum value."""
    return Finding(Kind.UNKNOWN_ENUM_VALUE, path, f'got "{value}"', value)


def test_equal_deviations_are_one_group() -> None:
    """The same new word in several models is told once, another word and another kind apart."""
    findings = (
        unknown("/data/0/supported_parameters/3", "prediction"),
        Finding(Kind.MISSING_REQUIRED, "/data/1/links", "required, but missing"),
        unknown("/data/10/supported_parameters/0", "prediction"),
        unknown("/data/10/supported_parameters/1", "magic"),
    )
    twice = "2 times unknown-enum-value at /data/*/supported_parameters/*"
    assert [
        f'{twice}: got "prediction" (first at /data/0/supported_parameters/3)',
        "missing-required at /data/1/links: required, but missing",
        'unknown-enum-value at /data/10/supported_parameters/1: got "magic"',
    ] == [str(each) for each in Report(findings).groups]


def test_values_of_other_kinds_do_not_split_groups() -> None:
    """Wrong types at corresponding places are one group, whatever came."""
    same = [Finding(Kind.WRONG_TYPE, f"/data/{i}/id", f"got {i}", i) for i in range(3)]
    (one,) = group(same)
    assert ("/data/*/id", 3, same[0], Kind.WRONG_TYPE, Severity.ERROR) == (
        one.pattern,
        one.count,
        one.first,
        one.kind,
        one.severity,
    )


def test_a_finding_and_its_group_name_the_models() -> None:
    """The first three, and how many more there are."""
    same = [Finding(Kind.WRONG_TYPE, f"/data/{i}/id", "got 1", 1, f"a/{i}") for i in range(5)]
    assert "wrong-type at /data/0/id (a/0): got 1" == str(same[0])
    (one,) = group([*same, same[0]])
    assert (("a/0", "a/1", "a/2"), 5) == (one.models, one.model_count)
    assert str(one).endswith("(first at /data/0/id, in a/0, a/1, a/2 and 2 more models)")


def test_many_names_are_one_group() -> None:
    """A server that makes up names does not make the groups as many."""
    many = [Finding(Kind.UNDECLARED_FIELD, f"/data/{i}/x{i}", "", 1) for i in range(101)]
    assert [("/data/*/*", 101)] == [(each.pattern, each.count) for each in group(many)]


REPORT = Report(
    (Finding(Kind.WRONG_TYPE, "/data/0/id", "got 1", [1]), unknown("/data/0/b", "x")),
    verified=True,
    omitted=(
        Omitted(Kind.MISSING_REQUIRED, "/data/*/links", 2000),
        Omitted(Kind.UNDECLARED_FIELD, "/data/*/\x1b", 1),
    ),
)


def test_a_report_is_told_in_a_few_lines() -> None:
    """How many findings there are, those that are kept, and where the others are."""
    assert [
        "2,002 errors, 1 warning",
        "  wrong-type at /data/0/id: got 1",
        '  unknown-enum-value at /data/0/b: got "x"',
        "  and 2,001 findings that were counted but not kept:",
        "    2,000 times missing-required at /data/*/links",
        r"    1 time undeclared-field at /data/*/\x1b",
    ] == str(REPORT).splitlines()
    assert "no findings" == str(Report())
    assert "no findings; nothing was verified" == str(Report(verified=False))


def test_a_report_travels_and_compares() -> None:
    """To another process, say."""
    assert REPORT == pickle.loads(pickle.dumps(REPORT))  # noqa: S301  # our own
    assert Report(REPORT.findings) != REPORT


def test_findings_of_any_value_may_stand_in_a_set() -> None:
    """Equal ones once, lists and objects among their values too."""
    findings = [Finding(Kind.WRONG_TYPE, "/data", "", value) for value in ([1], {"a": [1]}, [1])]
    assert 2 == len(set(findings))


def test_a_digit_in_a_name_is_no_index() -> None:
    """Only whole steps of digits are generalised."""
    paths = ["/data/0/a1/2b", "/data/1/a2/2b"]
    assert [1, 1] == [g.count for g in group(Finding(Kind.WRONG_TYPE, p, "") for p in paths)]


@given(st.lists(st.builds(unknown, st.sampled_from(["/a", "/a/0", "/a/1"]), st.text(max_size=2))))
def test_groups_lose_nothing(findings: list[Finding]) -> None:
    """Every finding is counted once, and the groups come in the order of the findings."""
    groups = group(findings)
    assert len(findings) == sum(each.count for each in groups)
    assert sorted(findings.index(each.first) for each in groups) == [
        findings.index(each.first) for each in groups
    ]


def test_a_place_is_shown_to_people() -> None:
    """The whole body by that name, names of the server's with whatever could move the cursor escaped."""
    finding = Finding(Kind.NOT_JSON, "", "got HTML")
    assert "not-json at the body: got HTML" == str(finding)
    assert "2 times not-json at the body: got HTML (first at the body)" == str(
        group([finding, finding])[0]
    )
    hostile = Finding(Kind.UNDECLARED_FIELD, "/\x1b[2J\n", "…")
    assert "undeclared-field at /\\x1b[2J\\n: …" == str(hostile)
