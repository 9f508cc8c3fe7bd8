"""Try what a released client makes of a new contract: it decodes bodies generated from it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from openrouter_models.contract import boundary_cases
from openrouter_models.findings import Kind
from openrouter_models.walker import compile_walker
from pipeline.diff.operations import read_operations
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openrouter_models.contract import Case
    from openrouter_models.walker import Walker
    from pipeline.places import JsonObject
    from pipeline.settings import Operation

# Runs alone with the old package, so that its modules and ours cannot be mistaken for each other.
_DECODE = """
import collections, importlib, json, sys
sys.path.insert(0, sys.argv[1])
import httpx
operation = importlib.import_module(sys.argv[2])
if not operation.__file__.startswith(sys.argv[1]):
    sys.exit("the package is not in its folder")
raised = collections.Counter()
for status, headers, body in json.load(sys.stdin):
    try:
        operation.parse_response(httpx.Response(status, headers=headers, content=body.encode()))
    except Exception as error:
        raised[type(error).__name__] += 1
json.dump(raised, sys.stdout)
"""
_SECONDS = 60


@attrs.frozen
class Released:
    """What the released client makes of bodies of the new contract.

    Attributes:
        bodies: How many it was given, all of which conform to the new contract.
        findings: By kind, how many findings it reports that a client of the new contract does not.
        raised: By name of an exception, how often decoding raised it.
    """

    bodies: int
    findings: Mapping[str, int]
    raised: Mapping[str, int]


def try_released(
    old: JsonObject, new: JsonObject, packages: Path, operation: Operation
) -> Released:
    """Let the client of the old contract decode the conforming boundary cases of the new one.

    Args:
        old: The old contract.
        new: The new contract.
        packages: The folder that holds the package generated from the old contract.
        operation: The operation whose responses are decoded.

    Returns:
        What came of it.

    Raises:
        PipelineError: No bodies could be made, or the old package could not be run.
    """
    try:
        cases = [case for case in boundary_cases(new) if case.conforms]
        before, after = _walkers(old, operation), _walkers(new, operation)
    except ValueError as error:
        raise PipelineError(f"the released client was not tried: {error}") from error
    findings: Counter[str] = Counter()
    for case in cases:
        body = json.loads(case.body)
        walk, walk_new = _for(before, case.status), _for(after, case.status)
        if walk is None:
            findings[Kind.UNDOCUMENTED_STATUS.value] += 1
        elif found := walk(body):
            known = {(one.kind, one.path) for one in walk_new(body)} if walk_new else set[Any]()
            findings.update(one.kind.value for one in found if (one.kind, one.path) not in known)
    module = f"openrouter_api.api.{operation.tag}.{operation.name}"
    return Released(len(cases), dict(sorted(findings.items())), _decode(cases, packages, module))


def _walkers(contract: JsonObject, operation: Operation) -> dict[str, Walker]:
    responses = read_operations(contract)[operation.operation].responses
    return {
        status: compile_walker(contract, response.bodies.get("application/json", True))
        for status, response in responses.items()
    }


def _for(walkers: Mapping[str, Walker], status: int) -> Walker | None:
    """Find what a contract says of a status (OpenAPI 3.1.1, section 4.8.16.1)."""
    names = (str(status), f"{status // 100}XX", "default")
    return next((walkers[name] for name in names if name in walkers), None)


def _decode(cases: Sequence[Case], packages: Path, module: str) -> dict[str, int]:
    bodies = [(case.status, dict(case.headers), case.body.decode()) for case in cases]
    try:
        run = subprocess.run(  # noqa: S603 - this interpreter, with our own text
            [sys.executable, "-I", "-B", "-c", _DECODE, str(packages), module],
            input=json.dumps(bodies),
            capture_output=True,
            check=True,
            text=True,
            timeout=_SECONDS,
        )
        raised: dict[str, int] = json.loads(run.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        why = getattr(error, "stderr", None) or str(error)
        last = why.strip().rpartition("\n")[2]
        raise PipelineError(f"the released client could not be run: {last}") from error
    return raised
