"""The command `openrouter-models`, where its extra is installed; else one line that says how."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

_OURS = {"openrouter_models", "openrouter_api"}


def main() -> None:
    """Run the command with the arguments of the process, and exit.

    Raises:
        SystemExit: Always; the codes are in `docs/cli.md`.
    """
    try:
        run = import_module("openrouter_models.cli.app").main
        sys.exit(run())
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in _OURS:
            _complain(
                f"This installation is broken: {error}. "
                "Run: pip install --force-reinstall 'openrouter-models[cli]'"
            )
        _complain(
            f"The command needs the extra [cli], and {error.name} is not installed. "
            "Run: pip install 'openrouter-models[cli]'"
        )
    except KeyboardInterrupt:
        sys.exit(130)


def _complain(message: str) -> NoReturn:
    """Say what is missing, if anybody can hear it, and exit with 2."""
    with suppress(OSError, AttributeError):  # stderr is None where it was closed
        sys.stderr.write(f"Error: {message}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
