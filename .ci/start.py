"""Set up nox in `.venv`, then run it with the arguments given, as in `python3 .ci/start.py -s demo`.

It needs only Python, works the same on every platform, and where a prerequisite is missing it ends in
one line that says what to do. So it must parse on Pythons that the project itself does not support.
"""

import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Dict, List  # noqa: UP035 - for the same reason

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
VERSION = ".".join(map(str, sys.version_info[:2]))
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main(arguments: List[str]) -> int:  # noqa: UP006 - for the same reason
    """Run nox, after setting it up if need be.

    Args:
        arguments: Those of nox.

    Returns:
        The exit code of nox; 2 if it could not be set up.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - that is the point
        return fail(
            f"this project needs Python 3.11 or newer, and {sys.executable} is Python {VERSION}. "
            "Install a newer one and run this script with it: python3.13 .ci/start.py"
        )
    # Warnings about the tools are not the caller's concern; the tests turn their own into errors.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    environment["PYTHONUTF8"] = "1"
    if not usable(environment):
        if importlib.util.find_spec("ensurepip") is None:
            return fail(
                f"{sys.executable} lacks `ensurepip`, without which it cannot create .venv. "
                f"On Debian and Ubuntu: apt install python{VERSION}-venv"
            )
        say("Creating .venv ...")
        try:
            venv.create(FOLDER, clear=True, with_pip=True)
        except subprocess.CalledProcessError:
            return fail(f"{sys.executable} cannot create .venv. Try a Python from python.org.")
        except OSError as error:
            return fail(
                f"{error}. Copy the project to a folder you can write to, and run it there."
            )
    say("Installing nox ...")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = Path(".ci", "requirements", "nox.txt")
    if subprocess.call([*pip, "--requirement", locked], cwd=ROOT, env=environment):  # noqa: S603 - our own command
        return fail(
            "pip could not install nox; its message is above. Can it reach a package index?"
        )
    return subprocess.call([PYTHON, "-m", "nox", *arguments], cwd=ROOT, env=environment)  # noqa: S603 - the same


def usable(environment: Dict[str, str]) -> bool:  # noqa: UP006 - for the same reason
    """Tell whether .venv works and has the Python that runs this script."""
    program = "import sys, pip; print(*sys.version_info[:2])"
    try:
        found = subprocess.check_output(  # noqa: S603 - our own command
            [PYTHON, "-c", program], env=environment, stderr=subprocess.DEVNULL
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.decode().split() == VERSION.split(".")


def fail(problem: str) -> int:
    """Say why nothing can be done, in one line."""
    say(f"Error: {problem}")
    return 2


def say(line: str) -> None:
    """Write a line to stderr, whatever characters it can take."""
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
