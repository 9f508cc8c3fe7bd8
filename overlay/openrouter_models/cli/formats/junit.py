"""Write JUnit XML: for a run a suite per response and a case per check, so that CIs show trends.

The cases of a response are always the same ones, whether they pass or fail: one per kind of finding, and
`verified`, which is in error where nothing was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # writing only

from attrs import frozen

from openrouter_models.cli.verdicts import Checked, Run, Verdict
from openrouter_models.findings import Kind, group

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What XML 1.0 (section 2.2) cannot carry at all.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen
class Case:
    """One test case.

    Attributes:
        classname: What it belongs to.
        name: Its name.
        type: What kind of failure or error it has, if it has one.
        failures: Lines that say what failed; none where it passed.
        error: Why it could not be judged, None where it could.
        output: Lines about what does not fail it.
    """

    classname: str
    name: str
    type: str = ""
    failures: Sequence[str] = ()
    error: str | None = None
    output: Sequence[str] = ()


def document(name: str, suites: Sequence[tuple[str, Sequence[Case]]]) -> str:
    """Write suites of test cases as JUnit XML."""
    root = Element("testsuites", name=name)
    for suite_name, cases in suites:
        suite = SubElement(root, "testsuite", {"name": _legal(suite_name)} | _counts(cases))
        for case in cases:
            _write(suite, case)
    root.attrib.update(_counts([case for _, cases in suites for case in cases]))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    numbers = {
        "tests": len(cases),
        "failures": sum(bool(case.failures) for case in cases),
        "errors": sum(case.error is not None for case in cases),
    }
    return {name: str(number) for name, number in numbers.items()}


def _write(suite: Element, case: Case) -> None:
    names = {"classname": _legal(case.classname), "name": _legal(case.name), "time": "0"}
    element = SubElement(suite, "testcase", names)
    if case.failures:
        message = _legal(case.failures[0])
        failure = SubElement(element, "failure", type=case.type, message=message)
        failure.text = _legal("\n".join(case.failures))
    if case.error is not None:
        SubElement(element, "error", type=case.type, message=_legal(case.error))
    if case.output:
        SubElement(element, "system-out").text = _legal("\n".join(case.output))


def to_junit(run: Run) -> str:
    """Write a run as JUnit XML."""
    suites = [(checked.name, [*_cases(checked, run)]) for checked in run.responses]
    if run.baseline.entries:
        stale = [f"stale: {entry}" for entry in run.stale]
        suites.append(("baseline", [Case("baseline", "stale entries", output=stale)]))
    return document("openrouter-models check", suites)


def _cases(checked: Checked, run: Run) -> Iterator[Case]:
    status = "none" if checked.status is None else str(checked.status)
    classname = f"{checked.name}.{status}"
    for kind in Kind:
        found, known = (
            [str(each) for each in group([one for one in some if one.kind is kind])]
            for some in (checked.findings, checked.known)
        )
        failures, passing = (found, []) if kind.severity in run.failing else ([], found)
        output = [*passing, *(f"known: {each}" for each in known)]
        yield Case(classname, kind.value, kind.value, failures, output=output)
    yield Case(classname, "verified", checked.verdict.word, error=_problem(checked))


def _problem(checked: Checked) -> str | None:
    """Say why nothing was verified, whatever was found besides."""
    if checked.error is not None:
        return checked.error
    nothing = checked.verdict_on() is Verdict.NOTHING_VERIFIED
    return "Nothing was verified." if nothing else None


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
