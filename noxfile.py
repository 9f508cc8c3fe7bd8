"""Run the project's jobs, each in an environment of its own: `nox --list` names them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
PYTHONS = nox.project.python_versions(nox.project.load_toml(ROOT / "pyproject.toml"))
ROOMS = {"PYTHONPATH": os.pathsep.join(("overlay", "generated", "scripts"))}

LARGEST = "types"
LOCKS = {
    "types": ["pyproject.toml", "--extra=cli", "--group=types"],
    "tests": ["pyproject.toml", "--extra=cli", "--group=test"],
    "demo": ["pyproject.toml", "--extra=cli", "--group=build", "--group=generate"],
    "bench": [
        "pyproject.toml",
        "--extra=cli",
        "--group=build",
        "--group=generate",
        "--group=bench",
    ],
    "runtime": ["pyproject.toml"],
    "coverage": ["--group=coverage"],
    "lint": ["--group=lint"],
    "lock": ["--group=lock"],
    "nox": ["--group=nox"],
}
"""The files of locked requirements, each with its contents in the words of `uv pip compile`."""

nox.needs_version = ">=2026.10"
nox.options.sessions = ["lint", "types", "mutation", "tests", "coverage"]
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"

if f"{sys.version_info.major}.{sys.version_info.minor}" not in PYTHONS:
    # Where all Pythons are missing, nox would skip all tests and call that a success.
    sys.exit(f"Run nox with a Python that this project supports: {', '.join(PYTHONS)}.")


@nox.session
def demo(session: nox.Session) -> None:
    """Check that the generated client is up to date, then list models through it from a local server."""
    install(session, "demo", project=True)
    session.run("python", "scripts/regenerate.py", "--check")
    session.run("python", "-m", "openrouter_models", "list", "--demo", *session.posargs)


@nox.session
def regenerate(session: nox.Session) -> None:
    """Bring the contract and the generated client up to date; takes the options of the script."""
    install(session, "demo", project=True)
    session.run("python", "scripts/regenerate.py", *session.posargs)


@nox.session
def freshness(session: nox.Session) -> None:
    """Tell whether a document gives what is here: nox exits 0 if so, 1 if not, 2 if it is unusable."""
    install(session, "demo", project=True)
    command = [f"{session.bin}/python", f"{ROOT}/scripts/regenerate.py", "--dry-run", "--from"]
    run = subprocess.run([*command, *session.posargs], cwd=session.invoked_from, check=False)  # noqa: S603  # our own script
    if run.returncode:
        # nox itself knows no other failure than 1.
        sys.exit(run.returncode)


@nox.session
def timemachine(session: nox.Session) -> None:
    """Regenerate from every revision in OPENROUTER_SPECS, and read later OPENROUTER_CAPTURES with it."""
    if not session.posargs and not {"OPENROUTER_SPECS", "OPENROUTER_CAPTURES"} <= os.environ.keys():
        session.skip("OPENROUTER_SPECS and OPENROUTER_CAPTURES name no folders")
    install(session, "demo", project=True)
    session.run("python", "scripts/time_machine.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format, who imports whom, and the workflows."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-logo", env=ROOMS)
    workflows = sorted(str(path) for path in ROOT.glob(".github/workflows/*.yml"))
    session.run("check-jsonschema", "--builtin-schema=vendor.github-workflows", *workflows)
    session.run("zizmor", "--offline", "--no-progress", "--quiet", *workflows)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of all rooms with mypy, and of what is written by hand with pyright too."""
    install(session, "types")
    session.run("mypy", "overlay", "scripts", "tests", "noxfile.py")
    session.run("mypy", "generated")
    # Without this it would ask the network whether it is the newest.
    session.run("pyright", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests under every supported Python that is present; takes the options of pytest."""
    install(session, "tests", project=True)
    data = {"COVERAGE_FILE": f".coverage.{session.python}"}
    session.run("coverage", "erase", env=data)
    # The profile draws the same examples in every run; pytest by itself goes on searching.
    options = ("--numprocesses=auto", "--hypothesis-profile=ci", *session.posargs)
    session.run("coverage", "run", "-m", "pytest", *options, env=data)


@nox.session
def contract(session: nox.Session) -> None:
    """Run the contract suite; takes the options of pytest."""
    install(session, "tests", project=True)
    session.run("pytest", "tests/contract", "--numprocesses=auto", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Measure how many changes the contract suite notices, and hold the README to it; takes the script's options."""
    install(session, "tests", project=True)
    session.run("python", "scripts/mutation.py", "--readme=README.md", *session.posargs)


@nox.session
def live(session: nox.Session) -> None:
    """Hold a server against the contract, by default OpenRouter's, with the key in OPENROUTER_API_KEY."""
    install(session, "tests", project=True)
    server = "--openrouter-base-url=https://openrouter.ai/api/v1"
    session.run("pytest", "tests/contract", server, *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Combine what the tests have covered, and require enough of it."""
    install(session, "coverage")
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session
def bench(session: nox.Session) -> None:
    """Compare speed and memory with peers, on captures too if told where; takes the script's options."""
    install(session, "bench", project=True)
    session.run("python", "scripts/bench.py", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Lock the newest versions that pyproject.toml allows, with hashes, for all platforms and Pythons."""
    install(session, "lock")
    # One version of each package everywhere: what the largest lock settles on binds the others,
    # and no Python gets a version of its own.
    for name, options in LOCKS.items():
        bound = () if name == LARGEST else (f"--constraints={locked(LARGEST)}",)
        session.run(
            *("uv", "pip", "compile", *options, *bound, f"--output-file={locked(name)}"),
            *("--universal", f"--python-version={PYTHONS[0]}", "--fork-strategy=fewest"),
            *("--upgrade", "--quiet", "--generate-hashes", "--no-emit-index-url"),
            *("--no-annotate", "--custom-compile-command=nox -s lock"),
        )


def install(session: nox.Session, name: str, *, project: bool = False) -> None:
    """Install locked requirements.

    Args:
        session: The session that needs them.
        name: The file, as in `LOCKS`.
        project: Whether to install the project as well, in place.
    """
    session.install("--require-hashes", f"--requirement={locked(name)}")
    if project:
        session.install("--no-deps", "--no-build-isolation", "--editable=.")


def locked(name: str) -> str:
    """Name a file of locked requirements."""
    return f".ci/requirements/{name}.txt"
