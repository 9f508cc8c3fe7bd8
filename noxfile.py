"""Run the project's jobs, each in an environment of its own: `nox --list` names them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
running = ".".join(map(str, sys.version_info[:2]))
if running not in PYTHONS:
    # Where all Pythons are missing, nox would skip all tests and call that a success.
    sys.exit(f"Create .venv with one of Python {', '.join(PYTHONS)}; nox runs under {running}.")
ROOMS = {"PYTHONPATH": os.pathsep.join(("overlay", "generated", "scripts"))}

EXTRAS = tuple(PROJECT["project"]["optional-dependencies"])
LARGEST = "types"
LOCKS = {
    "types": ["pyproject.toml", "--all-extras", "--group=types"],
    "tests": ["pyproject.toml", "--all-extras", "--group=test"],
    "free-threaded": ["pyproject.toml", "--extra=testing", "--group=test-client"],
    "demo": ["pyproject.toml", "--extra=cli", "--group=build", "--group=generate"],
    "bench": [
        "pyproject.toml",
        "--extra=cli",
        "--group=build",
        "--group=generate",
        "--group=bench",
    ],
    "runtime": ["pyproject.toml"],
    "browser": ["--group=browser"],
    "build": ["--group=build"],
    "coverage": ["--group=coverage"],
    "fuzz": ["--group=fuzz"],
    "lint": ["--group=lint"],
    "lock": ["--group=lock"],
    "nox": ["--group=nox"],
    "lowest": ["pyproject.toml"],
    **{f"lowest-{extra}": ["pyproject.toml", f"--extra={extra}"] for extra in EXTRAS},
}
"""The files of locked requirements, each with its contents in the words of `uv pip compile`."""

DEPENDS_ON_THE_INTERPRETER = (
    *("tests/attacks/test_depth.py", "tests/attacks/test_key.py", "tests/attacks/test_storm.py"),
    *("tests/cli", "tests/generated"),
    *("tests/overlay/test_client.py", "tests/overlay/test_decoding.py", "tests/project"),
    *("tests/pipeline/derive", "tests/pipeline/generate", "tests/pipeline/publish"),
)
"""What the tests between the oldest and the newest Python run; those two run everything."""

UNTRACED = (
    *("tests/attacks/test_documents.py", "tests/attacks/test_fuzzing.py"),
    *("tests/attacks/test_storm.py", "tests/contract/test_decoder_agrees.py"),
    *("tests/contract/test_linearity.py", "tests/contract/test_meaning.py"),
    *("tests/contract/test_sabotage.py", "tests/contract/test_schemathesis.py"),
    *("tests/contract/test_strategies.py", "tests/overlay/validation/test_walker_agreement.py"),
    *("tests/pipeline/derive/test_dialect_meaning.py", "tests/pipeline/diff/test_properties.py"),
    *("tests/pipeline/diff/test_meanings_compared.py", "tests/pipeline/openapi/test_semantics.py"),
    *("tests/pipeline/test_adding_operations.py", "tests/pipeline/test_offline_suite.py"),
    "tests/testing/test_live_run.py",
)
"""What proves much and reaches few lines that others do not reach: tracing would double its time."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

REPLAYED: tuple[str, ...] = ("OPENROUTER_CAPTURES", "OPENROUTER_SPECS", "OPENROUTER_ERRORS")

nox.options.sessions = ["lint", "types", "mutation", "tests", "browser", "lowest", "coverage"]
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"


def interpreters(home: Path) -> list[Path]:
    """List the folders in which version managers keep interpreters, the newest first.

    No PATH leads to these: pyenv, for one, puts only the version in use on it, and for all others
    commands that fail.

    Args:
        home: The user's home folder.
    """
    managed = (
        Path(os.environ.get("PYENV_ROOT", home / ".pyenv")).glob("versions/3.*/bin"),
        (home / ".local/share/uv/python").glob("cpython-3.*/bin"),
        (home / ".asdf/installs/python").glob("3.*/bin"),
        Path("/opt").glob("python*/bin"),
        Path("/opt/python").glob("3.*/bin"),
    )
    return sorted({folder for folders in managed for folder in folders}, key=_by_version)


def _by_version(folder: Path) -> tuple[int, ...]:
    return tuple(-int(number) for number in re.findall(r"\d+", folder.parent.name))


# Warnings of tools are not the caller's concern; the tests turn their own into errors.
os.environ.pop("PYTHONWARNINGS", None)
if os.environ.get("LC_ALL") in {"C", "POSIX"}:
    # It keeps Python from using UTF-8, and an editable install in `/home/José` from being found.
    del os.environ["LC_ALL"]
# What is imported is compiled then, which is a fraction of what is installed.
os.environ.setdefault("PIP_NO_COMPILE", "1")
os.environ["PATH"] = os.pathsep.join(
    (*map(str, interpreters(Path.home())), os.environ.get("PATH", os.defpath))
)
PRESENT = [one for one in PYTHONS if one == running or shutil.which(f"python{one}")]
MEASURED = PYTHONS[-1] if PYTHONS[-1] in PRESENT else PRESENT[0]
"""The Python under which coverage is measured: from 3.14 on that costs next to nothing."""


@nox.session
def demo(session: nox.Session) -> None:
    """Check that the generated client is up to date, then list models with it from a local server."""
    session.log("Installing what the demo needs; the first time this takes up to a minute ...")
    install(session, "demo", project=True)
    session.log("Checking that the generated client matches the vendored document ...")
    session.run("python", "scripts/regenerate.py", "--check")
    session.log("Listing models from a local stand-in for the API ...")
    session.run("python", "-m", "openrouter_models", "list", "--demo", *session.posargs)
    command = Path(session.bin, "openrouter-models").relative_to(ROOT)
    session.log(f"Next, look at one model:                {command} show --demo openai/gpt-4")
    session.log(f"Or list yours, with OPENROUTER_API_KEY: {command} list")


@nox.session
def regenerate(session: nox.Session) -> None:
    """Bring the contract and the generated client up to date; takes the options of the script."""
    install(session, "demo", project=True)
    # A dry run that finds differences has done what it was asked for.
    codes = [0, 1] if "--dry-run" in session.posargs else [0]
    session.run("python", "scripts/regenerate.py", *session.posargs, success_codes=codes)


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
    """Regenerate from every revision in OPENROUTER_SPECS, run the contract suite, and read later OPENROUTER_CAPTURES."""
    if not session.posargs and not {"OPENROUTER_SPECS", "OPENROUTER_CAPTURES"} <= os.environ.keys():
        session.skip("OPENROUTER_SPECS and OPENROUTER_CAPTURES name no folders")
    install(session, "tests", project=True)
    session.run("python", "scripts/time_machine.py", "--suite", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format, who imports whom, and the workflows."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-logo", env=ROOMS)
    places = (".github/workflows/*.yml", "docs/workflows/*.yml")
    workflows = sorted(str(path) for place in places for path in ROOT.glob(place))
    action = str(ROOT / "action.yml")
    session.run("check-jsonschema", "--builtin-schema=vendor.github-workflows", *workflows)
    session.run("check-jsonschema", "--builtin-schema=vendor.github-actions", action)
    session.run("zizmor", "--offline", "--no-progress", "--quiet", *workflows, action)


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
    """Run the tests under each supported Python that is present; takes the options of pytest."""
    install(session, "tests", project=True)
    # The profiles draw the same examples in every run; pytest by itself goes on searching.
    pytest = ("-m", "pytest", "--numprocesses=auto")
    many = "--hypothesis-profile=ci"
    few = many if len(PRESENT) == 1 else "--hypothesis-profile=few"
    if session.python == MEASURED and not session.posargs:
        # Data for replay say the same under every Python, so another one replays them, untraced.
        once: dict[str, str | None] = {} if len(PRESENT) == 1 else dict.fromkeys(REPLAYED)
        session.run("coverage", "erase")
        rest = [f"--ignore={path}" for path in UNTRACED]
        session.run("coverage", "run", *pytest, few, *rest, env=once)
        session.run("python", *pytest, few, *UNTRACED, env=once)
    elif session.posargs or session.python in {PRESENT[0], PRESENT[-1]}:
        session.run("python", *pytest, many, *session.posargs)
    else:
        session.run("python", *pytest, few, *DEPENDS_ON_THE_INTERPRETER)


@nox.session
def browser(session: nox.Session) -> None:
    """Look at the pages that the command writes, in a Chromium that is installed; takes the options of pytest."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        session.skip(f"no browser: install one of {', '.join(BROWSERS)}, or name it in CHROMIUM")
    install(session, "tests", project=True)
    install(session, "browser")
    session.run(
        "python", "-m", "pytest", "tests/browser", *session.posargs, env={"CHROMIUM": found}
    )


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel into `dist`."""
    install(session, "build")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    session.run("python", "-m", "build", "--no-isolation", "--wheel", silent=True)


@nox.session(python=PYTHONS[0], requires=["wheel"])
@nox.parametrize("extra", [nox.param(None, id="core"), *(nox.param(e, id=e) for e in EXTRAS)])
def lowest(session: nox.Session, extra: str | None) -> None:
    """Hold the wheel, with one extra or none and the lowest versions allowed, to what it promises."""
    install(session, f"lowest-{extra}" if extra else "lowest")
    session.install(
        "--no-index", "--no-deps", "--force-reinstall", *map(str, ROOT.glob("dist/*.whl"))
    )
    session.run("python", "-m", "pip", "check", silent=True)
    # Isolated, so that the wheel is what is imported.
    session.run("python", "-I", f"tests/project/promises/{extra or 'core'}.py")


@nox.session
def contract(session: nox.Session) -> None:
    """Run the contract suite; takes the options of pytest."""
    install(session, "tests", project=True)
    session.run("pytest", "tests/contract", "--numprocesses=auto", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Measure how many changes the contract suite notices; takes the script's options."""
    install(session, "tests", project=True)
    session.run("python", "scripts/mutation.py", *session.posargs)


@nox.session
def live(session: nox.Session) -> None:
    """Hold a server against the contract, by default OpenRouter's, with the key in OPENROUTER_API_KEY."""
    install(session, "tests", project=True)
    server = "--openrouter-base-url=https://openrouter.ai/api/v1"
    session.run("pytest", "tests/contract", server, *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Require enough coverage of what the tests have measured, and say which Pythons were not tried."""
    install(session, "coverage")
    session.run("coverage", "combine")
    session.run("coverage", "report")
    if missing := [python for python in PYTHONS if python not in PRESENT]:
        session.warn(
            f"NOT TESTED under Python {', '.join(missing)}, which this machine does not have. "
            "Install it, or leave it to CI, which tests all of them."
        )


@nox.session
def bench(session: nox.Session) -> None:
    """Compare speed and memory with peers, on captures too if told where; takes the script's options."""
    install(session, "bench", project=True)
    install(session, "tests")  # for Hypothesis
    session.run("python", "scripts/bench.py", *session.posargs)


@nox.session(python=PYTHONS[0])
def fuzz(session: nox.Session) -> None:
    """Search decoder, checker, loader and differ for bytes that break them, by coverage; takes seconds for each (300)."""
    install(session, "tests", project=True)
    install(session, "fuzz")
    session.run("python", "tests/attacks/fuzz.py", *(session.posargs or ["300"]), env=ROOMS)


@nox.session
def lock(session: nox.Session) -> None:
    """Lock the newest versions that pyproject.toml allows, with hashes, for all platforms and Pythons."""
    install(session, "lock")
    for name, options in LOCKS.items():
        if name.startswith("lowest"):
            how = ["--resolution=lowest-direct"]
        elif name != LARGEST:
            # What the largest lock settles on binds the others: one version of each package.
            how = [f"--constraints={locked(LARGEST)}"]
        else:
            how = []
        session.run(
            *("uv", "pip", "compile", *options, *how, f"--output-file={locked(name)}"),
            # No Python gets a version of its own.
            *("--universal", f"--python-version={PYTHONS[0]}", "--fork-strategy=fewest"),
            *("--upgrade", "--quiet", "--generate-hashes", "--no-emit-index-url"),
            *("--no-annotate", "--custom-compile-command=nox -s lock"),
        )


def install(session: nox.Session, name: str, *, project: bool = False) -> None:
    """Install locked requirements.

    Args:
        session: The session that needs them.
        name: The lock, one of `LOCKS`.
        project: Whether to install the project as well, in place.
    """
    installed = False
    try:
        session.install("--require-hashes", f"--requirement={locked(name)}")
        installed = True
    finally:
        if not installed:
            session.warn(
                "pip's message above says why. If it asks for a compiler, your platform lacks a "
                "prebuilt package: install gcc and Rust, or use a Python from python.org."
            )
    if project:
        session.install("--no-deps", "--no-build-isolation", "--editable=.")


def locked(name: str) -> str:
    """Name a file of locked requirements."""
    return f".ci/requirements/{name}.txt"
