"""Let atheris drive the tests of test_fuzzing by what they reach: `fuzz.py SECONDS [TEST …]`, each for so long.

What fails is told as a test tells it; the input stands in the file that libFuzzer names.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import redirect_stderr
from importlib import import_module
from io import StringIO
from tempfile import gettempdir
from typing import Any

TESTS = ("test_decoder", "test_checker", "test_loader", "test_differ")


def drive(name: str, seconds: str) -> None:
    """Drive one test; the process ends with it."""
    atheris: Any = import_module("atheris")
    instrumented = atheris.instrument_imports(["openrouter_models", "openrouter_api", "pipeline"])
    with redirect_stderr(StringIO()), instrumented:
        tests = import_module("test_fuzzing")
    target = getattr(tests, name).hypothesis.fuzz_one_input

    def give(data: bytes) -> None:
        target(data)

    atheris.Setup(
        [
            *(name, f"-max_total_time={seconds}", "-timeout=60"),
            *("-max_len=4096", "-len_control=0", f"-artifact_prefix={gettempdir()}/"),
        ],
        give,
    )
    atheris.Fuzz()


def main(seconds: str, *names: str) -> int:
    """Drive tests, each in a process of its own; 1 if one fails, as many as there are."""
    command = [sys.executable, __file__, "--one", seconds]
    runs = [subprocess.run([*command, name], check=False) for name in names or TESTS]  # noqa: S603 - our own script
    return int(any(run.returncode for run in runs))


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        drive(sys.argv[3], sys.argv[2])
    sys.exit(main(*sys.argv[1:]))
