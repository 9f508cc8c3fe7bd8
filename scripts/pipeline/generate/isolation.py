"""Run a generated client in a process of its own, so that its modules cannot be mistaken for ours."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from pipeline.failure import PipelineError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Operation

_START = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
import httpx
operation = importlib.import_module(sys.argv[2])
if not operation.__file__.startswith(sys.argv[1]):
    sys.exit("the package is not in its folder")
given = json.load(sys.stdin)
"""
_SECONDS = 60


def run_alone(program: str, packages: Path, operation: Operation, given: Any) -> Any:
    """Run a program beside a generated client.

    Args:
        program: Python, which finds httpx, the operation's module as `operation` and what it is `given`,
            and binds `result`.
        packages: The folder that holds the client's package.
        operation: The operation.
        given: A JSON value.

    Raises:
        PipelineError: The program failed, or took more than a minute.
    """
    script = f"{_START}{program}\njson.dump(result, sys.stdout)"
    module = f"openrouter_api.api.{operation.tag}.{operation.name}"
    try:
        return json.loads(run_python(script, str(packages), module, given=json.dumps(given)))
    except (ValueError, PipelineError) as error:
        raise PipelineError(f"the client could not be run: {error}") from error


def run_python(script: str, *arguments: str, given: str = "") -> str:
    """Run a script of ours in a fresh interpreter that sees nothing of this one, and give what it prints.

    Raises:
        PipelineError: It failed, or took more than a minute; says only why.
    """
    command = [sys.executable, "-I", "-B", "-c", script, *arguments]
    try:
        return subprocess.run(  # noqa: S603 - this interpreter, with our own text
            command, input=given, capture_output=True, check=True, text=True, timeout=_SECONDS
        ).stdout
    except subprocess.CalledProcessError as error:
        *_, why = error.stderr.strip().splitlines() or [f"exit code {error.returncode}"]
        raise PipelineError(why) from error
    except subprocess.TimeoutExpired as error:
        raise PipelineError("that takes too long") from error
    except OSError as error:
        raise PipelineError(str(error)) from error
