"""Write a run as SARIF 2.1.0, which code scanning shows: a rule per kind, a result per finding."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from openrouter_models import __version__
from openrouter_models.contract import RULES
from openrouter_models.contract.loading import OPERATION
from openrouter_models.findings import Finding, Kind, Severity
from openrouter_models.packaged import demanded_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openrouter_models.cli.verdicts import Checked, Run

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE = "OPENROUTER_MODELS"
_NOT_DONE = 2
_RULE = re.compile(r"\(rule ([a-z0-9-]+)\)$")
_HELP = {
    Kind.MISSING_REQUIRED: "The contract requires a field that is not there.",
    Kind.WRONG_TYPE: "A value is of a type that the contract does not allow.",
    Kind.NULL_NOT_ALLOWED: "A value is null where the contract does not allow it.",
    Kind.UNKNOWN_ENUM_VALUE: "A value is none of those that the contract lists.",
    Kind.FORBIDDEN_FIELD: "An object has a field although the contract closes it.",
    Kind.CONSTRAINT_VIOLATED: "A value breaks a bound, a length, a pattern or another constraint.",
    Kind.UNDOCUMENTED_STATUS: "The contract does not document this HTTP status.",
    Kind.WRONG_CONTENT_TYPE: "The response is of a content type that the contract does not document.",
    Kind.NOT_JSON: "The body is not valid JSON.",
    Kind.UNDECLARED_FIELD: "An object has a field that the contract does not declare; it is allowed.",
    Kind.IMPLAUSIBLE_VALUE: "A value is allowed by the contract and makes no sense.",
    Kind.INCOMPLETE_LISTING: "The envelope says that there are more models than came.",
    Kind.DEPRECATED: "The server says that the operation is deprecated (RFC 9745).",
    Kind.SUNSET: "The server says when the operation may stop answering (RFC 8594).",
}


def to_sarif(run: Run) -> str:
    """Write a run as a SARIF log; known findings are in it, suppressed with their reason."""
    rules = [rule(kind.value, _HELP[kind], kind.severity.value) for kind in Kind]
    rules += [
        {
            **rule(
                f"{Kind.IMPLAUSIBLE_VALUE}/{each.name}",
                f"Expected {each.asks} at {', '.join(each.fields)}.",
                "warning",
            ),
            "fullDescription": {"text": f"{each.why[:1].upper()}{each.why[1:]}."},
            "help": {"text": f"Expected {each.asks}: {each.why}."},
        }
        for each in RULES
    ]
    results = [one for checked in run.responses for one in _results(checked, run)]
    errors = [each.error for each in run.responses if each.error is not None]
    return log(rules, results, run.exit_code, errors)


def log(
    rules: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    exit_code: int,
    errors: Sequence[str] = (),
) -> str:
    """Write a SARIF log."""
    notes = [{"level": "error", "message": {"text": error}} for error in errors]
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "openrouter-models",
                        "semanticVersion": __version__,
                        "rules": rules,
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": exit_code != _NOT_DONE,
                        "exitCode": int(exit_code),
                        "toolExecutionNotifications": notes,
                    }
                ],
                "originalUriBaseIds": {
                    _BASE: {
                        "description": {"text": f"The source of openrouter-models {__version__}."}
                    }
                },
                "columnKind": "utf16CodeUnits",
                "results": results,
            }
        ],
    }
    text = json.dumps(document, indent=2, ensure_ascii=False)
    # Half a surrogate pair is not a character, and strict readers refuse its escape.
    return text.encode(errors="replace").decode() + "\n"


def rule(name: str, text: str, level: str) -> dict[str, Any]:
    """Describe a rule."""
    return {
        "id": name,
        "shortDescription": {"text": text},
        "help": {"text": text},
        "defaultConfiguration": {"level": level},
    }


def place(source: str, region: Mapping[str, int]) -> dict[str, Any]:
    """Describe a place in a file, where a region of it is known."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": to_uri(source)}}
    return {"physicalLocation": physical | ({"region": region} if region else {})}


def _results(checked: Checked, run: Run) -> list[dict[str, Any]]:
    findings = [*checked.findings, *checked.known]
    lines = checked.locate(findings)
    known = {id(each) for each in checked.known}
    results: list[dict[str, Any]] = []
    for finding in findings:
        at = lines.get(finding.path)
        region = {} if at is None else {"startLine": at.line, "startColumn": at.column}
        result: dict[str, Any] = {
            "ruleId": _rule_id(finding),
            "level": "error" if finding.severity is Severity.ERROR else "warning",
            "message": {"text": str(finding)},
            "locations": [
                {
                    **place(checked.source, region),
                    "logicalLocations": [
                        {"fullyQualifiedName": finding.path or "/", "kind": "value"}
                    ],
                }
            ],
        }
        demanded = demanded_at(OPERATION, checked.status, finding.path)
        if demanded is not None:
            document, line = demanded
            result["relatedLocations"] = [
                {
                    "id": 1,
                    "message": {"text": "The API's document says here what is expected."},
                    "physicalLocation": {
                        "artifactLocation": {"uri": document, "uriBaseId": _BASE},
                        "region": {"startLine": line},
                    },
                }
            ]
        if id(finding) in known:
            entry = run.baseline.entry_for(finding)
            reason = {} if entry is None else {"justification": entry.reason}
            result["suppressions"] = [{"kind": "external", "status": "accepted", **reason}]
        results.append(result)
    return results


def _rule_id(finding: Finding) -> str:
    named = _RULE.search(finding.message) if finding.kind is Kind.IMPLAUSIBLE_VALUE else None
    return f"{finding.kind}/{named[1]}" if named else finding.kind.value


def to_uri(source: str) -> str:
    """Write a file, `-` or a URL as a URI reference (RFC 3986 section 4.1).

    A path is relative, or a `file` URI: what begins with a slash would not combine with a base (SARIF 2.1.0, section 3.4.3).
    """
    if source == "-":
        return "stdin"
    if Path(source).is_absolute():
        return Path(source).as_uri()
    path = source.replace("\\", "/").encode(errors="backslashreplace")
    return quote(path, safe="/:[]%" if "://" in source else "/")
