"""Write a run as JUnit XML: a suite per response, a case per check, so that CIs show trends.

The cases of a response are always the same ones, whether they pass or fail: one per kind of finding, and
`verified`, which is in error where nothing was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # writing only

from openrouter_models.cli.verdicts import Checked, Run, Verdict
from openrouter_models.findings import Finding, Kind, group

if TYPE_CHECKING:
    from collections.abc import Sequence

# What XML 1.0 (section 2.2) cannot carry at all.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VERIFIED = "verified"


def to_junit(run: Run) -> str:
    """Write a run as JUnit XML.

    Args:
        run: What came of the check.
    """
    root = Element("testsuites", name="openrouter-models check")
    totals = defaultdict[str, int](int)
    for checked in run.responses:
        for name, number in _suite(root, checked, run).items():
            totals[name] += number
    if run.baseline.entries:
        suite = SubElement(root, "testsuite", name="baseline", tests="1", failures="0", errors="0")
        case = SubElement(suite, "testcase", classname="baseline", name="stale entries", time="0")
        _out(case, "system-out", [f"stale: {entry}" for entry in run.stale])
        totals["tests"] += 1
    root.attrib.update({name: str(totals[name]) for name in ("tests", "failures", "errors")})
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, checked: Checked, run: Run) -> dict[str, int]:
    name = _legal(checked.name)
    suite = SubElement(root, "testsuite", name=name)
    status = "none" if checked.status is None else str(checked.status)
    found, known = _by_kind(checked.findings), _by_kind(checked.known)
    failures = 0
    for kind in Kind:
        case = SubElement(
            suite, "testcase", classname=f"{name}.{status}", name=kind.value, time="0"
        )
        lines = [str(each) for each in group(found[kind])]
        if lines and kind.severity in run.failing:
            failures += 1
            message = _legal(lines[0])
            SubElement(case, "failure", type=kind.value, message=message).text = _legal(
                "\n".join(lines)
            )
            lines = []
        _out(case, "system-out", [*lines, *(f"known: {each}" for each in group(known[kind]))])
    case = SubElement(suite, "testcase", classname=f"{name}.{status}", name=_VERIFIED, time="0")
    problem = _problem(checked)
    if problem is not None:
        SubElement(case, "error", type=checked.verdict.word, message=_legal(problem))
    counts = {"tests": len(Kind) + 1, "failures": failures, "errors": int(problem is not None)}
    suite.attrib.update({name: str(number) for name, number in counts.items()})
    return counts


def _problem(checked: Checked) -> str | None:
    """Say why nothing was verified, whatever was found besides."""
    if checked.error is not None:
        return checked.error
    nothing = checked.verdict_on() is Verdict.NOTHING_VERIFIED
    return "Nothing was verified." if nothing else None


def _by_kind(findings: Sequence[Finding]) -> dict[Kind, list[Finding]]:
    found = defaultdict[Kind, list[Finding]](list)
    for finding in findings:
        found[finding.kind].append(finding)
    return found


def _out(case: Element, name: str, lines: Sequence[str]) -> None:
    if lines:
        SubElement(case, name).text = _legal("\n".join(lines))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
