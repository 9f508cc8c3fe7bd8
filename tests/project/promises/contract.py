"""What `[contract]` promises: the contract judges responses, and bodies are drawn and built from it."""

from __future__ import annotations

import json
from importlib import resources

from hypothesis import given, settings

from openrouter_models.contract import Contract, boundary_cases, strategies

contract = Contract.load()
headers = {"Content-Type": "application/json"}
report = contract.check(200, headers, b'{"data": [{"id": 1}]}')
assert "wrong-type" in {str(finding.kind) for finding in report.findings}

document = json.loads((resources.files("openrouter_api") / "contract.json").read_bytes())
document["components"]["schemas"]["Model"]["properties"]["name"]["pattern"] = r"^\p{Lu}"
for name, kinds in (("Élan", set[str]()), ("élan", {"constraint-violated"})):
    body = json.dumps({"data": [{"name": name}]}).encode()
    report = Contract.load(document).check(200, headers, body)
    found = {str(finding.kind) for finding in report.findings if "/data/0/name" == finding.path}
    assert kinds == found

cases = list(boundary_cases())
assert {True, False} == {case.conforms for case in cases}
assert [] == [
    case.why
    for case in cases
    if case.conforms != contract.check(case.status, case.headers, case.body).ok
]


@settings(max_examples=5, deadline=None, database=None)
@given(strategies.listings())
def conforms(body: object) -> None:
    """A drawn listing conforms."""
    assert contract.check(200, headers, json.dumps(body).encode()).ok


conforms()
