"""The command `openrouter-models`, where its extra is installed; else one line that says how."""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    """Run the command with the arguments of the process, and exit.

    Raises:
        SystemExit: Always; the codes are in `docs/cli.md`.
    """
    try:
        run = import_module("openrouter_models.cli.app").main
        sys.exit(run())
    except ModuleNotFoundError as error:
        name = str(error.name)
        if name.partition(".")[0] in {"openrouter_models", "openrouter_api"}:
            raise
        sys.stderr.write(
            f"Error: the command needs the extra [cli], of which {name} is missing; "
            "run: pip install 'openrouter-models[cli]'\n"
        )
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
